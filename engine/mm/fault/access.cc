// What the processor does with one access of a user program: TLB, page walk, accessed and dirty bits, page fault, and the
// instruction again.
//
// Models Intel SDM vol. 3, 4.10 (TLB), 4.8 (A and D), 4.7 (error code), and exc_page_fault in arch/x86/mm/fault.c. A TLB entry that
// forbids the access is not believed: the walk decides, as on real processors. Left out: kernel accesses, SMAP, protection keys.
#include "engine/mm/fault/fault.h"

namespace pw {
namespace {

u64 error_code_of(Access access, bool present) {
  u64 code = kPfUser;
  if (present) code |= kPfProt;
  if (access == Access::kWrite) code |= kPfWrite;
  if (access == Access::kExec) code |= kPfInstr;
  return code;
}

// The processor's own test of a leaf entry; upper levels never forbid anything here.
bool entry_allows(Pte pte, Access access) {
  if ((pte.raw & kPteP) == 0 || (pte.raw & kPteUs) == 0) return false;
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
  *pfn = pte_pfn(pte);
  cx.trace.emit(EventId::kTlbHit, addr, pte.raw);
  return true;
}

// Reads the tables; on success sets A (and D for a store), fills the TLB and returns true. `pte` is what stood at the leaf.
bool try_walk(Cx& cx, MmId mm, u64 addr, Access access, Pte* pte) {
  const Pfn pgd = cx.m.mms[mm].pgd;
  const PtePlace place = find_pte(cx.m.pt, cx.m.phys, pgd, addr);
  *pte = place.valid() ? read_entry(cx.m.pt, cx.m.phys, place.table, place.index) : Pte{};
  cx.trace.emit(EventId::kHardwareWalk, addr, pte->raw, cx.m.pt.levels);
  if (!entry_allows(*pte, access)) return false;
  Pte marked = pte_set(*pte, kPteA);
  if (access == Access::kWrite) marked = pte_set(marked, kPteD);
  if (marked != *pte) {
    write_entry(cx.m.pt, cx.m.phys, place.table, place.index, marked);
    cx.trace.emit(EventId::kSetAccessedDirty, addr, marked.raw);
  }
  tlb_fill(cx.m.tlb, cx.cpu, mm, addr >> kPageShift, marked);
  *pte = marked;
  return true;
}

FaultResult segv(Cx& cx, FaultResult result, SiCode code, u64 addr) {
  cx.trace.emit(EventId::kSignal, kSigsegvNumber, static_cast<u64>(code), addr);
  result.addr = addr;
  switch (code) {
    case SiCode::kMaperr: result.kind = FaultResult::Kind::kSegvMaperr; break;
    case SiCode::kAccerr: result.kind = FaultResult::Kind::kSegvAccerr; break;
    case SiCode::kKernel: result.kind = FaultResult::Kind::kSegvKernel; break;
  }
  return result;
}

// exc_page_fault: true when the access may be tried again, false when `result` tells how it ended.
bool resolve_fault(Cx& cx, MmId mm, u64 addr, Access access, bool present, FaultResult* result) {
  const u64 code = error_code_of(access, present);
  cx.trace.emit(EventId::kPageFaultException, addr, code);
  const AreaVerdict verdict = find_fault_area(cx, mm, addr, code);
  if (!verdict.vma.valid()) {
    *result = segv(cx, *result, verdict.code, addr);
    return false;
  }
  if (handle_mm_fault(cx, mm, verdict.vma, addr, access) == FaultStatus::kOom) {
    result->kind = FaultResult::Kind::kOom;
    return false;
  }
  ++result->minor;
  return true;
}

}  // namespace

FaultResult access_page(Cx& cx, MmId mm, u64 addr, Access access) {
  FaultResult result;
  if (!is_canonical(addr, cx.m.pt.levels)) {
    cx.trace.emit(EventId::kGeneralProtection, addr);
    return segv(cx, result, SiCode::kKernel, 0);
  }
  if (try_tlb(cx, mm, addr, access, &result.pfn)) return result;
  // Every turn either ends or resolves one fault. Two are the most that one access takes (an instruction fetch from a page never touched
  // faults it in and is then refused); the bound is an invariant, not a policy.
  for (u32 turn = 0; turn < 4; ++turn) {
    Pte pte;
    if (try_walk(cx, mm, addr, access, &pte)) {
      result.pfn = pte_pfn(pte);
      return result;
    }
    if (!resolve_fault(cx, mm, addr, access, (pte.raw & kPteP) != 0, &result)) return result;
  }
  PW_ASSERT(false, "a fault makes progress");
  return result;
}

}  // namespace pw
