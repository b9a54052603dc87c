// do_anonymous_page (mm/memory.c): the first touch of a private anonymous page.
//
// A read maps the zero page, read-only and "special": it has no owner, is never counted and needs no anon_vma. A store prepares the area's
// anon_vma, takes a zeroed frame, marks it exclusive and maps it writable and dirty at once.
#include "engine/mm/fault/fault.h"

#include "engine/mm/account.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/vma_events.h"
#include "engine/vma/merge.h"

namespace pw {
namespace {

FaultStatus map_zero_page(Cx& cx, VmFault& vmf, Span& span) {
  span.because(Reason::kZeroPage);
  span.set(1, cx.m.phys.zero_page.v);
  set_pte(cx, vmf, make_pte(cx.m.phys.zero_page, vm_page_prot(cx.m.vmas[vmf.vma].flags) | kPteSpecial));
  return FaultStatus::kDone;
}

bool may_share(Cx& cx, VmaId id, VmaId neighbour) {
  const ReasonCode answer = can_reuse_anon_vma(cx.m.vmas[id], cx.m.vmas[neighbour]);
  cx.trace.emit(EventId::kReusableAnonVma, answer, id.v, neighbour.v);
  return answer == Reason::kAnonVmaReuseOk;
}

// find_mergeable_anon_vma: the neighbour behind is asked first, then the one before.
AnonVmaId find_reusable(Cx& cx, VmaId id) {
  const Vma vma = cx.m.vmas[id];
  const VmaId next = find_vma_at(cx.m.nodes, cx.m.mms[vma.mm].tree, vma.end);
  if (next.valid() && may_share(cx, id, next)) return cx.m.vmas[next].anon_vma;
  const VmaId prev = vma.start == 0 ? VmaId() : find_vma_at(cx.m.nodes, cx.m.mms[vma.mm].tree, vma.start - 1);
  if (prev.valid() && may_share(cx, id, prev)) return cx.m.vmas[prev].anon_vma;
  return AnonVmaId();
}

}  // namespace

void prepare_area(Cx& cx, VmaId vma) {
  if (cx.m.vmas[vma].anon_vma.valid()) return;
  const AnonVmaId reusable = find_reusable(cx, vma);
  prepare_anon_vma(cx.m.rmap, cx.m.vmas, cx.trace, vma, reusable);
}

void folio_add_lru_vma(Cx& cx, Pfn pfn, VmaId vma) {
  if (cx.m.vmas[vma].has(kVmLocked)) {
    mlock_new_folio(cx.m.phys, cx.trace, cx.cpu, pfn);
  } else {
    folio_add_lru(cx.m.phys, cx.trace, cx.cpu, pfn);
  }
}

FaultStatus do_anonymous_page(Cx& cx, VmFault& vmf) {
  Span span(cx.trace, EventId::kDoAnonymousPage, vmf.addr, Pfn::kNone);
  if (!vmf.is_write()) return map_zero_page(cx, vmf, span);
  span.because(Reason::kNewFrame);
  prepare_area(cx, vmf.vma);
  const Pfn pfn = cx.frames.alloc(anon_request(cx.m.mms[vmf.mm].memcg));
  if (!pfn.valid()) return FaultStatus::kOom;
  if (!is_pte_same(cx, vmf)) {  // vmf_pte_changed
    put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
    return FaultStatus::kDone;
  }
  cx.m.phys.pages.mut(pfn.v).flags |= kPgUptodate;
  span.set(1, pfn.v);
  add_rss(cx.m, vmf.mm, kMmAnonPages, 1);
  folio_add_new_anon_rmap(cx.m.rmap, cx.m.phys, cx.m.vmas, cx.trace, pfn, vmf.vma, vmf.addr);
  folio_add_lru_vma(cx, pfn, vmf.vma);
  const Vma& vma = cx.m.vmas[vmf.vma];
  // A forced write (FOLL_FORCE) comes here without VM_WRITE: the entry stays clean, the page itself is marked dirty.
  const Pte entry = make_pte(pfn, vm_page_prot(vma.flags));
  set_pte(cx, vmf, vma.has(kVmWrite) ? pte_mkwrite(pte_mkdirty(entry)) : entry);
  return FaultStatus::kDone;
}

}  // namespace pw
