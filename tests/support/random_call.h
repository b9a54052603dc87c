// A system call drawn by its row: what each operand may be follows from its kind. So a call that is declared is also tried at random.
#pragma once

#include <string>

#include "engine/shell/command.h"
#include "tests/support/random.h"

namespace pw::test {

// Where the operands come from.
class CallSource {
 public:
  virtual ~CallSource() = default;
  virtual Random& random() = 0;
  virtual std::string address() = 0;
  virtual std::string range() = 0;  // "ADDR, LENGTH"
  virtual std::string pid() = 0;
  virtual std::string protection() = 0;
};

// Are all its operands of kinds that can be drawn? A call with a parser of its own needs words of its own as well.
inline bool can_draw(const Call& call) {
  if (call.name == nullptr || call.parse != nullptr) return false;
  for (u32 i = 0; i < operand_count(call); ++i) {
    if (call.operands[i].kind == OperandKind::kOwn || call.operands[i].parse != nullptr) return false;
  }
  return true;
}

// Its C form.
std::string draw_call(const Call& call, CallSource& source);

}  // namespace pw::test
