// __get_user_pages, follow_page_pte, check_vma_flags, faultin_page (mm/gup.c): a task's pages taken by the kernel, for process_vm_readv,
// /proc/PID/mem and the like.
//
//   is there an area, and does it allow this?   no: the walk ends; FOLL_FORCE overrules what the area could be given by mprotect
//   is the entry present and sufficient?        no: a fault is raised by hand and the entry looked at again
//   would a read-only pin hold a page that is not exclusive?   then it is unshared first (FAULT_FLAG_UNSHARE)
// The processor has no part in it: A and D stay, and the page is marked instead (PG_referenced, PG_dirty). Faults count for the task that
// asked, and protection keys are not asked, since PKRU is the other thread's. Stacks do not grow here. Left out: the fast walk without
// locks, long-term pins, huge pages; the zero page is held without a count.
#include "engine/mm/gup.h"

#include "engine/mm/fault/fault.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

struct Gup {
  MmId mm;
  u32 flags = 0;
  u32 minor = 0;
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

ReasonCode check_vma_flags(const Vma& vma, const Gup& gup) {
  if (vma.has(kVmIo | kVmPfnMap)) return Reason::kGupSpecial;
  return gup.has(kFollWrite) ? check_write(vma, gup) : check_read(vma, gup);
}

// gup_vma_lookup and check_vma_flags. Invalid: refused.
VmaId find_area(Cx& cx, const Gup& gup, u64 addr) {
  const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[gup.mm].tree, addr);
  const ReasonCode verdict = id.valid() ? check_vma_flags(cx.m.vmas[id], gup) : Reason::kGupNoArea;
  cx.trace.emit(EventId::kCheckVmaFlags, verdict, addr, id.v);
  return verdict == Reason::kGupAllowed || verdict == Reason::kGupForced ? id : VmaId();
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

// try_grab_folio, and FOLL_TOUCH.
void hold_page(Cx& cx, const Gup& gup, Pte pte) {
  const Pfn pfn = pte_pfn(pte);
  const bool is_zero = pfn == cx.m.phys.zero_page;
  if (!is_zero) cx.m.phys.pages.mut(pfn.v).refcount += gup.has(kFollPin) ? kPinBias : 1;
  const ReasonCode how = is_zero ? Reason::kGrabZeroPage : gup.has(kFollPin) ? Reason::kGrabPinned : Reason::kGrabReference;
  cx.trace.emit(EventId::kGrabPage, how, pfn.v, static_cast<u64>(cx.m.phys.pages[pfn.v].refcount));
  if (is_zero) return;
  if (gup.has(kFollWrite) && !pte_dirty(pte)) folio_mark_dirty(cx.m.phys, cx.trace, pfn);
  folio_mark_accessed(cx.m.phys, cx.trace, cx.cpu, pfn);
}

bool faultin_page(Cx& cx, Gup& gup, VmaId vma, u64 addr, ReasonCode why) {
  const Access access = gup.has(kFollWrite) ? Access::kWrite : why == Reason::kFollowMustUnshare ? Access::kUnshare : Access::kRead;
  cx.trace.emit(EventId::kFaultinPage, addr, static_cast<u64>(access));
  if (handle_mm_fault(cx, gup.mm, vma, addr, access) != FaultStatus::kDone) return false;
  ++gup.minor;
  return true;
}

// One page, held; invalid where the area or memory refuses it.
Pfn take_page(Cx& cx, Gup& gup, u64 addr) {
  const VmaId vma = find_area(cx, gup, addr);
  if (!vma.valid()) return Pfn();
  for (u32 turn = 0; turn < 4; ++turn) {
    const Pte pte = read_pte(cx.m.pt, cx.m.phys, cx.m.mms[gup.mm].pgd, addr);
    const ReasonCode found = follow_page(cx, cx.m.vmas[vma], gup, pte);
    cx.trace.emit(EventId::kFollowPage, found, addr, pte.raw);
    if (found == Reason::kFollowUsable || found == Reason::kFollowForcedWrite) {
      hold_page(cx, gup, pte);
      return pte_pfn(pte);
    }
    if (!faultin_page(cx, gup, vma, addr, found)) return Pfn();
  }
  PW_ASSERT(false, "a fault makes progress");
  return Pfn();
}

u64 bytes_to_page_end(u64 addr, u64 left) {
  const u64 room = kPageSize - (addr & (kPageSize - 1));
  return left < room ? left : room;
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
  const GupResult got = get_user_pages(cx, mm, addr, 1, flags);
  access->minor += got.minor;
  return got.pages.empty() ? Pfn() : got.pages[0];
}

}  // namespace

GupResult get_user_pages(Cx& cx, MmId mm, u64 addr, u64 pages, u32 flags) {
  Span span(cx.trace, EventId::kGetUserPages, mm.v, page_align_down(addr), pages, 0);
  Gup gup;
  gup.mm = mm;
  gup.flags = flags;
  GupResult result;
  for (u64 i = 0; i < pages && take_work(cx.m.work, kCopyWork); ++i) {
    const Pfn pfn = take_page(cx, gup, page_align_down(addr) + i * kPageSize);
    if (!pfn.valid()) break;
    result.pages.push_back(pfn);
  }
  result.minor = gup.minor;
  span.set(3, result.pages.size());
  return result;
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
