// Goals and options on a machine. Everything is evaluated by the shell, so a lesson and `assert` can never disagree.
#include "engine/lesson/condition.h"

#include "engine/lesson/lesson.h"

namespace pw {

bool parse_whole_expression(const std::string& text, Expr* expr, Diagnostic* error) {
  if (!check_text(text, error)) return false;
  Lexer lexer(text, 0);
  if (!parse_expression(lexer, expr)) {
    *error = lexer.error();
    return false;
  }
  const u32 at = lexer.next_column();
  if (at < text.size()) *error = {at, "unexpected text behind the expression", ""};
  return at >= text.size();
}

std::vector<const Expr*> split_conjunction(const Expr& expr) {
  std::vector<const Expr*> parts;
  if (expr.kind != ExprKind::kAnd) return {&expr};
  for (const Expr& kid : expr.kids) {
    // A bracketed `and` inside an `and` says the same as the parts in a row.
    for (const Expr* part : split_conjunction(kid)) parts.push_back(part);
  }
  return parts;
}

std::string source_of(const std::string& text, const Expr& expr) { return trim(text.substr(expr.begin, expr.end - expr.begin)); }

namespace {

// The message shows the expression, then a caret with the reason; a learner needs the reason.
std::string first_reason(const Evaluated& result) {
  const std::string& message = result.message;
  const std::size_t line = message.find('\n');
  const std::size_t caret = line == std::string::npos ? line : message.find("^ ", line);
  if (caret == std::string::npos) return message;
  return message.substr(caret + 2, message.find('\n', caret) - caret - 2);
}

Missing describe(const Shell& shell, const std::string& text, const Expr& part, bool is_met) {
  Missing missing;
  missing.is_met = is_met;
  if (part.kind != ExprKind::kCompare) {
    missing.what = source_of(text, part);
    missing.now = is_met ? "true" : "false";
    return missing;
  }
  missing.what = source_of(text, part.kids[0]);
  const Evaluated now = shell.evaluate(missing.what);
  missing.now = now.ok ? value_text(now.value) : first_reason(now);
  missing.wanted = part.ops[0] + " " + source_of(text, part.kids[1]);
  // Where the wanted side is itself asked from the machine, its value says more than its source.
  const ExprKind kind = part.kids[1].kind;
  const bool is_plain = kind == ExprKind::kNumber || kind == ExprKind::kBool || kind == ExprKind::kString || kind == ExprKind::kNone;
  const Evaluated wanted = shell.evaluate(source_of(text, part.kids[1]));
  if (!is_plain && wanted.ok) missing.wanted += " = " + value_text(wanted.value);
  return missing;
}

}  // namespace

ConditionState check_condition(const Shell& shell, const std::string& expression) {
  ConditionState state;
  Expr expr;
  Diagnostic error;
  if (!parse_whole_expression(expression, &expr, &error)) {
    state.problem = error.reason;
    return state;
  }
  state.is_met = true;
  for (const Expr* part : split_conjunction(expr)) {
    const Evaluated result = shell.evaluate(source_of(expression, *part));
    if (!result.ok && state.problem.empty()) state.problem = first_reason(result);
    const bool holds = result.ok && is_true(result.value);
    state.parts.push_back(describe(shell, expression, *part, holds));
    if (!holds) state.missing.push_back(state.parts.back());
    state.is_met = state.is_met && holds;
  }
  return state;
}

std::vector<OptionState> check_options(const Shell& shell, const LessonPrediction& prediction) {
  std::vector<OptionState> states;
  for (const LessonOption& option : prediction.options) {
    OptionState state;
    const bool has_answer = !prediction.answer.empty();
    const std::string condition = has_answer ? "(" + prediction.answer + ") == (" + option.expression + ")" : option.expression;
    const Evaluated result = shell.evaluate(condition);
    state.is_right = result.ok && is_true(result.value);
    if (!result.ok) state.problem = first_reason(result);
    if (has_answer) state.label = value_of(shell, {"", option.expression, Shown::kDecimal, 0});
    states.push_back(state);
  }
  return states;
}

namespace {

// 4 KiB: with a blank and its whole name, as prose writes it.
std::string size_in_prose(u64 bytes) {
  std::string text = size_text(bytes);
  const char unit = text.back();
  if (unit >= '0' && unit <= '9') return text + " B";
  text.pop_back();
  return text + " " + unit + "iB";
}

std::string number_in_prose(u64 number, Shown shown, const std::string& language) {
  switch (shown) {
    case Shown::kHex: return hex(number);
    case Shown::kSize: return size_in_prose(number);
    case Shown::kSpelled: return spell(number, language);
    case Shown::kDecimal: break;
  }
  return decimal(number);
}

}  // namespace

std::string value_of(const Shell& shell, const LessonValue& value, const std::string& language) {
  const Evaluated result = shell.evaluate(value.expression);
  if (!result.ok) return "";
  if (result.value.type == Value::Type::kNumber) return number_in_prose(result.value.number, value.shown, language);
  if (result.value.type == Value::Type::kString) return result.value.text;
  return value_text(result.value);
}

std::string fill_prose(const std::string& text, const std::vector<ShownValue>& values) {
  std::string filled;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string::npos;
    const std::string name = close == std::string::npos ? "" : text.substr(at + 1, close - at - 1);
    const ShownValue* found = nullptr;
    for (const ShownValue& value : values) found = !name.empty() && value.name == name ? &value : found;
    filled += found == nullptr ? text.substr(at, 1) : found->text;
    at = found == nullptr ? at + 1 : close + 1;
  }
  return filled;
}

}  // namespace pw
