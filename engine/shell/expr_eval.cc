// Evaluation of expressions. Chains are walked in loops; recursion follows brackets alone, whose depth the parser has bounded.
//
// Everything here is const: an expression can be asked at any time, of the present or of a state in the past, and leaves no trace.
// Types are strict, because an assert that compares the wrong things should say so and not just fail; `none` is the exception, since
// "the page is not there yet" is a proper answer to a lesson's question.
#include "engine/base/utf8.h"
#include "engine/shell/command.h"

namespace pw {

Value number_value(u64 number) {
  Value value;
  value.type = Value::Type::kNumber;
  value.number = number;
  return value;
}

Value bool_value(bool truth) {
  Value value;
  value.type = Value::Type::kBool;
  value.number = truth ? 1 : 0;
  return value;
}

Value string_value(const std::string& text) {
  Value value;
  value.type = Value::Type::kString;
  value.text = text;
  return value;
}

Value none_value() { return Value{}; }

bool is_true(const Value& value) { return value.type == Value::Type::kBool && value.number != 0; }

const char* value_type_name(const Value& value) {
  switch (value.type) {
    case Value::Type::kNumber: return "a number";
    case Value::Type::kBool: return "true or false";
    case Value::Type::kString: return "a text";
    case Value::Type::kNone: break;
  }
  return "none";
}

namespace {

// Counts are read in decimal, addresses in hexadecimal; the other follows in brackets.
std::string number_text(u64 number) {
  if (number < 10) return decimal(number);
  return number >> 32 == 0 ? decimal(number) + " (" + hex(number) + ")" : hex(number) + " (" + decimal(number) + ")";
}

}  // namespace

std::string value_text(const Value& value) {
  switch (value.type) {
    case Value::Type::kNumber: return number_text(value.number);
    case Value::Type::kBool: return value.number != 0 ? "true" : "false";
    case Value::Type::kString: return "\"" + printable(value.text) + "\"";
    case Value::Type::kNone: break;
  }
  return "none";
}

namespace {

using Type = Value::Type;

class Evaluator {
 public:
  Evaluator(const EvalEnv& env, Diagnostic* error) : env_(env), error_(error) {}
  bool evaluate(const Expr& expr, Value* value);

 private:
  bool fail(u32 column, const std::string& reason, const std::string& hint = "");
  bool find_name(const Expr& expr, Value* value);
  bool evaluate_logic(const Expr& expr, Value* value);
  bool evaluate_not(const Expr& expr, Value* value);
  bool evaluate_truth(const Expr& expr, bool* truth);
  bool evaluate_compare(const Expr& expr, Value* value);
  bool evaluate_arithmetic(const Expr& expr, Value* value);
  bool evaluate_negate(const Expr& expr, Value* value);
  bool evaluate_call(const Expr& expr, Value* value);
  bool evaluate_argument(const Function& function, const Expr& kid, const std::string& kind, u32 index, CallArgs* args, bool* is_none);

