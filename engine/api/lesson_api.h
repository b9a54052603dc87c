// Lessons for programs: the command line program plays them, the page shows them step by step. Files come in as text; who reads them,
// and from where, is the program's business.
#pragma once

#include <string>
#include <vector>

#include "engine/lesson/lesson.h"

namespace pw {

// A file of a lesson: its name for error messages, and its text.
struct LessonFile {
  std::string name;
  std::string text;
};

// What playing a lesson came to. `error` is set when a file is malformed ("en.md:12: …"), `problems` when it is well-formed and wrong.
struct LessonRun {
  std::string id;
  u32 steps = 0;
  u32 predictions = 0;
  u32 goals = 0;
  std::string error;
  std::vector<std::string> problems;
  std::string transcript;
};
// What lessons are held to: they keep to the format, and prose holds no figure but the allowed ones. A draft has no house.
struct LessonHouse {
  std::vector<std::string> allowed_figures;
};
// Checks the behaviour against every language's prose; the transcript reads in the first of them. Without prose it has commands alone.
LessonRun play_lesson(const LessonFile& behaviour, const std::vector<LessonFile>& prose, const LessonHouse* house = nullptr,
                      const std::vector<GivenAnswer>& answers = {});

// The lesson that is open in the page. Its answers are the JSON texts that pagewalk.d.ts declares.
class LessonDesk {
 public:
  // Reads both files; on failure the lesson that was open stays.
  std::string open(const LessonFile& behaviour, const LessonFile& prose);
  // The same answer, without opening it: for lists.
  static std::string read(const LessonFile& behaviour, const LessonFile& prose);
  // The key by which the page draws what `text` names as an answer to a prediction of the open lesson.
  std::string point(const Shell& shell, u32 step, u32 prediction, const std::string& text) const;
  // How things stand on the machine of `shell` for step `step`: goals, right options, values. All of it, whether the learner may see it
  // yet or not: what is shown when is the page's business.
  std::string look(const Shell& shell, u32 step) const;

 private:
  Lesson lesson_;
  bool is_open_ = false;
};

}  // namespace pw
