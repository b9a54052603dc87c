// The command mremap and its C form.
#include "engine/kernel/mremap_calls.h"
#include "engine/shell/command.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/mremap_events.h"

namespace pw {
namespace {

constexpr FlagName kMremapFlags[] = {
    {"MREMAP_MAYMOVE", "maymove", kMremapMayMove, kMremapMayMove, FlagUse::kPassed, "may move when it cannot grow where it is"},
    {"MREMAP_FIXED", "fixed", kMremapFixed, kMremapFixed, FlagUse::kPassed, "to exactly this address; what is there is unmapped first"},
    {"MREMAP_DONTUNMAP", "dontunmap", kMremapDontUnmap, kMremapDontUnmap, FlagUse::kPassed,
     "the old range stays mapped, without its pages"},
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

const FlagName* mremap_flag_table() { return kMremapFlags; }

constexpr Operand kOldAddrOperand{OperandKind::kAddress, OperandSlot::kAddr, "old_address", "an address", nullptr, "ADDR"};
constexpr Operand kOldSizeOperand{OperandKind::kLength, OperandSlot::kSize, "old_size", "the old size"};
constexpr Operand kNewSizeOperand{OperandKind::kLength, OperandSlot::kNewSize, "new_size", "the new size"};
constexpr Operand kNewAddrOperand{
    .kind = OperandKind::kAddress, .slot = OperandSlot::kNewAddr, .c_name = "new_address", .shown = "NEW_ADDR", .optional_in_c = true};

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

void run_mremap(MachineContext& context, const Command& command, const Bound& bound) {
  const MremapArgs args{bound.addr, bound.size, bound.new_size, command.flags, bound.new_addr};
  const Result<u64> result = sys_mremap(context.state.kernel, context.trace, bound.pid, args);
  if (!result.ok()) return set_errno(&context.out, result.error());
  set_ret(&context.out, result.value());
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
    const EventCode id = static_cast<EventCode>(event.id);
    const bool is_end = static_cast<Phase>(event.phase) == Phase::kEnd;
    if (id == EventId::kDoMremap && is_end) moved.how = reason_info(static_cast<ReasonCode>(event.reason)).name;
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

constexpr CommandSpec kMremapRows[] = {
    {.name = "mremap",
     .group = "memory",
     .synopsis = "mremap ADDR OLD_SIZE NEW_SIZE [maymove] [fixed NEW_ADDR] [dontunmap [NEW_ADDR]]",
     .summary = "Makes a range longer or shorter, or moves it with its pages; prints where it is then.",
     .details =
         "It grows where it is if the range ends its area and nothing stands behind it; otherwise it needs maymove, and the kernel "
         "chooses\n"
         "the place. `fixed` names the place and unmaps what is there; `dontunmap` leaves the old range mapped and empty. Both need "
         "maymove.\n"
         "No page is copied: entries of the page table move, where both addresses allow it by whole tables of 2 MiB or 1 GiB. A range "
         "of\nseveral areas moves with `maymove fixed` and an unchanged size only.\n"
         "EINVAL: bad flags, sizes or overlap. EFAULT: no area there, or the range crosses its end. ENOMEM: no room, or a limit. "
         "EAGAIN:\nRLIMIT_MEMLOCK. EPERM: sealed.",
     .example = "a = mmap 64K\nwrite $a n=16\nb = mremap $a 64K 128K maymove\nmremap $b 128K 128K maymove fixed $b-16M",
     .kernel = "do_mremap → move_vma → move_page_tables (mm/mremap.c)",
     .man = "mremap(2)",
     .result = "the address",
     .parse = parse_mremap,
     .machine = run_mremap,
     .describe = describe_mremap,
     .call = {.name = "mremap",
              .nr = 25,
              .operands = {kOldAddrOperand, kOldSizeOperand, kNewSizeOperand, flags_operand(mremap_flag_table), kNewAddrOperand}}},
};

}  // namespace

CommandGroup mremap_commands() { return group_of(kMremapRows); }

}  // namespace pw
