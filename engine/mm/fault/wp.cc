// do_wp_page (mm/memory.c): a store meets a present, read-only entry of a private area. Reuse the page or copy it?
//
//   zero page                                  copy (there is nothing to keep)
//   PageAnonExclusive                          reuse
//   more than 3 references                     copy: mapping + LRU batch + swap cache cannot explain them
//   not on the LRU                             drain this CPU's batch, which may hold one of them
//   more than 1 now, 2 in the swap cache       copy
//   in the swap cache                          leave it; copy, if another entry names its slot
//   else                                       reuse: move the page to this area's own anon_vma, mark it exclusive
// Whether the batch that holds the page is this CPU's or another's therefore decides: only the own one is drained.
// An unshare fault (get_user_pages, before a read-only pin) asks the same question; its answer is an exclusive page behind an entry that
// stays read-only.
// A page that is to be copied is held from then on: the frame for the copy may have to be taken away from somebody, and the old page must
// still hold its bytes afterwards. Whether the entry still maps it is asked again then.
// Left out: KSM, shared and file pages, userfaultfd.
#include "engine/mm/fault/fault.h"

#include "engine/mm/account.h"
#include "engine/mm/unmap.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

bool answer(Span& span, ReasonCode reason) {
  span.because(reason);
  return reason == Reason::kRefcountIs1;
}

bool wp_can_reuse_anon_folio(Cx& cx, Pfn pfn, VmaId vma) {
  const Page& page = cx.m.phys.pages[pfn.v];
  Span span(cx.trace, EventId::kWpCanReuse, pfn.v, static_cast<u64>(page.refcount), static_cast<u64>(page_mapcount(page)));
  if (cx.m.phys.pages[pfn.v].refcount > 3) return answer(span, Reason::kRefcountOver3);
  if (!has_flag(cx.m.phys.pages[pfn.v], kPgLru)) lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  const bool is_cached = has_flag(cx.m.phys.pages[pfn.v], kPgSwapcache);
  span.set(1, static_cast<u64>(cx.m.phys.pages[pfn.v].refcount));
  if (cx.m.phys.pages[pfn.v].refcount > (is_cached ? 2 : 1)) return answer(span, Reason::kRefcountOver1);
  if (is_cached) {
    SwapCx swap = swap_cx(cx);
    folio_free_swap(swap, pfn);
    span.set(1, static_cast<u64>(cx.m.phys.pages[pfn.v].refcount));
    if (cx.m.phys.pages[pfn.v].refcount != 1) return answer(span, Reason::kRefcountSwapCache);
  }
  folio_move_anon_rmap(cx.m.phys, cx.m.vmas, cx.trace, pfn, vma);
  return answer(span, Reason::kRefcountIs1);
}

FaultStatus wp_page_reuse(Cx& cx, VmFault& vmf, Pfn pfn) {
  Span span(cx.trace, EventId::kWpPageReuse, vmf.addr, pfn.v);
  ++cx.m.stat.pgreuse;
  set_pte(cx, vmf, maybe_mkwrite(pte_mkdirty(pte_mkyoung(vmf.orig)), cx.m.vmas[vmf.vma]));
  return FaultStatus::kDone;
}

// __wp_page_copy_user; of the zero page there is nothing to copy.
void fill_copy(Cx& cx, Pfn old, Pfn copy) {
  cx.m.phys.pages.mut(copy.v).flags |= kPgUptodate;
  if (old == cx.m.phys.zero_page) return;
  PW_ASSERT(cx.m.phys.pages[old.v].refcount > 0, "a page that is copied was held over the allocation");
  copy_contents(cx.m.phys, old, copy);
  cx.trace.emit(EventId::kCopyUserPage, old.v, copy.v);
}

// The copy in place of the old page, whose own reference and mapping go with the entry.
void map_copy(Cx& cx, VmFault& vmf, Pfn old, Pfn copy) {
  // The zero page was none of the anonymous pages that the process has.
  if (old == cx.m.phys.zero_page) add_rss(cx.m, vmf.mm, kMmAnonPages, 1);
  // ptep_clear_flush: no CPU may use the old translation once the new page is mapped.
  write_entry(cx.m.pt, vmf.place, Pte{});
  flush_tlb_page(cx.m.tlb, cx.trace, cx.cpu, vmf.mm, cx.m.mms[vmf.mm].cpumask, vmf.addr);
  folio_add_new_anon_rmap(cx.m.rmap, cx.m.phys, cx.m.vmas, cx.trace, copy, vmf.vma, vmf.addr);
  folio_add_lru_vma(cx, copy, vmf.vma);
  const Vma& vma = cx.m.vmas[vmf.vma];
  const Pte entry = make_pte(copy, vm_page_prot(vma.flags));
  set_pte(cx, vmf, vmf.is_unshare() ? entry : maybe_mkwrite(pte_mkdirty(entry), vma));
  if (old == cx.m.phys.zero_page) return;
  folio_remove_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, old, vmf.vma);
  free_page_and_swap_cache(cx, old);
}

// `old` is held by the caller, unless it is the zero page.
FaultStatus wp_page_copy(Cx& cx, VmFault& vmf, Pfn old) {
  Span span(cx.trace, EventId::kWpPageCopy, vmf.addr, old.v, Pfn::kNone);
  prepare_area(cx, vmf.vma);
  const Pfn copy = cx.frames.alloc(anon_request(cx.m.mms[vmf.mm].memcg));
  if (!copy.valid()) return FaultStatus::kOom;
  span.set(2, copy.v);
  fill_copy(cx, old, copy);
  if (!is_pte_same(cx, vmf)) {
    put_page(cx.m.phys, cx.trace, cx.cpu, copy);
    return FaultStatus::kDone;
  }
  map_copy(cx, vmf, old, copy);
  return FaultStatus::kDone;
}

}  // namespace

FaultStatus do_wp_page(Cx& cx, VmFault& vmf) {
  const Pfn pfn = pte_pfn(vmf.orig);
  Span span(cx.trace, EventId::kDoWpPage, vmf.addr, pfn.v);
  if (pte_special(vmf.orig)) {
    span.because(Reason::kOldIsZeroPage);
    return wp_page_copy(cx, vmf, pfn);
  }
  if (has_flag(cx.m.phys.pages[pfn.v], kPgAnonExclusive)) {
    span.because(Reason::kAnonExclusive);
    return vmf.is_unshare() ? FaultStatus::kDone : wp_page_reuse(cx, vmf, pfn);
  }
  if (wp_can_reuse_anon_folio(cx, pfn, vmf.vma)) {
    span.because(Reason::kNotExclusiveReuse);
    cx.m.phys.pages.mut(pfn.v).flags |= kPgAnonExclusive;
    return vmf.is_unshare() ? FaultStatus::kDone : wp_page_reuse(cx, vmf, pfn);
  }
  span.because(Reason::kNotExclusiveCopy);
  get_page(cx.m.phys, pfn);
  const FaultStatus status = wp_page_copy(cx, vmf, pfn);
  put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
  return status;
}

}  // namespace pw
