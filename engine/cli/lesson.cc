// `pagewalk lesson`: plays lessons by their own solutions. With an id prints one lesson, to read; with --all a line for each.
//
// --draft plays one that is not finished: it is not held to the format (engine/lesson/format.cc).
// --answer NAME=ANSWER, as often as wanted, is what a learner answers: judged where it is revealed, with the sentence that answers it.
//
// A lesson is a folder with lesson.txt and a LANGUAGE.md for each language. The folder of all lessons is the one given with --dir, else
// PAGEWALK_LESSONS, else `lessons` here or one level up. An id with a `/` in it is the path of a lesson's own folder.
#include <dirent.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "engine/api/lesson_api.h"
#include "engine/base/utf8.h"
#include "engine/cli/cli.h"

namespace pw::cli {
namespace {

struct Wish {
  std::string id;  // empty with all
  bool all = false;
  bool is_draft = false;
  std::string dir;
  std::string language = "en";
  std::vector<GivenAnswer> answers;
};

std::vector<std::string> list_names(const std::string& dir) {
  std::vector<std::string> names;
  DIR* open = opendir(dir.c_str());
  if (open == nullptr) return names;
  while (const dirent* entry = readdir(open)) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  closedir(open);
  std::sort(names.begin(), names.end());
  return names;
}

bool has_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file != nullptr) std::fclose(file);
  return file != nullptr;
}

std::string find_dir(const Wish& wish) {
  if (!wish.dir.empty()) return wish.dir;
  const char* set = std::getenv("PAGEWALK_LESSONS");
  if (set != nullptr && *set != '\0') return set;
  return list_names("lessons").empty() ? "../lessons" : "lessons";
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// Every LANGUAGE.md of the folder, the wished language first.
bool read_prose(const std::string& folder, const std::string& language, std::vector<LessonFile>* prose) {
  for (const std::string& name : list_names(folder)) {
    if (!ends_with(name, ".md")) continue;
    LessonFile file{folder + "/" + name, ""};
    if (!read_script(file.name, &file.text)) return false;
    prose->insert(name == language + ".md" ? prose->begin() : prose->end(), file);
  }
  if (!prose->empty() && ends_with(prose->front().name, "/" + language + ".md")) return true;
  std::fprintf(stderr, "pagewalk: %s has no %s.md\n", printable(folder).c_str(), printable(language).c_str());
  return false;
}

int report(const LessonRun& run, bool with_transcript) {
  if (!run.error.empty()) {
    std::fprintf(stderr, "%s\n", run.error.c_str());
    return kExitUsage;
  }
  if (with_transcript) std::printf("%s", run.transcript.c_str());
  for (const std::string& problem : run.problems) std::fprintf(stderr, "%s\n", problem.c_str());
  const char* verdict = run.problems.empty() ? "ok" : "WRONG";
  std::printf("%s: %u steps, %u predictions, %u goals: %s\n", run.id.c_str(), run.steps, run.predictions, run.goals, verdict);
  return run.problems.empty() ? kExitOk : kExitAssert;
}

// The first word of each line of a list that stands beside the lessons; all up to two blanks where an entry has blanks in it.
std::vector<std::string> read_list(const std::string& path) {
  std::vector<std::string> entries;
  std::string text;
  if (!has_file(path) || !read_script(path, &text)) return entries;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (!line.empty() && line[0] != '#') entries.push_back(line.substr(0, line.find("  ")));
    at = end + 1;
  }
  return entries;
}

LessonHouse read_house(const Wish& wish) { return {read_list(find_dir(wish) + "/allowed-figures.txt")}; }

int play(const std::string& dir, const Wish& wish, const std::string& id) {
  const std::string folder = dir + "/" + id;
  LessonFile behaviour{folder + "/lesson.txt", ""};
  std::vector<LessonFile> prose;
  if (!read_script(behaviour.name, &behaviour.text) || !read_prose(folder, wish.language, &prose)) return kExitUsage;
  const LessonHouse house = read_house(wish);
  LessonRun run = play_lesson(behaviour, prose, wish.is_draft ? nullptr : &house, wish.answers);
  const bool is_misnamed = run.error.empty() && run.id != id;
  if (is_misnamed) run.problems.push_back(folder + ": the folder and the lesson `" + run.id + "` have different names");
  return report(run, !wish.all);
}

int play_all(const std::string& dir, const Wish& wish) {
  int worst = kExitOk;
  u32 lessons = 0;
  for (const std::string& id : list_names(dir)) {
    if (!has_file(dir + "/" + id + "/lesson.txt")) continue;
    ++lessons;
    worst = std::max(worst, play(dir, wish, id));
  }
  std::printf("%u %s\n", lessons, lessons == 1 ? "lesson" : "lessons");
  if (lessons > 0) return worst;
  std::fprintf(stderr, "pagewalk: no lessons in %s\n", printable(dir).c_str());
  return kExitUsage;
}

bool read_wish(const Args& args, Wish* wish) {
  for (u32 i = 0; i < args.size(); ++i) {
    const bool takes_value = args[i] == "--dir" || args[i] == "--lang";
    if (takes_value && i + 1 < args.size()) {
      (args[i] == "--dir" ? wish->dir : wish->language) = args[i + 1];
      ++i;
    } else if (args[i] == "--answer" && i + 1 < args.size()) {
      ++i;
      const std::size_t equals = args[i].find('=');
      if (equals == std::string::npos) return false;
      wish->answers.push_back({args[i].substr(0, equals), args[i].substr(equals + 1)});
    } else if (args[i] == "--draft") {
      wish->is_draft = true;
    } else if (args[i] == "--all") {
      wish->all = true;
    } else if (wish->id.empty() && !args[i].empty() && args[i][0] != '-') {
      wish->id = args[i];
    } else {
      return false;
    }
  }
  return wish->all == wish->id.empty();
}

}  // namespace

int lesson_command(const Args& args) {
  Wish wish;
  if (!read_wish(args, &wish)) {
    std::fprintf(stderr, "usage: pagewalk lesson [--dir DIR] [--lang LANGUAGE] [--answer NAME=ANSWER] [--draft] ID|--all\n");
    return kExitUsage;
  }
  const std::size_t slash = wish.id.rfind('/');
  if (slash != std::string::npos) return play(wish.id.substr(0, slash), wish, wish.id.substr(slash + 1));
  const std::string dir = find_dir(wish);
  return wish.all ? play_all(dir, wish) : play(dir, wish, wish.id);
}

}  // namespace pw::cli
