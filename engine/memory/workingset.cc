#include "engine/memory/workingset.h"

#include "engine/phys/lruvecs.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

constexpr u64 kAgeMask = (u64{1} << kShadowAgeBits) - 1;

// A shadow is stored beside a mark of its own, so 0 would be read as none: the age stands above a bit that is always set.
constexpr u64 kIsShadow = 1;
constexpr u64 kWasWorkingset = 2;
constexpr u32 kAgeShift = 2;

constexpr u32 kGroupShift = kAgeShift + kShadowAgeBits;

u64 age_of(u64 shadow) { return shadow >> kAgeShift & kAgeMask; }

// Whose need it was; of a group that is gone, as its number may be another's by now (mem_cgroup_from_id), the root's list is looked at.
MemcgId group_of_shadow(const Memory& m, u64 shadow) {
  const MemcgId id = static_cast<MemcgId>(shadow >> kGroupShift);
  return id < m.phys.memcg.groups.size() && m.phys.memcg.groups[id].is_used ? id : MemcgId{0};
}

u64 distance_of(const Memory& m, u64 shadow) {
  return (lruvec_of_group(m.phys, group_of_shadow(m, shadow)).nonresident_age - age_of(shadow)) & kAgeMask;
}

}  // namespace

void age_nonresident(Phys& phys, MemcgId memcg, u64 pages) {
  for_each_above(phys, memcg, [&](Lruvec& lruvec) { lruvec.nonresident_age += pages; });
}

u64 workingset_eviction(Memory& m, Pfn pfn, MemcgId target) {
  const u64 age = lruvec_of_group(m.phys, target).nonresident_age & kAgeMask;
  age_nonresident(m.phys, target, 1);
  const u64 was_workingset = has_flag(m.phys.pages[pfn.v], kPgWorkingset) ? kWasWorkingset : 0;
  return u64{target} << kGroupShift | age << kAgeShift | was_workingset | kIsShadow;
}

// As statistics were last flushed, the other lists are what a page competes with: all of files, and with swap the active anonymous ones.
bool is_recent(const Memory& m, u64 shadow) {
  const MemcgId group = group_of_shadow(m, shadow);
  const Lruvec& lruvec = lruvec_of_group(m.phys, group);
  const auto pages_of = [&](LruList list) { return lruvec.flushed.pages[static_cast<u32>(list)]; };
  u64 size = pages_of(LruList::kActiveFile) + pages_of(LruList::kInactiveFile);
  if (swap_pages_left(m.phys.memcg, group, m.swap.nr_swap_pages) > 0) size += pages_of(LruList::kActiveAnon);
  return distance_of(m, shadow) <= size;
}

void workingset_refault(Memory& m, Trace& trace, Pfn pfn, u64 shadow) {
  ++m.stat.workingset_refault_anon;
  const u64 distance = distance_of(m, shadow);
  const bool is_active = is_recent(m, shadow);
  const bool is_restored = is_active && (shadow & kWasWorkingset) != 0;
  if (is_active) {
    m.phys.pages.mut(pfn.v).flags |= kPgActive;
    age_nonresident(m.phys, m.phys.pages[pfn.v].memcg, 1);
    ++m.stat.workingset_activate_anon;
    ++lruvec_of(m.phys, pfn).workingset_activate[kLruAnon];
  }
  if (is_restored) {
    m.phys.pages.mut(pfn.v).flags |= kPgWorkingset;
    lru_note_cost_refault(m.phys, pfn);
    ++m.stat.workingset_restore_anon;
  }
  const ReasonCode reason = is_restored ? Reason::kRefaultRestored : is_active ? Reason::kRefaultActive : Reason::kRefaultOld;
  trace.emit(EventId::kWorkingsetRefault, reason, pfn.v, distance);
}

}  // namespace pw
