// Phys: the physical memory of the machine as one value: frames, zones with their free lists, per-CPU lists, LRU.
//
// Operations stand one to a file: boot.cc (memblock's result), buddy.cc (free lists), pcp.cc (per-CPU lists), alloc.cc (the
// front door), refcount.cc, lru.cc (lists), batch.cc (a CPU's batches), deactivate.cc, lazyfree.cc, mark_accessed.cc and mlock.cc (what the
// batches are for), contents.cc, check.cc.
#pragma once

#include <map>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/cow_table.h"
#include "engine/base/fields.h"
#include "engine/base/result.h"
#include "engine/content/contents.h"
#include "engine/phys/frame_source.h"
#include "engine/phys/page.h"
#include "engine/trace/trace.h"

namespace pw {

inline constexpr u32 kMaxOrder = 10;  // MAX_PAGE_ORDER
inline constexpr u32 kOrders = kMaxOrder + 1;
inline constexpr u32 kMaxCpus = 8;
inline constexpr u32 kBatchPages = 31;  // PAGEVEC_SIZE
inline constexpr u32 kSwapClusterMax = 32;  // SWAP_CLUSTER_MAX: pages that a reclaim wants, or a step takes off a list

// Zones by address, as on x86-64: below 16 MiB, below 4 GiB, the rest.
enum class ZoneId : u8 {
#define PW_ZONE(constant, name) constant,
#include "engine/phys/zones.def"
#undef PW_ZONE
};
inline constexpr u32 kZones = 3;
const char* zone_name(ZoneId zone);

// struct free_area: a circular list in Linux, a head here; pages link through Page::next/prev. New blocks go to the head, except
// where Linux puts them at the tail (boot).
struct FreeArea {
  u32 head = Pfn::kNone;
  u32 tail = Pfn::kNone;
  u32 nr_free = 0;  // blocks
  PW_FIELDS(FreeArea, head, derived(tail), derived(nr_free));
};

// struct per_cpu_pages of one zone and CPU, order 0 only. DIVERGES: Linux keeps orders 0-3 and the THP order here too.
struct PerCpuPages {
  u32 head = Pfn::kNone;
  u32 tail = Pfn::kNone;
  u32 count = 0;
  u32 high = 0;          // current limit, between Zone::pcp_high and pcp_high_max
  u32 free_count = 0;    // frees in a row, halved by an allocation
  u8 alloc_factor = 0;   // a refill takes pcp_batch << alloc_factor frames; grows by one a refill, halved by a free
  PW_FIELDS(PerCpuPages, head, derived(tail), derived(count), high, free_count, alloc_factor);
};

enum Watermark : u32 { kWmarkMin = 0, kWmarkLow = 1, kWmarkHigh = 2 };

enum class LruList : u8 {
#define PW_LRU_LIST(constant, name) constant,
#include "engine/phys/lru_lists.def"
#undef PW_LRU_LIST
};
inline constexpr u32 kLruLists = 5;
const char* lru_name(LruList list);
// folio_lru_list: which list a frame's flags put it on (lru.cc).
LruList lru_list_of(const Page& page);

struct Zone {
  u32 start_pfn = 0;
  u32 spanned_pages = 0;  // 0: the zone does not exist on this machine
  u32 present_pages = 0;
  u32 managed_pages = 0;
  u32 free_pages = 0;  // NR_FREE_PAGES: buddy lists only, without per-CPU lists
  u32 watermark[3]{};
  u32 lowmem_reserve[kZones]{};
  u32 pcp_batch = 1;
  u32 pcp_high = 0;      // pcp->high_min
  u32 pcp_high_max = 0;  // pcp->high_max
  u32 lru_pages[kLruLists]{};  // NR_ZONE_INACTIVE_ANON, …: pages of this zone on each list
  bool is_below_high = false;  // ZONE_BELOW_HIGH: per-CPU lists must not grow now
  FreeArea free_area[kOrders];
  PerCpuPages pcp[kMaxCpus];
  PW_FIELDS(Zone, derived(start_pfn), derived(spanned_pages), derived(present_pages), derived(managed_pages), derived(free_pages),
            derived(watermark), derived(lowmem_reserve), derived(pcp_batch), derived(pcp_high), derived(pcp_high_max), derived(lru_pages),
            is_below_high,
            free_area, pcp);
};

struct LruHead {
  u32 head = Pfn::kNone;  // most recently added
  u32 tail = Pfn::kNone;
  u32 count = 0;
  PW_FIELDS(LruHead, head, derived(tail), derived(count));
};

// Kinds of pages that reclaim weighs against each other: WORKINGSET_ANON, WORKINGSET_FILE.
enum LruKind : u32 { kLruAnon = 0, kLruFile = 1 };

// What statistics said of a lruvec when they were last flushed (mem_cgroup_flush_stats): the four lists that reclaim looks at, and the
// activated refaults. The sizes that decide how much is scanned are exact; those that decide whether a list is short may lag.
struct LruvecStat {
  u64 pages[4]{};
  u64 workingset_activate[2]{};
  PW_FIELDS(LruvecStat, pages, workingset_activate);
};

// struct lruvec: the pages of one group on one node, in the order in which reclaim would look at them.
struct Lruvec {
  LruHead list[kLruLists];
  u64 nonresident_age = 0;  // evictions and activations so far: the clock that refault distances are read from
  u64 cost[2]{};            // anon_cost and file_cost: what reclaim has paid of late for pages of each kind, in pages
  u64 workingset_activate[2]{};  // refaults that came in active, by kind
  u64 refaults[2]{};             // … when reclaim last ended
  LruvecStat flushed;
  LruHead& operator[](LruList name) { return list[static_cast<u32>(name)]; }
  const LruHead& operator[](LruList name) const { return list[static_cast<u32>(name)]; }
  PW_FIELDS(Lruvec, list, nonresident_age, cost, workingset_activate, refaults, flushed);
};

// pglist_data: memory that is equally near to the same CPUs. There is one.
struct Node {
  Zone zones[kZones];
  Lruvec lruvec;  // of the root; those of other groups: Phys::memcg_lruvecs
  u32 kswapd_failures = 0;  // runs in a row that took nothing
  PW_FIELDS(Node, zones, lruvec, kswapd_failures);
};

// The batches of a CPU, in the order in which lru_add_drain() empties them: struct cpu_fbatches (mm/swap.c), then mlock_fbatch
// (mm/mlock.c).
enum class BatchKind : u8 {
#define PW_BATCH(constant, name) constant,
#include "engine/phys/batches.def"
#undef PW_BATCH
};
inline constexpr u32 kBatchKinds = 6;
const char* batch_name(BatchKind kind);  // "lru_add", …, "mlock"

// What an entry of the mlock batch asks for; Linux keeps it in the low bits of the pointer. Other batches have one purpose each.
enum class MlockStep : u8 { kMunlock, kMlock, kMlockNew };

// struct folio_batch: each entry holds one reference to its frame. A frame may stand in several, and in the mlock batch twice.
struct FolioBatch {
  u32 count = 0;
  u32 pfn[kBatchPages]{};
  u8 step[kBatchPages]{};
  PW_FIELDS(FolioBatch, count, pfn, step);
};

struct PhysConfig {
  u64 mem_bytes = 64ull << 20;
  u32 cpus = 2;
  PW_FIELDS(PhysConfig, mem_bytes, cpus);
};

// Counters of the allocator, as /proc/vmstat names them.
struct PhysStat {
  u64 pgalloc[kZones]{};  // pgalloc_dma, pgalloc_dma32, pgalloc_normal
  u64 pgfree = 0;
  u64 pgactivate = 0;
  u64 pgdeactivate = 0;
  u64 pglazyfree = 0;
  u64 pgrotated = 0;
  u64 unevictable_culled = 0;     // unevictable_pgs_culled: moved to the unevictable list, as the next ones are named there
  u64 unevictable_rescued = 0;    // … and back
  u64 unevictable_mlocked = 0;    // PG_mlocked set
  u64 unevictable_munlocked = 0;  // … and cleared
  u64 unevictable_cleared = 0;    // … because the frame was freed
  u64 unevictable_stranded = 0;   // … while somebody had the frame off its list
  PW_FIELDS(PhysStat, pgalloc, pgfree, pgactivate, pgdeactivate, pglazyfree, pgrotated, unevictable_culled, unevictable_rescued,
            unevictable_mlocked, unevictable_munlocked, unevictable_cleared, unevictable_stranded);
};

struct Phys {
  PhysConfig config;
  CowTable<Page, 256> pages;
  Node node;
  FolioBatch batches[kMaxCpus][kBatchKinds];
  Pfn zero_page;
  PhysStat stat;
  u32 nr_page_tables = 0;  // frames of type kTable
  u32 nr_anon_mapped = 0;  // frames with at least one PTE and an anon mapping (NR_ANON_MAPPED)
  u32 nr_mlock = 0;        // frames with PG_mlocked (NR_MLOCK)
  Contents contents;  // what the frames hold
  Memcg memcg;        // who is charged for them
  std::vector<Lruvec> memcg_lruvecs;  // of the groups but the root, by id from 1
  PW_FIELDS(Phys, config, pages, node, batches, derived(zero_page), stat, nr_page_tables, nr_anon_mapped, nr_mlock, contents,
            sparse(memcg), sparse(memcg_lruvecs));
};

// mem_cgroup_lruvec.
inline Lruvec& lruvec_of_group(Phys& phys, MemcgId id) { return id == 0 ? phys.node.lruvec : phys.memcg_lruvecs[id - 1u]; }
inline const Lruvec& lruvec_of_group(const Phys& phys, MemcgId id) { return id == 0 ? phys.node.lruvec : phys.memcg_lruvecs[id - 1u]; }
// folio_lruvec: where a page stands while it has PG_lru.
inline Lruvec& lruvec_of(Phys& phys, Pfn pfn) { return lruvec_of_group(phys, phys.pages[pfn.v].memcg); }
inline const Lruvec& lruvec_of(const Phys& phys, Pfn pfn) { return lruvec_of_group(phys, phys.pages[pfn.v].memcg); }

// ---- boot.cc -------------------------------------------------------------------------------------------------------------------
// Lays out zones, marks what firmware, kernel image and struct pages occupy, frees the rest into the buddy lists and sets the
// watermarks (init_per_zone_wmark_min). The zero page is the last frame of the kernel image.
Phys boot_phys(const PhysConfig& config);

// ---- alloc.cc ------------------------------------------------------------------------------------------------------------------
// The first zone of the zonelist (highest address first) whose free pages stay above that watermark. The block has refcount 1, no mapping,
// zero content, the owner as its type. None: every zone would fall below it; no list and no counter was changed.
Pfn get_page_from_freelist(Phys& phys, Trace& trace, u32 cpu, const AllocRequest& request, Watermark mark, ReasonCode* reason);
void tell_allocation(Span& span, const Phys& phys, Pfn pfn, ReasonCode reason);  // what came of it, in the event of __alloc_frozen_pages
// What is free and nothing else: down to the low watermark, then down to min.
Pfn alloc_pages(Phys& phys, Trace& trace, u32 cpu, const AllocRequest& request);
// pgdat_balanced: some zone is at its high watermark. kswapd wakes when none is at its low one.
bool is_balanced(const Phys& phys);
bool is_below_low(const Phys& phys);
// __zone_watermark_ok: with so many pages free, for requests whose highest zone is ZONE_NORMAL or above, as all of the model's are.
bool is_watermark_ok(const Zone& zone, u32 order, Watermark mark, u64 free_pages);
// free_frozen_pages: to the per-CPU list (order 0) or the buddy lists. The refcount must be 0 and no PTE may map it.
void free_pages(Phys& phys, Trace& trace, u32 cpu, Pfn pfn, u32 order);
// Order-0 frames that alloc_pages could hand out before it fails, if every CPU's list were drained in time; those of a zone at its min
// watermark count nothing, since the watermark closes the per-CPU lists too. Right to within one refill.
u32 count_available(const Phys& phys);

// ---- pcp.cc --------------------------------------------------------------------------------------------------------------------
void drain_pcp(Phys& phys, Trace& trace, u32 cpu);  // drain_local_pages

// ---- refcount.cc ---------------------------------------------------------------------------------------------------------------
void get_page(Phys& phys, Pfn pfn);
// PG_locked: who holds it may allocate and still find the page where it is. Nobody waits here, so it is free when it is asked for.
void folio_lock(Phys& phys, Pfn pfn);
bool folio_trylock(Phys& phys, Pfn pfn);  // false: somebody has locked it
void folio_unlock(Phys& phys, Pfn pfn);
// folio_put: the last reference takes the frame off the LRU and frees it. Returns true if it was the last.
bool put_page(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);

// ---- lru.cc --------------------------------------------------------------------------------------------------------------------
void folio_add_lru(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);  // into the CPU's batch; empties it when full

// folio_isolate_lru: off its list, with a reference for whoever asked; it must have PG_lru. And back, through this CPU's batch.
void folio_isolate_lru(Phys& phys, Pfn pfn);
void folio_putback_lru(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);
// move_folios_to_lru: straight onto the list that its flags name, and the reference is given up. True: it was the last, and the frame is
// free.
bool put_back_isolated(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);

void flush_lruvec_stats(Lruvec& lruvec);
// lru_note_cost: what reclaim paid for pages of one kind; a page written or read back counts as 32 that were only looked at. Both costs
// halve when they pass a quarter of the lists, as last flushed.
void lru_note_cost(Lruvec& lruvec, LruKind kind, u64 pages_io, u64 pages_rotated);
void lru_note_cost_refault(Phys& phys, Pfn pfn);  // a page of the working set had to be read back

// ---- batch.cc ------------------------------------------------------------------------------------------------------------------
inline const FolioBatch& batch_of(const Phys& phys, BatchKind kind, u32 cpu) { return phys.batches[cpu][static_cast<u32>(kind)]; }
u32 count_batched(const Phys& phys, u32 cpu);           // entries of all its batches
void lru_add_drain(Phys& phys, Trace& trace, u32 cpu);  // this CPU's batches emptied, references dropped
void lru_add_drain_all(Phys& phys, Trace& trace);
struct BatchPlace {
  BatchKind kind = BatchKind::kLruAdd;
  u32 cpu = 0;
};
std::vector<BatchPlace> find_batches(const Phys& phys, Pfn pfn);  // one for each entry, by CPU

// ---- mlock.cc ------------------------------------------------------------------------------------------------------------------
void mlock_folio(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);      // one more locked area maps it
void mlock_new_folio(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);  // folio_add_lru for a new page of a locked area
void munlock_folio(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);    // one fewer

// ---- mark_accessed.cc ----------------------------------------------------------------------------------------------------------
void folio_mark_accessed(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);  // by the kernel, on behalf of a task on this CPU
void folio_mark_dirty(Phys& phys, Trace& trace, Pfn pfn);

// ---- rotate.cc -----------------------------------------------------------------------------------------------------------------
void folio_rotate_reclaimable(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);  // to the old end of its inactive list, once it is written

// ---- lazyfree.cc, deactivate.cc ------------------------------------------------------------------------------------------------
void folio_mark_lazyfree(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);  // its contents may be lost (MADV_FREE)
void folio_deactivate(Phys& phys, Trace& trace, u32 cpu, Pfn pfn);     // from the active list to the inactive one (MADV_COLD)

// ---- memcg.cc -------------------------------------------------------------------------------------------------------------------
inline MemcgCx memcg_cx(Phys& phys, Trace& trace, u32 cpu) { return MemcgCx{phys.memcg, trace, cpu}; }
// mem_cgroup_charge, __memcg_kmem_charge_page: a frame that nobody is charged for yet. False: the group is at its limit, and the frame is
// as it was.
bool charge_frame(Phys& phys, Trace& trace, u32 cpu, GroupReclaimer& reclaimer, Pfn pfn, MemcgId memcg, bool is_nofail);
// A group with its lists, and one whose folder goes: its tables say the parent then.
Result<MemcgId> add_group(Phys& phys, Trace& trace, u32 cpu, MemcgId parent, const std::string& name, const MemcgBirth& birth);
void remove_group(Phys& phys, Trace& trace, u32 cpu, MemcgId memcg);
// memcg1_swapout: nobody is charged for the frame any more, and its slot says who is.
MemcgId swap_out_charge(Phys& phys, Pfn pfn);
u64 sum_lru(const Phys& phys, LruList list);  // of all groups

// ---- contents.cc ---------------------------------------------------------------------------------------------------------------
void write_bytes(Phys& phys, Pfn pfn, u16 offset, const void* bytes, u32 length);  // offset + length <= 4096
void read_bytes(const Phys& phys, Pfn pfn, u16 offset, void* bytes, u32 length);
void copy_contents(Phys& phys, Pfn from, Pfn to);  // copy_user_highpage
void clear_contents(Phys& phys, Pfn pfn);
ByteRuns content_runs(const Phys& phys, Pfn pfn);  // sorted, disjoint, not touching; empty: all zero
u64 content_tag(const Phys& phys, Pfn pfn);                    // 0 for a zero page; equal bytes, equal tag

// ---- check.cc ---------------------------------------------------------------------------------------------------------
// `held_elsewhere`: who holds a content and is no frame (slots of swap), counted by the content's number.
void check_phys(const Phys& phys, CheckLevel level, CheckReport& report, const std::map<u32, u32>& held_elsewhere = {});

}  // namespace pw
