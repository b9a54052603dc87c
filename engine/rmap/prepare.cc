// The first anonymous page of an area (__anon_vma_prepare in mm/rmap.c).
//
// Until an area is written for the first time no page of it has to be found, so it has no anon_vma: an area that is only read (the zero
// page belongs to nobody) or never touched costs none. A neighbour's is taken where the two areas might merge one day, because different
// anon_vmas would forbid that. Left out: the lost race against another thread's fault, which throws the new one away.
#include "engine/rmap/chain.h"
#include "engine/trace/rmap_events.h"

namespace pw {

void prepare_anon_vma(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma, AnonVmaId reusable) {
  PW_ASSERT(!vmas[vma].anon_vma.valid(), "the area has no anon_vma yet");
  PW_ASSERT(vmas[vma].avc_count == 0, "an area without anon_vma is on no tree");
  Span span(trace, EventId::kAnonVmaPrepare, vma.v, reusable.v);
  span.because(reusable.valid() ? Reason::kAnonVmaFromNeighbour : Reason::kAnonVmaNewRoot);
  const AnonVmaId anon_vma = reusable.valid() ? reusable : alloc_anon_vma(rmap, trace, AnonVmaId());
  span.set(1, anon_vma.v);
  vmas.mut(vma).anon_vma = anon_vma;
  ++rmap.anon_vmas.mut(anon_vma).num_active_vmas;
  link_avc(rmap, vmas, trace, vma, anon_vma);
}

}  // namespace pw
