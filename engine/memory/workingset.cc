#include "engine/memory/workingset.h"

#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

constexpr u64 kAgeMask = (u64{1} << kShadowAgeBits) - 1;

// A shadow is stored beside a mark of its own, so 0 would be read as none: the age stands above a bit that is always set.
constexpr u64 kIsShadow = 1;
constexpr u64 kWasWorkingset = 2;
constexpr u32 kAgeShift = 2;

u64 age_of(u64 shadow) { return shadow >> kAgeShift; }

}  // namespace

void age_nonresident(Lruvec& lruvec, u64 pages) { lruvec.nonresident_age += pages; }

u64 workingset_eviction(Memory& m, Pfn pfn) {
  Lruvec& lruvec = lruvec_of(m.phys, pfn);
  const u64 age = lruvec.nonresident_age & kAgeMask;
  age_nonresident(lruvec, 1);
  const u64 was_workingset = has_flag(m.phys.pages[pfn.v], kPgWorkingset) ? kWasWorkingset : 0;
  return age << kAgeShift | was_workingset | kIsShadow;
}

// As statistics were last flushed, the other lists are what a page competes with: all of files, and with swap the active anonymous ones.
bool is_recent(const Memory& m, Pfn pfn, u64 shadow) {
  const Lruvec& lruvec = lruvec_of(m.phys, pfn);
  const u64 distance = (lruvec.nonresident_age - age_of(shadow)) & kAgeMask;
  const auto pages_of = [&](LruList list) { return lruvec.flushed.pages[static_cast<u32>(list)]; };
  u64 size = pages_of(LruList::kActiveFile) + pages_of(LruList::kInactiveFile);
  if (m.swap.nr_swap_pages > 0) size += pages_of(LruList::kActiveAnon);
  return distance <= size;
}

void workingset_refault(Memory& m, Trace& trace, Pfn pfn, u64 shadow) {
  ++m.stat.workingset_refault_anon;
  const u64 distance = (lruvec_of(m.phys, pfn).nonresident_age - age_of(shadow)) & kAgeMask;
  const bool is_active = is_recent(m, pfn, shadow);
  const bool is_restored = is_active && (shadow & kWasWorkingset) != 0;
  if (is_active) {
    m.phys.pages.mut(pfn.v).flags |= kPgActive;
    age_nonresident(lruvec_of(m.phys, pfn), 1);
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
