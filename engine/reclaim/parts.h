// The steps of shrink_folio_list, for the files of reclaim/ alone.
#pragma once

#include "engine/reclaim/reclaim.h"
#include "engine/reclaim/scan.h"

namespace pw {

// ---- tlb_batch.cc ----------------------------------------------------------------------------------------------------------------
// struct tlbflush_unmap_batch: address spaces whose entries were cleared and whose TLBs have not been told. They must be before the page's
// frame is freed, and before it is written if one of the entries allowed stores.
struct TlbBatch {
  std::vector<MmId> mms;
  bool is_writable = false;
};
// should_defer_flush: another CPU may know the address space, so one interrupt for many pages is worth waiting for.
bool should_defer_flush(const Cx& cx, MmId mm);
void defer_flush(TlbBatch& batch, MmId mm, Pte cleared);  // set_tlb_ubc_flush_pending
void flush_batch(Cx& cx, TlbBatch& batch);                // try_to_unmap_flush
void flush_batch_dirty(Cx& cx, TlbBatch& batch);          // try_to_unmap_flush_dirty

// ---- unmap.cc --------------------------------------------------------------------------------------------------------------------
// try_to_unmap: every entry of the page is replaced: by a swap entry, by nothing where an object or nobody has to be able to find the page
// again. It stops at the first that may not be. The page is mapped afterwards if one was.
void try_to_unmap(Cx& cx, TlbBatch& batch, Pfn pfn);

// ---- pageout.cc ------------------------------------------------------------------------------------------------------------------
// pageout and writeout: a dirty page of swap or of an object goes to the device.
enum class Pageout : u8 { kKeep, kActivate, kSuccess, kClean };
Pageout pageout(Cx& cx, Pfn pfn);

// ---- remove.cc -------------------------------------------------------------------------------------------------------------------
// __remove_mapping: out of the swap cache or of its object, if nobody but the cache and the caller holds it.
bool remove_mapping(Cx& cx, Pfn pfn, MemcgId target);  // for whose need: its list ages

// ---- references.cc ---------------------------------------------------------------------------------------------------------------
struct Referenced {
  u32 entries = 0;             // that mapped it and were used; each has forgotten
  bool is_executable = false;  // one of them lies in an area with VM_EXEC
  bool is_locked = false;      // an area with VM_LOCKED maps it: the page is marked, and the others were not asked
};
Referenced folio_referenced(Cx& cx, Pfn pfn, MemcgId target);  // only what runs in that tree counts
enum class FolioRef : u8 { kReclaim, kKeep, kActivate };
FolioRef check_references(Cx& cx, Pfn pfn, MemcgId target);

// ---- shrink_node.cc -------------------------------------------------------------------------------------------------------------
u64 count_free_pages(const Phys& phys);                         // NR_FREE_PAGES of all zones
u64 sum_high_watermarks(const Phys& phys, u32 at_least = 0);  // … of zones that have memory, each at least so much
// shrink_node: one round over the lists at the priority of `sc`, with everything that it goes by looked up anew. A round that took a page
// makes kswapd ready again.
void shrink_node(Cx& cx, ScanControl& sc);
void snapshot_refaults(Phys& phys, MemcgId target);

// ---- shrink_lruvec.cc ------------------------------------------------------------------------------------------------------------
void shrink_lruvec(Cx& cx, ScanControl& sc, MemcgId group);
void age_active_anon(Cx& cx, const ScanControl& sc, MemcgId group);  // 32 pages of the active anonymous list

// ---- shrink_list.cc --------------------------------------------------------------------------------------------------------------
enum class References : u8 { kAsk, kIgnore };
struct Shrunk {
  std::vector<Pfn> kept;  // those that stay, in the order in which they are to be put back
  u64 scanned = 0;
  u64 reclaimed = 0;
};
// shrink_folio_list over isolated pages, oldest first, for the need of a tree of groups.
Shrunk shrink_folio_list(Cx& cx, const std::vector<Pfn>& isolated, References references, MemcgId target);

inline bool is_file_lru(const Page& page) { return !has_flag(page, kPgSwapbacked); }  // folio_is_file_lru
// folio_maybe_dma_pinned.
inline bool is_maybe_pinned(const Page& page) { return page.refcount >= 1024; }

}  // namespace pw
