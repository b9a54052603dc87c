// Commands on protection keys: pkey_alloc, pkey_free, pkey_mprotect, and PKRU: the instructions RDPKRU and WRPKRU, and pkey_set() of the C
// library, which is made of them. Keys are there after `boot pkeys=on`.
#include "engine/shell/command.h"

#include <iterator>

#include "engine/kernel/pkey_calls.h"

namespace pw {
namespace {

constexpr FlagName kRightsFlags[] = {
    {"PKEY_DISABLE_ACCESS", "none", kPkeyDisableAccess, kPkeyDisableAccess, FlagUse::kPassed, "no loads, no stores"},
    {"PKEY_DISABLE_WRITE", "r", kPkeyDisableWrite, kPkeyDisableWrite, FlagUse::kPassed, "no stores"},
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

void set_ret(Outcome* out, u64 value) {
  out->has_ret = true;
  out->ret = value;
}

// rw, r or none: what PKRU shall allow.
bool parse_rights(Parser& p, Command* command) {
  const Token word = p.lexer().take_raw();
  if (word.text == "rw") return p.no_more();
  if (word.text != "r" && word.text != "none") return p.fail(word.begin, "what the key shall allow: rw, r or none");
  command->flags = word.text == "r" ? kPkeyDisableWrite : kPkeyDisableAccess;
  return p.no_more();
}

bool parse_alloc(Parser& p, Command* command) { return p.at_end() || parse_rights(p, command); }
bool parse_c_alloc(Parser& p, Command* command) {
  return p.operand("flags", &command->number) && p.c_comma() && p.c_flags(kRightsFlags, &command->flags);
}

void run_alloc(MachineContext& context, const Command& command, const Bound& bound) {
  const Result<u32> key = sys_pkey_alloc(context.state.kernel, context.trace, bound.pid, bound.number, command.flags);
  if (!key.ok()) return set_errno(&context.out, key.error());
  set_ret(&context.out, key.value());
  context.out.out = std::to_string(key.value());
}

bool parse_free(Parser& p, Command* command) { return p.operand("a key", &command->number) && p.no_more(); }
bool parse_c_free(Parser& p, Command* command) { return p.operand("pkey", &command->number); }

// An int, as the system call takes it: the low 32 bits.
i32 key_of(u64 number) { return static_cast<i32>(static_cast<u32>(number)); }

void run_free(MachineContext& context, const Command&, const Bound& bound) {
  const Status status = sys_pkey_free(context.state.kernel, context.trace, bound.pid, key_of(bound.number));
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, 0);
}

bool parse_mprotect(Parser& p, Command* command) {
  if (!p.operand("an address", &command->addr) || !p.operand("a size", &command->size)) return false;
  const Token word = p.lexer().take_raw();
  bool is_shared = false;
  if (!parse_prot_word(word.text, &command->prot, &is_shared)) return p.fail(word.begin, "permissions are missing: rw, r, rx, rwx or none");
  return p.operand("a key", &command->number) && p.no_more();
}

bool parse_c_mprotect(Parser& p, Command* command) {
  return p.c_operand("addr", &command->addr) && p.c_comma() && p.operand("length", &command->size) && p.c_comma() &&
         p.c_flags(prot_flag_table(), &command->prot) && p.c_comma() && p.operand("pkey", &command->number);
}

void run_mprotect(MachineContext& context, const Command& command, const Bound& bound) {
  const Status status = sys_pkey_mprotect(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.prot,
                                          key_of(bound.number));
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, 0);
}

bool parse_pkru(Parser& p, Command* command) {
  if (!p.at_end() && !p.operand("a value", &command->number)) return false;
  return p.no_more();
}

void run_pkru(MachineContext& context, const Command& command, const Bound& bound) {
  const Status status = command.number.present() ? write_pkru(context.state.kernel, context.trace, bound.pid, bound.number)
                                                 : can_use_pkru(context.state.kernel, bound.pid);
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, context.state.kernel.tasks[bound.pid].pkru);
  context.out.out = hex(context.out.ret);
}

bool parse_set(Parser& p, Command* command) { return p.operand("a key", &command->number) && parse_rights(p, command); }
bool parse_c_set(Parser& p, Command* command) {
  return p.operand("pkey", &command->number) && p.c_comma() && p.c_flags(kRightsFlags, &command->flags);
}

