// mm/mmap.c (vm_stat_account), include/linux/mm.h (add_mm_counter, update_hiwater_rss).
//
// DIVERGES: Linux's RSS counters are per-CPU and may lag by a batch; ours are exact.
#include "engine/mm/account.h"

namespace pw {
namespace {

void add_signed(u64& sum, i64 delta) {
  PW_ASSERT(delta >= 0 || sum >= static_cast<u64>(-delta), "a sum of pages stays above zero");
  sum += static_cast<u64>(delta);
}

}  // namespace

void add_rss(Memory& m, MmId mm, RssCounter counter, i64 pages) { add_signed(m.mms.mut(mm).rss[counter], pages); }

void account_area(Memory& m, MmId id, u64 vm_flags, i64 pages) {
  Mm& mm = m.mms.mut(id);
  add_signed(mm.total_vm, pages);
  if (mm.total_vm > mm.hiwater_vm) mm.hiwater_vm = mm.total_vm;
  if ((vm_flags & (kVmExec | kVmWrite | kVmGrowsDown)) == kVmExec) {
    add_signed(mm.exec_vm, pages);
  } else if ((vm_flags & kVmGrowsDown) != 0) {
    add_signed(mm.stack_vm, pages);
  } else if ((vm_flags & (kVmWrite | kVmShared)) == kVmWrite) {
    add_signed(mm.data_vm, pages);
  }
}

void account_locked(Memory& m, MmId id, u64 vm_flags, i64 pages) {
  if ((vm_flags & kVmLocked) != 0) add_signed(m.mms.mut(id).locked_vm, pages);
}

bool is_accountable(u64 vm_flags) { return (vm_flags & (kVmNoReserve | kVmShared | kVmWrite)) == kVmWrite; }

void update_hiwater_rss(Memory& m, MmId id) {
  Mm& mm = m.mms.mut(id);
  const u64 rss = count_rss(mm);
  if (rss > mm.hiwater_rss) mm.hiwater_rss = rss;
}

u64 count_rss(const Mm& mm) { return mm.rss[kMmFilePages] + mm.rss[kMmAnonPages] + mm.rss[kMmShmemPages]; }

}  // namespace pw
