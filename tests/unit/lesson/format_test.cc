// Pieces of the format: figures in words, figures that prose may not hold, words that are read, answers that are typed or pointed at. What
// a whole lesson is refused for stands in tests/lessons/malformed.
#include "tests/unit/lesson/lesson_text.h"

#include "engine/api/lesson_api.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("figures in words") {
  CHECK(spell(0, "en") == "zero");
  CHECK(spell(16, "en") == "sixteen");
  CHECK(spell(42, "en") == "forty-two");
  CHECK(spell(100, "en") == "one hundred");
  CHECK(spell(1024, "en") == "one thousand and twenty-four");
  CHECK(spell(262144, "en") == "two hundred and sixty-two thousand one hundred and forty-four");
  CHECK(spell(1000000, "en") == "1000000");
  CHECK(spell(0, "zh") == "零");
  CHECK(spell(2, "zh") == "两");
  CHECK(spell(10, "zh") == "十");
  CHECK(spell(12, "zh") == "十二");
  CHECK(spell(110, "zh") == "一百一十");
  CHECK(spell(105, "zh") == "一百零五");
  CHECK(spell(1024, "zh") == "一千零二十四");
  CHECK(spell(20000, "zh") == "两万");
  CHECK(spell(10005, "zh") == "一万零五");
  CHECK(spell(262144, "zh") == "二十六万二千一百四十四");
}

TEST_CASE("figures that prose may not hold") {
  const std::vector<std::string> allowed = {"6.18", "x86-64", "两者"};
  for (const char* line : {"one page, both of them, the second", "Linux 6.18.", "x86-64, too", "`mmap 4K` and {pages} pages", "第二页，第十二页",
                           "一页，两者都是", "network", "tension", "often"}) {
    INFO(line);
    CHECK(refuse_figures(line, allowed).empty());
  }
  const auto wrong = GENERATE(values<std::pair<const char*, const char*>>(
      {{"16 pages", "`16`"}, {"Four pages", "`four`"}, {"two-level", "`two`"}, {"Linux 6.18.3", "`6.18.3`"}, {"Linux 16.18", "`16.18`"},
       {"两页", "`两`"}, {"有十六页", "`十`"}, {"三级页表", "`三`"}, {"a dozen", "`dozen`"}}));
  INFO(wrong.first);
  CHECK_THAT(refuse_figures(wrong.first, allowed), Catch::StartsWith(wrong.second));
}

TEST_CASE("words that are read: words of English, characters of Chinese") {
  CHECK(count_words("Three `mmap 4K` words - and {one} more.\nEnd", "en") == 8);
  CHECK(count_words("页帧，`do_anonymous_page` 一次。", "zh") == 5);
  CHECK(count_words("", "en") == 0);
}

TEST_CASE("what is typed or pointed at becomes one text") {
  Shell shell;
  shell.run_line("a = mmap 64K; write $a; f = print frame(1, $a)");
  LessonPrediction asked;
  asked.asks = Asks::kNumber;
  CHECK(answer_text(shell, asked, "rss(1)") == "2");
  CHECK(answer_text(shell, asked, "0x10") == "16");
  CHECK(answer_text(shell, asked, "true").empty());
  asked.asks = Asks::kThing;
  asked.thing = Thing::kFrame;
  CHECK_THAT(answer_text(shell, asked, "$f"), Catch::StartsWith("page:"));
  asked.thing = Thing::kEntry;
  CHECK_THAT(answer_text(shell, asked, "pte(1, $a+4K)"), Catch::StartsWith("pte:0/"));
  CHECK(answer_text(shell, asked, "pte(1, $a+5000)") == answer_text(shell, asked, "pte(1, $a+4K)"));
  for (const char* text : {"pte(1, 0)", "pte(7, $a)", "pte(1, $a).present", "vma(1, $a)", "pte(1)", "", "$nobody", "pte(1, none)"}) {
    INFO(text);
    CHECK(answer_text(shell, asked, text).empty());
  }
  asked.thing = Thing::kArea;
  CHECK(answer_text(shell, asked, "vma(1, $a)") == answer_text(shell, asked, "vma(1, $a+60K)"));
  asked.thing = Thing::kAnonVma;
  CHECK_THAT(answer_text(shell, asked, "anon_vma(1, $a)"), Catch::StartsWith("av:"));
}

