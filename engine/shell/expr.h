// Expressions: what `assert`, `print`, lessons and every operand of a command are written in.
//
// Parsing finds unknown functions, fields and wrong argument counts, so that a script fails before it runs; evaluating is pure: it reads
// the state and what the last command came to, and changes neither. The grammar stands in grammar.ebnf.
//
// Rules of the values: numbers are 64 bits and unsigned; + - * and unary minus wrap, / and % by zero are errors, a shift by 64 or more
// leaves 0. Operators on bits bind tighter than comparisons, unlike in C. `none` stands for what
// is not there (the frame of an absent page); a function of none is none, none equals none alone, and every < <= > >= with it is false.
#pragma once

#include <string>
#include <vector>

#include "engine/render/text.h"
#include "engine/shell/lexer.h"
#include "engine/shell/shell.h"

namespace pw {

inline constexpr u32 kMaxExprDepth = 40;

enum class ExprKind : u8 {
  kAbsent,  // an operand that was not given
  kNumber,
  kString,
  kBool,
  kNone,
  kName,    // $a
  kCall,    // function(kids…)[.field]
  kNot,
  kNegate,
  kInvert,  // ~
  kOr,      // these nine: kids[0] ops[0] kids[1] ops[1] …, all of one level, from left to right
  kAnd,
  kCompare,
  kBitOr,
  kBitXor,
  kBitAnd,
  kShift,
  kSum,
  kProduct,
};

struct Expr {
  ExprKind kind = ExprKind::kAbsent;
  u32 begin = 0;  // bytes of the line
  u32 end = 0;
  u64 number = 0;   // kNumber; kBool: 0 or 1
  std::string text;  // kString, kName
  u32 function = 0;  // kCall: row of functions()
  i32 field = -1;    // kCall: index of the field; -1: the bare value
  u32 field_column = 0;
  std::vector<Expr> kids;
  std::vector<std::string> ops;

  bool present() const { return kind != ExprKind::kAbsent; }
};

// ---- expr_parse.cc ---------------------------------------------------------------------------------------------------------------
bool parse_expression(Lexer& lexer, Expr* out);  // all of the grammar
bool parse_operand(Lexer& lexer, Expr* out);     // what a command takes as address, size or number: no comparison, `|` in brackets only
bool starts_operand(Lexer& lexer);               // does a number, $name, `(`, `-` or call come next?

// ---- expr_eval.cc ----------------------------------------------------------------------------------------------------------------
// What the last command came to. Looked up only when asked for, since after a seek it takes a replay.
class LastCommand {
 public:
  virtual ~LastCommand() = default;
  virtual const Outcome& outcome() const = 0;
  virtual const StoredEvents& events() const = 0;
};

struct EvalEnv {
  const SessionState& state;
  const LastCommand* last = nullptr;  // nullptr: a command of the log, whose operands may not depend on it
};

// Types: kNumber, kBool, kString (errno() and signal() have their number as well, and compare with both), kNone.
bool evaluate_expression(const EvalEnv& env, const Expr& expr, Value* value, Diagnostic* error);
bool evaluate_number(const EvalEnv& env, const Expr& expr, const char* what, u64* value, Diagnostic* error);
std::string value_text(const Value& value);         // as `print` shows it
const char* value_type_name(const Value& value);
bool is_true(const Value& value);                   // kBool and true

// ---- expr_functions.cc -----------------------------------------------------------------------------------------------------------
struct CallArgs {
  u64 number[3]{};
  std::string text;
  i32 field = -1;
};

struct Function {
  const char* name;
  const char* params;   // "pid, addr": kinds are pid, addr, frame, order, cpu, name
  const char* fields;   // ".present .writable …", space separated without dots; "" for none
  const char* summary;
  // Returns false with *why set when the arguments make no sense (an unknown counter, a frame beyond memory).
  bool (*evaluate)(const EvalEnv& env, const CallArgs& args, Value* value, Diagnostic* error);
};
const std::vector<Function>& functions();
const Function* find_function(const std::string& name, u32* index);
std::vector<std::string> split_words(const std::string& text);  // at blanks and commas
std::vector<std::string> stat_names(const Kernel& kernel);      // what stat() knows
std::vector<std::string> event_names();                         // what events() knows

Value number_value(u64 number);
Value bool_value(bool truth);
Value string_value(const std::string& text);
Value none_value();

}  // namespace pw
