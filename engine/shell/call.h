// Call: a system call, or a function of the C library, declared once: its number, and its operands in the order of C.
//
// From the row follow the parser of the C form and of the form in words, what completion offers, the synopsis that help prints, how the
// reader of strace logs treats the call, how the live side of the conformance runner issues it, and how random tests draw it. A call that
// is not made like the others brings the part that differs (`parse`, `synopsis`; the command's own `parse` for its words), and leaves the
// rest to the row.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

struct Bound;
struct Command;
struct CommandSpec;
struct Expr;
struct FlagName;
class Parser;

// Where a command keeps an operand: members of Command and Bound.
enum class OperandSlot : u8 { kNone, kAddr, kSize, kNumber, kPages, kNewAddr, kNewSize, kTarget, kOffset, kDescriptor, kProt, kFlags };

enum class OperandKind : u8 {
  kNone,     // no more operands
  kAddress,  // in the caller's memory; NULL is 0
  kLength,   // in bytes
  kNumber,
  kPid,
  kFd,
  kFlags,    // names of `table` joined by `|`, or a number
  kChoice,   // one name of `table`, or a number
  kProt,     // PROT_… or rwx
  kPath,     // Command::path
  kPieces,   // an array of struct iovec and its length, which are two arguments: Command::pieces
  kRemotePieces,
  kNodes,    // a mask of nodes as an array of words, [0x1], or NULL
  kResult,   // where the kernel stores what is not modelled: skipped
  kOwn,      // of no kind: read by `parse`
};

struct Operand {
  OperandKind kind = OperandKind::kNone;
  OperandSlot slot = OperandSlot::kNone;
  const char* c_name = "";     // as the man page calls it; in capitals in the synopsis
  const char* word = nullptr;  // what the form in words calls it when it is missing; nullptr: that form leaves it out
  const FlagName* (*table)() = nullptr;
  const char* shown = nullptr;      // in the synopsis, in place of the name in capitals
  const char* completes = nullptr;  // of kOwn: kinds of completion, see CommandSpec::operands
  bool (*parse)(Parser& parser, Command* command) = nullptr;  // instead of what the kind would read in C
  bool optional_in_words = false;
  bool optional_in_c = false;
};

// Flags of which the call has none yet.
inline constexpr Operand kZeroFlagsOperand{OperandKind::kNumber, OperandSlot::kNumber, "flags"};
inline constexpr Operand kAddrOperand{OperandKind::kAddress, OperandSlot::kAddr, "addr", "an address"};
inline constexpr Operand kLengthOperand{OperandKind::kLength, OperandSlot::kSize, "length", "a size"};
inline constexpr Operand kProtOperand{OperandKind::kProt, OperandSlot::kProt, "prot", "permissions"};
inline constexpr Operand kPathOperand{OperandKind::kPath, OperandSlot::kNone, "path", "a path", nullptr, "\"PATH\""};
inline constexpr Operand kFdOperand{OperandKind::kFd, OperandSlot::kDescriptor, "fd", "a descriptor"};
constexpr Operand flags_operand(const FlagName* (*table)()) { return {OperandKind::kFlags, OperandSlot::kFlags, "flags", "flags", table}; }
constexpr Operand result_operand(const char* c_name) { return {OperandKind::kResult, OperandSlot::kNone, c_name}; }
constexpr Operand own_operand(const char* shown, bool (*parse)(Parser&, Command*), const char* completes = nullptr,
                              OperandSlot slot = OperandSlot::kNone) {
  return {OperandKind::kOwn, slot, "", nullptr, nullptr, shown, completes, parse};
}
constexpr Operand only_in_c(Operand operand) {
  operand.word = nullptr;
  return operand;
}

inline constexpr u32 kMaxOperands = 6;
inline constexpr i32 kOfLibrary = -1;  // a function of the C library, or a call that x86-64 does not have

// What becomes of the call when it stands in a log of strace.
enum class InLog : u8 {
  kCommand,  // its line, or what the reader of logs has for it
  kLeftOut,  // it changes nothing that is modelled, or its operands mean nothing outside of the recorded system
};

struct Call {
  const char* name = nullptr;   // nullptr: there is none
  i32 nr = kOfLibrary;          // arch/x86/entry/syscalls/syscall_64.tbl
  Operand operands[kMaxOperands] = {};
  InLog in_log = InLog::kCommand;
  // Of a call whose C form is not its operands in turn. They are told all the same, for completion and for the kernel.
  bool (*parse)(Parser& parser, Command* command) = nullptr;
  const char* synopsis = nullptr;
};

// Another call that the command `row` stands for: exit_group(…) is `exit`.
struct OtherCall {
  const char* row;
  Call call;
};

u32 operand_count(const Call& call);
// What stands between the brackets of the C form.
bool parse_call_operands(Parser& parser, const Call& call, Command* command);
// One name of the operand's table, or a number.
bool parse_choice(Parser& parser, const Operand& operand, const CommandSpec& row, u32* out);
// What stands behind the name of the form in words.
bool parse_call_words(Parser& parser, const Call& call, Command* command);
std::string call_synopsis(const Call& call);           // "mseal(ADDR, LENGTH, FLAGS)"
std::string command_synopsis(const CommandSpec& row);  // "mseal ADDR SIZE"

// The operand as a number for the kernel. 0 where it is none.
u64 operand_value(const Command& command, const Bound& bound, const Operand& operand);

// The slots that hold expressions: where they stand before and after they are evaluated, and what an error calls them.
struct SlotInfo {
  OperandSlot slot;
  Expr Command::* expr;
  u64 Bound::* value;
  const char* what;
};
inline constexpr u32 kNumberSlots = 9;
extern const SlotInfo kSlotInfos[kNumberSlots];

}  // namespace pw
