// __get_user_pages, follow_page_pte, check_vma_flags, faultin_page (mm/gup.c): a task's pages faulted in or taken by the kernel, for mlock
// and MAP_POPULATE (populate.cc), process_vm_readv, /proc/PID/mem and the like.
//
//   is there an area, and does it allow this?   no: the walk ends; FOLL_FORCE overrules what the area could be given by mprotect
//   is the entry present and sufficient?        no: a fault is raised by hand and the entry looked at again
//   would a read-only pin hold a page that is not exclusive?   then it is unshared first (FAULT_FLAG_UNSHARE)
// The processor has no part in it: A and D stay, and the page is marked instead (FOLL_TOUCH: PG_referenced, PG_dirty). Faults count for the
// task that asked. Its PKRU is asked for its own memory, and not for another's (FOLL_REMOTE). Stacks do not grow here. Left out: the fast
// walk without locks, long-term pins, huge pages, signals that stop it half-way; the zero page is held without a count.
// The trace is told of pages that somebody takes; of those that are only faulted in it hears the faults.
#include "engine/mm/gup.h"

#include "engine/mm/area.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/pkeys.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

constexpr u32 kMostTurns = 8;  // as in fault/access.cc

bool is_permitted(ReasonCode verdict) { return verdict == Reason::kGupAllowed || verdict == Reason::kGupForced; }

struct Gup {
  u32 flags = 0;
  bool hands_out = false;  // pages are held for the caller
  u32 minor = 0;
  u32 major = 0;
  bool has(u32 flag) const { return (flags & flag) != 0; }
};

ReasonCode check_write(const Vma& vma, const Gup& gup) {
  if (vma.has(kVmWrite)) return Reason::kGupAllowed;
  if (!gup.has(kFollForce)) return Reason::kGupNotWritable;
  return is_cow_mapping(vma) ? Reason::kGupForced : Reason::kGupNotPrivate;
}

ReasonCode check_read(const Vma& vma, const Gup& gup) {
  if (vma.has(kVmRead)) return Reason::kGupAllowed;
  return gup.has(kFollForce) && vma.has(kVmMayRead) ? Reason::kGupForced : Reason::kGupNotReadable;
}

// arch_vma_access_permitted comes last.
ReasonCode check_vma_flags(const Cx& cx, const Vma& vma, const Gup& gup) {
  if (vma.has(kVmIo | kVmPfnMap)) return Reason::kGupSpecial;
  const bool writes = gup.has(kFollWrite);
  const ReasonCode verdict = writes ? check_write(vma, gup) : check_read(vma, gup);
  const bool is_denied = !gup.has(kFollRemote) && !pkru_allows(cx.pkru, vma_pkey(vma), writes);
  return is_denied && is_permitted(verdict) ? Reason::kPkeyDenied : verdict;
}

// gup_vma_lookup and check_vma_flags. Invalid: refused.
VmaId find_area(Cx& cx, const Gup& gup, MmId mm, u64 addr) {
  const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, addr);
  const ReasonCode verdict = id.valid() ? check_vma_flags(cx, cx.m.vmas[id], gup) : Reason::kGupNoArea;
  cx.trace.emit(EventId::kCheckVmaFlags, verdict, addr, id.v);
  return is_permitted(verdict) ? id : VmaId();
}

bool is_exclusive(const Cx& cx, Pte pte) {
  const Page& page = cx.m.phys.pages[pte_pfn(pte).v];
  return !pte_special(pte) && is_anon_mapping(page) && has_flag(page, kPgAnonExclusive);
}

// can_follow_write_pte: a forced write goes to a page that a write fault has made exclusive already, though the entry stays read-only.
bool can_follow_forced(const Cx& cx, const Vma& vma, const Gup& gup, Pte pte) {
  if (!gup.has(kFollForce) || vma.has(kVmShared | kVmMayShare) || !vma.has(kVmMayWrite) || vma.has(kVmWrite)) return false;
  return is_exclusive(cx, pte);
}

ReasonCode follow_write(const Cx& cx, const Vma& vma, const Gup& gup, Pte pte) {
  if (pte_write(pte)) return Reason::kFollowUsable;
  return can_follow_forced(cx, vma, gup, pte) ? Reason::kFollowForcedWrite : Reason::kFollowNotWritable;
}

