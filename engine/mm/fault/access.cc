// What the processor does with one access of a user program: TLB, page walk, accessed and dirty bits, page fault, and the
// instruction again.
//
// Models Intel SDM vol. 3, 4.10 (TLB), 4.8 (A and D), 4.7 (error code), and exc_page_fault in arch/x86/mm/fault.c. A TLB entry that
// forbids the access is not believed: the walk decides, as on real processors. The kernel's own accesses to user memory take the same way
// (CR0.WP makes it respect RW, and it respects PKRU); where they cannot be resolved, a fixup ends them instead of a signal. Left out: SMAP,
// which the kernel lifts for exactly these accesses.
#include "engine/mm/fault/fault.h"
#include "engine/mm/pkeys.h"
#include "engine/trace/file_events.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

constexpr u32 kMostTurns = 8;

struct Try {
  MmId mm;
  u64 addr = 0;
  Access access = Access::kRead;
  AccessMode mode = AccessMode::kUser;
};

bool pkey_allows(const Cx& cx, Pte pte, Access access) {
  return access == Access::kExec || pkru_allows(cx.pkru, pte_pkey(pte), access == Access::kWrite);
}

u64 error_code_of(const Cx& cx, const Try& one, Pte pte) {
  const Access access = one.access;
  u64 code = one.mode == AccessMode::kUser ? kPfUser : 0;
  const bool is_present = (pte.raw & kPteP) != 0;
  if (is_present) code |= kPfProt;
  if (is_present && !pkey_allows(cx, pte, access)) code |= kPfPk;
  if (access == Access::kWrite) code |= kPfWrite;
  if (access == Access::kExec) code |= kPfInstr;
  return code;
}

// The processor's own test of a leaf entry; upper levels never forbid anything here.
bool entry_allows(const Cx& cx, Pte pte, Access access) {
  if ((pte.raw & kPteP) == 0 || (pte.raw & kPteUs) == 0 || !pkey_allows(cx, pte, access)) return false;
  if (access == Access::kWrite) return pte_write(pte);
  if (access == Access::kExec) return pte_exec(pte);
  return true;
}

// A hit needs the permission, and for a store the dirty bit as it was loaded: without it the processor goes to the tables to set it.
bool try_tlb(Cx& cx, MmId mm, u64 addr, Access access, Pfn* pfn) {
  const u64 needed = kPteP | kPteUs | (access == Access::kWrite ? kPteRw | kPteD : 0);
  const u64 forbidden = access == Access::kExec ? kPteNx : 0;
  const TlbEntry* entry = tlb_lookup(cx.m.tlb, cx.cpu, mm, addr >> kPageShift, needed, forbidden);
  if (entry == nullptr) return false;
  const Pte pte = entry->pte;
  if (!pkey_allows(cx, pte, access)) return false;
  *pfn = pte_pfn(pte);
  cx.trace.emit(EventId::kTlbHit, addr, pte.raw);
  return true;
}

// Reads the tables; on success sets A (and D for a store), fills the TLB and returns true. `pte` is what stood at the leaf. The place of
// the leaf, once there is one, stays: a fault adds tables and takes none away.
bool try_walk(Cx& cx, const Try& one, PtePlace* place, Pte* pte) {
  if (!place->valid()) *place = find_pte(cx.m.pt, cx.m.phys, cx.m.mms[one.mm].pgd, one.addr);
  *pte = place->valid() ? read_entry(cx.m.pt, *place) : Pte{};
  cx.trace.emit(EventId::kHardwareWalk, one.addr, pte->raw, cx.m.pt.levels);
  if (!entry_allows(cx, *pte, one.access)) return false;
  Pte marked = pte_set(*pte, kPteA);
  if (one.access == Access::kWrite) marked = pte_set(marked, kPteD);
  if (marked != *pte) {
    write_entry(cx.m.pt, *place, marked);
    cx.trace.emit(EventId::kSetAccessedDirty, one.addr, marked.raw);
  }
  tlb_fill(cx.m.tlb, cx.cpu, one.mm, one.addr >> kPageShift, marked);
  *pte = marked;
  return true;
}

