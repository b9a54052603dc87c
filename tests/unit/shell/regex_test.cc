// Patterns of grep -E against lines that they fit and do not fit, and the time that they may take.
#include "engine/shell/regex.h"

#include <catch2/catch.hpp>

namespace pw {
namespace {

bool fits(const std::string& pattern, const std::string& line, bool ignores_case = false) {
  Regex regex;
  INFO(pattern << " in " << line);
  REQUIRE(regex.compile(pattern, ignores_case).empty());
  return regex.is_in(line);
}

std::string error_of(const std::string& pattern) { return Regex().compile(pattern, false); }

TEST_CASE("regex: what fits", "[shell]") {
  CHECK(fits("heap", "xx[heap]"));
  CHECK(fits("^7f.*rw-p", "7fff rw-p"));
  CHECK(fits("(heap|stack)\\]$", "[stack]"));
  CHECK(fits("a|b|cd", "xxcd"));
  CHECK(fits("[[:digit:]]+ kB", "Rss: 12 kB"));
  CHECK(fits("^$", ""));
  CHECK(fits("a{2,3}b", "xaab"));
  CHECK(fits("^(ab){2}$", "abab"));
  CHECK(fits("x{,", "x{,"));
  CHECK(fits("[^a-c]", "abd"));
  CHECK(fits("[]x]", "]"));
  CHECK(fits("colou?r", "color"));
  CHECK(fits("RSS", "rss", true));
  CHECK(fits("[A-C]", "b", true));
  CHECK(fits("()|a", ""));
  CHECK(fits("(a*)*$", "aaab"));
}

TEST_CASE("regex: what does not fit", "[shell]") {
  CHECK_FALSE(fits("^heap", "[heap]"));
  CHECK_FALSE(fits("a.c", "ac"));
  CHECK_FALSE(fits("\\.", "a"));
  CHECK_FALSE(fits("^(ab){2}$", "ababab"));
  CHECK_FALSE(fits("a{2}", "aba"));
  CHECK_FALSE(fits("[^a-c]", "abc"));
  CHECK_FALSE(fits("a+$", "ab"));
  CHECK_FALSE(fits("RSS", "rss"));
}

TEST_CASE("regex: what is no pattern is said", "[shell]") {
  for (const char* pattern : {"(a", "a)", "[a", "*a", "a\\", "[z-a]", "[[:nope:]]", "a{3,2}", "a{999}", "|+"}) {
    INFO(pattern);
    CHECK_FALSE(error_of(pattern).empty());
  }
  CHECK_FALSE(error_of(std::string(100, '(') + std::string(100, ')')).empty());
  CHECK_FALSE(error_of("((((a{200}){200}){200}){200})").empty());
}

TEST_CASE("regex: a pattern that others take for ever over is as fast as any", "[shell]") {
  CHECK_FALSE(fits("(a*)*(a*)*(a*)*b", std::string(20000, 'a')));
}

}  // namespace
}  // namespace pw
