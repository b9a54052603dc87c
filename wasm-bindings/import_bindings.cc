// The reader of logs and maps as a module of its own, which the page fetches with the first text that may be one. It knows no machine and
// no shell: what it must ask about the language of scripts, it asks through two functions that it is handed.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <map>
#include <optional>

#include "engine/api/import_text.h"

namespace {

using emscripten::val;

class AskedLanguage final : public pw::ScriptLanguage {
 public:
  explicit AskedLanguage(const val& language) : language_(language) {}

  // Asked for every call of a log, of which there are few names.
  bool has_call(const std::string& name) const override {
    const auto known = calls_.find(name);
    if (known != calls_.end()) return known->second;
    return calls_[name] = language_.call<bool>("hasCall", name);
  }
  std::string refusal(const std::string& line) const override { return language_.call<std::string>("refusal", line); }

 private:
  const val& language_;
  mutable std::map<std::string, bool> calls_;
};

std::string import_files(const val& names, const val& texts, const val& language) {
  const std::vector<std::string> all_names = emscripten::vecFromJSArray<std::string>(names);
  std::vector<std::string> all_texts = emscripten::vecFromJSArray<std::string>(texts);
  std::vector<pw::ImportFile> files;
  for (pw::u32 i = 0; i < all_names.size() && i < all_texts.size(); ++i) files.push_back({all_names[i], std::move(all_texts[i])});
  return pw::import_json(files, AskedLanguage(language));
}

// One import, piece by piece.
struct Streamed {
  explicit Streamed(const val& asked) : answers(asked), language(answers), importer(language) {}
  val answers;
  AskedLanguage language;
  pw::Importer importer;
};
std::optional<Streamed> streamed;

void import_begin(const val& language) { streamed.emplace(language); }
void import_file(const std::string& name) { streamed->importer.begin_file(name); }
void import_feed(const std::string& piece) { streamed->importer.feed(piece); }
std::string import_finish() {
  const std::string answer = pw::import_json(streamed->importer.finish());
  streamed.reset();
  return answer;
}

}  // namespace

EMSCRIPTEN_BINDINGS(pagewalk_import) {
  emscripten::function("importFiles", &import_files);
  emscripten::function("importBegin", &import_begin);
  emscripten::function("importFile", &import_file);
  emscripten::function("importFeed", &import_feed);
  emscripten::function("importFinish", &import_finish);
}