namespace {

const std::string kTyped =
    "lesson small\ntrack 1\nanswers Q1\nboot mem=64M\nhome try\ncard spaces count got\nstep count\n  setup a = mmap 64K\n"
    "  predict pages\n    reveal write $a n=3\n    typed\n    answer rss(1) - 1\n    wrong one: 1\n    wrong all: 16\n"
    "    spelled got rss(1) - 1\n    size each 4K\n";
const std::string kTypedProse =
    "# T\nS.\n## count: C\nB.\n### predict pages\nHow many?\n### why pages\n- one: Not {got}.\n- all: No.\n- other: Count.\n"
    "### after pages\nIt is {got} of {each}.\n## card\nSo {got}.\n## home try\nLook.\n";

LessonReplay answered(const std::string& prose_name, const std::string& answer) {
  Lesson lesson;
  Prose prose;
  LessonError error;
  REQUIRE(parse_lesson("lesson.txt", kTyped, &lesson, &error));
  const bool ok = parse_prose(prose_name, kTypedProse, lesson, &prose, &error);
  INFO(error.text());
  REQUIRE(ok);
  return replay_lesson(lesson, &prose, {{"pages", answer}});
}

}  // namespace

TEST_CASE("who types is answered: the expected wrong answer, any other, the right one") {
  CHECK_THAT(answered("en.md", "1").transcript, Catch::Contains("  1: wrong\n  Not three."));
  CHECK_THAT(answered("en.md", "15 + 1").transcript, Catch::Contains("wrong\n  No."));
  CHECK_THAT(answered("en.md", "99").transcript, Catch::Contains("99: wrong\n  Count."));
  CHECK_THAT(answered("en.md", "3").transcript, Catch::Contains("  3: right\n"));
  CHECK_THAT(answered("en.md", "3").transcript, Catch::Contains("It is three of 4 KiB."));
  CHECK_THAT(answered("zh.md", "1").transcript, Catch::Contains("Not 三."));
  REQUIRE(answered("en.md", "pages").problems.size() == 1);
  CHECK(answered("en.md", "pages").problems[0] == "small/count: `pages` is no answer to `pages`");
}

TEST_CASE("the page gets what the format holds") {
  LessonDesk desk;
  Shell shell;
  const std::string opened = desk.open({"lesson.txt", kTyped}, {"zh.md", kTypedProse});
  CHECK(LessonDesk::read({"lesson.txt", kTyped}, {"zh.md", kTypedProse}) == opened);
  for (const char* part : {"\"language\":\"zh\"", "\"asks\":\"number\"",
                           "\"whys\":[\"Not {got.zh}.\",\"No.\",\"Count.\"]",
                           "\"text\":\"So {got.zh}.\"",
                           "\"homes\":[{\"text\":\"Look.\",\"untried\":false}]",
                           "\"script\":\"boot mem=64M\\na = mmap 64K\\nwrite $a n=3\\n\""}) {
    CHECK_THAT(opened, Catch::Contains(part));
  }
  shell.run_line("a = mmap 64K; write $a n=3");
  const std::string state = desk.look(shell, 0);
  CHECK_THAT(state, Catch::Contains("\"answer\":\"3\",\"wrong\":[\"1\",\"16\"]"));
  CHECK_THAT(state, Catch::Contains("\"got.en\":\"three\",\"got.zh\":\"三\",\"each\":\"4 KiB\""));
  CHECK(desk.point(shell, 0, 0, "2 + 2") == "{\"key\":\"4\"}");
  CHECK_THAT(desk.point(shell, 0, 1, "2"), Catch::Contains("nothing is asked"));
}