// gup_must_unshare is asked for entries that are read-only; of the zero page it wants nothing.
ReasonCode follow_page(const Cx& cx, const Vma& vma, const Gup& gup, Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kPresent: break;
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: return Reason::kFollowEmpty;  // the fault says what each of them comes to
  }
  if (gup.has(kFollWrite)) return follow_write(cx, vma, gup, pte);
  const bool is_anon = !pte_special(pte) && is_anon_mapping(cx.m.phys.pages[pte_pfn(pte).v]);
  const bool must_unshare = gup.has(kFollPin) && !pte_write(pte) && is_anon && !is_exclusive(cx, pte);
  return must_unshare ? Reason::kFollowMustUnshare : Reason::kFollowUsable;
}

// try_grab_folio
void hold_page(Cx& cx, const Gup& gup, Pfn pfn) {
  const bool is_zero = pfn == cx.m.phys.zero_page;
  if (!is_zero) cx.m.phys.pages.mut(pfn.v).refcount += gup.has(kFollPin) ? kPinBias : 1;
  const ReasonCode how = is_zero ? Reason::kGrabZeroPage : gup.has(kFollPin) ? Reason::kGrabPinned : Reason::kGrabReference;
  cx.trace.emit(EventId::kGrabPage, how, pfn.v, static_cast<u64>(cx.m.phys.pages[pfn.v].refcount));
}

// FOLL_TOUCH, at the end of follow_page_pte.
void touch_page(Cx& cx, const Gup& gup, Pte pte) {
  if (!gup.has(kFollTouch) || pte_special(pte)) return;
  const Pfn pfn = pte_pfn(pte);
  if (gup.has(kFollWrite) && !pte_dirty(pte)) folio_mark_dirty(cx.m.phys, cx.trace, pfn);
  folio_mark_accessed(cx.m.phys, cx.trace, cx.cpu, pfn);
}

Errno faultin_page(Cx& cx, Gup& gup, VmaId id, u64 addr, ReasonCode why) {
  const Access access = gup.has(kFollWrite) ? Access::kWrite : why == Reason::kFollowMustUnshare ? Access::kUnshare : Access::kRead;
  if (gup.hands_out) cx.trace.emit(EventId::kFaultinPage, addr, static_cast<u64>(access));
  const FaultStatus status = handle_mm_fault(cx, cx.m.vmas[id].mm, id, addr, access);
  if (status != FaultStatus::kDone && status != FaultStatus::kMajor) return status == FaultStatus::kOom ? Errno::kENOMEM : Errno::kEFAULT;
  ++(status == FaultStatus::kMajor ? gup.major : gup.minor);
  return Errno::kOk;
}

struct Followed {
  Errno error = Errno::kOk;
  Pfn pfn;
};

// The loop of __get_user_pages around one page.
Followed take_page(Cx& cx, Gup& gup, VmaId id, u64 addr) {
  for (u32 turn = 0; turn < kMostTurns; ++turn) {
    const Pte pte = read_pte(cx.m.pt, cx.m.phys, cx.m.mms[cx.m.vmas[id].mm].pgd, addr);
    const ReasonCode found = follow_page(cx, cx.m.vmas[id], gup, pte);
    if (gup.hands_out) cx.trace.emit(EventId::kFollowPage, found, addr, pte.raw);
    if (found == Reason::kFollowUsable || found == Reason::kFollowForcedWrite) {
      if (gup.hands_out) hold_page(cx, gup, pte_pfn(pte));
      touch_page(cx, gup, pte);
      return {Errno::kOk, pte_pfn(pte)};
    }
    const Errno error = faultin_page(cx, gup, id, addr, found);
    if (error != Errno::kOk) return {error, Pfn()};
  }
  return {Errno::kENOMEM, Pfn()};
}

Result<u64> fault_in(Cx& cx, Gup& gup, VmaId id, AddrRange range) {
  u64 pages = 0;
  for (u64 addr = range.start; addr < range.end; addr += kPageSize, ++pages) {
    const Errno error = take_page(cx, gup, id, addr).error;
    if (error == Errno::kOk) continue;
    if (pages != 0) return pages;
    if (error == Errno::kENOMEM) return fail(Errno::kENOMEM, "no frame could be had for a page");
    return fail(Errno::kEFAULT, "a page may not be touched");
  }
  return pages;
}

// expand_stack for access_remote_vm, which is asked once in front and again where no area is found: unlike get_user_pages itself, it lets
// a stack grow.
bool reach_area(Cx& cx, MmId mm, u64 addr) {
  const VmaId id = find_vma(cx.m.nodes, cx.m.mms[mm].tree, addr);
  if (!id.valid()) return false;
  if (cx.m.vmas[id].start <= addr) return true;
  return cx.m.vmas[id].has(kVmGrowsDown) && expand_downwards(cx, id, page_align_down(addr));
}

