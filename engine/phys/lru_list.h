// LRU lists and batches, for the files of phys/ alone.
#pragma once

#include "engine/phys/phys.h"

namespace pw {

// ---- lru.cc ---------------------------------------------------------------------------------------------------------------------
void lru_insert(Phys& phys, Pfn pfn);  // lruvec_add_folio: sets PG_lru
void lru_erase(Phys& phys, Pfn pfn);   // lruvec_del_folio: clears PG_lru and no other flag
void lru_forget(Phys& phys, Pfn pfn);  // __page_cache_release: … and what its place on the lists meant
void lru_move(Phys& phys, Pfn pfn, u32 cleared);  // to the list that its flags name without these
void lru_insert_tail(Phys& phys, Pfn pfn);  // lruvec_add_folio_tail: … at the old end
void lru_add(Phys& phys, Pfn pfn);         // the step of the lru_add batch
void lru_move_tail(Phys& phys, Pfn pfn);   // … of the lru_move_tail batch (rotate.cc)
void lru_deactivate(Phys& phys, Pfn pfn);  // … of the lru_deactivate batch (deactivate.cc)
void lru_lazyfree(Phys& phys, Pfn pfn);    // … of the lru_lazyfree batch (lazyfree.cc)
void lru_activate(Phys& phys, Pfn pfn);    // … of the lru_activate batch (mark_accessed.cc)

// ---- mlock.cc -------------------------------------------------------------------------------------------------------------------
bool is_evictable(const Page& page);   // folio_evictable
void mlock_step(Phys& phys, Pfn pfn, MlockStep step);
void clear_mlocked(Phys& phys, Pfn pfn);  // free_pages_prepare: a frame that is freed while PG_mlocked

// ---- memcg.cc -------------------------------------------------------------------------------------------------------------------
void uncharge_frame(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);  // the frame is freed: its group has one fewer

// ---- batch.cc -------------------------------------------------------------------------------------------------------------------
// folio_batch_add: takes a reference; a batch that is full then is emptied at once. Returns how many wait.
u32 batch_add(Phys& phys, BatchKind kind, u32 cpu, Pfn pfn, MlockStep step = MlockStep::kMunlock);
void empty_if_full(Phys& phys, Trace& trace, BatchKind kind, u32 cpu);

}  // namespace pw