void run_set(MachineContext& context, const Command& command, const Bound& bound) {
  const Status status = pkey_set(context.state.kernel, context.trace, bound.pid, bound.number, command.flags);
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, 0);
}

constexpr CommandSpec kRows[] = {
    {"pkey_alloc", "protection keys", "pkey_alloc [rw|r|none]",
     "Takes a free protection key; the thread's PKRU allows what is named, rw by default.",
     "There are 16 keys, and key 0 belongs to everything else. Needs `boot pkeys=on`; without keys the answer is EINVAL, then ENOSPC.\n"
     "C form: pkey_alloc(0, PKEY_DISABLE_ACCESS|PKEY_DISABLE_WRITE).",
     "boot pkeys=on\na = mmap 16K\nwrite $a\nk = pkey_alloc r\npkey_mprotect $a 16K rw $k\nread $a\npkey_set $k rw\nwrite $a",
     "pkey_alloc (mm/mprotect.c)", "pkey_alloc(2)", "the key", "", parse_alloc, run_alloc, nullptr, nullptr, nullptr},
    {"pkey_free", "protection keys", "pkey_free KEY", "Gives a protection key back; areas that carry it keep it.",
     "Whoever gets the key next gets those areas with it. C form: pkey_free(KEY).", "boot pkeys=on\nk = pkey_alloc\npkey_free $k",
     "pkey_free (mm/mprotect.c)", "pkey_free(2)", "0", "VALUE", parse_free, run_free, nullptr, nullptr, nullptr},
    {"pkey_mprotect", "protection keys", "pkey_mprotect ADDR SIZE r|rw|rx|rwx|none KEY",
     "mprotect that also gives the range a protection key.",
     "Key -1 is mprotect itself: the areas keep their keys. Areas with different keys do not merge.\n"
     "C form: pkey_mprotect(ADDR, LENGTH, PROT_…, KEY).",
     "boot pkeys=on\na = mmap 16K\nk = pkey_alloc none\npkey_mprotect $a+4K 4K rw $k\ncat smaps", "do_mprotect_pkey (mm/mprotect.c)",
     "pkey_mprotect(2)", "0", "ADDR SIZE PROT", parse_mprotect, run_mprotect, nullptr, nullptr, nullptr},
    {"pkru", "protection keys", "pkru [VALUE]", "The thread's register of rights: shows it, or sets it to VALUE.",
     "Two bits a key, the lower denies every data access, the upper stores. It belongs to the thread, is inherited by fork and thread,\n"
     "and is changed without the kernel. At the start only key 0 is allowed: 0x55555554.",
     "boot pkeys=on\npkru\npkru 0", "rdpkru, wrpkru (instructions)", "pkeys(7)", "its value", "VALUE", parse_pkru, run_pkru, nullptr,
     nullptr, nullptr},
    {"pkey_set", "protection keys", "pkey_set KEY rw|r|none", "Changes what the thread may do with one key.",
     "A function of the C library around RDPKRU and WRPKRU. C form: pkey_set(KEY, PKEY_DISABLE_WRITE).",
     "boot pkeys=on\nk = pkey_alloc\npkey_set $k none", "wrpkru (instruction)", "pkeys(7)", "0", "VALUE", parse_set, run_set, nullptr,
     nullptr, nullptr},
};

}  // namespace

const std::vector<CommandSpec>& pkey_commands() {
  static const std::vector<CommandSpec> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

const std::vector<CForm>& pkey_c_forms() {
  static const std::vector<CForm> forms = {
      {"pkey_alloc", "pkey_alloc", "pkey_alloc(FLAGS, RIGHTS)", "", parse_c_alloc},
      {"pkey_free", "pkey_free", "pkey_free(KEY)", "", parse_c_free},
      {"pkey_mprotect", "pkey_mprotect", "pkey_mprotect(ADDR, LENGTH, PROT, KEY)", "ADDR CPROT", parse_c_mprotect},
      {"pkey_set", "pkey_set", "pkey_set(KEY, RIGHTS)", "", parse_c_set},
  };
  return forms;
}

}  // namespace pw
