// A CPU's batches of pages (mm/swap.c: folio_batch_add_and_move, folio_batch_move_lru, lru_add_drain_cpu; mm/mlock.c:
// mlock_folio_batch, mlock_drain_local).
//
// Changes to the LRU lists are collected, 31 pages at a time, so that the lists' lock is taken once for all of them. Until then the batch
// holds one reference to each page, and that can be seen from outside: a page whose other owner is gone is still not reused but copied by
// a write fault elsewhere, because its refcount is 2.
//
//   lru_add         new pages wait for their place; no PG_lru so far
//   lru_move_tail   pages that reclaim had sent to a device, and that are written by now
//   lru_deactivate  active pages that MADV_COLD was said of
//   lru_lazyfree    pages that MADV_FREE was said of
//   lru_activate    pages that were marked accessed twice
//   mlock           pages that a locked area maps from now on, or no longer
// A batch is emptied when it is full. All of a CPU's batches are emptied when wp_can_reuse_anon_folio meets a page that is not on the LRU,
// by mlock and munlock, by MADV_FREE, MADV_COLD and MADV_WILLNEED, and at the end of populating; mmap, munmap, mprotect, fork and exit
// leave them alone in 6.18.
// DIVERGES: the batch lru_deactivate_file, which serves file pages, does not exist; a batch belongs to the machine and not to a NUMA node.
//
// Owns: P7 (references of batches), P11 (who may wait in which).
#include "engine/phys/lru_list.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mlock_events.h"
#include "engine/trace/phys_events.h"
#include "engine/trace/process_events.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

FolioBatch& batch_mut(Phys& phys, BatchKind kind, u32 cpu) { return phys.batches[cpu][static_cast<u32>(kind)]; }

EventCode event_of(BatchKind kind) {
  switch (kind) {
    case BatchKind::kLruAdd: return EventId::kFolioBatchMoveLru;
    case BatchKind::kLruMoveTail: return EventId::kLruMoveTail;
    case BatchKind::kLruDeactivate: return EventId::kLruDeactivate;
    case BatchKind::kLruLazyfree: return EventId::kLruLazyfree;
    case BatchKind::kLruActivate: return EventId::kLruActivate;
    case BatchKind::kMlock: return EventId::kMlockFolioBatch;
  }
  return EventId::kFolioBatchMoveLru;
}

void move_one(Phys& phys, BatchKind kind, Pfn pfn, MlockStep step) {
  switch (kind) {
    case BatchKind::kLruAdd: return lru_add(phys, pfn);
    case BatchKind::kLruMoveTail: return lru_move_tail(phys, pfn);
    case BatchKind::kLruDeactivate: return lru_deactivate(phys, pfn);
    case BatchKind::kLruLazyfree: return lru_lazyfree(phys, pfn);
    case BatchKind::kLruActivate: return lru_activate(phys, pfn);
    case BatchKind::kMlock: return mlock_step(phys, pfn, step);
  }
}

// folio_batch_move_lru: what the batch was collected for is done to all frames first, then the references are dropped, which frees those
// that nobody else holds.
void move_batch(Phys& phys, Trace& trace, BatchKind kind, u32 cpu, ReasonCode reason) {
  const FolioBatch batch = batch_of(phys, kind, cpu);
  Span span(trace, event_of(kind), cpu, batch.count, 0);
  span.because(reason);
  for (u32 i = 0; i < batch.count; ++i) move_one(phys, kind, Pfn(batch.pfn[i]), static_cast<MlockStep>(batch.step[i]));
  batch_mut(phys, kind, cpu) = FolioBatch{};
  u32 freed = 0;
  for (u32 i = 0; i < batch.count; ++i) {
    if (put_page(phys, trace, cpu, Pfn(batch.pfn[i]))) ++freed;
  }
  span.set(2, freed);
}

}  // namespace

const char* batch_name(BatchKind kind) {
  switch (kind) {
#define PW_BATCH(constant, name) case BatchKind::constant: return name;
#include "engine/phys/batches.def"
#undef PW_BATCH
  }
  return "";
}

u32 batch_add(Phys& phys, BatchKind kind, u32 cpu, Pfn pfn, MlockStep step) {
  get_page(phys, pfn);
  FolioBatch& batch = batch_mut(phys, kind, cpu);
  batch.pfn[batch.count] = pfn.v;
  batch.step[batch.count] = static_cast<u8>(step);
  return ++batch.count;
}

void empty_if_full(Phys& phys, Trace& trace, BatchKind kind, u32 cpu) {
  if (batch_of(phys, kind, cpu).count == kBatchPages) move_batch(phys, trace, kind, cpu, Reason::kBatchFull);
}

u32 count_batched(const Phys& phys, u32 cpu) {
  u32 count = 0;
  for (const FolioBatch& batch : phys.batches[cpu]) count += batch.count;
  return count;
}

void lru_add_drain(Phys& phys, Trace& trace, u32 cpu) {
  Span span(trace, EventId::kLruAddDrain, cpu, count_batched(phys, cpu));
  for (u32 i = 0; i < kBatchKinds; ++i) {
    const BatchKind kind = static_cast<BatchKind>(i);
    if (batch_of(phys, kind, cpu).count != 0) move_batch(phys, trace, kind, cpu, Reason::kBatchDrained);
  }
}

void lru_add_drain_all(Phys& phys, Trace& trace) {
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) lru_add_drain(phys, trace, cpu);
}

std::vector<BatchPlace> find_batches(const Phys& phys, Pfn pfn) {
  std::vector<BatchPlace> places;
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) {
    for (u32 kind = 0; kind < kBatchKinds; ++kind) {
      const FolioBatch& batch = phys.batches[cpu][kind];
      for (u32 i = 0; i < batch.count; ++i) {
        if (batch.pfn[i] == pfn.v) places.push_back(BatchPlace{static_cast<BatchKind>(kind), cpu});
      }
    }
  }
  return places;
}

}  // namespace pw
