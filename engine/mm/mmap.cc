// mmap: do_mmap (mm/mmap.c), mmap_region (mm/vma.c), of anonymous memory, private and shared, and of files.
//
// Order of the checks is Linux's, since it decides which errno a call with two mistakes gets:
//   do_mmap      length, area limit, place, then what MAP_LOCKED needs, then the type of the mapping
//   mmap_region  gather    what MAP_FIXED takes away is cut out (may fail: sealed areas, area limit; cuts stay, as in Linux)
//                limits    RLIMIT_AS, RLIMIT_DATA, for what the range adds
//                charge    private writable pages are promised (may fail: ENOMEM), less what the removed areas had
//                clear     pages and page tables of the old areas go
//                merge     the range joins a neighbour, or
//                create    becomes an area of its own; of shared memory without a file, over a new nameless object (may fail: ENOMEM)
// Left out: what a file system says about a mapping (ENODEV, its own placing of 2 MiB and more).
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/mlock.h"
#include "engine/mm/munmap.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/pkeys.h"
#include "engine/trace/file_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/vma_events.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

// calc_vm_prot_bits, calc_vm_flag_bits.
u64 vm_flags_of(u32 prot, u32 flags) {
  u64 vm_flags = kVmMayRead | kVmMayWrite | kVmMayExec;
  if ((prot & kProtRead) != 0) vm_flags |= kVmRead;
  if ((prot & kProtWrite) != 0) vm_flags |= kVmWrite;
  if ((prot & kProtExec) != 0) vm_flags |= kVmExec;
  if ((flags & kMapGrowsDown) != 0) vm_flags |= kVmGrowsDown;
  if ((flags & kMapLocked) != 0) vm_flags |= kVmLocked;
  if ((flags & kMapStack) != 0) vm_flags |= kVmNoHugePage;
  return vm_flags;
}

struct MmapCall {
  MmId mm;
  u64 addr = 0;
  u64 length = 0;  // page aligned
  u32 flags = 0;
  u64 vm_flags = 0;
  MapSource source;
};

Result<u64> place_fixed(Cx& cx, const MmapCall& call) {
  const u64 top = cx.m.mms[call.mm].task_size;
  // IS_ERR_VALUE: between the kernel's functions an address in the last 4,095 bytes is an errno, and so it is answered.
  // DIVERGES: only the numbers that have a name in base/errno.h are; any other address up there answers ENOMEM.
  const u64 negated = 0 - call.addr;
  if (call.length <= top && is_errno(negated)) return fail(static_cast<Errno>(negated), "so high an address is taken for an errno");
  if (call.length > top || call.addr > top - call.length) return fail(Errno::kENOMEM, "the range ends above the user address space");
  if (!is_page_aligned(call.addr)) return fail(Errno::kEINVAL, "MAP_FIXED needs a page-aligned address");
  // cap_mmap_addr knows only the sysctl; the higher LSM minimum, to which hints are raised, is a security module's to enforce.
  if (call.addr < kDacMmapMinAddr) return fail(Errno::kEPERM, "below vm.mmap_min_addr (4 KiB), and the process lacks CAP_SYS_RAWIO");
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
  request.is_32bit = (call.flags & kMap32Bit) != 0;
  request.is_above_4g = (call.flags & kMapAbove4G) != 0;
  request.mmap_base = mm.mmap_base;
  request.may_align_huge = !call.source.file.valid() && (call.flags & kMapShared) == 0;
  request.task_size = mm.task_size;
  const Result<Placement> placement = find_unmapped_area(cx.m.nodes, cx.m.vmas, mm.tree, request);
  if (!placement.ok()) return placement.error();
  const ReasonCode hint_reason = placement.value().hint_reason;
  if (hint_reason != Reason::kNone) cx.trace.emit(EventId::kHintAsked, hint_reason, call.addr, call.length);
  cx.trace.emit(EventId::kGetUnmappedArea, placement.value().why, placement.value().addr, call.length, call.addr);
  return placement.value().addr;
}

// MAP_LOCKED needs leave to lock anything at all; locked memory of either kind, room under its limit.
Status check_locking(Cx& cx, const MmapCall& call) {
  if ((call.flags & kMapLocked) != 0 && !can_do_mlock(cx)) {
    return fail(Errno::kEPERM, "MAP_LOCKED: RLIMIT_MEMLOCK is 0, and the process lacks CAP_IPC_LOCK");
  }
  return check_mlock_future(cx, call.mm, call.vm_flags, call.length);
}

// Pages that may be dropped under pressure: nothing is promised for them, and neither a child nor a core dump gets them.
Status make_droppable(MmapCall& call) {
  if ((call.flags & kMapLocked) != 0) return fail(Errno::kEINVAL, "MAP_DROPPABLE excludes MAP_LOCKED");
  if ((call.vm_flags & kVmGrowsDown) != 0) return fail(Errno::kEINVAL, "MAP_DROPPABLE excludes MAP_GROWSDOWN");
  call.vm_flags |= kVmDroppable | kVmNoReserve | kVmWipeOnFork | kVmDontDump;
  return ok_status();
}

