// The functions of the expression language: one row each. All are pure reads of the machine or of what the last command came to.
//
// A process that has ended or never was, an address in no area and a page that is not there give none; a frame beyond the machine, an
// unknown counter, CPU, order or event is a mistake of the writer and gives an error. Faults are never taken: value() and text() look
// through the page tables as a debugger does, and set no accessed bit.
#include "engine/base/hasher.h"
#include "engine/shell/expr.h"

#include <algorithm>
#include <iterator>

#include "engine/file/page_cache.h"
#include "engine/kernel/look.h"
#include "engine/memory/reverse_walk.h"
#include "engine/kernel/thread_group.h"
#include "engine/render/names.h"
#include "engine/render/render.h"
#include "engine/render/swap_text.h"

namespace pw {
namespace {

using Names = std::vector<std::string>;

bool answer(Value* out, const Value& value) {
  *out = value;
  return true;
}
bool answer(Value* out, u64 number) { return answer(out, number_value(number)); }

bool refuse(Diagnostic* error, const std::string& reason, const std::string& hint = "") {
  error->reason = reason;
  error->hint = hint;
  return false;
}

Pid pid_of(u64 number) { return number <= kMaxTasks ? static_cast<Pid>(number) : 0; }

const Mm* find_mm(const Kernel& k, u64 pid) {
  if (!is_running(k, pid_of(pid))) return nullptr;
  return &k.m.mms[find_task(k, pid_of(pid))->mm];
}

VmaId find_area(const Kernel& k, u64 pid, u64 addr) {
  const Mm* mm = find_mm(k, pid);
  return mm == nullptr ? VmaId() : find_vma_at(k.m.nodes, mm->tree, addr);
}

bool check_frame(const Kernel& k, u64 pfn, Diagnostic* error) {
  const u32 count = k.m.phys.pages.size();
  return pfn < count || refuse(error, "there is no frame " + hex(pfn) + ": this machine has frames 0x0 to " + hex(count - 1));
}

const Page& page_of(const EvalEnv& env, u64 pfn) { return env.state.kernel.m.phys.pages[static_cast<u32>(pfn)]; }

// ---- one page of one process -----------------------------------------------------------------------------------------------------
constexpr char kPteFields[] = "present writable user accessed dirty nx protnone zero pfn raw";

// Of an entry that is not present every bit is false, and its frame none.
bool eval_pte(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Kernel& k = env.state.kernel;
  const Mm* mm = find_mm(k, args.number[0]);
  const Pte pte = mm == nullptr ? Pte{} : read_pte(k.m.pt, k.m.phys, mm->pgd, args.number[1]);
  const bool has_frame = pte_present(pte);
  if (!has_frame && args.field < 8) return answer(out, bool_value(false));
  switch (args.field) {
    case 0: return answer(out, bool_value(pte_present(pte)));
    case 1: return answer(out, bool_value(pte_write(pte)));
    case 2: return answer(out, bool_value((pte.raw & kPteUs) != 0));
    case 3: return answer(out, bool_value(pte_young(pte)));
    case 4: return answer(out, bool_value(pte_dirty(pte)));
    case 5: return answer(out, bool_value(!pte_exec(pte)));
    case 6: return answer(out, bool_value(pte_protnone(pte)));
    case 7: return answer(out, bool_value(has_frame && pte_pfn(pte) == k.m.phys.zero_page));
    case 8: return answer(out, has_frame ? number_value(pte_pfn(pte).v) : none_value());
    default: return answer(out, pte_none(pte) ? none_value() : number_value(pte.raw));
  }
}

constexpr char kSwapFields[] = "type offset exclusive count cached shadow zero";

// Of an entry that names no slot all is none.
bool eval_swap(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Kernel& k = env.state.kernel;
  const Mm* mm = find_mm(k, args.number[0]);
  const Pte pte = mm == nullptr ? Pte{} : read_pte(k.m.pt, k.m.phys, mm->pgd, args.number[1]);
  if (pte_form(pte) != PteForm::kSwap) return answer(out, none_value());
  const SwpEntry entry = pte_to_swp_entry(pte);
  switch (args.field) {
    case 0: return answer(out, entry.type);
    case 1: return answer(out, entry.offset);
    case 2: return answer(out, bool_value(pte_swp_exclusive(pte)));
    case 3: return answer(out, swap_count(k.m.swap, entry));
    case 4: return answer(out, bool_value(find_swap_cached(k.m.swap, entry).valid()));
    case 5: return answer(out, bool_value(find_swap_shadow(k.m.swap, entry) != 0));
    case 6: return answer(out, bool_value((slot_of(k.m.swap, entry).flags & kSlotZero) != 0));
    default: return answer(out, string_value(swap_text(entry)));
  }
}

bool eval_frame(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Kernel& k = env.state.kernel;
  const Pid pid = pid_of(args.number[0]);
  const Pfn pfn = is_running(k, pid) ? frame_at(k, pid, args.number[1]) : Pfn();
  return answer(out, pfn.valid() ? number_value(pfn.v) : none_value());
}

// Up to `length` bytes at an address of a process, as far as its pages are there.
std::string bytes_at(const Kernel& k, u64 pid, u64 addr, u32 length) {
  std::string bytes;
  for (u32 i = 0; i < length; ++i) {
    const Pfn pfn = is_running(k, pid_of(pid)) ? frame_at(k, pid_of(pid), addr + i) : Pfn();
    if (!pfn.valid()) break;
    char byte = 0;
    read_bytes(k.m.phys, pfn, static_cast<u16>((addr + i) % kPageSize), &byte, 1);
    bytes += byte;
  }
  return bytes;
}

bool eval_value(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const std::string bytes = bytes_at(env.state.kernel, args.number[0], args.number[1], 8);
  if (bytes.empty()) return answer(out, none_value());
  u64 value = 0;
  for (u32 i = 0; i < bytes.size(); ++i) value |= static_cast<u64>(static_cast<u8>(bytes[i])) << (8 * i);
  return answer(out, value);
}

bool eval_text(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  std::string bytes = bytes_at(env.state.kernel, args.number[0], args.number[1], 256);
  if (bytes.empty()) return answer(out, none_value());
  const std::size_t zero = bytes.find('\0');
  if (zero != std::string::npos) bytes.resize(zero);
  return answer(out, string_value(bytes));
}

bool eval_tlb_has(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  const Kernel& k = env.state.kernel;
  if (args.number[0] >= k.config.cpus)
    return refuse(error, "there is no CPU " + std::to_string(args.number[0]) + ": this machine has " + std::to_string(k.config.cpus));
  const Pid pid = pid_of(args.number[1]);
  if (!is_running(k, pid)) return answer(out, bool_value(false));
  const MmId mm = find_task(k, pid)->mm;
  bool found = false;
  for (const TlbEntry& entry : k.m.tlb.cpu[args.number[0]].entry)
    found = found || (entry.mm == mm && entry.vpn == args.number[2] >> kPageShift);
  return answer(out, bool_value(found));
}

// ---- areas -----------------------------------------------------------------------------------------------------------------------
constexpr char kVmaFields[] = "start end pages pgoff flags readable writable executable chain anon_vma perm";

bool eval_vma(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Kernel& k = env.state.kernel;
  const VmaId id = find_area(k, args.number[0], args.number[1]);
  if (!id.valid()) return answer(out, none_value());
  const Vma& vma = k.m.vmas[id];
  switch (args.field) {
    case 1: return answer(out, vma.end);
    case 2: return answer(out, vma.pages());
    case 3: return answer(out, vma.pgoff);
    case 4: return answer(out, vma.flags);
    case 5: return answer(out, bool_value(vma.has(kVmRead)));
    case 6: return answer(out, bool_value(vma.has(kVmWrite)));
    case 7: return answer(out, bool_value(vma.has(kVmExec)));
    case 8: return answer(out, vma.avc_count);
    case 9: return answer(out, vma.anon_vma.valid() ? number_value(vma.anon_vma.v) : none_value());
    case 10: return answer(out, string_value(perm_text(vma.flags)));
    default: return answer(out, vma.start);
  }
}

bool eval_vmas(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Mm* mm = find_mm(env.state.kernel, args.number[0]);
  return answer(out, mm == nullptr ? none_value() : number_value(mm->tree.count));
}

bool eval_height(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Mm* mm = find_mm(env.state.kernel, args.number[0]);
  return answer(out, mm == nullptr ? none_value() : number_value(mm->tree.height));
}

bool eval_chain(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const VmaId id = find_area(env.state.kernel, args.number[0], args.number[1]);
  return answer(out, id.valid() ? number_value(env.state.kernel.m.vmas[id].avc_count) : none_value());
}

constexpr char kAnonVmaFields[] = "id parent root num_children num_active_vmas refcount";

bool eval_anon_vma(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Kernel& k = env.state.kernel;
  const VmaId area = find_area(k, args.number[0], args.number[1]);
  const AnonVmaId id = area.valid() ? k.m.vmas[area].anon_vma : AnonVmaId();
  if (!id.valid()) return answer(out, none_value());
  const AnonVma& anon_vma = k.m.rmap.anon_vmas[id];
  switch (args.field) {
    case 1: return answer(out, anon_vma.parent.v);
    case 2: return answer(out, anon_vma.root.v);
    case 3: return answer(out, anon_vma.num_children);
    case 4: return answer(out, anon_vma.num_active_vmas);
    case 5: return answer(out, anon_vma.refcount);
    default: return answer(out, id.v);
  }
}

// ---- processes -------------------------------------------------------------------------------------------------------------------
bool eval_rss(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Mm* mm = find_mm(env.state.kernel, args.number[0]);
  return answer(out, mm == nullptr ? none_value() : number_value(count_rss(*mm)));
}

bool eval_pgtables(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Mm* mm = find_mm(env.state.kernel, args.number[0]);
  return answer(out, mm == nullptr ? none_value() : number_value(mm->nr_tables));
}

bool eval_task_number(const EvalEnv& env, const CallArgs& args, Value* out, u64 (*get)(const Task&)) {
  const Task* task = find_task(env.state.kernel, pid_of(args.number[0]));
  return answer(out, task == nullptr ? none_value() : number_value(get(*task)));
}
bool eval_minflt(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  return eval_task_number(env, args, out, [](const Task& task) { return task.minflt; });
}
bool eval_majflt(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  return eval_task_number(env, args, out, [](const Task& task) { return task.majflt; });
}
bool eval_cpu(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  return eval_task_number(env, args, out, [](const Task& task) { return static_cast<u64>(task.cpu); });
}
bool eval_parent(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  const Kernel& k = env.state.kernel;
  const Task* task = find_task(k, pid_of(args.number[0]));
  return answer(out, task == nullptr ? none_value() : number_value(parent_of(k, *task)));
}

bool eval_alive(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic*) {
  return answer(out, bool_value(is_running(env.state.kernel, pid_of(args.number[0]))));
}

bool eval_current(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic*) { return answer(out, env.state.current); }

// ---- frames ----------------------------------------------------------------------------------------------------------------------
bool eval_mapcount(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  // A page type shares its place with the count in Linux; what is not mapped counts 0 here.
  const i32 count = page_mapcount(page_of(env, args.number[0]));
  return answer(out, static_cast<u64>(std::max(count, 0)));
}

bool eval_refcount(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  return answer(out, static_cast<u64>(page_of(env, args.number[0]).refcount));
}

bool eval_exclusive(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  return answer(out, bool_value(has_flag(page_of(env, args.number[0]), kPgAnonExclusive)));
}

bool eval_owner(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  return answer(out, string_value(page_owner_word(page_owner(page_of(env, args.number[0])))));
}

bool eval_batch(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  const std::vector<BatchPlace> places = find_batches(env.state.kernel.m.phys, Pfn(static_cast<u32>(args.number[0])));
  return answer(out, places.empty() ? none_value() : number_value(places[0].cpu));
}

bool eval_index(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  const Page& page = page_of(env, args.number[0]);
  return answer(out, is_anon_mapping(page) || inode_of(page).valid() ? number_value(page.index) : none_value());
}

bool eval_walk(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error, u64 (*get)(const RmapWalk&)) {
  if (!check_frame(env.state.kernel, args.number[0], error)) return false;
  Trace nobody;
  return answer(out, get(walk_rmap(env.state.kernel.m, nobody, Pfn(static_cast<u32>(args.number[0])))));
}
bool eval_visits(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  return eval_walk(env, args, out, error, [](const RmapWalk& walk) { return static_cast<u64>(walk.visits.size()); });
}
bool eval_found(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  return eval_walk(env, args, out, error, [](const RmapWalk& walk) { return static_cast<u64>(walk.found); });
}
bool eval_in_vain(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  return eval_walk(env, args, out, error, [](const RmapWalk& walk) { return static_cast<u64>(walk.in_vain); });
}

bool eval_avcs(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic*) {
  return answer(out, env.state.kernel.m.rmap.avcs.live_count());
}

bool eval_anon_vmas(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic*) {
  return answer(out, env.state.kernel.m.rmap.anon_vmas.live_count());
}

// ---- the machine -----------------------------------------------------------------------------------------------------------------
bool eval_free_pages(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic*) {
  u64 pages = 0;
  for (const Zone& zone : env.state.kernel.m.phys.node.zones) pages += zone.free_pages;
  return answer(out, pages);
}

bool eval_free_blocks(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (args.number[0] > kMaxOrder) return refuse(error, "orders go from 0 to " + std::to_string(kMaxOrder));
  u64 blocks = 0;
  for (const Zone& zone : env.state.kernel.m.phys.node.zones) blocks += zone.free_area[args.number[0]].nr_free;
  return answer(out, blocks);
}

struct Stat {
  std::string name;
  u64 value = 0;
};

// "name value" lines of vmstat and "Name:   value kB" lines of meminfo; a value of meminfo keeps its unit, kB.
void add_stats(const Kernel& k, const char* path, std::vector<Stat>* stats) {
  const Result<std::string> text = render_proc(k, 1, path);
  if (!text.ok()) return;
  std::size_t at = 0;
  while (at < text.value().size()) {
    const std::size_t end = std::min(text.value().find('\n', at), text.value().size());
    const Names words = split_words(text.value().substr(at, end - at));
    at = end + 1;
    if (words.size() < 2) continue;
    Stat stat{words[0], 0};
    if (stat.name.back() == ':') stat.name.pop_back();
    for (const char c : words[1]) stat.value = stat.value * 10 + static_cast<u64>(c - '0');
    stats->push_back(stat);
  }
}

std::vector<Stat> all_stats(const Kernel& k) {
  std::vector<Stat> stats;
  add_stats(k, "/proc/vmstat", &stats);
  add_stats(k, "/proc/meminfo", &stats);
  return stats;
}

bool eval_stat(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  Names names;
  for (const Stat& stat : all_stats(env.state.kernel)) {
    if (stat.name == args.text) return answer(out, stat.value);
    names.push_back(stat.name);
  }
  std::string hint = did_you_mean(args.text, names);
  if (hint.empty()) hint = "`cat /proc/vmstat` and `cat /proc/meminfo` list the counters";
  return refuse(error, "no counter `" + args.text + "`", hint);
}

bool eval_hash(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic*) {
  return answer(out, string_value(to_hex16(state_hash(env.state.kernel))));
}

// ---- the last command ------------------------------------------------------------------------------------------------------------
bool needs_last(const EvalEnv& env, Diagnostic* error) {
  return env.last != nullptr || refuse(error, "this depends on the last command, and may stand in `assert` and `print` only");
}

Value named_number(const std::string& text, u64 number) {
  Value value = string_value(text);
  value.number = number;
  value.has_number = true;
  return value;
}

bool eval_errno(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic* error) {
  if (!needs_last(env, error)) return false;
  const Errno code = env.last->outcome().error;
  return answer(out, named_number(errno_name(code), static_cast<u64>(code)));
}

bool eval_signal(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic* error) {
  if (!needs_last(env, error)) return false;
  const u32 signo = env.last->outcome().signal.signo;
  if (signo == 0) return answer(out, none_value());
  return answer(out, named_number(signo == kSigsegv ? "SIGSEGV" : signo == kSigbus ? "SIGBUS" : "SIGKILL", signo));
}

bool eval_result(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic* error) {
  if (!needs_last(env, error)) return false;
  return answer(out, env.last->outcome().has_ret ? number_value(env.last->outcome().ret) : none_value());
}

bool eval_faults(const EvalEnv& env, const CallArgs&, Value* out, Diagnostic* error) {
  if (!needs_last(env, error)) return false;
  return answer(out, env.last->outcome().minflt + env.last->outcome().majflt);
}

bool eval_events(const EvalEnv& env, const CallArgs& args, Value* out, Diagnostic* error) {
  if (!needs_last(env, error)) return false;
  const Names names = event_names();
  if (std::find(names.begin(), names.end(), args.text) == names.end()) {
    return refuse(error, "no event is called `" + args.text + "`", did_you_mean(args.text, names));
  }
  const StoredEvents& stored = env.last->events();
  if (stored.total > stored.events.size()) {
    return refuse(error, "the last command made " + std::to_string(stored.total) + " events, and only the first " +
                             std::to_string(kMaxStoredEvents) + " are stored");
  }
  u64 count = 0;
  for (const Event& event : stored.events) {
    const bool is_begin = static_cast<Phase>(event.phase) != Phase::kEnd;
    if (is_begin && args.text == event_info(static_cast<EventCode>(event.id)).name) ++count;
  }
  return answer(out, count);
}

constexpr Function kFunctions[] = {
    {"pte", "pid, addr", kPteFields, "the page-table entry of an address; bare: its raw value, none when empty", eval_pte},
    {"swap", "pid, addr", kSwapFields, "the swap slot that an entry names; bare: \"TYPE:OFFSET\", none when it names none", eval_swap},
    {"frame", "pid, addr", "", "the frame a PTE maps, none when there is none", eval_frame},
    {"value", "pid, addr", "", "the 8 bytes at an address, little-endian; none where no page is", eval_value},
    {"text", "pid, addr", "", "the text at an address, up to a zero byte", eval_text},
    {"tlb_has", "cpu, pid, addr", "", "does the TLB of a CPU hold an entry for that page of the process?", eval_tlb_has},
    {"vma", "pid, addr", kVmaFields, "the area that holds an address; bare: its start, none when there is none", eval_vma},
    {"vmas", "pid", "", "number of areas of a process", eval_vmas},
    {"height", "pid", "", "levels of nodes of a process's maple tree", eval_height},
    {"anon_vma", "pid, addr", kAnonVmaFields, "the anon_vma of the area at an address; bare: its number", eval_anon_vma},
    {"chain", "pid, addr", "", "number of chain nodes (avc) of the area at an address", eval_chain},
    {"rss", "pid", "", "resident pages", eval_rss},
    {"pgtables", "pid", "", "page-table frames below the PGD", eval_pgtables},
    {"minflt", "pid", "", "minor faults of a task so far", eval_minflt},
    {"majflt", "pid", "", "major faults of a task so far", eval_majflt},
    {"cpu", "pid", "", "the CPU that a task runs on", eval_cpu},
    {"parent", "pid", "", "the parent's pid", eval_parent},
    {"alive", "pid", "", "is there such a task that has not ended?", eval_alive},
    {"current", "", "", "the pid that commands without a prefix run as", eval_current},
    {"mapcount", "frame", "", "how many PTEs map a frame", eval_mapcount},
    {"refcount", "frame", "", "references to a frame", eval_refcount},
    {"exclusive", "frame", "", "is PageAnonExclusive set?", eval_exclusive},
    {"owner", "frame", "", "what a frame is used for: \"free\" \"pcp\" \"reserved\" \"table\" \"anon\" \"zero\" \"kernel\" \"shmem\"",
     eval_owner},
    {"batch", "frame", "", "the CPU one of whose batches holds a frame, none when none does", eval_batch},
    {"visits", "frame", "", "areas that a reverse walk of a frame visits", eval_visits},
    {"found", "frame", "", "visited areas that map it", eval_found},
    {"in_vain", "frame", "", "visited areas that do not", eval_in_vain},
    {"index", "frame", "", "folio->index of a frame that has a mapping: its place in pages, which no move changes; else none", eval_index},
    {"avcs", "", "", "chain nodes (avc) of the whole machine", eval_avcs},
    {"anon_vmas", "", "", "anon_vmas of the whole machine", eval_anon_vmas},
    {"free_pages", "", "", "free pages of all zones, without those in per-CPU lists", eval_free_pages},
    {"free_blocks", "order", "", "free blocks of an order, all zones", eval_free_blocks},
    {"stat", "name", "", "a counter of /proc/vmstat, or of /proc/meminfo in kB: stat(\"pgfault\")", eval_stat},
    {"hash", "", "", "the state hash, 16 hexadecimal digits in a text", eval_hash},
    {"errno", "", "", "how the last command failed: \"ENOMEM\", \"OK\" when it did not", eval_errno},
    {"signal", "", "", "the signal the last command ended in: \"SIGSEGV\"; none when none", eval_signal},
    {"result", "", "", "what the last command returned", eval_result},
    {"faults", "", "", "page faults the acting process took in the last command", eval_faults},
    {"events", "name", "", "how often a kernel function ran in the last command: events(\"wp_page_copy\")", eval_events},
};

}  // namespace

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ' && c != ',' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  return words;
}

std::vector<std::string> stat_names(const Kernel& kernel) {
  Names names;
  for (const Stat& stat : all_stats(kernel)) names.push_back(stat.name);
  return names;
}

std::vector<std::string> event_names() {
  Names names;
  for (u32 i = 0; i < count_of_events(); ++i) names.push_back(event_info(event_at(i)).name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

const std::vector<Function>& functions() {
  static const std::vector<Function> rows(std::begin(kFunctions), std::end(kFunctions));
  return rows;
}

const Function* find_function(const std::string& name, u32* index) {
  const std::vector<Function>& rows = functions();
  for (u32 i = 0; i < rows.size(); ++i) {
    if (name != rows[i].name) continue;
    *index = i;
    return &rows[i];
  }
  return nullptr;
}

}  // namespace pw
