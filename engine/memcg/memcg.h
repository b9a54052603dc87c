// Memcg: groups of processes whose memory is counted and limited (mm/memcontrol.c, mm/memcontrol-v1.c, mm/page_counter.c).
//
//      group (its id) ──parent──> group ──parent──> root (0)
//        │ counters of pages: memory · swap (v2) or memory+swap (v1) · kmem (v1)
//        │   a charge of the group is one of every ancestor, and no counter passes its maximum
//        └ stock: what a CPU has charged ahead, up to 64 pages for each of seven groups
//
// What is charged are numbers here: which page or slot belongs to which group stands in struct page (phys/) and in the slot (swap/), and
// they tell this layer when one comes and goes. A page of the root is nobody's charge, and costs nothing here. Limits ask for pages to be
// taken away through GroupReclaimer, which kernel/ implements.
//
// Operations one to a file: counter.cc, stock.cc, group.cc (made, removed, found), charge.cc (try_charge_memcg), uncharge.cc, limit.cc
// (a limit is written), check.cc.
#pragma once

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/fields.h"
#include "engine/base/result.h"
#include "engine/trace/trace.h"

namespace pw {

using MemcgId = u16;  // mem_cgroup_id; 0: the root, which is always there
inline constexpr MemcgId kNoMemcg = 0xffff;
inline constexpr u32 kMaxMemcgs = 4096;                     // a limit of this program; MEM_CGROUP_ID_MAX is 65535
inline constexpr u64 kCounterMax = (~u64{0} >> 1) / 4096;   // PAGE_COUNTER_MAX: no limit
inline constexpr u32 kChargeBatch = 64;                     // MEMCG_CHARGE_BATCH
inline constexpr u32 kStockGroups = 7;                      // NR_MEMCG_STOCK
inline constexpr u32 kMemcgRetries = 16;                    // MAX_RECLAIM_RETRIES

// struct page_counter, in pages.
struct PageCounter {
  u64 usage = 0;
  u64 max = kCounterMax;
  u64 watermark = 0;  // the most that there was: memory.peak, max_usage_in_bytes
  u64 failcnt = 0;    // charges that the maximum refused
  PW_FIELDS(PageCounter, usage, max, watermark, failcnt);
};

enum class MemcgCounter : u8 { kMemory, kSwap, kMemsw, kKmem };
inline constexpr u32 kMemcgCounters = 4;

// memory.events and memory.swap.events, in v2 with those of the groups below.
struct MemcgEvents {
  u64 low = 0;
  u64 high = 0;
  u64 max = 0;
  u64 oom = 0;
  u64 oom_kill = 0;
  u64 oom_group_kill = 0;
  u64 swap_high = 0;
  u64 swap_max = 0;
  u64 swap_fail = 0;
  PW_FIELDS(MemcgEvents, low, high, max, oom, oom_kill, oom_group_kill, swap_high, swap_max, swap_fail);
};

// struct mem_cgroup with the struct cgroup that it belongs to.
struct MemCgroup {
  bool is_used = false;
  bool is_online = false;  // has a folder; a removed group stays until the last charge of it is gone
  std::string name;        // of its folder
  MemcgId parent = 0;
  std::vector<MemcgId> children;  // in the order in which they were made, those without a folder among them
  PageCounter counter[kMemcgCounters];
  u64 high = kCounterMax;
  u64 swap_high = kCounterMax;
  u64 low = 0;
  u64 min = 0;
  u32 swappiness = 60;  // v1; the root's is vm.swappiness
  bool oom_kill_disable = false;
  bool oom_group = false;
  MemcgEvents events;
  MemcgId position = kNoMemcg;  // mem_cgroup_reclaim_iter: where the last walk from here for pages to take stopped
  u64 pages = 0;       // pages that say this group, tables among them …
  u64 tables = 0;      // … these
  u64 swap_slots = 0;  // slots that say it
  PW_FIELDS(MemCgroup, is_used, is_online, name, parent, children, counter, high, swap_high, low, min, swappiness, oom_kill_disable,
            oom_group, events, position, pages, tables, swap_slots);
  PageCounter& operator[](MemcgCounter which) { return counter[static_cast<u32>(which)]; }
  const PageCounter& operator[](MemcgCounter which) const { return counter[static_cast<u32>(which)]; }
};

// struct memcg_stock_pcp: charged already, and not used yet.
struct MemcgStock {
  MemcgId group[kStockGroups]{};  // 0: the place is free
  u8 pages[kStockGroups]{};
  PW_FIELDS(MemcgStock, group, pages);
};

struct Memcg {
  bool is_v1 = false;
  std::vector<MemCgroup> groups;  // by id; empty as long as nobody has made one
  std::vector<MemcgStock> stock;  // by CPU, likewise
  u64 rng = 0;                    // which of a CPU's seven gives way: Linux leaves it to chance
  PW_FIELDS(Memcg, is_v1, groups, stock, rng);
};

// memcg_memory_event: in v2 of every group above, too, but for the root.
void raise_event(Memcg& memcg, MemcgId group, u64 MemcgEvents::*which);

inline bool has_groups(const Memcg& memcg) { return !memcg.groups.empty(); }

// What a charge that does not fit is helped by.
class GroupReclaimer {
 public:
  virtual ~GroupReclaimer() = default;
  // try_to_free_mem_cgroup_pages: at least 32 pages of the group and its children are wanted; how many were taken.
  virtual u64 try_to_free(MemcgId group, u64 pages, bool may_swap) = 0;
  // mem_cgroup_out_of_memory, for a charge or for a limit that is written: whether room may have come of it.
  virtual bool out_of_memory(MemcgId group) = 0;
};

// What an operation on groups is given.
struct MemcgCx {
  Memcg& memcg;
  Trace& trace;
  u32 cpu = 0;
};

// ---- counter.cc ----------------------------------------------------------------------------------------------------------------
// page_counter_try_charge: of the group and all above it, or of none. `over`: whose maximum refused.
bool try_charge_counter(Memcg& memcg, MemcgId group, MemcgCounter which, u64 pages, MemcgId* over);
void charge_counter(Memcg& memcg, MemcgId group, MemcgCounter which, u64 pages);  // page_counter_charge: past every maximum
void uncharge_counter(Memcg& memcg, MemcgId group, MemcgCounter which, u64 pages);
// memcg_uncharge: of memory, and with it of memory+swap.
void uncharge_memory(Memcg& memcg, MemcgId group, u64 pages);

// ---- stock.cc ------------------------------------------------------------------------------------------------------------------
bool consume_stock(MemcgCx& cx, MemcgId group, u32 pages);
void refill_stock(MemcgCx& cx, MemcgId group, u32 pages);
// drain_all_stock: every CPU that has something of the group or a child gives back all that it has.
void drain_all_stock(MemcgCx& cx, MemcgId group);
void forget_stock(MemcgCx& cx, MemcgId group);  // the group goes, and its places with it
u64 count_stock(const Memcg& memcg, MemcgId group);  // of all CPUs, without children

// ---- group.cc ------------------------------------------------------------------------------------------------------------------
// "a/b" below the root; "" is the root. kNoMemcg: there is none of that name.
MemcgId find_memcg(const Memcg& memcg, const std::string& path);
std::string memcg_path(const Memcg& memcg, MemcgId group);  // "/a/b", "/"
bool is_memcg_below(const Memcg& memcg, MemcgId group, MemcgId ancestor);  // or the same
bool is_memcg_online(const Memcg& memcg, MemcgId group);
bool has_online_child(const Memcg& memcg, MemcgId group);
// mem_cgroup_css_alloc: a child of `parent`. ENOSPC: too many.
struct MemcgBirth {
  u32 cpus = 1;
  u64 seed = 0;
  u32 swappiness = 60;  // vm.swappiness, which the root's children start with
};
Result<MemcgId> make_memcg(MemcgCx& cx, MemcgId parent, const std::string& name, const MemcgBirth& birth);
// mem_cgroup_css_offline: the folder goes, its tables become the parent's (whoever has them makes them say so, phys/group.cc). It is freed
// when its last page and slot are.
void remove_memcg(MemcgCx& cx, MemcgId group);
void release_memcg(Memcg& memcg, MemcgId group);  // css_put: frees it and what it held above, if nothing says them any more
// mem_cgroup_id_get_online: the group, or the nearest above it that has a folder.
MemcgId find_online(const Memcg& memcg, MemcgId group);

// ---- walk.cc -------------------------------------------------------------------------------------------------------------------
// mem_cgroup_iter: the groups of a tree, each above those below it. A partial walk goes on where the last one from that root stopped, and
// ends at the end of the tree; a whole one begins at the root.
class MemcgWalk {
 public:
  MemcgWalk(Memcg& memcg, MemcgId root, bool is_partial) : memcg_(memcg), root_(root), is_partial_(is_partial) {}
  MemcgId next();  // kNoMemcg: the end