// A program gets the signal; the kernel's own access is mended (fixup_exception), and only the kind of the result tells why.
FaultResult segv(Cx& cx, const Try& one, FaultResult result, SiCode code, u64 addr) {
  if (one.mode == AccessMode::kUser) {
    cx.trace.emit(EventId::kSignal, kSigsegvNumber, static_cast<u64>(code), addr);
  } else {
    cx.trace.emit(EventId::kFixupException, one.addr);
  }
  result.addr = addr;
  switch (code) {
    case SiCode::kMaperr: result.kind = FaultResult::Kind::kSegvMaperr; break;
    case SiCode::kAccerr: result.kind = FaultResult::Kind::kSegvAccerr; break;
    case SiCode::kPkuerr: result.kind = FaultResult::Kind::kSegvPkuerr; break;
    case SiCode::kKernel: result.kind = FaultResult::Kind::kSegvKernel; break;
  }
  return result;
}

ReasonCode why_sigbus(FaultStatus status) {
  switch (status) {
    case FaultStatus::kNoSpace: return Reason::kShmemNoSpace;
    case FaultStatus::kUnreadable: return Reason::kSwapInUnreadable;
    case FaultStatus::kPoisoned: return Reason::kPtePoisoned;
    default: return Reason::kShmemBeyondEnd;
  }
}

// exc_page_fault: true when the access may be tried again, false when `result` tells how it ended.
bool resolve_fault(Cx& cx, const Try& one, PtePlace place, Pte pte, FaultResult* result) {
  const u64 code = error_code_of(cx, one, pte);
  cx.trace.emit(EventId::kPageFaultException, one.addr, code);
  const AreaVerdict verdict = find_fault_area(cx, one.mm, one.addr, code);
  if (!verdict.vma.valid()) {
    result->pkey = verdict.pkey;
    *result = segv(cx, one, *result, verdict.code, one.addr);
    return false;
  }
  const FaultStatus status = handle_mm_fault(cx, one.mm, verdict.vma, one.addr, one.access, place);
  if (status == FaultStatus::kGuard) {
    cx.trace.emit(EventId::kBadArea, Reason::kPteGuard, one.addr, static_cast<u64>(SiCode::kMaperr));
    *result = segv(cx, one, *result, SiCode::kMaperr, one.addr);
    return false;
  }
  if (is_sigbus(status)) {
    cx.trace.emit(EventId::kDoSigbus, why_sigbus(status), one.addr);
    result->addr = one.addr;
  }
  if (status != FaultStatus::kDone && status != FaultStatus::kMajor) {
    result->kind = status == FaultStatus::kOom ? FaultResult::Kind::kOom : FaultResult::Kind::kBus;
    return false;
  }
  ++(status == FaultStatus::kMajor ? result->major : result->minor);
  return true;
}

}  // namespace

FaultResult access_page(Cx& cx, MmId mm, u64 addr, Access access, AccessMode mode) {
  FaultResult result;
  const Try one{mm, addr, access, mode};
  if (!is_canonical(addr, cx.m.pt.levels)) {
    cx.trace.emit(EventId::kGeneralProtection, addr);
    return segv(cx, one, result, SiCode::kKernel, 0);
  }
  if (try_tlb(cx, mm, addr, access, &result.pfn)) return result;
  // Every turn either ends or resolves one fault. Two are the most that one access takes while nobody takes pages away (an instruction
  // fetch from a page never touched faults it in and is then refused); a store to a page in swap that others name may lose it again while
  // the frame for its copy is fetched.
  // DIVERGES: where memory is so short that what was faulted in has gone out again each of eight times, an access, or a call that takes a
  // page (mm/gup.cc), ends for want of memory; Linux tries for as long as it takes.
  PtePlace place;
  for (u32 turn = 0; turn < kMostTurns; ++turn) {
    Pte pte;
    if (try_walk(cx, one, &place, &pte)) {
      result.pfn = pte_pfn(pte);
      return result;
    }
    if (!resolve_fault(cx, one, place, pte, &result)) return result;
  }
  cx.trace.emit(EventId::kFaultOom, addr);
  result.kind = FaultResult::Kind::kOom;
  return result;
}

}  // namespace pw
