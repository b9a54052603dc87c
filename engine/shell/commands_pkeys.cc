// Commands on protection keys: pkey_alloc, pkey_free, pkey_mprotect, and PKRU: the instructions RDPKRU and WRPKRU, and pkey_set() of the C
// library, which is made of them. Keys are there after `boot pkeys=on`.
#include "engine/shell/command.h"

#include "engine/kernel/pkey_calls.h"

namespace pw {
namespace {

constexpr FlagName kRightsFlags[] = {
    {"PKEY_DISABLE_ACCESS", "none", kPkeyDisableAccess, kPkeyDisableAccess, FlagUse::kPassed, "no loads, no stores"},
    {"PKEY_DISABLE_WRITE", "r", kPkeyDisableWrite, kPkeyDisableWrite, FlagUse::kPassed, "no stores"},
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

// rw, r or none: what PKRU shall allow.
bool parse_rights(Parser& p, Command* command) {
  const Token word = p.lexer().take_raw();
  if (word.text == "rw") return p.no_more();
  if (word.text != "r" && word.text != "none") return p.fail(word.begin, "what the key shall allow: rw, r or none");
  command->flags = word.text == "r" ? kPkeyDisableWrite : kPkeyDisableAccess;
  return p.no_more();
}

bool parse_alloc(Parser& p, Command* command) { return p.at_end() || parse_rights(p, command); }
const FlagName* rights_flag_table() { return kRightsFlags; }

constexpr Operand kRightsOperand{OperandKind::kFlags, OperandSlot::kFlags, "rights", nullptr, rights_flag_table};
constexpr Operand kKeyOperand{OperandKind::kNumber, OperandSlot::kNumber, "pkey", "a key", nullptr, "KEY"};

void run_alloc(MachineContext& context, const Command& command, const Bound& bound) {
  const Result<u32> key = sys_pkey_alloc(context.state.kernel, context.trace, bound.pid, bound.number, command.flags);
  if (!key.ok()) return set_errno(&context.out, key.error());
  set_ret(&context.out, key.value());
  context.out.out = std::to_string(key.value());
}

// An int, as the system call takes it: the low 32 bits.
i32 key_of(u64 number) { return static_cast<i32>(static_cast<u32>(number)); }

void run_free(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_pkey_free(context.state.kernel, context.trace, bound.pid, key_of(bound.number)));
}

void run_pkey_mprotect(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, sys_pkey_mprotect(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.prot,
                                                key_of(bound.number)));
}

bool parse_pkru(Parser& p, Command* command) {
  if (!p.at_end() && !p.operand("a value", &command->number)) return false;
  return p.no_more();
}

void run_pkru(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const Status written = command.number.present() ? write_pkru(k, context.trace, bound.pid, bound.number) : ok_status();
  if (!written.ok()) return set_errno(&context.out, written.error());
  const Result<u32> pkru = read_pkru(k, context.trace, bound.pid);
  if (!pkru.ok()) return set_errno(&context.out, pkru.error());
  set_ret(&context.out, pkru.value());
  context.out.out = hex(context.out.ret);
}

bool parse_set(Parser& p, Command* command) { return p.operand("a key", &command->number) && parse_rights(p, command); }
void run_set(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, pkey_set(context.state.kernel, context.trace, bound.pid, bound.number, command.flags));
}

constexpr CommandSpec kPkeysRows[] = {
    {.name = "pkey_alloc",
     .group = "protection keys",
     .synopsis = "pkey_alloc [rw|r|none]",
     .summary = "Takes a free protection key; the thread's PKRU allows what is named, rw by default.",
     .details =
         "There are 16 keys, and key 0 belongs to everything else. Needs `boot pkeys=on`; without keys the answer is EINVAL, then "
         "ENOSPC.",
     .example =
         "boot pkeys=on\na = mmap 16K\nwrite $a\nk = pkey_alloc r\npkey_mprotect $a 16K rw $k\nread $a\npkey_set $k rw\nwrite $a",
     .kernel = "pkey_alloc (mm/mprotect.c)",
     .man = "pkey_alloc(2)",
     .result = "the key",
     .parse = parse_alloc,
     .machine = run_alloc,
     .call = {.name = "pkey_alloc", .nr = 330, .operands = {kZeroFlagsOperand, kRightsOperand}}},
    {.name = "pkey_free",
     .group = "protection keys",
     .synopsis = "pkey_free KEY",
     .summary = "Gives a protection key back; areas that carry it keep it.",
     .details = "Whoever gets the key next gets those areas with it.",
     .example = "boot pkeys=on\nk = pkey_alloc\npkey_free $k",
     .kernel = "pkey_free (mm/mprotect.c)",
     .man = "pkey_free(2)",
     .result = "0",
     .machine = run_free,
     .call = {.name = "pkey_free", .nr = 331, .operands = {kKeyOperand}}},
    {.name = "pkey_mprotect",
     .group = "protection keys",
     .synopsis = "pkey_mprotect ADDR SIZE r|rw|rx|rwx|none KEY",
     .summary = "mprotect that also gives the range a protection key.",
     .details =
         "Key -1 is mprotect itself: the areas keep their keys. Areas with different keys do not merge.",
     .example = "boot pkeys=on\na = mmap 16K\nk = pkey_alloc none\npkey_mprotect $a+4K 4K rw $k\ncat smaps",
     .kernel = "do_mprotect_pkey (mm/mprotect.c)",
     .man = "pkey_mprotect(2)",
     .result = "0",
     .machine = run_pkey_mprotect,
     .call = {.name = "pkey_mprotect", .nr = 329, .operands = {kAddrOperand, kLengthOperand, kProtOperand, kKeyOperand}}},
    {.name = "pkru",
     .group = "protection keys",
     .synopsis = "pkru [VALUE]",
     .summary = "The thread's register of rights: shows it, or sets it to VALUE.",
     .details =
         "Two bits a key, the lower denies every data access, the upper stores. It belongs to the thread, is inherited by fork and "
         "thread,\nand is changed without the kernel. At the start only key 0 is allowed: 0x55555554.",
     .example = "boot pkeys=on\npkru\npkru 0",
     .kernel = "rdpkru, wrpkru (instructions)",
     .man = "pkeys(7)",
     .result = "its value",
     .parse = parse_pkru,
     .machine = run_pkru},
    {.name = "pkey_set",
     .group = "protection keys",
     .synopsis = "pkey_set KEY rw|r|none",
     .summary = "Changes what the thread may do with one key.",
     .details = "A function of the C library around RDPKRU and WRPKRU.",
     .example = "boot pkeys=on\nk = pkey_alloc\npkey_set $k none",
     .kernel = "wrpkru (instruction)",
     .man = "pkeys(7)",
     .result = "0",
     .parse = parse_set,
     .machine = run_set,
     .call = {.name = "pkey_set", .operands = {kKeyOperand, kRightsOperand}}},
};

}  // namespace

CommandGroup pkey_commands() { return group_of(kPkeysRows); }

}  // namespace pw
