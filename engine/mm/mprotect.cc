// mprotect: do_mprotect_pkey, mprotect_fixup, change_pte_range (mm/mprotect.c).
//
// Area by area, three steps each: join or cut, so that one area has exactly the range; set its flags; rewrite its entries.
//
//   present     permissions as the area gives them now
//   migration   what could write where its page arrives may only read there; an area that allows more gives it back by a fault
//   others      as they are: the fault that fills them asks the area
//
// A range with a hole is changed up to the hole and then answered with ENOMEM, as in Linux. Left out: PROT_GROWSUP areas, the write
// notification of shared mappings of named files.
#include "engine/mm/mprotect.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/page_prot.h"
#include "engine/mm/pkeys.h"
#include "engine/mm/populate.h"
#include "engine/mm/seal.h"
#include "engine/trace/file_events.h"
#include "engine/trace/limits_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

struct Flush {
  AddrRange range;
  void add(u64 addr) {
    if (range.is_empty()) range = AddrRange{addr, addr + kPageSize};
    range.end = addr + kPageSize;
  }
};

u64 prot_to_flags(u32 prot) {
  u64 flags = 0;
  if ((prot & kProtRead) != 0) flags |= kVmRead;
  if ((prot & kProtWrite) != 0) flags |= kVmWrite;
  if ((prot & kProtExec) != 0) flags |= kVmExec;
  return flags;
}

// pte_modify: frame, A, D and the software bits stay; permissions come from the area.
Pte modified(Pte old, u64 prot_bits) {
  const u64 kept = kPteA | kPteD | kPteSavedDirty | kPteSpecial | kPteSoftDirty | kPteUffdWp;
  return pte_settle_dirty(make_pte(pte_pfn(old), (old.raw & kept) | (prot_bits & ~kept)));
}

// maybe_change_pte_writable and commit_anon_folio_batch (before 6.17 can_change_pte_writable): only what do_wp_page would reuse without a
// second look.
bool can_make_writable(const Phys& phys, const Vma& vma, Pte pte) {
  if (!vma.has(kVmWrite) || pte_protnone(pte) || pte_special(pte)) return false;
  const Page& page = phys.pages[pte_pfn(pte).v];
  return is_anon_mapping(page) && has_flag(page, kPgAnonExclusive);
}

// pte_needs_flush (arch/x86/include/asm/tlbflush.h): permissions that change either way, and P or D that go. An entry that was not
// present is in no TLB.
bool needs_flush(Pte old, Pte now) {
  if ((old.raw & kPteP) == 0) return false;
  const u64 changed = (old.raw ^ now.raw) & (kPteRw | kPteUs | kPteNx | kPteG | 0xfull << kPtePkeyShift);
  const u64 cleared = old.raw & ~now.raw & (kPteP | kPteD);
  return (changed | cleared) != 0;
}

// Exclusive it stays, if it is anonymous: what may write is.
Pte read_only_migration(const Phys& phys, Pte old) {
  const Pfn pfn = migration_pfn(old);
  return make_migration(pfn, is_anon_mapping(phys.pages[pfn.v]) ? Migration::kReadExclusive : Migration::kRead);
}

ReasonCode change_reason(const Vma& vma, const Pte& now) {
  if (pte_protnone(now)) return Reason::kPteProtNone;
  if (vma.has(kVmShared)) return Reason::kPteProtShared;
  return pte_write(now) ? Reason::kPteMadeWritable : Reason::kPteProtOnly;
}

void change_protection(Cx& cx, VmaId id, AddrRange range, Flush& flush) {
  const Vma vma = cx.m.vmas[id];
  const u64 prot_bits = vm_page_prot(vma.flags);
  Span span(cx.trace, EventId::kChangeProtection, range.start, range.end, 0);
  u64 pages = 0;
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[vma.mm].pgd, range, [&](u64 addr, PtePlace place, Pte old) {
    expect_small(place);
    switch (pte_form(old)) {
      case PteForm::kNone:
      case PteForm::kSwap:
      case PteForm::kMarker: return;
      case PteForm::kPresent: {
        Pte now = modified(old, prot_bits);
        if (can_make_writable(cx.m.phys, vma, now)) now = pte_mkwrite(now);
        ++pages;
        if (now == old) return;
        write_entry(cx.m.pt, place, now);
        if (needs_flush(old, now)) flush.add(addr);
        cx.trace.emit(EventId::kChangePte, change_reason(vma, now), addr, old.raw, now.raw);
        return;
      }
      case PteForm::kMigration:
        if (migration_of(old) != Migration::kWrite) return;
        write_entry(cx.m.pt, place, read_only_migration(cx.m.phys, old));
        ++pages;
        return;
    }
  });
  span.set(2, pages);
}

// A private area that becomes writable promises its pages now; one that never had a page stops promising when it becomes read-only.
Status recharge(Cx& cx, const Vma& vma, u64 pages, u64* new_flags, bool* gives_back) {
  *gives_back = false;
  if ((*new_flags & kVmWrite) != 0) {
    // Turning into data: refused when that passes a limit which the area kept to so far.
    const bool fitted = find_passed_limit(cx, vma.mm, vma.flags, pages) == Reason::kNone;
    if (fitted) {
      const Status fits = may_expand_vm(cx, vma.mm, *new_flags, pages);
      if (!fits.ok()) return fits;
    }
    if ((vma.flags & (kVmAccount | kVmWrite | kVmShared | kVmNoReserve)) != 0) return ok_status();
    const Status status = charge_pages(cx, vma.mm, pages);
    if (!status.ok()) return status;
    *new_flags |= kVmAccount;
  } else if (vma.has(kVmAccount) && !vma.file.valid() && !vma.anon_vma.valid()) {
    *new_flags &= ~static_cast<u64>(kVmAccount);
    *gives_back = true;
  }
  return ok_status();
}

