// Swap: where pages go that have no file behind them (mm/swapfile.c, mm/swap_state.c, mm/swap_table.h, mm/page_io.c of 6.18).
//
//   device ──swapon──> area ──┬── clusters of 512 slots, each on one list
//                             └── slots: how many entries name it · folio, shadow or nothing · what is written there
//
//      PTE of the swap form, or a value in an object's XArray          SwpEntry{type, offset}
//                                │                                          │
//                                └──────────── counts ──────────────> slot ─┴─ table ──> folio in the swap cache (PG_swapcache)
//
// A slot is in use while an entry names it or the swap cache holds a page for it. Operations stand one family to a file: device.cc
// (mkswap), area.cc (swapon and swapoff below the page tables), cluster.cc and alloc.cc (which slot a page gets), count.cc (who names it),
// cache.cc (the page that is in memory for it), page_io.cc (to the device and back), readahead.cc (how many at once), check.cc.
// Left out: clusters of higher orders and their lists, discard, the pages that the map of counts itself takes, zswap, hibernation.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/cow_table.h"
#include "engine/base/fields.h"
#include "engine/base/result.h"
#include "engine/pgtable/absent.h"
#include "engine/phys/phys.h"
#include "engine/trace/trace.h"

namespace pw {

inline constexpr u32 kSwapCluster = 512;     // SWAPFILE_CLUSTER: slots
inline constexpr u32 kSwapMapMax = 0x3e;     // SWAP_MAP_MAX: what one byte of the map counts before it is continued
inline constexpr u32 kSwapContMax = 0x7f;    // SWAP_CONT_MAX: … and each byte behind it
inline constexpr u32 kNoCluster = ~u32{0};
inline constexpr u32 kMinSwapPages = 10;                 // what mkswap takes at least
inline constexpr u32 kMaxSwapPages = 4u << 20;           // 16 GiB: a limit of this program

enum class SwapKind : u8 {
#define PW_SWAP_KIND(constant, word, flags, text) constant,
#include "engine/swap/kinds.def"
#undef PW_SWAP_KIND
};
// SWP_SOLIDSTATE, SWP_SYNCHRONOUS_IO, SWP_BLKDEV, SWP_STABLE_WRITES.
enum SwapFlag : u32 { kSwpSolidState = 1, kSwpSynchronousIo = 2, kSwpBlkdev = 4, kSwpStableWrites = 8 };
u32 swap_flags_of(SwapKind kind);
const char* swap_kind_word(SwapKind kind);

// A device with a swap header on it (mkswap). Its first page is the header.
struct SwapDevice {
  std::string name;
  SwapKind kind = SwapKind::kDisk;
  u32 pages = 0;                 // with the header
  std::vector<u32> unreadable;   // slots whose read fails, sorted: a wish of who plays, no state of a real disk that could be asked for
  PW_FIELDS(SwapDevice, name, kind, pages, unreadable);
};

// What one slot is, by swap_map, the cluster's table, zeromap, and the device itself.
enum SwapSlotFlag : u8 { kSlotHasCache = 1, kSlotBad = 2, kSlotShmem = 4, kSlotZero = 8 };
struct SwapSlot {
  u64 table = 0;      // swap table: 0 nothing, even (frame + 1) << 1, odd shadow << 1 | 1
  u32 count = 0;      // swap entries that name it; an object's is one (SWAP_MAP_SHMEM)
  ContentId content;  // what the device holds there; a hold of its own
  u8 flags = 0;
  MemcgId memcg = 0;  // swap_cgroup: whose charge the slot is; 0: nobody's
  bool is_in_hash() const { return table != 0 || count != 0 || flags != 0 || content.valid(); }
  bool is_used() const { return count != 0 || flags != 0; }
  PW_FIELDS(SwapSlot, table, count, content, flags, sparse(memcg));
};

// CLUSTER_FLAG_*: the list that a cluster is on. kOff: on none, the allocator has it in its hands.
enum class ClusterList : u8 { kOff, kFree, kNonfull, kFrag, kFull };
inline constexpr u32 kClusterLists = 5;
const char* cluster_list_name(ClusterList list);
struct SwapCluster {
  u32 count = 0;  // slots in use
  ClusterList list = ClusterList::kOff;
  u32 next = kNoCluster;
  u32 prev = kNoCluster;
  PW_FIELDS(SwapCluster, count, list, next, derived(prev));
};
struct ClusterHead {
  u32 head = kNoCluster;
  u32 tail = kNoCluster;
  PW_FIELDS(ClusterHead, head, derived(tail));
};

// struct swap_info_struct. Its number is the `type` of the entries that name its slots.
struct SwapArea {
  bool is_used = false;     // SWP_USED
  bool is_writeok = false;  // SWP_WRITEOK: slots may be given out
  std::string name;         // of its device, for as long as it is on
  SwapKind kind = SwapKind::kDisk;
  i32 prio = 0;
  u32 pages = 0;  // usable slots
  u32 max = 0;    // slots, the header among them
  u32 inuse = 0;  // inuse_pages
  bool is_offlist = false;  // SWAP_USAGE_OFFLIST_BIT: full, so nobody looks here
  bool has_reclaim_work = false;  // reclaim_work is queued, until the command ends
  u32 next = 0;   // rotational: global_cluster->next, the slot to go on from; 0: none
  ClusterHead lists[kClusterLists];
  CowTable<SwapCluster, 64> clusters;
  CowTable<SwapSlot, 128> slots;
  PW_FIELDS(SwapArea, is_used, is_writeok, name, kind, prio, pages, max, inuse, is_offlist, derived(has_reclaim_work), next, lists,
            clusters, slots);
  bool is_solid_state() const { return (swap_flags_of(kind) & kSwpSolidState) != 0; }
  bool is_synchronous() const { return (swap_flags_of(kind) & kSwpSynchronousIo) != 0; }
};

// percpu_swap_cluster: where a CPU goes on in a solid-state area.
struct CpuCluster {
  u32 type = kMaxSwapfiles;
  u32 offset = 0;  // 0: none
  PW_FIELDS(CpuCluster, type, offset);
};

struct SwapStat {
  u64 pswpin = 0;
  u64 pswpout = 0;
  u64 swpin_zero = 0;
  u64 swpout_zero = 0;
  u64 swap_ra = 0;
  u64 swap_ra_hit = 0;
  PW_FIELDS(SwapStat, pswpin, pswpout, swpin_zero, swpout_zero, swap_ra, swap_ra_hit);
};

struct Swap {
  std::vector<SwapDevice> devices;  // in the order in which they were made
  std::vector<SwapArea> areas;      // by type; as many as were ever on at once
  std::vector<u32> avail;           // swap_avail_heads: types with room, by priority; among equals the next one first
  CpuCluster cpu_clusters[kMaxCpus];
  i32 least_priority = -1;
  i64 nr_swap_pages = 0;     // free slots of areas that are on; below that, for a while, when one is going
  i64 total_swap_pages = 0;
  u32 nr_swapcache = 0;      // NR_SWAPCACHE
  u32 page_cluster = 3;      // vm.page-cluster
  bool vma_ra_enabled = true;  // /sys/kernel/mm/swap/vma_ra_enabled
  u32 ra_hits = 4;           // swapin_readahead_hits
  u64 ra_prev_offset = 0;
  u32 ra_last_pages = 0;     // last_readahead_pages
  std::vector<Pfn> writeback;  // pages on their way to a device that answers when the command ends, in the order in which they were sent
  SwapStat stat;
  PW_FIELDS(Swap, devices, areas, avail, cpu_clusters, least_priority, nr_swap_pages, total_swap_pages, nr_swapcache, page_cluster,
            vma_ra_enabled, ra_hits, ra_prev_offset, ra_last_pages, derived(writeback), stat);
};

inline const SwapArea& area_of(const Swap& swap, SwpEntry entry) { return swap.areas[entry.type]; }
inline const SwapSlot& slot_of(const Swap& swap, SwpEntry entry) { return swap.areas[entry.type].slots[static_cast<u32>(entry.offset)]; }
inline SwapSlot& slot_mut(Swap& swap, SwpEntry entry) { return swap.areas[entry.type].slots.mut(static_cast<u32>(entry.offset)); }
// The slot is there: its area is on and has that many.
bool is_swap_slot(const Swap& swap, SwpEntry entry);
// vm_swap_full: more than half of all swap is used.
inline bool vm_swap_full(const Swap& swap) { return swap.nr_swap_pages * 2 < swap.total_swap_pages; }

// What slots are worked on with: pages are freed on the way, so the CPU matters.
struct SwapCx {
  Swap& swap;
  Phys& phys;
  Trace& trace;
  u32 cpu = 0;
};

// ---- device.cc -----------------------------------------------------------------------------------------------------------------
// mkswap: a device of that size with a header; one of that name that is not on is made anew. EBUSY: it is on. EINVAL: the size.
Status make_swap_device(Swap& swap, const std::string& name, SwapKind kind, u64 bytes);
const SwapDevice* find_swap_device(const Swap& swap, const std::string& name);
// The type of the area that the device is, kMaxSwapfiles: it is not on.
u32 find_swap_area(const Swap& swap, const std::string& name);
// From now on reading that slot fails, as a broken block does. ENOENT, EINVAL.
Status break_swap_slot(Swap& swap, const std::string& name, u64 offset);

// ---- area.cc -------------------------------------------------------------------------------------------------------------------
// swapon(2) below the permission checks: prio < 0 asks for the next of the default ones. The type. EINVAL: no such device (no header),
// EBUSY: on already, EPERM: MAX_SWAPFILES are on.
Result<u32> enable_swap(Swap& swap, Trace& trace, const std::string& name, i32 prio);
// The first half of swapoff(2): nothing is written there any more, and what stands there has to come in. And the second, once nothing does.
void stop_swap(Swap& swap, u32 type);
void resume_swap(Swap& swap, u32 type);  // … or it could not: back as it was (reinsert_swap_info)
void release_swap(SwapCx& cx, u32 type);

// ---- cluster.cc, alloc.cc ------------------------------------------------------------------------------------------------------
// cluster_alloc_swap_entry of order 0: a slot of this area, marked with SWAP_HAS_CACHE. 0: none.
u32 alloc_slot_in(SwapCx& cx, u32 type);
// After a slot was given out: relocate_cluster. After one was freed: free_cluster or partial_free_cluster.
void relocate_cluster(SwapArea& area, u32 cluster);
void settle_freed_cluster(SwapArea& area, u32 cluster);
void push_cluster(SwapArea& area, u32 cluster, ClusterList list);  // move_cluster: to the tail
u32 pop_cluster(SwapArea& area, ClusterList list);                 // isolate_lock_cluster: the first; kNoCluster: none
// swap_reclaim_work of every area for which it was queued.
void run_reclaim_work(SwapCx& cx);
// folio_alloc_swap: a slot for the page, which is locked and stands in the swap cache after it. False: no area has room, nothing changed.
bool folio_alloc_swap(SwapCx& cx, Pfn pfn);

// ---- count.cc ------------------------------------------------------------------------------------------------------------------
void swap_duplicate(SwapCx& cx, SwpEntry entry);    // one more page-table entry names the slot
void swap_shmem_alloc(Swap& swap, SwpEntry entry);  // an object's array does, which counts as one
// swap_free: one fewer; the slot is free when nobody is left and no page is cached for it.
void swap_free(SwapCx& cx, SwpEntry entry);
// free_swap_and_cache: … and a cached page that nobody maps goes with the last one.
void free_swap_and_cache(SwapCx& cx, SwpEntry entry);
u32 swap_count(const Swap& swap, SwpEntry entry);  // __swap_count, without the cache's share
// put_swap_folio: the cache gives up its share of a slot.
void put_swap_folio(SwapCx& cx, SwpEntry entry);
// memcg1_swapin (v1): the page is charged, so its slot is not any more. memcg1_swapout: the other way round, when the page goes.
void memcg1_swapin(SwapCx& cx, SwpEntry entry);
void memcg1_swapout(SwapCx& cx, Pfn pfn, SwpEntry entry);
// The bytes of the map for a count, and of its continuations, as swap_count_continued() has them: first the map's own.
std::vector<u8> swap_map_bytes(const SwapSlot& slot);

// ---- cache.cc ------------------------------------------------------------------------------------------------------------------
constexpr u64 table_of_folio(Pfn pfn) { return (u64{pfn.v} + 1) << 1; }
constexpr bool is_table_shadow(u64 table) { return (table & 1) != 0; }
// folio->swap of a page with PG_swapcache.
inline SwpEntry swap_entry_of(const Page& page) { return radix_to_swp_entry(page.private_); }
// swap_cache_get_folio, without the reference: invalid: no page is cached for the slot.
Pfn find_swap_cached(const Swap& swap, SwpEntry entry);
// swap_cache_get_shadow; 0: none.
u64 find_swap_shadow(const Swap& swap, SwpEntry entry);
// swapcache_prepare and swap_cache_add_folio: a page that is to be read stands for a slot that entries name. It takes a reference.
void add_to_swap_cache(SwapCx& cx, Pfn pfn, SwpEntry entry);
// swap_cache_del_folio: the page leaves; the slot is free if no entry names it. A shadow other than 0 stays in its place.
void delete_from_swap_cache(SwapCx& cx, Pfn pfn, u64 shadow = 0);
// folio_free_swap: the page leaves the cache and is dirty, unless entries still name its slot, or it is being written.
bool folio_free_swap(SwapCx& cx, Pfn pfn);
// __try_to_reclaim_swap: drops the cached page of a slot. kAnyway: whoever uses the page; kUnmapped: only if nobody maps it (or swap is
// full). Returns whether the slot was freed.
enum class ReclaimSwap : u8 { kAnyway, kUnmapped };
bool try_to_reclaim_swap(SwapCx& cx, SwpEntry entry, ReclaimSwap how);

// ---- page_io.cc ----------------------------------------------------------------------------------------------------------------
// swap_writeout of a page in the swap cache: gone to the device at once where that is synchronous, else PG_writeback until the command
// ends. The page is clean afterwards. A page of zeros is only marked.
enum class Writeout : u8 { kDone, kUnderWriteback, kActivated };
Writeout swap_writeout(SwapCx& cx, Pfn pfn);
// swap_read_folio: the slot's bytes into the page, which is up to date unless the read fails. `entry` need not be cached.
bool swap_read_folio(SwapCx& cx, Pfn pfn, SwpEntry entry);
// folio_wait_writeback: writes are over in the order in which they were sent, this page's and those in front of it. Nothing when it is not
// under way.
void wait_on_page_writeback(SwapCx& cx, Pfn pfn);
// end_page_writeback of all that is under way, in order; a page that reclaim waited for goes to the old end of its list (PG_reclaim).
void end_all_writeback(SwapCx& cx);

// ---- readahead.cc --------------------------------------------------------------------------------------------------------------
// __swapin_nr_pages: how many pages are read at once.
u32 swapin_nr_pages(u64 prev_offset, u64 offset, u32 hits, u32 max_pages, u32 prev_win);

// ---- check.cc ------------------------------------------------------------------------------------------------------------------
// S1 … S9 (engine/swap/README.md). Who names a slot is recounted where page tables and objects are known.
void check_swap(const Swap& swap, const Phys& phys, CheckLevel level, CheckReport& report);
// Slots that hold a content, by its number.
std::map<u32, u32> count_slot_contents(const Swap& swap);

}  // namespace pw
