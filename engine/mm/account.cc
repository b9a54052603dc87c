// mm/mmap.c (vm_stat_account).
#include "engine/mm/account.h"

namespace pw {
namespace {

void add_signed(u64& sum, i64 delta) {
  PW_ASSERT(delta >= 0 || sum >= static_cast<u64>(-delta), "a sum of pages stays above zero");
  sum += static_cast<u64>(delta);
}

}  // namespace

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

}  // namespace pw
