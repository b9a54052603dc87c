#include "tests/conformance/engine_look.h"

#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/render.h"

namespace pw {
namespace {

struct MarkOf {
  u32 flag;
  u16 mark;
};
constexpr MarkOf kMarks[] = {
    {kPgLru, kMarkLru}, {kPgMlocked, kMarkMlocked}, {kPgSwapbacked, kMarkSwapbacked}, {kPgUnevictable, kMarkUnevictable},
    {kPgSwapcache, kMarkSwapcache}};

void take_swap_entry(const Kernel& k, SwpEntry entry, PageFact* fact) {
  fact->swap = entry.offset << kSwapTypeBits | entry.type;
  const Pfn cached = is_swap_slot(k.m.swap, entry) ? find_swap_cached(k.m.swap, entry) : Pfn{};
  const bool is_cached = cached.valid() && has_flag(k.m.phys.pages[cached.v], kPgUptodate);
  if (is_cached) fact->marks |= kMarkSwapcache;
}

PageFact page_fact(const Kernel& k, u64 addr, Pte pte) {
  PageFact fact;
  fact.vpn = to_pages(addr);
  const u64 entry = pagemap_entry(k, pte);
  if ((entry & kPmPresent) != 0) fact.state |= kStatePresent;
  if ((entry & kPmFile) != 0) fact.state |= kStateFile;
  if ((entry & kPmMmapExclusive) != 0) fact.state |= kStateExclusive;
  if ((entry & kPmSwap) != 0) fact.state |= kStateSwapped;
  if ((entry & kPmGuardRegion) != 0) fact.state |= kStateGuard;
  if ((entry & kPmSwap) != 0 && (entry & kPmGuardRegion) == 0) take_swap_entry(k, pte_to_swp_entry(pte), &fact);
  if ((entry & kPmPresent) == 0) return fact;
  const Pfn pfn = pte_pfn(pte);
  if (pfn == k.m.phys.zero_page) {
    fact.state |= kStateZero;
    return fact;
  }
  const Page& page = k.m.phys.pages[pfn.v];
  fact.frame = pfn.v;
  fact.mapcount = static_cast<u32>(page_mapcount(page));
  if (has_flag(page, kPgAnonExclusive)) fact.state |= kStateAnonExclusive;
  if (is_anon_mapping(page)) fact.marks |= kMarkAnon;
  for (const MarkOf& one : kMarks) {
    if (has_flag(page, one.flag)) fact.marks = static_cast<u16>(fact.marks | one.mark);
  }
  return fact;
}

ProcessFacts look_at_process(const Kernel& k, Pid pid, const Mm& mm) {
  ProcessFacts facts;
  facts.pid = pid;
  for (const VmaId id : vmas_of(k, mm)) {
    const Vma& vma = k.m.vmas[id];
    const SmapsCounts counts = count_smaps(k, mm, vma);
    VmaFact area{vma.start, vma.end, perm_text(vma.flags), vma_name(k, id), vm_flags_text(vma.flags)};
    area.offset = shown_pgoff(k, vma) * kPageSize;
    area.object = shown_inode(k, vma);
    area.dirty = to_pages(counts.shared_dirty + counts.private_dirty);
    area.lazy_free = to_pages(counts.lazyfree);
    area.swap = to_pages(counts.swap);
    area.swap_pss = counts.swap_pss_shifted >> kPssShift >> 10;
    facts.vmas.push_back(std::move(area));
    for_each_entry(k.m.pt, k.m.phys, mm.pgd, vma.range(), [&](u64 addr, PtePlace, Pte pte) {
      const PageFact fact = page_fact(k, addr, pte);
      if (fact.state != 0) facts.pages.push_back(fact);
    });
  }
  facts.size = mm.total_vm;
  facts.rss = count_rss(mm);
  facts.anon = mm.rss[kMmAnonPages];
  facts.shmem = mm.rss[kMmShmemPages];
  facts.swap = mm.rss[kMmSwapEnts];
  facts.locked = mm.locked_vm;
  facts.data = mm.data_vm;
  facts.stack = mm.stack_vm;
  facts.tables = mm.nr_tables;
  return facts;
}

}  // namespace

namespace {

// wait prints "2 · exit code 3", get_mempolicy "bind:0 · mode 0x2, nodes 0x1", mincore its rows of 0 and 1 and then
// " · 3 of 4 pages in memory".
std::string answer_of(const std::string& verb, const std::string& out) {
  const std::size_t dot = out.find(" · ");
  if (dot == std::string::npos) return "";
  if (verb == "wait" || verb == "get_mempolicy") return "(" + out.substr(dot + std::string(" · ").size()) + ")";
  if (verb != "mincore") return "";
  std::string rows;
  for (const char c : out.substr(0, dot)) {
    if (c == '0' || c == '1') rows += c;
  }
  return rows;
}

}  // namespace

namespace {

// The leader, or, where it has ended, a thread that goes on; nullptr: none does.
const Task* running_thread(const Kernel& k, const Task& leader) {
  if (leader.state == TaskState::kRunning) return &leader;
  for (const Task& one : tasks_of(k)) {
    if (one.tgid == leader.pid && one.state == TaskState::kRunning) return &one;
  }
  return nullptr;
}

}  // namespace

void take_outcome(const std::string& verb, const Outcome& outcome, StepResult* result) {
  result->pid = outcome.pid;
  result->minflt = outcome.minflt;
  result->majflt = outcome.majflt;
  if (outcome.kind == Outcome::Kind::kErrno) {
    result->kind = StepResult::Kind::kErrno;
    result->error = static_cast<u32>(outcome.error);
  } else if (outcome.kind == Outcome::Kind::kSignal) {
    result->kind = StepResult::Kind::kSignal;
    result->signo = outcome.signal.signo;
    result->code = outcome.signal.code;
    result->at = outcome.signal.addr;
  } else if (outcome.has_ret) {
    result->kind = StepResult::Kind::kRet;
    result->ret = outcome.ret;
    result->answer = answer_of(verb, outcome.out);
  }
}

namespace {

// Without the folder in which its device stands.
std::string name_of_area(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void look_at_engine(const Kernel& k, StepResult* result) {
  for (const SwapArea& area : k.m.swap.areas) {
    if (area.is_used) result->swaps.push_back({name_of_area(area.name), area.pages, area.inuse, area.prio});
  }
  for (const Task& leader : tasks_of(k)) {
    const Task* task = leader.pid == leader.tgid ? running_thread(k, leader) : nullptr;
    if (task != nullptr) result->processes.push_back(look_at_process(k, leader.pid, k.m.mms[task->mm]));
  }
}

}  // namespace pw
