// A small lesson that is right, for tests that break one thing at a time.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "engine/lesson/lesson.h"

namespace pw::test {

inline const std::string kGoodLesson =
    "# a comment\n"                                   // 1
    "lesson small\n"                                  // 2
    "track 1\n"                                       // 3
    "minutes 5\n"                                     // 4
    "answers Q7 Q33\n"                                // 5
    "boot mem=64M cpus=2\n"                           // 6
    "tells Q9\n"                                      // 7
    "step write\n"                                    // 8
    "  setup a = mmap 16K\n"                          // 9
    "  hex start $a\n"                                // 10
    "  predict read\n"                                // 11
    "    reveal read $a\n"                            // 12
    "    option zero: pte(1, $a).zero\n"              // 13
    "    option empty: not pte(1, $a).present\n"      // 14
    "    hex frame frame(1, $a)\n"                    // 15
    "  goal written owner(frame(1, $a)) == \"anon\"\n"  // 16
    "  keep whole vma(1, $a).pages == 4\n"            // 17
    "  hints 1\n"                                     // 18
    "  solve write $a\n"                              // 19
    "step count\n"                                    // 20
    "  needs owner(frame(1, $a)) == \"anon\"\n"       // 21
    "  predict chain\n"                               // 22
    "    reveal fork\n"                               // 23
    "    answer chain(2, $a)\n"                       // 24
    "    option 1\n"                                  // 25
    "    option 2\n";                                 // 26

inline const std::string kGoodProse =
    "# A small lesson\n"           // 1
    "\n"                           // 2
    "What it is about.\n"          // 3
    "## write: The first write\n"  // 4
    "The area starts at {start}.\n"  // 5
    "### predict read\n"           // 6
    "It is read. What is there?\n"  // 7
    "- zero: the zero page\n"      // 8
    "- empty: nothing\n"           // 9
    "### after read\n"             // 10
    "Frame {frame}.\n"             // 11
    "### goal written\n"           // 12
    "Get a page.\n"                // 13
    "### goal whole\n"             // 14
    "Keep the area.\n"             // 15
    "### hint\n"                   // 16
    "Write.\n"                     // 17
    "### done\n"                   // 18
    "Well.\n"                      // 19
    "## count: Counting\n"         // 20
    "Now fork.\n"                  // 21
    "### predict chain\n"          // 22
    "How many?\n"                  // 23
    "### after chain\n"            // 24
    "So many.\n";                  // 25

// The text with line `number` (from 1) replaced; an empty replacement drops it.
inline std::string with_line(const std::string& text, u32 number, const std::string& replacement) {
  std::string out;
  u32 line = 1;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at) + 1;
    if (line != number) out += text.substr(at, end - at);
    else if (!replacement.empty()) out += replacement + "\n";
    at = end;
    ++line;
  }
  return out;
}

inline Lesson good_lesson() {
  Lesson lesson;
  LessonError error;
  const bool ok = parse_lesson("lesson.txt", kGoodLesson, &lesson, &error);
  INFO(error.text());
  REQUIRE(ok);
  return lesson;
}

inline std::string lesson_error(const std::string& text) {
  Lesson lesson;
  LessonError error;
  return parse_lesson("lesson.txt", text, &lesson, &error) ? "" : error.text();
}

inline std::string prose_error(const std::string& text) {
  Prose prose;
  LessonError error;
  return parse_prose("en.md", text, good_lesson(), &prose, &error) ? "" : error.text();
}

}  // namespace pw::test
