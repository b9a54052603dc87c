// The expression parser: recursive descent, one function a level of the grammar; a level's chain is one node, so depth grows with
// brackets alone and is bounded.
#include "engine/shell/expr.h"

namespace pw {
namespace {

class ExprParser {
 public:
  explicit ExprParser(Lexer& lexer) : lexer_(lexer) {}

  bool parse_or(Expr* out) { return parse_chain(ExprKind::kOr, out); }
  bool parse_operand(Expr* out) {
    is_operand_ = true;
    return parse_chain(ExprKind::kBitXor, out);
  }

 private:
  // Every nesting goes through here.
  class Depth {
   public:
    explicit Depth(ExprParser& parser) : parser_(parser) { ++parser_.depth_; }
    ~Depth() { --parser_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    bool ok() const {
      if (parser_.depth_ <= kMaxExprDepth) return true;
      return parser_.lexer_.fail(parser_.lexer_.next_column(), "nested too deep: at most " + std::to_string(kMaxExprDepth) + " levels");
    }

   private:
    ExprParser& parser_;
  };

  bool parse_chain(ExprKind level, Expr* out);
  bool parse_kid(ExprKind level, Expr* out);
  bool at_operator(ExprKind level);
  bool at_next_operand(const Token& token) const;
  bool at_bit_or(const Token& token) const;
  bool parse_not(Expr* out);
  bool parse_unary(Expr* out);
  bool parse_primary(Expr* out);
  bool parse_parenthesised(Expr* out);
  bool parse_word(Expr* out);
  bool parse_call(const Token& word, Expr* out);
  bool parse_field(const Function& function, Expr* out);
  bool refuse_c_operator();