// The switch over MAP_TYPE in do_mmap, without a file …
Status apply_anonymous_type(MmapCall& call) {
  switch (call.flags & kMapTypeMask) {
    case kMapPrivate: return ok_status();
    case kMapDroppable: return make_droppable(call);
    case kMapSharedValidate: return fail(Errno::kEINVAL, "MAP_SHARED_VALIDATE needs a file");
    case kMapShared: break;
    default: return fail(Errno::kEINVAL, "neither MAP_PRIVATE nor MAP_SHARED is given");
  }
  if ((call.vm_flags & kVmGrowsDown) != 0) return fail(Errno::kEINVAL, "MAP_GROWSDOWN: shared memory does not grow");
  call.vm_flags |= kVmShared | kVmMayShare;
  return ok_status();
}

// LEGACY_MAP_MASK (include/linux/mman.h): the flags that there were before MAP_SHARED_VALIDATE. It refuses all others, and of those
// MAP_FIXED_NOREPLACE as well, which MAP_SHARED and MAP_PRIVATE obey.
constexpr u32 kMapIgnored = kMapDenyWrite | kMapExecutable | kMapUninitialized;
constexpr u32 kMapHuge = kMapHugeTlb | 0x78000000;  // and the bits that MAP_HUGE_2MB and MAP_HUGE_1GB have
constexpr u32 kLegacyMapMask = kMapShared | kMapPrivate | kMapFixed | kMapAnonymous | kMap32Bit | kMapAbove4G | kMapGrowsDown | kMapLocked |
                               kMapNoReserve | kMapPopulate | kMapNonblock | kMapStack | kMapIgnored | kMapHuge;

// … and with one. A file that was opened for reading is mapped "shared" without VM_SHARED: nobody can write there, so nothing is shared.
Status apply_file_type(MmapCall& call, const File& file) {
  const u32 type = call.flags & kMapTypeMask;
  if (type == kMapSharedValidate && (call.flags & ~kLegacyMapMask) != 0)
    return fail(Errno::kEOPNOTSUPP, "MAP_SHARED_VALIDATE: a flag that not every file system knows");
  if (type == kMapShared || type == kMapSharedValidate) {
    if ((call.vm_flags & kVmWrite) != 0 && !file.is_writable)
      return fail(Errno::kEACCES, "PROT_WRITE and MAP_SHARED: the file is open for reading only");
    call.vm_flags |= kVmShared | kVmMayShare;
    if (!file.is_writable) call.vm_flags &= ~static_cast<u64>(kVmMayWrite | kVmShared);
  } else if (type != kMapPrivate) {
    return fail(Errno::kEINVAL, "neither MAP_PRIVATE nor MAP_SHARED is given");
  }
  if (!file.is_readable) return fail(Errno::kEACCES, "the file is not open for reading");
  if ((call.vm_flags & kVmGrowsDown) != 0) return fail(Errno::kEINVAL, "MAP_GROWSDOWN: a mapping of a file does not grow");
  return ok_status();
}

// What the type of the mapping adds to the area's flags.
Status apply_type(Cx& cx, MmapCall& call) {
  const FileId file = call.source.file;
  const Status status = file.valid() ? apply_file_type(call, cx.m.files.pool[file]) : apply_anonymous_type(call);
  if (!status.ok()) return status;
  const bool may_overcommit = cx.m.sysctl.overcommit_memory != kOvercommitNever;
  if ((call.flags & kMapNoReserve) != 0 && may_overcommit) call.vm_flags |= kVmNoReserve;
  return ok_status();
}

// Pages to promise beyond what the removed areas had promised; sets VM_ACCOUNT. `accounted` is what is still to be given back later.
Status charge_mapping(Cx& cx, MmId mm, u64 pages, u64* vm_flags, u64* accounted) {
  if (!is_accountable(*vm_flags)) {
    cx.trace.emit(EventId::kCharge, Reason::kChargeNone, 0, cx.m.committed_pages);
    return ok_status();
  }
  const u64 extra = pages - *accounted;
  if (extra != 0) {
    const Status status = charge_pages(cx, mm, extra);
    if (!status.ok()) return status;
  }
  *accounted = 0;
  *vm_flags |= kVmAccount;
  return ok_status();
}

// __mmap_complete: what MCL_FUTURE asks for, and an area cannot have, is taken back only now, after the merge.
void account_lock(Cx& cx, VmaId area, u64 pages) {
  const Vma vma = cx.m.vmas[area];
  if (!vma_supports_mlock(vma.flags)) {
    cx.m.vmas.mut(area).flags &= ~kVmLockedMask;
  } else {
    account_locked(cx.m, vma.mm, vma.flags, static_cast<i64>(pages));
  }
}

