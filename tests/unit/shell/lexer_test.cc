// Tokens: numbers and sizes, strings with escapes, names, where a command ends, and what is refused at which column.
#include "engine/shell/lexer.h"

#include <catch2/catch.hpp>

namespace pw {
namespace {

Token only_token(const std::string& line, Diagnostic* error = nullptr) {
  Lexer lexer(line, 0);
  const Token token = lexer.take();
  if (error != nullptr) *error = lexer.error();
  return token;
}

u64 number_of(const std::string& line) {
  const Token token = only_token(line);
  INFO(line);
  REQUIRE(token.kind == TokenKind::kNumber);
  return token.number;
}

Diagnostic error_of(const std::string& line) {
  Diagnostic error;
  const Token token = only_token(line, &error);
  INFO(line);
  REQUIRE(token.kind == TokenKind::kError);
  REQUIRE_FALSE(error.reason.empty());
  return error;
}

TEST_CASE("numbers are decimal, hexadecimal, and sizes in powers of 1024", "[shell]") {
  CHECK(number_of("0") == 0);
  CHECK(number_of("0755") == 755);
  CHECK(number_of("4096") == 4096);
  CHECK(number_of("0x1aF") == 0x1af);
  CHECK(number_of("64K") == 65536);
  CHECK(number_of("64k") == 65536);
  CHECK(number_of("2M") == u64{2} << 20);
  CHECK(number_of("0x10K") == 0x4000);
  CHECK(number_of("1T") == u64{1} << 40);
  CHECK(number_of("18446744073709551615") == ~u64{0});
}

TEST_CASE("what is no number is refused with the way out", "[shell]") {
  CHECK(error_of("64Q").column == 0);
  CHECK(error_of("7ffff7ffb000").hint == "did you mean `0x7ffff7ffb000`?");
  CHECK(error_of("18446744073709551616").reason.find("64 bits") != std::string::npos);
  CHECK(error_of("16777216T").reason.find("64 bits") != std::string::npos);
  CHECK(error_of("0x").reason.find("no digits") != std::string::npos);
  CHECK(error_of("1.5M").reason.find("whole") != std::string::npos);
}

TEST_CASE("strings have escapes and must be closed", "[shell]") {
  CHECK(only_token("\"hello\"").text == "hello");
  CHECK(only_token("'a \"b\"'").text == "a \"b\"");
  CHECK(only_token(R"("a\n\t\\\"\x41")").text == "a\n\t\\\"A");
  CHECK(only_token(R"("\0x")").text == std::string("\0x", 2));
  CHECK(error_of("\"open").column == 0);
  CHECK(error_of(R"("ab\q")").column == 3);
  CHECK(error_of(R"("\x4")").column == 1);
  CHECK(error_of("\"a\\").column == 2);
}

TEST_CASE("a command ends at a semicolon, a comment or the line's end", "[shell]") {
  for (const char* line : {"", "   ", "; fork", "# fork", "  \t# x"}) CHECK(only_token(line).kind == TokenKind::kEnd);
  CHECK(only_token("$a_1+4K").text == "a_1");
  CHECK(error_of("$").reason.find("name") != std::string::npos);
  CHECK(error_of("$1").column == 0);
  CHECK(error_of("`").reason.find("no meaning") != std::string::npos);
}

TEST_CASE("raw words keep what expressions would cut", "[shell]") {
  const std::string line = "  /proc/1/maps|grep [stack] rw-p#x ; y";
  Lexer lexer(line, 0);
  CHECK(lexer.take_raw().text == "/proc/1/maps");
  CHECK(lexer.take().text == "|");
  CHECK(lexer.take_raw().text == "grep");
  CHECK(lexer.take_raw().text == "[stack]");
  CHECK(lexer.take_raw().text == "rw-p#x");
  CHECK(lexer.take_raw().kind == TokenKind::kEnd);
}

TEST_CASE("the rest of a command stops at a semicolon outside quotes", "[shell]") {
  const std::string line = "it's one; \"a;b\" c # d";
  Lexer lexer(line, 0);
  CHECK(lexer.take_rest().text == "it's one");
  lexer.rewind(9);
  CHECK(lexer.take_rest().text == "\"a;b\" c");
}

TEST_CASE("text must be UTF-8 without control characters", "[shell]") {
  Diagnostic error;
  CHECK(check_text("caf\xc3\xa9 \xe4\xb8\xad\t\xf0\x9f\x90\xa7", &error));
  const struct {
    const char* text;
    u32 column;
  } bad[] = {{"ab\x01", 2},           {"a\x7f", 1},    {"a\xc3", 1},   {"\xc0\xaf", 0}, {"x\xed\xa0\x80", 1},
             {"\xf5\x80\x80\x80", 0}, {"\xc2\x85", 0}, {"a\x1b[2J", 1}};
  for (const auto& one : bad) {
    INFO(one.text);
    CHECK_FALSE(check_text(one.text, &error));
    CHECK(error.column == one.column);
  }
}

TEST_CASE("the caret stands under its character, wide ones counted twice", "[shell]") {
  CHECK(caret_text("abc", {1, "here", ""}) == "abc\n ^ here");
  CHECK(caret_text("\xe4\xb8\xad"
                   "b",
                   {3, "here", "hint"}) ==
        "\xe4\xb8\xad"
        "b\n  ^ here\nhint");
  CHECK(caret_text("a\x1b"
                   "b",
                   {2, "x", ""}) == "a?b\n  ^ x");
  CHECK(caret_text("ab", {9, "end", ""}) == "ab\n  ^ end");
  const std::string cut = caret_text(std::string(5000, 'x'), {4000, "deep", ""});
  CHECK(cut.size() < 600);
}

TEST_CASE("slips of the keyboard are found, other words are not", "[shell]") {
  const std::vector<std::string> names = {"mmap", "munmap", "mprotect", "ps", "fork"};
  CHECK(nearest("mmpa", names) == "mmap");
  CHECK(nearest("munmpa", names) == "munmap");
  CHECK(nearest("fokr", names) == "fork");
  CHECK(nearest("FORK", names) == "fork");
  CHECK(nearest("xy", names).empty());
  CHECK(nearest("elephant", names).empty());
  CHECK(nearest(std::string(1000, 'a'), names).empty());
}

}  // namespace
}  // namespace pw
