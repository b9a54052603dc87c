// A prose file: what it becomes, and that nothing can be missing from it or be too much in it.
#include "tests/unit/lesson/lesson_text.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("a prose file becomes texts in the order of the behaviour file") {
  Prose prose;
  LessonError error;
  const bool ok = parse_prose("en.md", kGoodProse, good_lesson(), &prose, &error);
  INFO(error.text());
  REQUIRE(ok);
  CHECK(prose.title == "A small lesson");
  CHECK(prose.summary == "What it is about.");
  REQUIRE(prose.steps.size() == 2);
  CHECK(prose.steps[0].title == "The first write");
  CHECK(prose.steps[0].body == "The area starts at {start}.");
  CHECK(prose.steps[0].predictions[0].question == "It is read. What is there?");
  CHECK(prose.steps[0].predictions[0].labels == std::vector<std::string>{"the zero page", "nothing"});
  CHECK(prose.steps[0].predictions[0].after == "Frame {frame}.");
  CHECK(prose.steps[0].goals == std::vector<std::string>{"Get a page.", "Keep the area."});
  CHECK(prose.steps[0].hints == std::vector<std::string>{"Write."});
  CHECK(prose.steps[0].done == "Well.");
  CHECK(prose.steps[1].predictions[0].labels == std::vector<std::string>{"", ""});
}

TEST_CASE("paragraphs, lists and code blocks stay as they are written") {
  const std::string text = with_line(kGoodProse, 5, "One.\n\n- a\n- b\n\n```\n## no heading\n```\nTwo.");
  Prose prose;
  LessonError error;
  REQUIRE(parse_prose("en.md", text, good_lesson(), &prose, &error));
  CHECK(prose.steps[0].body == "One.\n\n- a\n- b\n\n```\n## no heading\n```\nTwo.");
}

namespace {
struct WrongProse {
  u32 line;
  const char* replacement;
  const char* error;
};
}  // namespace

TEST_CASE("incomplete, superfluous and misplaced prose is refused with file, line and reason") {
  const auto wrong = GENERATE(
      WrongProse{1, "", "en.md:2: expected `# TITLE` in front of any text"}, WrongProse{1, "#", "en.md:1: the title is empty"},
      WrongProse{2, "# Another", "en.md:2: a lesson has one title"}, WrongProse{3, "", "en.md:1: this section is empty"},
      WrongProse{4, "## wriet: The first write", "en.md:4: the lesson has no step `wriet`; did you mean `write`?"},
      WrongProse{4, "## count: Counting", "en.md:4: the step `count` is out of order"},
      WrongProse{4, "## write", "en.md:4: expected `## write: TITLE`"},
      WrongProse{20, "## write: Again", "en.md:20: the step `write` is there twice"},
      WrongProse{5, "", "en.md:4: this section is empty"},
      WrongProse{5, "It starts at {strat}.", "en.md:5: no value `strat` is known at this place; did you mean `start`?"},
      WrongProse{5, "Too early for {frame}.", "en.md:5: no value `frame` is known at this place"},
      WrongProse{5, "#### deep", "en.md:5: headings are"}, WrongProse{25, "```", "en.md:25: the code block is never closed"},
      WrongProse{6, "### predict raed", "en.md:6: the step `write` has nothing called `raed` for `### predict`"},
      WrongProse{6, "### question read", "en.md:6: `question` is no section of a step"},
      WrongProse{8, "", "en.md:4: the prediction `read` has no words for the option `zero`"},
      WrongProse{9, "- zero: again", "en.md:9: the option `zero` is there twice"},
      WrongProse{9, "- nothing: nothing", "en.md:9: the prediction `read` has no option `nothing`"},
      WrongProse{9, "- empty:", "en.md:9: the option `empty` has no words"},
      WrongProse{24, "", "en.md:20: `### after chain` is missing"}, WrongProse{14, "", "en.md:4: `### goal whole` is missing"},
      WrongProse{14, "### goal written", "en.md:14: this section is there twice"},
      WrongProse{16, "", "en.md:4: the step `write` has 0 hints of 1"},
      WrongProse{18, "### hint", "en.md:18: a hint too many: the lesson announces 1 for `write`"},
      WrongProse{18, "", "en.md:4: `### done` is missing"},
      WrongProse{25, "So.\n### done\nNo.", "en.md:20: `### done` in a step without goals"});
  INFO(wrong.line << ": " << wrong.replacement);
  CHECK_THAT(prose_error(with_line(kGoodProse, wrong.line, wrong.replacement)), Catch::Contains(wrong.error));
}

TEST_CASE("a step without a section is named") {
  const std::string text = kGoodProse.substr(0, kGoodProse.find("## count"));
  CHECK_THAT(prose_error(text), Catch::Contains("the step `count` has no section: `## count: TITLE`"));
  CHECK_THAT(prose_error(""), Catch::Contains("en.md:1: expected `# TITLE`"));
  CHECK_THAT(prose_error("### hint\n"), Catch::Contains("en.md:1: "));
}

TEST_CASE("holes are filled with what the machine says, other braces stay") {
  const std::vector<ShownValue> values = {{"a", "1"}, {"frame", "0x1a3"}};
  CHECK(fill_prose("{frame} and {a}{a}", values) == "0x1a3 and 11");
  CHECK(fill_prose("{b} {frame {a, b} } {", values) == "{b} {frame {a, b} } {");
  CHECK(fill_prose("", values).empty());
}