// shmem_zero_setup: the object that shared memory without a file maps. All its pages are promised at once, unless MAP_NORESERVE was
// given.
Result<FileId> shmem_zero_setup(Cx& cx, MmId mm, u64 pages, u64 vm_flags) {
  const bool is_accounted = (vm_flags & kVmNoReserve) == 0;
  if (is_accounted) {
    const Status charged = charge_pages(cx, mm, pages);
    if (!charged.ok()) return charged.error();
  }
  return make_shmem(cx.m.files, pages, is_accounted);
}

// __mmap_new_vma: an area of its own, over an object of its own where the memory is to be shared.
Result<VmaId> map_new_area(Cx& cx, const MmapCall& call, AddrRange range, u64 vm_flags, u64 pgoff) {
  const bool is_shmem = !call.source.file.valid() && (vm_flags & kVmShared) != 0;
  if (!is_shmem) return create_area(cx, call.mm, range, vm_flags, pgoff, call.source.file);
  const Result<FileId> object = shmem_zero_setup(cx, call.mm, range.pages(), vm_flags);
  if (!object.ok()) return object.error();
  const VmaId area = create_area(cx, call.mm, range, vm_flags, pgoff, object.value());
  const bool is_promised = (vm_flags & kVmNoReserve) == 0;
  cx.trace.emit(EventId::kShmemZeroSetup, is_promised ? Reason::kShmemPromised : Reason::kShmemNoReserve, object.value().v,
                range.pages());
  return area;
}

u64 pgoff_of(const MmapCall& call, AddrRange range) {
  if (call.source.file.valid()) return call.source.pgoff;
  return (call.vm_flags & kVmShared) != 0 ? 0 : to_pages(range.start);
}

Result<u64> mmap_region(Cx& cx, const MmapCall& call, AddrRange range) {
  Span span(cx.trace, EventId::kMmapRegion, range.start, range.end);
  const Result<Detached> gathered = gather_areas(cx, call.mm, range);
  if (!gathered.ok()) return gathered.error();
  Detached detached = gathered.value();
  u64 vm_flags = call.vm_flags;
  const Status fits = may_expand_vm(cx, call.mm, vm_flags, range.pages() - detached.pages);
  if (!fits.ok()) return fits.error();
  const Status charged = charge_mapping(cx, call.mm, range.pages(), &vm_flags, &detached.accounted_pages);
  if (!charged.ok()) return charged.error();
  unmap_areas(cx, call.mm, detached);
  const u64 pgoff = pgoff_of(call, range);
  // Shared memory without a file has no object yet, so no neighbour can be over the same one.
  Result<VmaId> area = try_merge_new(cx, call.mm, range, vm_flags, pgoff, MergeSides::kBoth, call.source.file);
  if (!area.value().valid()) area = map_new_area(cx, call, range, vm_flags, pgoff);
  free_detached(cx, call.mm, detached);
  if (!area.ok()) return area.error();  // what was there before is gone all the same, as in Linux
  account_area(cx.m, call.mm, vm_flags, static_cast<i64>(range.pages()));
  account_lock(cx, area.value(), range.pages());
  return range.start;
}

}  // namespace

Result<u64> do_mmap(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot, u32 flags, const MapSource& source) {
  Span span(cx.trace, EventId::kDoMmap, addr, length, prot, flags);
  if (length == 0) return fail(Errno::kEINVAL, "length is 0");
  MmapCall call;
  call.mm = mm;
  call.addr = addr;
  call.flags = flags;
  call.source = source;
  call.length = page_align_up(length);
  call.vm_flags = vm_flags_of(prot, flags) | cx.m.mms[mm].def_flags;
  if (call.length == 0) return fail(Errno::kENOMEM, "length wraps when rounded up to whole pages");
  if (cx.m.mms[mm].map_count > cx.m.sysctl.max_map_count) return fail(Errno::kENOMEM, "more areas than vm.max_map_count");
  if (prot == kProtExec) {
    const i32 pkey = execute_only_pkey(cx, mm);
    if (pkey > 0) call.vm_flags |= pkey_flags(static_cast<u32>(pkey));
  }
  const bool is_fixed = (flags & (kMapFixed | kMapFixedNoReplace)) != 0;
  const Result<u64> place = is_fixed ? place_fixed(cx, call) : place_free(cx, call);
  if (!place.ok()) return place.error();
  const Status lockable = check_locking(cx, call);
  if (!lockable.ok()) return lockable.error();
  const Status typed = apply_type(cx, call);
  if (!typed.ok()) return typed.error();
  return mmap_region(cx, call, AddrRange{place.value(), place.value() + call.length});
}

bool must_populate(const Memory& m, MmId mm, u32 flags) {
  if ((flags & kMapLocked) != 0 || (m.mms[mm].def_flags & kVmLocked) != 0) return true;
  return (flags & (kMapPopulate | kMapNonblock)) == kMapPopulate;
}

}  // namespace pw
