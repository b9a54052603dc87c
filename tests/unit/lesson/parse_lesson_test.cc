// The behaviour file: what it becomes, and each way to get it wrong, with its line.
#include "tests/unit/lesson/lesson_text.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("a behaviour file becomes a lesson") {
  const Lesson lesson = good_lesson();
  CHECK(lesson.id == "small");
  CHECK(lesson.track == 1);
  CHECK(lesson.minutes == 5);
  CHECK(lesson.questions == std::vector<std::string>{"Q7", "Q33"});
  CHECK(lesson.told == std::vector<std::string>{"Q9"});
  CHECK(lesson.boot == "boot mem=64M cpus=2");
  REQUIRE(lesson.steps.size() == 2);

  const LessonStep& step = lesson.steps[0];
  CHECK(step.is_fresh);
  CHECK(step.setup == std::vector<std::string>{"a = mmap 16K"});
  REQUIRE(step.values.size() == 1);
  CHECK(step.values[0].shown == Shown::kHex);
  REQUIRE(step.predictions.size() == 1);
  CHECK(step.predictions[0].reveal == std::vector<std::string>{"read $a"});
  REQUIRE(step.predictions[0].options.size() == 2);
  CHECK(step.predictions[0].options[1].id == "empty");
  CHECK(step.predictions[0].options[1].expression == "not pte(1, $a).present");
  REQUIRE(step.predictions[0].values.size() == 1);
  REQUIRE(step.goals.size() == 2);
  CHECK_FALSE(step.goals[0].is_kept);
  CHECK(step.goals[1].is_kept);
  CHECK(step.hints == 1);
  CHECK(step.solution == std::vector<std::string>{"write $a"});

  CHECK_FALSE(lesson.steps[1].is_fresh);
  CHECK(lesson.steps[1].predictions[0].answer == "chain(2, $a)");
  CHECK(lesson.steps[1].predictions[0].options[0].id.empty());
}

TEST_CASE("blanks, carriage returns and comments do not matter") {
  std::string text;
  for (const char c : kGoodLesson) text += c == '\n' ? std::string("  \r\n\t# x\r\n") : std::string(1, c);
  CHECK(lesson_error(text).empty());
}

namespace {
struct Wrong {
  u32 line;
  const char* replacement;
  const char* error;
};
}  // namespace