  Lexer& lexer_;
  u32 depth_ = 0;
  bool is_operand_ = false;
};

bool is_word(const Token& token, const char* word) { return token.kind == TokenKind::kWord && token.text == word; }
bool is_comparison(const Token& token) {
  for (const char* op : {"==", "!=", "<=", ">=", "<", ">"}) {
    if (is_punct(token, op)) return true;
  }
  return false;
}

// `write $a -1` has two operands, `write $a - 1` and `write $a-1` have one: a minus that leans on what follows it begins an operand of
// its own. Inside brackets there is nothing to tell apart.
bool ExprParser::at_next_operand(const Token& token) const {
  const std::string& line = lexer_.line();
  const auto is_blank = [&line](u32 at) { return line[at] == ' ' || line[at] == '\t'; };
  return is_operand_ && depth_ == 0 && token.begin > 0 && is_blank(token.begin - 1) && token.end < line.size() && !is_blank(token.end);
}

// `|` in front of a word without a bracket begins a filter: `print 6 | head 1`, but `print 6 | len($a)`.
bool ExprParser::at_bit_or(const Token& token) const {
  if (!is_punct(token, "|") || (is_operand_ && depth_ == 0)) return false;
  const std::string& line = lexer_.line();
  u32 at = token.end;
  while (at < line.size() && line[at] == ' ') ++at;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (at >= line.size() || !is_letter(line[at])) return true;
  while (at < line.size() && (is_letter(line[at]) || (line[at] >= '0' && line[at] <= '9'))) ++at;
  return at < line.size() && line[at] == '(';
}

bool ExprParser::at_operator(ExprKind level) {
  const Token& token = lexer_.peek();
  switch (level) {
    case ExprKind::kOr: return is_word(token, "or");
    case ExprKind::kAnd: return is_word(token, "and");
    case ExprKind::kCompare: return is_comparison(token);
    case ExprKind::kBitOr: return at_bit_or(token);
    case ExprKind::kBitXor: return is_punct(token, "^");
    case ExprKind::kBitAnd: return is_punct(token, "&");
    case ExprKind::kShift: return is_punct(token, "<<") || is_punct(token, ">>");
    case ExprKind::kSum: return is_punct(token, "+") || (is_punct(token, "-") && !at_next_operand(token));
    default: return is_punct(token, "*") || is_punct(token, "/") || is_punct(token, "%");
  }
}

bool ExprParser::parse_kid(ExprKind level, Expr* out) {
  switch (level) {
    case ExprKind::kOr: return parse_chain(ExprKind::kAnd, out);
    case ExprKind::kAnd: return parse_not(out);
    case ExprKind::kCompare: return parse_chain(ExprKind::kBitOr, out);
    case ExprKind::kBitOr: return parse_chain(ExprKind::kBitXor, out);
    case ExprKind::kBitXor: return parse_chain(ExprKind::kBitAnd, out);
    case ExprKind::kBitAnd: return parse_chain(ExprKind::kShift, out);
    case ExprKind::kShift: return parse_chain(ExprKind::kSum, out);
    case ExprKind::kSum: return parse_chain(ExprKind::kProduct, out);
    default: return parse_unary(out);
  }
}

bool ExprParser::parse_chain(ExprKind level, Expr* out) {
  if (!parse_kid(level, out)) return false;
  if (!at_operator(level)) return true;
  Expr chain;
  chain.kind = level;
  chain.begin = out->begin;
  chain.kids.push_back(std::move(*out));
  while (at_operator(level)) {
    const Token op = lexer_.take();
    if (level == ExprKind::kCompare && !chain.ops.empty()) {
      return lexer_.fail(op.begin, "comparisons do not chain", "compare two at a time and join them with `and`");
    }
    chain.ops.push_back(op.text);
    chain.kids.emplace_back();
    if (!parse_kid(level, &chain.kids.back())) return false;
  }
  chain.end = chain.kids.back().end;
  *out = std::move(chain);
  return true;
}

// not binds looser than a comparison, as in Python: `not a == b` is `not (a == b)`.
bool ExprParser::parse_not(Expr* out) {
  if (!is_word(lexer_.peek(), "not")) return parse_chain(ExprKind::kCompare, out);
  const Depth depth(*this);
  if (!depth.ok()) return false;
  out->kind = ExprKind::kNot;
  out->begin = lexer_.take().begin;
  out->kids.emplace_back();
  if (!parse_not(&out->kids[0])) return false;
  out->end = out->kids[0].end;
  return true;
}

bool ExprParser::parse_unary(Expr* out) {
  const bool is_invert = is_punct(lexer_.peek(), "~");
  if (!is_invert && !is_punct(lexer_.peek(), "-")) return parse_primary(out);
  const Depth depth(*this);
  if (!depth.ok()) return false;
  out->kind = is_invert ? ExprKind::kInvert : ExprKind::kNegate;
  out->begin = lexer_.take().begin;
  out->kids.emplace_back();
  if (!parse_unary(&out->kids[0])) return false;
  out->end = out->kids[0].end;
  return true;
}

bool ExprParser::parse_parenthesised(Expr* out) {
  const Depth depth(*this);
  if (!depth.ok()) return false;
  const u32 begin = lexer_.take().begin;
  if (!parse_or(out)) return false;
  if (!is_punct(lexer_.peek(), ")")) return lexer_.fail(lexer_.next_column(), "a `)` is missing here");
  out->begin = begin;
  out->end = lexer_.take().end;
  return true;
}

bool ExprParser::refuse_c_operator() {
  const Token& token = lexer_.peek();
  if (is_punct(token, "!")) return lexer_.fail(token.begin, "unexpected `!`", "write `not`");
  if (token.kind == TokenKind::kEnd) return lexer_.fail(token.begin, "an expression is missing here");
  return lexer_.fail(token.begin, "expected a number, a text, $name or a call, not `" + token.text + "`");
}

bool ExprParser::parse_primary(Expr* out) {
  const Token& next = lexer_.peek();
  if (is_punct(next, "(")) return parse_parenthesised(out);
  if (next.kind == TokenKind::kWord) return parse_word(out);
  if (next.kind != TokenKind::kNumber && next.kind != TokenKind::kString && next.kind != TokenKind::kName) return refuse_c_operator();
  const Token token = lexer_.take();
  out->kind = token.kind == TokenKind::kNumber   ? ExprKind::kNumber
              : token.kind == TokenKind::kString ? ExprKind::kString
                                                 : ExprKind::kName;
  out->begin = token.begin;
  out->end = token.end;
  out->number = token.number;
  out->text = token.text;
  return true;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& function : functions()) names.push_back(function.name);
  return names;
}

bool ExprParser::parse_word(Expr* out) {
  const Token word = lexer_.take();
  if (is_punct(lexer_.peek(), "(")) return parse_call(word, out);
  out->begin = word.begin;
  out->end = word.end;
  if (word.text == "true" || word.text == "false") {
    out->kind = ExprKind::kBool;
    out->number = word.text == "true" ? 1 : 0;
    return true;
  }
  if (word.text == "none") {
    out->kind = ExprKind::kNone;
    return true;
  }
  u32 index = 0;
  if (find_function(word.text, &index) != nullptr) {
    return lexer_.fail(word.begin, "`" + word.text + "` is a function: write " + word.text + "(" + functions()[index].params + ")");
  }
  return lexer_.fail(word.begin, "unknown word `" + word.text + "` in an expression",
                     "names kept with `name = COMMAND` are used as $name; texts stand in quotes");
}

bool ExprParser::parse_call(const Token& word, Expr* out) {
  const Depth depth(*this);
  if (!depth.ok()) return false;
  const Function* function = find_function(word.text, &out->function);
  if (function == nullptr)
    return lexer_.fail(word.begin, "unknown function `" + word.text + "`", did_you_mean(word.text, function_names()));
  out->kind = ExprKind::kCall;
  out->begin = word.begin;
  lexer_.take();  // (
  while (!is_punct(lexer_.peek(), ")")) {
    if (!out->kids.empty()) {
      if (!is_punct(lexer_.peek(), ",")) return lexer_.fail(lexer_.next_column(), "expected `,` or `)`");
      lexer_.take();
    }
    out->kids.emplace_back();
    if (!parse_or(&out->kids.back())) return false;
  }
  out->end = lexer_.take().end;
  if (out->kids.size() != split_words(function->params).size()) {
    return lexer_.fail(word.begin, "wrong number of arguments: " + word.text + "(" + function->params + ")");
  }
  return is_punct(lexer_.peek(), ".") ? parse_field(*function, out) : true;
}

bool ExprParser::parse_field(const Function& function, Expr* out) {
  lexer_.take();  // .
  const Token field = lexer_.take();
  const std::vector<std::string> fields = split_words(function.fields);
  for (u32 i = 0; field.kind == TokenKind::kWord && i < fields.size(); ++i) {
    if (fields[i] != field.text) continue;
    out->field = static_cast<i32>(i);
    out->field_column = field.begin;
    out->end = field.end;
    return true;
  }
  if (fields.empty()) return lexer_.fail(field.begin, std::string(function.name) + "() has no fields");
  std::string hint = did_you_mean(field.text, fields);
  if (hint.empty()) hint = "fields: " + std::string(function.fields);
  return lexer_.fail(field.begin, std::string(function.name) + "() has no field `" + field.text + "`", hint);
}

}  // namespace

bool parse_expression(Lexer& lexer, Expr* out) { return ExprParser(lexer).parse_or(out); }
bool parse_operand(Lexer& lexer, Expr* out) { return ExprParser(lexer).parse_operand(out); }

bool starts_operand(Lexer& lexer) {
  const Token token = lexer.peek();
  if (token.kind == TokenKind::kNumber || token.kind == TokenKind::kName || token.kind == TokenKind::kError) return true;
  if (token.kind == TokenKind::kPunct) return token.text == "(" || token.text == "-" || token.text == "~";
  return token.kind == TokenKind::kWord && token.end < lexer.line().size() && lexer.line()[token.end] == '(';
}

}  // namespace pw
