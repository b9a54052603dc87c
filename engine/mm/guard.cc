// Guard regions: madvise_guard_install, madvise_guard_remove (mm/madvise.c).
//
// A guard page is no area of its own: its page-table entry holds a marker instead of a page. So a thousand of them cost no area, only
// the tables that hold them. A fault that meets one ends in SIGSEGV, as if no area were there; what reads entries steps over it.
// The area gets VM_MAYBE_GUARD, which it never loses and for which fork copies its tables; an anonymous one gets its anon_vma here as well.
// Left out: giving up after three tries, which only another thread's faults could cause.
#include "engine/mm/fault/fault.h"
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

enum class Installed : u8 { kAll, kPageInTheWay, kOom };

// walk_page_range_mm with install_pte: makes the tables, fills empty entries, and stops at the first page.
Installed try_install(Cx& cx, MmId mm, AddrRange range) {
  for (u64 addr = range.start; addr < range.end; addr += kPageSize) {
    u32 tables_added = 0;
    const PtePlace place = alloc_pte(cx.m.pt, cx.m.phys, cx.trace, cx.frames, cx.m.mms[mm].pgd, addr, &tables_added);
    cx.m.mms.mut(mm).nr_tables += tables_added;
    if (!place.valid()) return Installed::kOom;
    const Pte old = read_entry(cx.m.pt, place);
    if (pte_is_guard(old)) continue;
    if (pte_form(old) != PteForm::kNone) {
      cx.trace.emit(EventId::kGuardInTheWay, addr, old.raw);
      return Installed::kPageInTheWay;
    }
    write_entry(cx.m.pt, place, make_pte_marker(Marker::kGuard));
    cx.trace.emit(EventId::kGuardInstall, addr);
  }
  return Installed::kAll;
}

}  // namespace

Status install_guards(Cx& cx, VmaId id, AddrRange range) {
  if (!take_work(cx.m.work, range.pages())) return fail(Errno::kENOMEM, "too much work for one command");
  cx.m.vmas.mut(id).flags |= kVmMaybeGuard;
  if (!cx.m.vmas[id].file.valid()) prepare_area(cx, id);
  const MmId mm = cx.m.vmas[id].mm;
  Installed installed = try_install(cx, mm, range);
  if (installed == Installed::kPageInTheWay) {
    Gather gather;
    gather.mm = mm;
    zap_single(cx, gather, id, range, ReclaimTables::kNo);
    finish_gather(cx, gather);
    installed = try_install(cx, mm, range);
  }
  PW_ASSERT(installed != Installed::kPageInTheWay, "nobody faults a page in between");
  return installed == Installed::kOom ? Status(fail(Errno::kENOMEM, "no frame for a page table")) : ok_status();
}

void remove_guards(Cx& cx, VmaId id, AddrRange range) {
  const MmId mm = cx.m.vmas[id].mm;
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, range, [&](u64 addr, PtePlace place, Pte pte) {
    expect_small(place);
    if (!pte_is_guard(pte)) return;
    write_entry(cx.m.pt, place, Pte{});
    cx.trace.emit(EventId::kGuardRemove, addr);
  });
}

}  // namespace pw