TEST_CASE("a malformed behaviour file is refused with file, line and reason") {
  const auto wrong = GENERATE(
      Wrong{2, "lesson Small", "lesson.txt:2: `Small` is no name for a lesson: small letters and digits, joined by `-`"},
      Wrong{2, "", "lesson.txt:1: `lesson` is missing"}, Wrong{6, "", "lesson.txt:1: `boot` is missing"},
      Wrong{3, "track 0", "lesson.txt:3: expected a number from 1 to 99"},
      Wrong{3, "track 4294967297", "lesson.txt:3: expected a number from 1 to 99"},
      Wrong{4, "minutes", "lesson.txt:4: expected a number from 1 to 240"},
      Wrong{4, "track 2", "lesson.txt:4: `track` is there twice"},
      Wrong{5, "answers", "lesson.txt:5: expected questions: Q1, Q2 …"},
      Wrong{7, "tells", "lesson.txt:7: expected questions: Q1, Q2 …"},
      Wrong{7, "tells Q1x", "lesson.txt:7: `Q1x` is no question: Q1, Q2 …"},
      Wrong{5, "answers Q7 7", "lesson.txt:5: `7` is no question: Q1, Q2 …"},
      Wrong{5, "answers Q7 Q7", "lesson.txt:5: the question Q7 is there twice"},
      Wrong{6, "boot mem=1K", "lesson.txt:6: in the boot line: "},
      Wrong{9, "  setpu a = mmap 16K", "lesson.txt:9: `setpu` is no keyword of a lesson; did you mean `setup`?"},
      Wrong{9, "  setup a = mmpa 16K", "lesson.txt:9: in the command `a = mmpa 16K`: "},
      Wrong{9, "  setup mmap 4K; mmap 4K", "lesson.txt:9: one command a line"},
      Wrong{9, "  setup undo", "lesson.txt:9: `undo` cannot be part of a lesson"},
      Wrong{9, "  setup boot mem=64M", "lesson.txt:9: `boot` cannot be part of a lesson"},
      Wrong{9, "  setup", "lesson.txt:9: a command is missing"},
      Wrong{10, "  hex start", "lesson.txt:10: an expression is missing"},
      Wrong{10, "  minutes 3", "lesson.txt:10: `minutes` belongs in front of the first step"},
      Wrong{10, "  reveal read $a", "lesson.txt:10: `reveal` belongs under a `predict ID`"},
      Wrong{7, "hints 2", "lesson.txt:7: `hints` belongs into a step: `step ID` opens one"},
      Wrong{12, "", "lesson.txt:11: the prediction `read` has no `reveal`: nothing would show the answer"},
      Wrong{13, "", "lesson.txt:11: the prediction `read` needs two options or more"},
      Wrong{13, "    option pte(1, $a).zero", "lesson.txt:13: expected `option NAME: CONDITION`"},
      Wrong{14, "    option zero: true", "lesson.txt:14: the option `zero` is there twice, or its name is taken"},
      Wrong{14, "    option empty: not pt(1, $a).present", "lesson.txt:14: in the expression `not pt(1, $a).present`: "},
      Wrong{14, "    option empty: pte(1, $a).presnt", "lesson.txt:14: in the expression `pte(1, $a).presnt`: "},
      Wrong{14, "    option empty: vmas(1) == 1 mmap", "unexpected text behind the expression"},
      Wrong{15, "    hex start frame(1, $a)", "lesson.txt:15: the value `start` is there twice, or its name is taken"},
      Wrong{17, "  keep written true", "lesson.txt:17: the goal `written` is there twice, or its name is taken"},
      Wrong{17, "  setup fork", "lesson.txt:17: `setup` comes in front of predictions and goals"},
      Wrong{17, "  predict late", "lesson.txt:17: predictions come in front of goals"},
      Wrong{16, "", "lesson.txt:8: the step `write` has a solution and no goal"},
      Wrong{18, "  hints 7", "lesson.txt:18: expected a number from 1 to 6"},
      Wrong{19, "", "lesson.txt:8: the step `write` has goals and no `solve`"},
      Wrong{20, "step write", "lesson.txt:20: the step `write` is there twice, or its name is taken"},
      Wrong{21, "  fresh start", "lesson.txt:21: `fresh` stands alone"},
      Wrong{24, "    option 3", "lesson.txt:24: expected `option NAME: CONDITION`, or an `answer` in front of the options"},
      Wrong{26, "    option 1", "lesson.txt:26: the option `1` is there twice"},
      Wrong{26, "    answer 2", "lesson.txt:26: `answer` comes in front of the options"});
  INFO(wrong.line << ": " << wrong.replacement);
  const std::string error = lesson_error(with_line(kGoodLesson, wrong.line, wrong.replacement));
  CHECK_THAT(error, Catch::Contains(wrong.error));
}

TEST_CASE("a lesson that is too large is refused") {
  CHECK_THAT(lesson_error(kGoodLesson + std::string(kMaxLessonBytes, '#')), Catch::Contains("lesson.txt:1: the file is too long"));
  CHECK_THAT(lesson_error("# " + std::string(kMaxLessonLineBytes, 'x')), Catch::Contains("lesson.txt:1: the line is too long"));
  std::string steps = kGoodLesson;
  for (u32 i = 0; i < kMaxSteps; ++i) steps += "step more-" + std::to_string(i) + "\n";
  CHECK_THAT(lesson_error(steps), Catch::Contains("lesson.txt:65: too many steps: at most 40"));
  std::string options = kGoodLesson;
  for (u32 i = 3; i <= kMaxOptions + 1; ++i) options += "option " + std::to_string(i) + "\n";
  CHECK_THAT(lesson_error(options), Catch::Contains("too many options"));
  CHECK_THAT(lesson_error(with_line(kGoodLesson, 2, "lesson " + std::string(kMaxLessonIdBytes + 1, 'a'))), Catch::Contains("lesson.txt:2"));
}

TEST_CASE("control characters and broken UTF-8 are refused with their line") {
  CHECK_THAT(lesson_error(with_line(kGoodLesson, 9, "setup echo \x1b[31m")), Catch::StartsWith("lesson.txt:9: "));
  CHECK_THAT(lesson_error(with_line(kGoodLesson, 9, "setup echo \xff")), Catch::StartsWith("lesson.txt:9: "));
  CHECK_THAT(lesson_error(std::string("lesson a\0b\n", 11)), Catch::StartsWith("lesson.txt:1: "));
  CHECK_THAT(lesson_error(""), Catch::StartsWith("lesson.txt:1: "));
}

TEST_CASE("names: small letters, digits, single dashes between") {
  for (const char* good : {"a", "a1", "1-2", "anon-vma-2"}) CHECK(is_lesson_id(good));
  for (const char* bad : {"", "-", "a-", "-a", "a--b", "A", "a_b", "a b", "é"}) CHECK_FALSE(is_lesson_id(bad));
}
