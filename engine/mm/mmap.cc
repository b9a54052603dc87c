// mmap: do_mmap (mm/mmap.c), mmap_region (mm/vma.c), for private anonymous memory.
//
// Order of the checks is Linux's, since it decides which errno a call with two mistakes gets. The steps of mmap_region:
//   gather    what MAP_FIXED takes away is cut out (may fail: area limit)
//   charge    private writable pages are promised (may fail: ENOMEM), less what the removed areas had
//   clear     pages and page tables of the old areas go
//   merge     the range joins a neighbour, or
//   create    becomes an area of its own
// Left out: files, shared memory, MAP_LOCKED, limits (RLIMIT_AS, RLIMIT_DATA are infinite).
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/munmap.h"
#include "engine/mm/pkeys.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

u64 vm_flags_of(u32 prot, u32 flags) {
  u64 vm_flags = kVmMayRead | kVmMayWrite | kVmMayExec;
  if ((prot & kProtRead) != 0) vm_flags |= kVmRead;
  if ((prot & kProtWrite) != 0) vm_flags |= kVmWrite;
  if ((prot & kProtExec) != 0) vm_flags |= kVmExec;
  if ((flags & kMapGrowsDown) != 0) vm_flags |= kVmGrowsDown;
  if ((flags & kMapStack) != 0) vm_flags |= kVmNoHugePage;
  if ((flags & kMapNoReserve) != 0) vm_flags |= kVmNoReserve;
  return vm_flags;
}

struct MmapCall {
  MmId mm;
  u64 addr = 0;
  u64 length = 0;  // page aligned
  u32 flags = 0;
  u64 vm_flags = 0;
};

Result<u64> place_fixed(Cx& cx, const MmapCall& call) {
  const u64 top = cx.m.mms[call.mm].task_size;
  if (call.length > top || call.addr > top - call.length) return fail(Errno::kENOMEM, "the range ends above the user address space");
  if (!is_page_aligned(call.addr)) return fail(Errno::kEINVAL, "MAP_FIXED needs a page-aligned address");
  if (call.addr < kMmapMinAddr) return fail(Errno::kEPERM, "below vm.mmap_min_addr (64 KiB), and the process lacks CAP_SYS_RAWIO");
  const AddrRange range{call.addr, call.addr + call.length};
  const bool may_replace = (call.flags & kMapFixedNoReplace) == 0;
  if (!may_replace && find_vma_intersection(cx.m.nodes, cx.m.mms[call.mm].tree, range).valid()) {
    return fail(Errno::kEEXIST, "MAP_FIXED_NOREPLACE: an area is in the way");
  }
  cx.trace.emit(EventId::kGetUnmappedArea, Reason::kFixedAddress, call.addr, call.length, call.addr);
  return call.addr;
}

Result<u64> place_free(Cx& cx, const MmapCall& call) {
  const Mm& mm = cx.m.mms[call.mm];
  PlaceRequest request;
  request.hint = call.addr;
  request.size_bytes = call.length;
  request.flags = call.vm_flags;
  request.mmap_base = mm.mmap_base;
  request.task_size = mm.task_size;
  const Result<Placement> placement = find_unmapped_area(cx.m.nodes, cx.m.vmas, mm.tree, request);
  if (!placement.ok()) return placement.error();
  const Reason hint_reason = placement.value().hint_reason;
  if (hint_reason != Reason::kNone) cx.trace.emit(EventId::kHintAsked, hint_reason, call.addr, call.length);
  cx.trace.emit(EventId::kGetUnmappedArea, placement.value().why, placement.value().addr, call.length, call.addr);
  return placement.value().addr;
}

// Pages to promise beyond what the removed areas had promised; sets VM_ACCOUNT. `accounted` is what is still to be given back later.
Status charge_mapping(Cx& cx, u64 pages, u64* vm_flags, u64* accounted) {
  if (!is_accountable(*vm_flags)) {
    cx.trace.emit(EventId::kCharge, Reason::kChargeNone, 0, cx.m.committed_pages);
    return ok_status();
  }
  const u64 extra = pages - *accounted;
  if (extra != 0) {
    const Status status = charge_pages(cx, extra);
    if (!status.ok()) return status;
  }
  *accounted = 0;
  *vm_flags |= kVmAccount;
  return ok_status();
}

Result<u64> mmap_region(Cx& cx, MmId mm, AddrRange range, u64 vm_flags) {
  Span span(cx.trace, EventId::kMmapRegion, range.start, range.end);
  const Result<Detached> gathered = gather_areas(cx, mm, range);
  if (!gathered.ok()) return gathered.error();
  Detached detached = gathered.value();
  const Status charged = charge_mapping(cx, range.pages(), &vm_flags, &detached.accounted_pages);
  if (!charged.ok()) return charged.error();
  unmap_areas(cx, mm, detached);
  const u64 pgoff = to_pages(range.start);
  if (!try_merge_new(cx, mm, range, vm_flags, pgoff).valid()) create_area(cx, mm, range, vm_flags, pgoff);
  free_detached(cx, mm, detached);
  account_area(cx.m, mm, vm_flags, static_cast<i64>(range.pages()));
  return range.start;
}

}  // namespace

Result<u64> do_mmap(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot, u32 flags) {
  Span span(cx.trace, EventId::kDoMmap, addr, length, prot, flags);
  if (length == 0) return fail(Errno::kEINVAL, "length is 0");
  MmapCall call;
  call.mm = mm;
  call.addr = addr;
  call.flags = flags;
  call.length = page_align_up(length);
  call.vm_flags = vm_flags_of(prot, flags);
  if (call.length == 0) return fail(Errno::kENOMEM, "length wraps when rounded up to whole pages");
  if (cx.m.mms[mm].map_count > kMaxMapCount) return fail(Errno::kENOMEM, "more than 65530 areas (vm.max_map_count)");
  const bool is_fixed = (flags & (kMapFixed | kMapFixedNoReplace)) != 0;
  const Result<u64> place = is_fixed ? place_fixed(cx, call) : place_free(cx, call);
  if (!place.ok()) return place.error();
  if (prot == kProtExec) {
    const i32 pkey = execute_only_pkey(cx, mm);
    if (pkey > 0) call.vm_flags |= pkey_flags(static_cast<u32>(pkey));
  }
  if ((flags & kMapTypeMask) != kMapPrivate) return fail(Errno::kEINVAL, "neither MAP_PRIVATE nor MAP_SHARED is given");
  return mmap_region(cx, mm, AddrRange{place.value(), place.value() + call.length}, call.vm_flags);
}

u32 populate_range(Cx& cx, MmId mm, AddrRange range) {
  u32 faults = 0;
  for (u64 addr = range.start; addr < range.end; addr += kPageSize) {
    const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid() || (cx.m.vmas[id].flags & kVmAccessFlags) == 0) return faults;
    const bool is_write = cx.m.vmas[id].has(kVmWrite);
    if (!pkru_allows(cx.pkru, vma_pkey(cx.m.vmas[id]), is_write)) return faults;
    const Pte pte = read_pte(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, addr);
    if (pte_present(pte) && (!is_write || pte_write(pte))) continue;
    if (handle_mm_fault(cx, mm, id, addr, is_write ? Access::kWrite : Access::kRead) == FaultStatus::kOom) return faults;
    ++faults;
  }
  return faults;
}

}  // namespace pw
