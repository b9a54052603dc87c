// Lexer of the command language: tokens on demand, since paths, option words and free text follow other rules than expressions.
#pragma once

#include <string>

#include "engine/shell/diagnostic.h"

namespace pw {

enum class TokenKind : u8 {
  kEnd,     // end of the command: end of line, `;`, or a comment
  kNumber,  // 64K, 0x1000
  kWord,    // letters, digits and _; begins with no digit
  kName,    // $a
  kString,  // "text"
  kPunct,   // one of the operators and brackets, in `text`
  kError,   // the diagnostic says what; reading on gives the same
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  u32 begin = 0;
  u32 end = 0;
  u64 number = 0;
  std::string text;  // word, name without its $, string without quotes and escapes, operator
};
inline bool is_punct(const Token& token, const char* text) { return token.kind == TokenKind::kPunct && token.text == text; }

class Lexer {
 public:
  Lexer(const std::string& line, u32 position) : line_(line), position_(position) {}

  // The next token, without taking it.
  const Token& peek();
  Token take();
  // Up to the next blank, `;`, `|` or end: a path, an option word, a text to search for. Quoted text may stand for it. Empty at the end.
  Token take_raw();
  // The rest of the command up to `;` or a comment, quotes respected but kept; without outer blanks.
  Token take_rest();

  void skip_blanks();
  // Where the token that comes next begins.
  u32 next_column();
  u32 position() const { return position_; }
  void rewind(u32 position);
  const std::string& line() const { return line_; }
  const Diagnostic& error() const { return error_; }
  // Keeps the first error.
  bool fail(u32 column, const std::string& reason, const std::string& hint = "");

 private:
  Token scan();
  Token scan_number();
  Token scan_string(char quote);
  Token scan_name();
  Token scan_word();
  Token scan_punct();
  Token error_token(u32 column, const std::string& reason, const std::string& hint = "");
  bool scan_escape(std::string* text);
  bool is_end_at(u32 at) const;

  const std::string& line_;
  u32 position_;
  Token token_;
  bool has_token_ = false;
  Diagnostic error_;
};

}  // namespace pw
