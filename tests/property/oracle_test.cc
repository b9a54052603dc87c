// What must hold of anything that is printed and of anything that is imported, over all scripts of the repository and over its recorded
// logs with bytes changed at random: output is clean UTF-8 without control characters, and an imported script parses.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/api/import_text.h"
#include "engine/api/run_script.h"
#include "engine/shell/shell.h"
#include "tests/support/clean_text.h"
#include "tests/support/random.h"

namespace pw {
namespace {

namespace fs = std::filesystem;
using test::Random;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> files_below(const char* folder, const char* extension) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(fs::path(PAGEWALK_SOURCE_DIR) / folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void check_prints_clean(const fs::path& path) {
  const std::string script = read_file(path);
  for (const RunForm form : {RunForm::kText, RunForm::kJson}) {
    const ScriptRun run = run_script(script, form);
    INFO(path.string() << (form == RunForm::kJson ? " as JSON" : " as text"));
    CHECK(test::find_unclean(run.text) == "");
    CHECK(test::find_unclean(run.error) == "");
  }
}

TEST_CASE("every script of the repository prints clean text, and clean JSON", "[oracle]") {
  u32 scripts = 0;
  for (const char* folder : {"tests/scenarios", "tests/conformance/scenarios"}) {
    for (const fs::path& path : files_below(folder, ".pw")) {
      check_prints_clean(path);
      ++scripts;
    }
  }
  CHECK(scripts > 400);
}

// A few bytes changed, cut out or put in, or a piece from elsewhere in the text.
std::string mutate(Random& random, std::string text) {
  for (u32 edits = 1 + random.below(30); edits > 0 && text.size() > 100; --edits) {
    const u32 at = random.below(static_cast<u32>(text.size()));
    switch (random.below(5)) {
      case 0: text[at] = static_cast<char>(random.below(256)); break;
      case 1: text[at] = "()[]{},=\"\\<>|-+ \n0x9fMA"[random.below(23)]; break;
      case 2: text.erase(at, 1 + random.below(40)); break;
      case 3: text.insert(at, text.substr(random.below(static_cast<u32>(text.size())), 1 + random.below(200))); break;
      default: text.insert(at, 1, static_cast<char>(random.below(256))); break;
    }
  }
  return text;
}

// The lines from a random place on, so that each log gives many short ones.
std::string piece_of(Random& random, const std::string& text) {
  const u64 from = random.one_in(3) ? 0 : text.find('\n', random.below(static_cast<u32>(text.size())));
  return text.substr(from == std::string::npos ? 0 : from + (from != 0 ? 1 : 0), 4000 + random.below(8000));
}

void check_imports(const std::string& text) {
  const ImportResult imported = import_text(text);
  INFO(text << "\n--- becomes\n" << imported.script);
  CHECK(imported.script.empty() != imported.error.empty());
  CHECK(Shell::parse_script(imported.script).error == "");
  CHECK(test::find_unclean(imported.script) == "");
  CHECK(test::find_unclean(import_notes_text(imported)) == "");
  CHECK(test::find_unclean(imported.error) == "");
}

TEST_CASE("whatever a log or a maps file holds, what is imported parses", "[oracle]") {
  std::vector<std::string> texts;
  for (const char* extension : {".strace", ".maps"}) {
    for (const fs::path& path : files_below("tests/logs", extension)) texts.push_back(read_file(path));
  }
  REQUIRE(texts.size() > 10);
  for (u64 seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    for (const std::string& text : texts) check_imports(mutate(random, piece_of(random, text)));
  }
}

}  // namespace
}  // namespace pw
