// One area onto all the trees of another (anon_vma_clone in mm/rmap.c), and the rule that keeps chains short.
//
// The source's list runs from newest to oldest. It is read backwards and every new node goes to the front of the destination's list, so
// that both lists name the same anon_vmas in the same order.
//
// Fork in a loop, where each child forks the next one and exits, would add one anon_vma a generation for ever. So the fork may reuse one
// that is on the way, if no area calls it its own and one child at most hangs below it: its tree then holds few areas besides ours.
// A root never qualifies while it has a descendant: it counts itself and that one.
// Left out: the way back when memory runs out half-way.
#include "engine/rmap/chain.h"
#include "engine/trace/rmap_events.h"

namespace pw {
namespace {

ReasonCode judge_reuse(const AnonVma& candidate, bool is_root) {
  if (candidate.num_children >= 2) return is_root ? Reason::kReuseRoot : Reason::kReuseManyChildren;
  return candidate.num_active_vmas == 0 ? Reason::kReuseOk : Reason::kReuseActive;
}

// Asks for one anon_vma on the way; true when dst takes it.
bool try_reuse(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId dst, AnonVmaId candidate) {
  const AnonVma anon_vma = rmap.anon_vmas[candidate];
  const ReasonCode verdict = judge_reuse(anon_vma, anon_vma.root == candidate);
  if (verdict == Reason::kReuseOk) vmas.mut(dst).anon_vma = candidate;
  trace.emit(EventId::kAnonVmaReuse, verdict, candidate.v, anon_vma.num_children, anon_vma.num_active_vmas);
  return verdict == Reason::kReuseOk;
}

ReasonCode name_outcome(bool is_fork, bool is_reused, u32 links) {
  if (links == 0) return Reason::kCloneNothing;
  if (!is_fork) return Reason::kCloneExact;
  return is_reused ? Reason::kCloneReused : Reason::kCloneNotReused;
}

}  // namespace

void clone_anon_vma(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId dst, VmaId src) {
  PW_ASSERT(vmas[dst].avc_count == 0, "the destination of a clone is on no tree");
  Span span(trace, EventId::kAnonVmaClone, dst.v, src.v);
  const bool is_fork = !vmas[dst].anon_vma.valid() && vmas[src].anon_vma.valid();
  bool is_reused = false;
  for (AvcId avc = vmas[src].avc_tail; avc.valid(); avc = rmap.avcs[avc].same_vma_prev) {
    const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
    link_avc(rmap, vmas, trace, dst, anon_vma);
    if (is_fork && !is_reused) is_reused = try_reuse(rmap, vmas, trace, dst, anon_vma);
  }
  const AnonVmaId own = vmas[dst].anon_vma;
  if (own.valid()) ++rmap.anon_vmas.mut(own).num_active_vmas;
  span.set(2, vmas[dst].avc_count);
  span.set(3, own.v);
  span.because(name_outcome(is_fork, is_reused, vmas[dst].avc_count));
}

}  // namespace pw
