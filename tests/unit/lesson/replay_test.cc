// Replaying finds lessons that are well-formed and wrong; and no text, however broken, does more than be refused.
#include "tests/unit/lesson/lesson_text.h"

#include <fstream>
#include <sstream>

#include "engine/api/lesson_api.h"
#include "tests/support/random.h"

using namespace pw;
using namespace pw::test;

namespace {

LessonReplay replay_with(u32 line, const std::string& replacement) {
  Lesson lesson;
  LessonError error;
  const bool ok = parse_lesson("lesson.txt", with_line(kGoodLesson, line, replacement), &lesson, &error);
  INFO(error.text());
  REQUIRE(ok);
  return replay_lesson(lesson);
}

std::string read_lesson_file(const std::string& name) {
  std::ifstream in(std::string(PAGEWALK_SOURCE_DIR) + "/lessons/" + name, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  REQUIRE(text.str().size() > 100);
  return text.str();
}

}  // namespace

TEST_CASE("a right lesson replays without problems") {
  const LessonReplay replay = replay_with(1, "#");
  CHECK(replay.problems.empty());
  CHECK(replay.steps == 2);
  CHECK(replay.predictions == 2);
  CHECK(replay.goals == 2);
  CHECK_THAT(replay.transcript, Catch::Contains("  [x] zero"));
  CHECK_THAT(replay.transcript, Catch::Contains("  [x] 2"));
}

namespace {
struct Bad {
  u32 line;
  const char* replacement;
  const char* problem;
};
}  // namespace

TEST_CASE("a lesson that is wrong about the machine is caught") {
  const auto bad = GENERATE(
      Bad{13, "option zero: true\noption none: false\noption also: true", "the prediction `read` has 2 right options, not one"},
      Bad{13, "option zero: frame(1, $a) == none", "small/write: the prediction `read` has 0 right options, not one"},
      Bad{13, "option zero: frame(1, $b) == none", "option `zero` of `read`: no result is kept"},
      Bad{16, "goal written pte(1, $a).present", "small/write: the goal `written` is reached before anything was done for it"},
      Bad{17, "keep whole vma(1, $a).pages == 5", "`whole` is to be kept and does not hold before the solution"},
      Bad{19, "solve read $a", "the solution does not reach `written`; owner(frame(1, $a)) is \"zero\", wanted == \"anon\""},
      Bad{19, "solve write 0x1000", "small/write: `write 0x1000` does not succeed"},
      Bad{19, "solve write $a\nsolve munmap $a+4K 4K", "the solution does not reach `whole`"},
      Bad{9, "setup a = mmap 16K\nsetup munmap 1 1", "small/write: `munmap 1 1` does not succeed"},
      Bad{10, "hex start $b", "the value `start` cannot be evaluated"},
      Bad{21, "needs alive(7)", "small/count: what it needs does not hold: alive(7)"},
      Bad{26, "option 3", "small/count: the prediction `chain` has 0 right options, not one"});
  INFO(bad.line << ": " << bad.replacement);
  const LessonReplay replay = replay_with(bad.line, bad.replacement);
  REQUIRE_FALSE(replay.problems.empty());
  std::string all;
  for (const std::string& problem : replay.problems) all += problem + "\n";
  CHECK_THAT(all, Catch::Contains(bad.problem));
}

TEST_CASE("a reveal may show a signal, a setup may not") {
  CHECK(replay_with(12, "reveal write 0x1000\nreveal read $a").problems.empty());
  CHECK_FALSE(replay_with(9, "setup a = mmap 16K\nsetup write 0x1000").problems.empty());
}

TEST_CASE("the script to a step leads to the machine that it begins on") {
  const Lesson lesson = good_lesson();
  CHECK(script_to_step(lesson, 0) == "boot mem=64M cpus=2\n");
  CHECK(script_to_step(lesson, 1) == "boot mem=64M cpus=2\na = mmap 16K\nread $a\nwrite $a\n");
  Lesson fresh = lesson;
  fresh.steps[1].is_fresh = true;
  CHECK(script_to_step(fresh, 1) == "boot mem=64M cpus=2\n");

  Shell shell;
  shell.run_line(script_to_step(lesson, 1));
  CHECK(check_condition(shell, lesson.steps[1].needs).is_met);
}

TEST_CASE("the lessons of the repository: every step's script leads to what the step needs") {
  Lesson lesson;
  LessonError error;
  REQUIRE(parse_lesson("lesson.txt", read_lesson_file("read-first/lesson.txt"), &lesson, &error));
  for (u32 i = 0; i < lesson.steps.size(); ++i) {
    INFO(lesson.steps[i].id);
    Shell shell;
    for (const Outcome& outcome : shell.run_line(script_to_step(lesson, i))) CHECK(outcome.kind == Outcome::Kind::kOk);
    CHECK((lesson.steps[i].needs.empty() || check_condition(shell, lesson.steps[i].needs).is_met));
  }
}

TEST_CASE("the lesson's answers over the api") {
  LessonDesk desk;
  Shell shell;
  CHECK_THAT(desk.look(shell, 0), Catch::Contains("no lesson is open"));
  CHECK(desk.open({"lesson.txt", "nonsense"}, {"en.md", ""}) == "{\"error\":\"lesson.txt:1: `nonsense` is no keyword of a lesson\"}");
  const std::string opened = desk.open({"lesson.txt", kGoodLesson}, {"en.md", kGoodProse});
  CHECK_THAT(opened, Catch::StartsWith("{\"id\":\"small\",\"title\":\"A small lesson\""));
  CHECK_THAT(opened, Catch::Contains("\"options\":[\"the zero page\",\"nothing\"]"));
  shell.run_line("a = mmap 16K; read $a");
  const std::string before = desk.look(shell, 0);
  CHECK_THAT(before, Catch::Contains("\"right\":[true,false]"));
  CHECK_THAT(before, Catch::Contains("\"goals\":[{\"met\":false"));
  CHECK_THAT(before, Catch::Contains("{\"what\":\"owner(frame(1, $a))\",\"now\":\"\\\"zero\\\"\","
                                      "\"wanted\":\"== \\\"anon\\\"\",\"met\":false}"));
  CHECK_THAT(before, Catch::Contains("\"fits\":true"));
  CHECK_THAT(desk.look(shell, 1), Catch::Contains("\"fits\":false"));
  shell.run_line("write $a");
  CHECK_THAT(desk.look(shell, 0), Catch::Contains("\"goals\":[{\"met\":true"));
  CHECK_THAT(desk.look(shell, 2), Catch::Contains("the lesson has 2 steps"));
}

TEST_CASE("cut, swapped and flipped texts are refused or accepted, nothing worse") {
  const std::string lesson_text = read_lesson_file("read-first/lesson.txt");
  const std::string prose_text = read_lesson_file("read-first/zh.md");
  Lesson lesson;
  LessonError error;
  REQUIRE(parse_lesson("lesson.txt", lesson_text, &lesson, &error));
  Random random(20);
  u32 refused = 0;
  for (u32 round = 0; round < 600; ++round) {
    std::string behaviour = lesson_text;
    std::string prose_bytes = prose_text;
    for (std::string* text : {&behaviour, &prose_bytes}) {
      const u32 at = random.below(static_cast<u32>(text->size()));
      if (round % 3 == 0) text->resize(at);
      else if (round % 3 == 1) (*text)[at] = static_cast<char>(random.below(256));
      else text->erase(at, random.below(60));
    }
    Lesson broken;
    Prose prose;
    const bool lesson_ok = parse_lesson("lesson.txt", behaviour, &broken, &error);
    CHECK(lesson_ok != error.is_set());
    const bool prose_ok = parse_prose("zh.md", prose_bytes, lesson, &prose, &error);
    CHECK(prose_ok != error.is_set());
    refused += lesson_ok && prose_ok ? 0 : 1;
  }
  CHECK(refused > 300);
}