  const EvalEnv& env_;
  Diagnostic* error_;
};

bool Evaluator::fail(u32 column, const std::string& reason, const std::string& hint) {
  *error_ = {column, reason, hint};
  return false;
}

bool Evaluator::find_name(const Expr& expr, Value* value) {
  const u64* found = env_.state.names.find(expr.text);
  if (found != nullptr) {
    *value = number_value(*found);
    return true;
  }
  std::vector<std::string> names;
  for (const auto& entry : env_.state.names) names.push_back("$" + entry.first);
  std::string hint = did_you_mean("$" + expr.text, names);
  if (hint.empty()) hint = "`" + expr.text + " = mmap 64K` would keep a result under that name";
  return fail(expr.begin, "no result is kept under the name `" + expr.text + "`", hint);
}

bool Evaluator::evaluate_truth(const Expr& expr, bool* truth) {
  Value value;
  if (!evaluate(expr, &value)) return false;
  if (value.type != Type::kBool) return fail(expr.begin, "expected true or false, and this is " + std::string(value_type_name(value)));
  *truth = value.number != 0;
  return true;
}

// Stops at the first operand that decides.
bool Evaluator::evaluate_logic(const Expr& expr, Value* value) {
  const bool is_or = expr.kind == ExprKind::kOr;
  bool truth = !is_or;
  for (const Expr& kid : expr.kids) {
    if (!evaluate_truth(kid, &truth)) return false;
    if (truth == is_or) break;
  }
  *value = bool_value(truth);
  return true;
}

bool Evaluator::evaluate_not(const Expr& expr, Value* value) {
  bool truth = false;
  if (!evaluate_truth(expr.kids[0], &truth)) return false;
  *value = bool_value(!truth);
  return true;
}

bool is_ordering(const std::string& op) { return op != "==" && op != "!="; }

template <class T>
bool compare(const T& a, const std::string& op, const T& b) {
  if (op == "==") return a == b;
  if (op == "!=") return !(a == b);
  if (op == "<") return a < b;
  if (op == "<=") return !(b < a);
  if (op == ">") return b < a;
  return !(a < b);
}

// errno() and signal() answer with a text that has a number, too.
bool has_number(const Value& value) { return value.type != Type::kString || value.has_number; }

bool Evaluator::evaluate_compare(const Expr& expr, Value* value) {
  Value a, b;
  if (!evaluate(expr.kids[0], &a) || !evaluate(expr.kids[1], &b)) return false;
  const std::string& op = expr.ops[0];
  if (a.type == Type::kNone || b.type == Type::kNone) {
    const bool equal = a.type == b.type;
    *value = bool_value(op == "==" ? equal : op == "!=" && !equal);
    return true;
  }
  if (a.type == Type::kString && b.type == Type::kString) {
    *value = bool_value(compare(a.text, op, b.text));
    return true;
  }
  if (!has_number(a) || !has_number(b)) {
    return fail(expr.kids[1].begin, std::string("cannot compare ") + value_type_name(a) + " with " + value_type_name(b));
  }
  const bool has_bool = a.type == Type::kBool || b.type == Type::kBool;
  if (has_bool && is_ordering(op)) return fail(expr.begin, "true and false have no order: use == or !=");
  *value = bool_value(compare(a.number, op, b.number));
  return true;
}

bool apply(u64* left, const std::string& op, u64 right) {
  if ((op == "/" || op == "%") && right == 0) return false;
  if (op == "+") *left += right;
  if (op == "-") *left -= right;
  if (op == "*") *left *= right;
  if (op == "/") *left /= right;
  if (op == "%") *left %= right;
  if (op == "|") *left |= right;
  if (op == "^") *left ^= right;
  if (op == "&") *left &= right;
  if (op == "<<") *left = right < 64 ? *left << right : 0;
  if (op == ">>") *left = right < 64 ? *left >> right : 0;
  return true;
}

bool Evaluator::evaluate_arithmetic(const Expr& expr, Value* value) {
  u64 total = 0;
  for (u32 i = 0; i < expr.kids.size(); ++i) {
    Value operand;
    if (!evaluate(expr.kids[i], &operand)) return false;
    if (operand.type != Type::kNumber)
      return fail(expr.kids[i].begin, "expected a number, and this is " + std::string(value_type_name(operand)));
    if (i == 0) {
      total = operand.number;
    } else if (!apply(&total, expr.ops[i - 1], operand.number)) {
      return fail(expr.kids[i].begin, "division by zero");
    }
  }
  *value = number_value(total);
  return true;
}

bool Evaluator::evaluate_negate(const Expr& expr, Value* value) {
  if (!evaluate(expr.kids[0], value)) return false;
  if (value->type != Type::kNumber) return fail(expr.begin, "only a number can be negated");
  *value = number_value(expr.kind == ExprKind::kInvert ? ~value->number : u64{0} - value->number);
  return true;
}

// A frame may be none, and the answer is none then; every other argument must be there.
bool Evaluator::evaluate_argument(const Function& function, const Expr& kid, const std::string& kind, u32 index, CallArgs* args,
                                  bool* is_none) {
  Value value;
  if (!evaluate(kid, &value)) return false;
  const bool wants_text = kind == "name";
  if (value.type == Type::kNone && kind == "frame") {
    *is_none = true;
    return true;
  }
  if (value.type != (wants_text ? Type::kString : Type::kNumber)) {
    return fail(kid.begin, std::string(function.name) + "(" + function.params + "): `" + kind + "` is " +
                               (wants_text ? "a text in quotes" : "a number") + ", and this is " + value_type_name(value));
  }
  if (wants_text) args->text = value.text;
  args->number[index] = value.number;
  return true;
}

bool Evaluator::evaluate_call(const Expr& expr, Value* value) {
  const Function& function = functions()[expr.function];
  const std::vector<std::string> kinds = split_words(function.params);
  CallArgs args;
  args.field = expr.field;
  bool is_none = false;
  for (u32 i = 0; i < expr.kids.size(); ++i) {
    if (!evaluate_argument(function, expr.kids[i], kinds[i], i, &args, &is_none)) return false;
  }
  *value = none_value();
  if (is_none) return true;
  error_->column = expr.kids.empty() ? expr.begin : expr.kids[0].begin;
  return function.evaluate(env_, args, value, error_);
}

bool Evaluator::evaluate(const Expr& expr, Value* value) {
  switch (expr.kind) {
    case ExprKind::kNumber: *value = number_value(expr.number); return true;
    case ExprKind::kString: *value = string_value(expr.text); return true;
    case ExprKind::kBool: *value = bool_value(expr.number != 0); return true;
    case ExprKind::kAbsent:
    case ExprKind::kNone: *value = none_value(); return true;
    case ExprKind::kName: return find_name(expr, value);
    case ExprKind::kCall: return evaluate_call(expr, value);
    case ExprKind::kNot: return evaluate_not(expr, value);
    case ExprKind::kInvert:
    case ExprKind::kNegate: return evaluate_negate(expr, value);
    case ExprKind::kOr:
    case ExprKind::kAnd: return evaluate_logic(expr, value);
    case ExprKind::kCompare: return evaluate_compare(expr, value);
    case ExprKind::kBitOr:
    case ExprKind::kBitXor:
    case ExprKind::kBitAnd:
    case ExprKind::kShift:
    case ExprKind::kSum:
    case ExprKind::kProduct: return evaluate_arithmetic(expr, value);
  }
  return false;
}

}  // namespace

bool evaluate_expression(const EvalEnv& env, const Expr& expr, Value* value, Diagnostic* error) {
  return Evaluator(env, error).evaluate(expr, value);
}

bool evaluate_number(const EvalEnv& env, const Expr& expr, const char* what, u64* value, Diagnostic* error) {
  Value result;
  if (!evaluate_expression(env, expr, &result, error)) return false;
  if (result.type != Type::kNumber) {
    *error = {expr.begin, std::string(what) + " must be a number, and this is " + value_type_name(result), ""};
    return false;
  }
  *value = result.number;
  return true;
}

}  // namespace pw
