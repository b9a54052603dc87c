// The administrator's words for swap: mkswap, swapon, swapoff, and swapfail, by which a block of a device goes bad.
//
// A bare NAME stands for /dev/NAME, and of kind=file for /NAME.
#include "engine/kernel/swap_calls.h"
#include "engine/render/proc.h"
#include "engine/shell/command.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/swapoff_events.h"

namespace pw {
namespace {

constexpr FlagUse kPassed = FlagUse::kPassed;
constexpr FlagName kSwapFlags[] = {
    {"SWAP_FLAG_PREFER", "prefer", kSwapFlagPrefer, kSwapFlagPrefer, kPassed, "with a priority, in the lower bits"},
    {"SWAP_FLAG_DISCARD", "discard", kSwapFlagDiscard, kSwapFlagDiscard, kPassed, "no effect: no device here discards"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};
const FlagName* swap_flag_table() { return kSwapFlags; }

struct KindRow {
  SwapKind kind;
  const char* word;
  const char* about;
};
constexpr KindRow kKinds[] = {
#define PW_SWAP_KIND(constant, word, flags, text) {SwapKind::constant, word, text},
#include "engine/swap/kinds.def"
#undef PW_SWAP_KIND
};

constexpr std::size_t kMaxNameBytes = 64;

bool take_name(Parser& p, Command* command) {
  const Token word = p.lexer().take_raw();
  if (word.text.empty() || word.kind == TokenKind::kError) return p.fail(word.begin, "the name of a swap area is missing here");
  if (word.text.size() > kMaxNameBytes) return p.fail(word.begin, "a name has at most " + std::to_string(kMaxNameBytes) + " bytes");
  command->path = word.text;
  return true;
}

const SwapDevice* find_device(const Kernel& k, const std::string& name) {
  return find_swap_device(k.m.swap, swap_path_of(k.m.swap, name));
}

// ---- mkswap ----------------------------------------------------------------------------------------------------------------------
bool take_kind(Parser& p, Command* command) {
  const Token word = p.lexer().take_raw();
  for (const KindRow& row : kKinds) {
    if (word.text != row.word) continue;
    command->flags = static_cast<u32>(row.kind);
    return true;
  }
  return p.fail(word.begin, "unknown kind of device `" + word.text + "`", "there are: disk, ssd, zram, file");
}

bool parse_mkswap(Parser& p, Command* command) {
  command->flags = static_cast<u32>(SwapKind::kDisk);
  if (!take_name(p, command) || !p.operand("a size", &command->size)) return false;
  if (p.take_key("kind") && !take_kind(p, command)) return false;
  return p.no_more();
}

std::string path_of_new(const Kernel& k, const std::string& name, SwapKind kind) {
  const SwapDevice* old = find_device(k, name);
  if (old != nullptr && old->kind == kind) return old->name;
  if (name[0] == '/') return name;
  return (kind == SwapKind::kFile ? "/" : "/dev/") + name;
}

void run_mkswap(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const SwapKind kind = static_cast<SwapKind>(command.flags);
  const std::string path = path_of_new(k, command.path, kind);
  const Status made = make_swap(k, path, kind, bound.size);
  answer_status(&context.out, made);
  if (!made.ok()) return;
  const SwapDevice* device = find_swap_device(k.m.swap, path);
  context.out.out = path + " · " + swap_kind_word(kind) + " · " + counted(device->pages - 1, "slot", "slots") + " of 4 KiB behind a header";
}

// ---- swapon ----------------------------------------------------------------------------------------------------------------------
// NAME [prio=N], or -s.
bool parse_swapon(Parser& p, Command* command) {
  if (!take_name(p, command)) return false;
  if (command->path == "-s") return p.no_more();
  if (p.take_key("prio") && !p.operand("a priority", &command->number)) return false;
  return p.no_more();
}

// As swapon(8): a negative priority asks for none, and what is too high for the call becomes the highest.
u32 swapon_flags(const Command& command, const Bound& bound) {
  if (command.is_c_form()) return command.flags;
  if (!command.number.present() || static_cast<i64>(bound.number) < 0) return 0;
  return kSwapFlagPrefer | static_cast<u32>(bound.number < kSwapFlagPrioMask ? bound.number : kSwapFlagPrioMask);
}

void run_swapon(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  if (!command.is_c_form() && command.path == "-s") {
    context.out.out = render_swaps(k);
    return;
  }
  const std::string path = command.is_c_form() ? command.path : swap_path_of(k.m.swap, command.path);
  const Result<u32> type = sys_swapon(k, context.trace, bound.pid, path, swapon_flags(command, bound));
  if (!type.ok()) return set_errno(&context.out, type.error());
  const SwapArea& area = k.m.swap.areas[type.value()];
  set_ret(&context.out, 0);
  context.out.out = path + " · type " + decimal(type.value()) + " · priority " + std::to_string(area.prio) + " · " +
                    counted(area.pages, "slot", "slots");
}

// ---- swapoff ---------------------------------------------------------------------------------------------------------------------
void run_swapoff(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const std::string path = command.is_c_form() ? command.path : swap_path_of(k.m.swap, command.path);
  answer_status(&context.out, sys_swapoff(k, context.trace, bound.pid, path));
}

u64 count_unused(const StoredEvents& events, bool is_poisoned) {
  u64 count = 0;
  for (const Event& event : events.events) {
    const bool is_end = event.id == static_cast<u16>(EventId::kUnusePte) && static_cast<Phase>(event.phase) == Phase::kEnd;
    if (is_end && (event.reason == static_cast<u16>(Reason::kUnusePoisoned)) == is_poisoned) ++count;
  }
  return count;
}

void describe_swapoff(const SessionState&, const Command&, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  if (events.total > events.events.size()) return add_part(out, counted(events.total, "event", "events"));
  const u64 back = count_unused(events, false);
  const u64 poisoned = count_unused(events, true);
  u64 shared = 0;
  for (const Event& event : events.events) {
    const bool is_end = event.id == static_cast<u16>(EventId::kShmemUnuse) && static_cast<Phase>(event.phase) == Phase::kEnd;
    if (is_end) shared += event.arg[1];
  }
  if (back != 0) add_part(out, counted(back, "entry maps its page again", "entries map their pages again"));
  if (shared != 0) add_part(out, counted(shared, "page is back in its object", "pages are back in their objects"));
  if (poisoned != 0) add_part(out, counted(poisoned, "entry is poisoned", "entries are poisoned"));
}

// ---- swapfail --------------------------------------------------------------------------------------------------------------------
bool parse_swapfail(Parser& p, Command* command) {
  return take_name(p, command) && p.operand("the offset of a slot", &command->number) && p.no_more();
}

void run_swapfail(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const std::string path = swap_path_of(k.m.swap, command.path);
  const Status status = break_swap(k, path, bound.number);
  answer_status(&context.out, status);
  if (status.ok()) context.out.out = path + " · slot " + decimal(bound.number) + " cannot be read any more";
}

constexpr CommandSpec kSwapRows[] = {
    {.name = "mkswap",
     .group = "swap",
     .synopsis = "mkswap NAME SIZE [kind=disk|ssd|zram|file]",
     .summary = "Makes a device of that size with a swap header on it, or the header of one anew.",
     .details =
         "  disk   rotational: all CPUs write on where the last one stopped; a write ends later, and the page stays in the swap cache\n"
         "  ssd    the same without a disk that turns: each CPU writes in a cluster of 512 slots of its own\n"
         "  zram   memory that looks like a disk: written and read at once; a slot with one user passes the swap cache by\n"
         "  file   a file on a disk\n"
         "The first page is the header, the others are slots of a page each. A bare NAME is /dev/NAME, of a file /NAME.\n"
         "EBUSY: an area is on there. EINVAL: fewer than 10 pages, or more than 16 GiB.",
     .example = "mkswap sda 1M\nswapon sda\na = mmap 64K\nwrite $a n=4\ndrain\nmadvise $a 16K pageout\nswapon -s\ncat pagemap",
     .man = "mkswap(8)",
     .result = "0",
     .operands = "SWAPKIND",
     .parse = parse_mkswap,
     .machine = run_mkswap},
    {.name = "swapon",
     .group = "swap",
     .synopsis = "swapon NAME [prio=N] | swapon -s",
     .summary = "Switches a swap area on: pages without a file behind them can be moved there. -s lists the areas.",
     .details =
         "The area with the highest priority is filled first, areas of equal priority in turn. Without prio= the priorities are -2, -3, "
         "… in\nthe order of swapon. Nothing goes there by itself yet: `madvise ADDR SIZE pageout` sends pages.\n"
         "ENOENT: no such device. EBUSY: it is on. EPERM: 28 areas are.",
     .example = "mkswap sda 1M\nmkswap ram0 1M kind=zram\nswapon sda\nswapon ram0 prio=5\nswapon -s",
     .kernel = "swapon → enable_swap_info (mm/swapfile.c)",
     .man = "swapon(2)",
     .result = "0",
     .operands = "SWAP SWAPPRIO",
     .parse = parse_swapon,
     .machine = run_swapon,
     .call = {.name = "swapon", .nr = 167, .operands = {kPathOperand, flags_operand(swap_flag_table)}, .in_log = InLog::kLeftOut}},
    {.name = "swapoff",
     .group = "swap",
     .synopsis = "swapoff NAME",
     .summary = "Brings everything back that stands in an area, and switches it off.",
     .details =
         "Objects first, then every entry of every address space, through the swap cache. Pages come back old, dirty and read-only,\n"
         "exclusive where the entry was. Of a slot that cannot be read a poison marker is left, and who touches it gets SIGBUS.\n"
         "ENOMEM: memory does not suffice; the area is on again then. EINVAL: no area is on there. ENOENT: no such device.",
     .example = "mkswap sda 1M\nswapon sda\na = mmap 64K\nwrite $a n=4\ndrain\nmadvise $a 16K pageout\nswapoff sda\ncat pagemap",
     .kernel = "swapoff → try_to_unuse → unuse_pte (mm/swapfile.c)",
     .man = "swapoff(2)",
     .result = "0",
     .operands = "SWAP",
     .machine = run_swapoff,
     .describe = describe_swapoff,
     .call = {.name = "swapoff", .nr = 168, .operands = {kPathOperand}, .in_log = InLog::kLeftOut}},
    {.name = "swapfail",
     .group = "swap",
     .synopsis = "swapfail NAME OFFSET",
     .summary = "Breaks a block of a device: the slot at OFFSET cannot be read any more.",
     .details = "Writing there still seems to work. A fault on such a page ends in SIGBUS; `mkswap` makes a whole device again.",
     .example = "mkswap sda 1M\nswapon sda\nswapfail sda 1",
     .operands = "SWAP",
     .parse = parse_swapfail,
     .machine = run_swapfail},
};

}  // namespace

CommandGroup swap_commands() { return group_of(kSwapRows); }

}  // namespace pw
