// LRU batches and lists (mm/swap.c, include/linux/mm_inline.h).
//
// A new page does not go onto the LRU list at once: it waits in a batch of its CPU, 31 frames long, so that the list's lock is taken once
// for all of them. While it waits it has no PG_lru and the batch holds one reference to it. Both can be seen from outside: a page whose
// other owner is gone is still not reused but copied by a write fault on another CPU, because its refcount is 2.
//
// In 6.18 a batch is emptied when it is full, and when wp_can_reuse_anon_folio meets a page that is not on the LRU (its own CPU's batch
// only); mmap, munmap, mprotect, fork and exit leave it alone.
// DIVERGES: of the six batches a CPU has, only `lru_add` and `lru_activate` (mark_accessed.cc) exist here; a batch
// belongs to the machine and not to a NUMA node; MGLRU is off.
//
// Owns: P6 (lists and PG_lru), P7 (references of batches).
#include "engine/phys/frame_list.h"
#include "engine/phys/lru_list.h"

namespace pw {
namespace {

// folio_batch_move_lru: all frames onto the lists first, then the references are dropped, which frees those that nobody else holds.
void folio_batch_move_lru(Phys& phys, Trace& trace, u32 cpu, Reason reason) {
  const LruBatch batch = phys.lru_add[cpu];
  Span span(trace, EventId::kFolioBatchMoveLru, cpu, batch.count, 0);
  span.because(reason);
  for (u32 i = 0; i < batch.count; ++i) lru_insert(phys, Pfn(batch.pfn[i]));
  phys.lru_add[cpu] = LruBatch{};
  u32 freed = 0;
  for (u32 i = 0; i < batch.count; ++i) {
    if (put_page(phys, trace, cpu, Pfn(batch.pfn[i]))) ++freed;
  }
  span.set(2, freed);
}

}  // namespace

const char* lru_name(LruList list) {
  switch (list) {
    case LruList::kInactiveAnon: return "inactive_anon";
    case LruList::kActiveAnon: return "active_anon";
    case LruList::kInactiveFile: return "inactive_file";
    case LruList::kActiveFile: return "active_file";
    case LruList::kUnevictable: return "unevictable";
  }
  return "";
}

LruList lru_list_of(const Page& page) {
  if (has_flag(page, kPgUnevictable)) return LruList::kUnevictable;
  const bool is_active = has_flag(page, kPgActive);
  if (has_flag(page, kPgSwapbacked)) return is_active ? LruList::kActiveAnon : LruList::kInactiveAnon;
  return is_active ? LruList::kActiveFile : LruList::kInactiveFile;
}

void lru_insert(Phys& phys, Pfn pfn) {
  PW_ASSERT(!has_flag(phys.pages[pfn.v], kPgLru), "a frame is put on the LRU once");
  phys.pages.mut(pfn.v).flags |= kPgLru;
  LruHead& list = phys.lru[static_cast<u32>(lru_list_of(phys.pages[pfn.v]))];
  list_push_front(phys, list, pfn.v);
  ++list.count;
}

void lru_erase(Phys& phys, Pfn pfn) {
  LruHead& list = phys.lru[static_cast<u32>(lru_list_of(phys.pages[pfn.v]))];
  list_erase(phys, list, pfn.v);
  --list.count;
  phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgLru | kPgActive | kPgUnevictable);
}

void folio_add_lru(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  get_page(phys, pfn);
  LruBatch& batch = phys.lru_add[cpu];
  batch.pfn[batch.count++] = pfn.v;
  const u32 count = batch.count;
  trace.emit(EventId::kFolioAddLru, pfn.v, cpu, count, static_cast<u64>(phys.pages[pfn.v].refcount));
  if (count == kLruBatchPages) folio_batch_move_lru(phys, trace, cpu, Reason::kBatchFull);
}

void lru_add_drain(Phys& phys, Trace& trace, u32 cpu) {
  Span span(trace, EventId::kLruAddDrain, cpu, phys.lru_add[cpu].count);
  if (phys.lru_add[cpu].count != 0) folio_batch_move_lru(phys, trace, cpu, Reason::kBatchDrained);
  drain_activate(phys, trace, cpu, Reason::kBatchDrained);
}

void lru_add_drain_all(Phys& phys, Trace& trace) {
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) lru_add_drain(phys, trace, cpu);
}

bool is_in_lru_batch(const Phys& phys, Pfn pfn, u32* cpu) {
  for (u32 c = 0; c < phys.config.cpus; ++c) {
    const LruBatch& batch = phys.lru_add[c];
    for (u32 i = 0; i < batch.count; ++i) {
      if (batch.pfn[i] != pfn.v) continue;
      *cpu = c;
      return true;
    }
  }
  return false;
}

}  // namespace pw
