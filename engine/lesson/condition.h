// Condition: an expression of a lesson taken apart, so that a learner is told which part does not hold yet.
#pragma once

#include <string>
#include <vector>

#include "engine/shell/expr.h"

namespace pw {

// Parses the whole text as one expression. False: *error says where.
bool parse_whole_expression(const std::string& text, Expr* expr, Diagnostic* error);

// The conditions that `and` joins at the top; the expression itself when nothing does. Pointers into `expr`.
std::vector<const Expr*> split_conjunction(const Expr& expr);

// Of one condition: its source, or its two sides when it compares.
std::string source_of(const std::string& text, const Expr& expr);

}  // namespace pw