Pfn take_remote_page(Cx& cx, MmId mm, u64 addr, u32 flags, RemoteAccess* access) {
  if (!reach_area(cx, mm, addr)) return Pfn();
  const GupResult got = get_user_pages(cx, mm, addr, 1, flags | kFollTouch | kFollRemote);
  access->minor += got.minor;
  access->major += got.major;
  return got.pages.empty() ? Pfn() : got.pages[0];
}

}  // namespace

GupResult get_user_pages(Cx& cx, MmId mm, u64 addr, u64 pages, u32 flags) {
  Span span(cx.trace, EventId::kGetUserPages, mm.v, page_align_down(addr), pages, 0);
  Gup gup{flags, true};
  GupResult result;
  for (u64 i = 0; i < pages && take_work(cx.m.work, kCopyWork); ++i) {
    const u64 at = page_align_down(addr) + i * kPageSize;
    const VmaId vma = find_area(cx, gup, mm, at);
    const Pfn pfn = vma.valid() ? take_page(cx, gup, vma, at).pfn : Pfn();
    if (!pfn.valid()) break;
    result.pages.push_back(pfn);
  }
  result.minor = gup.minor;
  result.major = gup.major;
  span.set(3, result.pages.size());
  return result;
}

Result<u64> fault_in_pages(Cx& cx, VmaId id, AddrRange range, u32 flags) {
  Gup gup{flags, false};
  const Errno code = gup.has(kFollMadvPopulate) ? Errno::kEINVAL : Errno::kEFAULT;
  if (!is_permitted(check_vma_flags(cx, cx.m.vmas[id], gup))) return fail(code, "the area does not allow that access");
  if (!take_work(cx.m.work, range.pages())) return fail(Errno::kENOMEM, "too much work for one command");
  const Result<u64> pages = fault_in(cx, gup, id, range);
  cx.minflt += gup.minor;
  cx.majflt += gup.major;
  return pages;
}

void put_user_page(Cx& cx, Pfn pfn, u32 flags, bool is_dirty) {
  if (pfn == cx.m.phys.zero_page) return;
  if (is_dirty) folio_mark_dirty(cx.m.phys, cx.trace, pfn);
  // All but the last of what the pin counts for; that one may free the page.
  if ((flags & kFollPin) != 0) cx.m.phys.pages.mut(pfn.v).refcount -= kPinBias - 1;
  cx.trace.emit(EventId::kReleasePage, pfn.v, static_cast<u64>(cx.m.phys.pages[pfn.v].refcount - 1));
  put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
}

RemoteAccess read_remote_vm(Cx& cx, MmId mm, u64 addr, u64 size_bytes, u32 flags, std::string* out) {
  Span span(cx.trace, EventId::kAccessRemoteVm, mm.v, addr, size_bytes, 0);
  RemoteAccess access;
  while (access.done < size_bytes) {
    const u64 at = addr + access.done;
    const Pfn pfn = take_remote_page(cx, mm, at, flags, &access);
    if (!pfn.valid()) break;
    char bytes[kPageSize];
    const u32 part = static_cast<u32>(bytes_to_page_end(at, size_bytes - access.done));
    read_bytes(cx.m.phys, pfn, static_cast<u16>(at & (kPageSize - 1)), bytes, part);
    out->append(bytes, part);
    put_user_page(cx, pfn, flags, false);
    access.done += part;
  }
  return access;
}

RemoteAccess write_remote_vm(Cx& cx, MmId mm, u64 addr, const std::string& bytes, u32 flags) {
  Span span(cx.trace, EventId::kAccessRemoteVm, mm.v, addr, bytes.size(), 1);
  RemoteAccess access;
  while (access.done < bytes.size()) {
    const u64 at = addr + access.done;
    const Pfn pfn = take_remote_page(cx, mm, at, flags | kFollWrite, &access);
    if (!pfn.valid()) break;
    const u32 part = static_cast<u32>(bytes_to_page_end(at, bytes.size() - access.done));
    write_bytes(cx.m.phys, pfn, static_cast<u16>(at & (kPageSize - 1)), bytes.data() + access.done, part);
    put_user_page(cx, pfn, flags, true);
    access.done += part;
  }
  return access;
}

}  // namespace pw
