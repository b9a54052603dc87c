// Typing into a shell and looking at what it answers.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "engine/shell/shell.h"

namespace pw::test {

// The outcome of a line's last command.
inline Outcome type(Shell& shell, const std::string& line) {
  const std::vector<Outcome> outcomes = shell.run_line(line);
  INFO(line);
  REQUIRE_FALSE(outcomes.empty());
  return outcomes.back();
}

// … which must work.
inline Outcome must(Shell& shell, const std::string& line) {
  const Outcome outcome = type(shell, line);
  INFO(line << "\n" << outcome.out);
  REQUIRE(outcome.kind == Outcome::Kind::kOk);
  return outcome;
}

inline bool is_syntax(const Outcome& outcome) { return outcome.kind == Outcome::Kind::kSyntax; }
inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
inline u64 hash_of(const Shell& shell) { return state_hash(shell.session().state().kernel); }

}  // namespace pw::test
