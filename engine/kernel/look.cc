#include "engine/kernel/look.h"

#include "engine/file/page_cache.h"
#include "engine/memory/reverse_walk.h"
#include "engine/mm/gup.h"

namespace pw {

MmTasks::MmTasks(const Kernel& k) : first_(k.m.mms.capacity()) {
  for (const Task& task : tasks_of(k)) {
    if (task.state == TaskState::kRunning && first_[task.mm.v] == 0) first_[task.mm.v] = task.pid;
  }
}

Pfn frame_at(const Kernel& k, Pid pid, u64 addr) {
  if (!is_running(k, pid)) return Pfn();
  const Pte pte = read_pte(k.m.pt, k.m.phys, k.m.mms[k.tasks[pid].mm].pgd, addr);
  return pte_present(pte) ? pte_pfn(pte) : Pfn();
}

std::vector<Holder> find_holders(const Kernel& k, Pfn pfn) {
  std::vector<Holder> holders;
  Trace silent;
  const MmTasks tasks(k);
  for (const RmapVisit& visit : walk_rmap(k.m, silent, pfn).visits) {
    if (!visit.maps_page) continue;
    Holder holder;
    holder.kind = Holder::Kind::kPte;
    holder.pid = tasks.first(k.m.vmas[visit.vma].mm);
    holder.addr = visit.addr;
    holders.push_back(holder);
  }
  Holder other;
  for (const BatchPlace& place : find_batches(k.m.phys, pfn)) {
    other.kind = Holder::Kind::kLruBatch;
    other.cpu = place.cpu;
    other.batch = place.kind;
    holders.push_back(other);
  }
  if (inode_of(k.m.phys.pages[pfn.v]).valid()) {
    other.kind = Holder::Kind::kPageCache;
    holders.push_back(other);
  }
  if (has_flag(k.m.phys.pages[pfn.v], kPgSwapcache)) {
    other.kind = Holder::Kind::kSwapCache;
    holders.push_back(other);
  }
  const PageType type = k.m.phys.pages[pfn.v].type;
  if (type == PageType::kTable || type == PageType::kZero || type == PageType::kReserved) {
    other.kind = type == PageType::kTable ? Holder::Kind::kTable : Holder::Kind::kKernel;
    holders.push_back(other);
  }
  i64 unexplained = k.m.phys.pages[pfn.v].refcount - static_cast<i64>(holders.size());
  for (other.kind = Holder::Kind::kPin; unexplained >= kPinBias; unexplained -= kPinBias) holders.push_back(other);
  for (other.kind = Holder::Kind::kOperation; unexplained > 0; --unexplained) holders.push_back(other);
  return holders;
}

}  // namespace pw
