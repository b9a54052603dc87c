// The command mremap and its C form.
#include <iterator>

#include "engine/kernel/mremap_calls.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr FlagName kMremapFlags[] = {
    {"MREMAP_MAYMOVE", "maymove", kMremapMayMove, kMremapMayMove, FlagUse::kPassed, "may move when it cannot grow where it is"},
    {"MREMAP_FIXED", "fixed", kMremapFixed, kMremapFixed, FlagUse::kPassed, "to exactly this address; what is there is unmapped first"},
    {"MREMAP_DONTUNMAP", "dontunmap", kMremapDontUnmap, kMremapDontUnmap, FlagUse::kPassed,
     "the old range stays mapped, without its pages"},
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

u32 flag_of(const std::string& word) {
  for (const FlagName* flag = kMremapFlags; flag->c_name != nullptr; ++flag) {
    if (word == flag->word || word == flag->c_name) return flag->value;
  }
  return 0;
}

bool parse_option(Parser& p, Command* command) {
  if (p.starts_operand()) return p.fail_here("what this address means is missing: fixed or dontunmap stands in front of it");
  const Token word = p.lexer().take_raw();
  const u32 flag = flag_of(word.text);
  if (flag == 0) return p.fail(word.begin, "unknown option `" + word.text + "`", "maymove, fixed NEW_ADDR, dontunmap [NEW_ADDR]");
  command->flags |= flag;
  if (flag == kMremapMayMove || (flag == kMremapDontUnmap && !p.starts_operand())) return true;
  if (command->new_addr.present()) return p.fail_here("the new address is given twice");
  return p.operand("the new address", &command->new_addr);
}

bool parse_mremap(Parser& p, Command* command) {
  const bool ok = p.operand("an address", &command->addr) && p.operand("the old size", &command->size) &&
                  p.operand("the new size", &command->new_size);
  if (!ok) return false;
  while (!p.at_end()) {
    if (!parse_option(p, command)) return false;
  }
  return true;
}

bool parse_c_mremap(Parser& p, Command* command) {
  const bool ok = p.c_operand("old_address", &command->addr) && p.c_comma() && p.operand("old_size", &command->size) && p.c_comma() &&
                  p.operand("new_size", &command->new_size) && p.c_comma() && p.c_flags(kMremapFlags, &command->flags);
  if (!ok) return false;
  return !p.take_punct(",") || p.c_operand("new_address", &command->new_addr);
}

void run_mremap(MachineContext& context, const Command& command, const Bound& bound) {
  const MremapArgs args{bound.addr, bound.size, bound.new_size, command.flags, bound.new_addr};
  const Result<u64> result = sys_mremap(context.state.kernel, context.trace, bound.pid, args);
  if (!result.ok()) return set_errno(&context.out, result.error());
  context.out.has_ret = true;
  context.out.ret = result.value();
  context.out.out = hex(result.value());
}

// What the events of the move add up to.
struct Moved {
  std::string how;
  u64 areas = 0;
  u64 pages = 0;
  u64 tables = 0;
  u64 merges = 0;
};

Moved count_moves(const StoredEvents& events) {
  Moved moved;
  for (const Event& event : events.events) {
    const EventId id = static_cast<EventId>(event.id);
    const bool is_end = static_cast<Phase>(event.phase) == Phase::kEnd;
    if (id == EventId::kDoMremap && is_end) moved.how = reason_info(static_cast<Reason>(event.reason)).name;
    if (id == EventId::kMoveVma && is_end) ++moved.areas;
    if (id == EventId::kCommitMerge && is_end) ++moved.merges;
    if (id != EventId::kMovePageTables || !is_end) continue;
    moved.pages += event.arg[2];
    moved.tables += event.arg[3];
  }
  return moved;
}

void describe_mremap(const SessionState&, const Command&, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  if (events.total > events.events.size()) return add_part(out, counted(events.total, "event", "events"));
  const Moved moved = count_moves(events);
  add_part(out, moved.how);
  if (moved.areas > 1) add_part(out, counted(moved.areas, "area", "areas"));
  if (moved.areas != 0) add_part(out, counted(moved.pages, "page", "pages") + " moved");
  if (moved.tables != 0) add_part(out, counted(moved.tables, "table", "tables") + " moved whole");
  if (moved.areas != 0 && moved.merges != 0) add_part(out, counted(moved.merges, "merge", "merges"));
  if (out->minflt + out->majflt != 0) add_part(out, fault_text(events, out->minflt, out->majflt));
}

constexpr CommandSpec kRows[] = {
    {"mremap", "memory", "mremap ADDR OLD_SIZE NEW_SIZE [maymove] [fixed NEW_ADDR] [dontunmap [NEW_ADDR]]",
     "Makes a range longer or shorter, or moves it with its pages; prints where it is then.",
     "It grows where it is if the range ends its area and nothing stands behind it; otherwise it needs maymove, and the kernel chooses\n"
     "the place. `fixed` names the place and unmaps what is there; `dontunmap` leaves the old range mapped and empty. Both need maymove.\n"
     "No page is copied: entries of the page table move, where both addresses allow it by whole tables of 2 MiB or 1 GiB. A range of\n"
     "several areas moves with `maymove fixed` and an unchanged size only.\n"
     "EINVAL: bad flags, sizes or overlap. EFAULT: no area there, or the range crosses its end. ENOMEM: no room, or a limit. EAGAIN:\n"
     "RLIMIT_MEMLOCK. EPERM: sealed.\n"
     "C form: mremap(ADDR, OLD_SIZE, NEW_SIZE, MREMAP_MAYMOVE|MREMAP_FIXED, NEW_ADDR).",
     "a = mmap 64K\nwrite $a n=16\nb = mremap $a 64K 128K maymove\nmremap $b 128K 128K maymove fixed $b-16M",
     "do_mremap → move_vma → move_page_tables (mm/mremap.c)", "mremap(2)", "the address", "ADDR SIZE REMAPFLAG", parse_mremap,
     run_mremap, nullptr, nullptr, describe_mremap},
};

}  // namespace

const FlagName* mremap_flag_table() { return kMremapFlags; }

const std::vector<CommandSpec>& mremap_commands() {
  static const std::vector<CommandSpec> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

const std::vector<CForm>& mremap_c_forms() {
  static const std::vector<CForm> forms = {
      {"mremap", "mremap", "mremap(ADDR, OLD_SIZE, NEW_SIZE, FLAGS[, NEW_ADDR])", "ADDR CREMAP", parse_c_mremap},
  };
  return forms;
}

}  // namespace pw
