// Goals and options on a machine, and what a learner is told to be missing.
#include "tests/unit/lesson/lesson_text.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("a condition that holds misses nothing") {
  Shell shell;
  shell.run_line("a = mmap 16K; write $a");
  const ConditionState state = check_condition(shell, "anon_vma(1, $a) != none and mapcount(frame(1, $a)) == 1");
  CHECK(state.is_met);
  CHECK(state.missing.empty());
  CHECK(state.problem.empty());
}

TEST_CASE("of a conjunction, the comparisons that fail are named with both sides") {
  Shell shell;
  shell.run_line("a = mmap 16K; write $a; fork");
  const ConditionState state = check_condition(shell, "visits(frame(1, $a)) == 1 and (alive(2) and chain(2, $a) > chain(1, $a) + 1)");
  CHECK_FALSE(state.is_met);
  REQUIRE(state.missing.size() == 2);
  CHECK(state.missing[0].what == "visits(frame(1, $a))");
  CHECK(state.missing[0].now == "2");
  CHECK(state.missing[0].wanted == "== 1");
  CHECK(state.missing[1].what == "chain(2, $a)");
  CHECK(state.missing[1].now == "2");
  CHECK(state.missing[1].wanted == "> chain(1, $a) + 1 = 2");
}

TEST_CASE("a condition that compares nothing is shown whole") {
  Shell shell;
  const ConditionState state = check_condition(shell, "alive(1) and not alive(1)");
  REQUIRE(state.missing.size() == 1);
  CHECK(state.missing[0].what == "not alive(1)");
  CHECK(state.missing[0].wanted.empty());
}

TEST_CASE("a name that nobody has kept is a problem, not a crash") {
  Shell shell;
  const ConditionState state = check_condition(shell, "frame(1, $b) == none");
  CHECK_FALSE(state.is_met);
  CHECK_THAT(state.problem, Catch::Contains("no result is kept under the name `b`"));
  CHECK(state.problem.find('\n') == std::string::npos);
  CHECK_FALSE(check_condition(shell, "((").is_met);
  CHECK_FALSE(check_condition(shell, "1 + 1").is_met);
}

TEST_CASE("options: conditions, or values compared with the answer") {
  const Lesson lesson = good_lesson();
  Shell shell;
  shell.run_line("a = mmap 16K; read $a");
  std::vector<OptionState> states = check_options(shell, lesson.steps[0].predictions[0]);
  REQUIRE(states.size() == 2);
  CHECK(states[0].is_right);
  CHECK_FALSE(states[1].is_right);

  shell.run_line("write $a; fork");
  states = check_options(shell, lesson.steps[1].predictions[0]);
  CHECK_FALSE(states[0].is_right);
  CHECK(states[1].is_right);
  CHECK(states[1].label == "2");
}

TEST_CASE("values show frames in hexadecimal and counts in decimal") {
  Shell shell;
  shell.run_line("a = mmap 64K; write $a n=12");
  CHECK(value_of(shell, {"n", "rss(1)", Shown::kDecimal, 0}) == "13");
  CHECK_THAT(value_of(shell, {"f", "frame(1, $a)", Shown::kHex, 0}), Catch::StartsWith("0x"));
  CHECK(value_of(shell, {"t", "owner(frame(1, $a))", Shown::kDecimal, 0}) == "anon");
  CHECK(value_of(shell, {"x", "$nobody", Shown::kHex, 0}).empty());
}
