// Flushes that wait (mm/rmap.c: try_to_unmap_flush, set_tlb_ubc_flush_pending, should_defer_flush; arch_tlbbatch_flush).
//
// A page of an address space that ran on another CPU would cost an interrupt there; for 32 pages one is enough, as long as no frame is used
// anew before it. An address space that only this CPU knows is told at once.
// DIVERGES: Linux flushes everything on the CPUs that were gathered; here what those address spaces have there.
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

#include <algorithm>

namespace pw {

bool should_defer_flush(const Cx& cx, MmId mm) { return (cx.m.mms[mm].cpumask & ~(1u << cx.cpu)) != 0; }

void defer_flush(TlbBatch& batch, MmId mm, Pte cleared) {
  if (std::find(batch.mms.begin(), batch.mms.end(), mm) == batch.mms.end()) batch.mms.push_back(mm);
  batch.is_writable = batch.is_writable || pte_dirty(cleared);
}

void flush_batch(Cx& cx, TlbBatch& batch) {
  if (batch.mms.empty()) return;
  Span span(cx.trace, EventId::kTryToUnmapFlush, batch.mms.size());
  for (const MmId mm : batch.mms) flush_tlb_mm(cx.m.tlb, cx.trace, cx.cpu, mm, cx.m.mms[mm].cpumask);
  batch = TlbBatch{};
}

void flush_batch_dirty(Cx& cx, TlbBatch& batch) {
  if (batch.is_writable) flush_batch(cx, batch);
}

}  // namespace pw