 private:
  Memcg& memcg_;
  MemcgId root_;
  bool is_partial_;
  bool has_begun_ = false;
  MemcgId at_ = kNoMemcg;
};

// ---- protection.cc -------------------------------------------------------------------------------------------------------------
// memory.min and memory.low as they hold for a group when pages of the tree below `root` are wanted (mem_cgroup_calculate_protection).
struct Protection {
  u64 min = 0;
  u64 low = 0;
  u64 usage = 0;
};
Protection protection_of(const Memcg& memcg, MemcgId root, MemcgId group);

// ---- charge.cc -----------------------------------------------------------------------------------------------------------------
// What is charged: a page of a process, or of a table.
enum class Charge : u8 { kPage, kTable };
// try_charge_memcg, and that one more page says the group. False: the charge was refused, and nothing changed but what reclaim did.
// `is_nofail`: the page is charged past every limit then.
bool charge_page(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, Charge charge, bool is_nofail);

// ---- uncharge.cc ---------------------------------------------------------------------------------------------------------------
void uncharge_page(MemcgCx& cx, MemcgId group, Charge charge);  // the page is freed
// memcg1_swapout (v1): the page's charge becomes one of its slot. Whose it is then.
MemcgId move_charge_to_slot(Memcg& memcg, MemcgId group);
// __mem_cgroup_try_charge_swap (v2): a slot for a page of the group. kNoMemcg: swap.max refuses. 0: nobody's.
MemcgId charge_slot(Memcg& memcg, MemcgId group);
void uncharge_slot(Memcg& memcg, MemcgId group);  // mem_cgroup_uncharge_swap
// mem_cgroup_get_nr_swap_pages: how much of `free_slots` the group may still use.
i64 swap_pages_left(const Memcg& memcg, MemcgId group, i64 free_slots);
bool is_swap_half_used(const Memcg& memcg, MemcgId group);  // mem_cgroup_swap_full, below vm_swap_full

// ---- limit.cc ------------------------------------------------------------------------------------------------------------------
// memory_max_write, memory_high_write (v2): the limit is set first, pages are taken away then.
void set_memory_max(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, u64 pages);
void set_memory_high(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, u64 pages);
// mem_cgroup_resize_max (v1): EINVAL where memory would pass memory+swap, EBUSY where not enough can be taken.
Status resize_max(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, MemcgCounter which, u64 pages);
void force_empty(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group);  // v1, with every batch drained
// memory.reclaim (v2). EAGAIN: fewer were taken. `drain` empties all batches, before the last try.
template <class TryToFree, class Drain>
Status reclaim_on_demand(u64 pages, TryToFree try_to_free, Drain drain) {
  u64 reclaimed = 0;
  for (u32 retries = kMemcgRetries; reclaimed < pages;) {
    if (retries == 0) drain();
    const u64 taken = try_to_free((pages - reclaimed) / 4);
    if (taken == 0 && retries-- == 0) return fail(Errno::kEAGAIN, "memory.reclaim: not that much could be taken");
    reclaimed += taken;
  }
  return ok_status();
}

// ---- check.cc ------------------------------------------------------------------------------------------------------------------
// G1 … G5 (engine/memcg/README.md). `pages`, `tables`, `slots`: how many say each group, recounted by who has them.
struct MemcgRecount {
  std::vector<u64> pages, tables, slots;
};
void check_memcg(const Memcg& memcg, CheckReport& report, const MemcgRecount& recount);

}  // namespace pw