// The area that has the range afterwards.
Result<VmaId> mprotect_fixup(Cx& cx, VmaId id, AddrRange range, u64 new_flags, Flush& flush) {
  Span span(cx.trace, EventId::kMprotectFixup, id.v, range.start, range.end);
  const Status modifiable = refuse_sealed(cx, id, Reason::kSealedNoProtect);
  if (!modifiable.ok()) return modifiable.error();
  const Vma old = cx.m.vmas[id];
  if (old.flags == new_flags) {
    span.because(Reason::kFlagsUnchanged);
    return id;
  }
  bool gives_back = false;
  const Status charged = recharge(cx, old, range.pages(), &new_flags, &gives_back);
  if (!charged.ok()) return charged.error();
  ReasonCode how = Reason::kNone;
  const Result<VmaId> area = modify_area(cx, id, range, new_flags, &how);
  if (!area.ok()) {
    if ((new_flags & ~old.flags & kVmAccount) != 0) uncharge_pages(cx.m, range.pages());
    return area.error();
  }
  span.because(how);
  change_protection(cx, area.value(), range, flush);
  if (gives_back) uncharge_pages(cx.m, range.pages());
  // A locked area's pages are to be there without a fault: what the first store would have copied is copied now.
  const bool is_locked_private = (old.flags & (kVmWrite | kVmShared | kVmLocked)) == kVmLocked;
  if (is_locked_private && (new_flags & kVmWrite) != 0) (void)populate_vma_page_range(cx, area.value(), range);
  account_area(cx.m, old.mm, old.flags, -static_cast<i64>(range.pages()));
  account_area(cx.m, old.mm, new_flags, static_cast<i64>(range.pages()));
  return area.value();
}

// The loop over the areas of the range; stops at the first hole or error, with what was changed so far. An area that was swallowed by the
// one before, because it had the wanted flags already, is not visited: the loop goes on behind what they have become. `first` holds the
// range's start.
Status protect_areas(Cx& cx, MmId mm, VmaId first, AddrRange range, u32 prot, i32 pkey, Flush& flush) {
  u64 addr = range.start;
  while (addr < range.end) {
    const VmaId id = addr == range.start ? first : find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid()) return fail(Errno::kENOMEM, "no area covers part of the range");
    const Vma vma = cx.m.vmas[id];
    const u64 given = prot_to_flags(prot) | pkey_flags(override_mprotect_pkey(cx, vma, prot, pkey));
    const u64 flags = (vma.flags & ~(static_cast<u64>(kVmAccessFlags) | kVmPkeyBits)) | given;
    // VM_MAY* lie four bits above what they allow.
    if ((flags & ~(flags >> 4) & kVmAccessFlags) != 0) return fail(Errno::kEACCES, "the area may never get this permission (VM_MAY*)");
    const u64 end = vma.end < range.end ? vma.end : range.end;
    const Result<VmaId> area = mprotect_fixup(cx, id, AddrRange{addr, end}, flags, flush);
    if (!area.ok()) return area.error();
    addr = cx.m.vmas[area.value()].end;
  }
  return ok_status();
}

}  // namespace

Status do_mprotect(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot) { return do_pkey_mprotect(cx, mm, addr, length, prot, -1); }

Status do_pkey_mprotect(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot, i32 pkey) {
  const u32 grows = prot & (kProtGrowsDown | kProtGrowsUp);
  prot &= ~grows;
  if (grows == (kProtGrowsDown | kProtGrowsUp)) return fail(Errno::kEINVAL, "PROT_GROWSDOWN and PROT_GROWSUP exclude each other");
  if (!is_page_aligned(addr)) return fail(Errno::kEINVAL, "addr is not page aligned");
  if (length == 0) return ok_status();
  AddrRange range{addr, addr + page_align_up(length)};
  if (range.is_empty()) return fail(Errno::kENOMEM, "the range wraps");
  if ((prot & ~(kProtRead | kProtWrite | kProtExec | 8u)) != 0) return fail(Errno::kEINVAL, "unknown PROT_ bits");
  if (pkey != -1 && !is_pkey_allocated(cx.m, mm, pkey)) return fail(Errno::kEINVAL, "the protection key is not allocated");
  Span span(cx.trace, EventId::kDoMprotect, range.start, range.end, prot);
  const VmaId first = find_vma(cx.m.nodes, cx.m.mms[mm].tree, range.start);
  if (!first.valid()) return fail(Errno::kENOMEM, "no area covers part of the range");
  if ((grows & kProtGrowsDown) != 0) {
    if (cx.m.vmas[first].start >= range.end) return fail(Errno::kENOMEM, "no area covers part of the range");
    if (!cx.m.vmas[first].has(kVmGrowsDown)) return fail(Errno::kEINVAL, "PROT_GROWSDOWN: the area does not grow down");
    range.start = cx.m.vmas[first].start;
  } else if (cx.m.vmas[first].start > range.start) {
    return fail(Errno::kENOMEM, "no area covers part of the range");
  } else if ((grows & kProtGrowsUp) != 0) {
    return fail(Errno::kEINVAL, "PROT_GROWSUP: the area does not grow up");
  }
  Flush flush;
  const Status status = protect_areas(cx, mm, first, range, prot, pkey, flush);
  if (!flush.range.is_empty()) flush_tlb_range(cx.m.tlb, cx.trace, cx.cpu, mm, cx.m.mms[mm].cpumask, flush.range);
  return status;
}

}  // namespace pw
