// try_charge_memcg (mm/memcontrol.c): one more page for a group.
//
//   the CPU's stock has one            taken from there
//   64 at once fit                     one is used, 63 wait in the stock
//   one fits                           that one
//   else                               32 pages of whoever is over its limit are taken away, and the counters are asked again: as long as
//                                      there is room, or something was taken; then once more after all stocks were given back; 16 times
//   nothing helps                      the group is out of memory: somebody is killed, or the charge is refused
// In v1 memory+swap is asked first. If that is what refuses, swapping would not help, so nothing is swapped for the rest of the charge.
// Who passes memory.high gives back as many pages as it charged (reclaim_high), and is not refused.
// DIVERGES: that comes right after the charge; in Linux on the way back to user mode, where whoever is far above also sleeps for a while.
// Left out: charges of several pages, and those in interrupts.
//
// Owns: G2 (counters are pages, stock and children).
#include "engine/memcg/memcg.h"
#include "engine/trace/memcg_events.h"

namespace pw {
namespace {

struct Attempt {
  MemcgCx& cx;
  MemcgId group;
  bool may_swap = true;
  MemcgId over = 0;  // whose maximum refused
};

bool try_counters(Attempt& a, u32 pages) {
  Memcg& memcg = a.cx.memcg;
  if (memcg.is_v1 && !try_charge_counter(memcg, a.group, MemcgCounter::kMemsw, pages, &a.over)) {
    a.may_swap = false;
    return false;
  }
  if (try_charge_counter(memcg, a.group, MemcgCounter::kMemory, pages, &a.over)) return true;
  if (memcg.is_v1) uncharge_counter(memcg, a.group, MemcgCounter::kMemsw, pages);
  return false;
}

// From the stock, or by the counters: 64 first, one then. kNone: neither.
ReasonCode try_once(Attempt& a, u32* batch) {
  if (consume_stock(a.cx, a.group, 1)) return Reason::kMemcgStock;
  for (;; *batch = 1) {
    if (try_counters(a, *batch)) {
      if (*batch > 1) refill_stock(a.cx, a.group, *batch - 1);
      return *batch > 1 ? Reason::kMemcgBatch : Reason::kMemcgSingle;
    }
    if (*batch == 1) return Reason::kNone;
    if (consume_stock(a.cx, a.group, 1)) return Reason::kMemcgStock;
  }
}

// mem_cgroup_margin.
u64 margin_of(const Memcg& memcg, MemcgId group) {
  const auto room = [&](MemcgCounter which) {
    const PageCounter& counter = memcg.groups[group][which];
    return counter.usage < counter.max ? counter.max - counter.usage : 0;
  };
  const u64 memory = room(MemcgCounter::kMemory);
  if (!memcg.is_v1) return memory;
  const u64 memsw = room(MemcgCounter::kMemsw);
  return memsw < memory ? memsw : memory;
}

ReasonCode climb(Attempt& a, GroupReclaimer& reclaimer) {
  u32 batch = kChargeBatch;
  bool is_drained = false;
  u32 retries = kMemcgRetries;
  for (;;) {
    const ReasonCode charged = try_once(a, &batch);
    if (charged != Reason::kNone) return charged;
    const MemcgId over = a.over;
    raise_event(a.cx.memcg, over, &MemcgEvents::max);
    const u64 reclaimed = reclaimer.try_to_free(over, 1, a.may_swap);
    if (margin_of(a.cx.memcg, over) >= 1) continue;
    if (!is_drained) {
      drain_all_stock(a.cx, over);
      is_drained = true;
      continue;
    }
    if (reclaimed != 0) continue;
    if (retries-- != 0) continue;
    raise_event(a.cx.memcg, over, &MemcgEvents::oom);
    if (!reclaimer.out_of_memory(over)) return Reason::kMemcgRefused;
    retries = kMemcgRetries;
  }
}

// reclaim_high: of the group and of each above it that is past its memory.high.
void give_back_above_high(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, u64 pages) {
  for (MemcgId at = group; at != 0; at = cx.memcg.groups[at].parent) {
    if (cx.memcg.groups[at][MemcgCounter::kMemory].usage <= cx.memcg.groups[at].high) continue;
    raise_event(cx.memcg, at, &MemcgEvents::high);
    reclaimer.try_to_free(at, pages, true);
  }
}

// A page says the group from now on.
void count_page(Memcg& memcg, MemcgId group, Charge charge) {
  ++memcg.groups[group].pages;
  if (charge != Charge::kTable) return;
  ++memcg.groups[group].tables;
  if (memcg.is_v1) charge_counter(memcg, group, MemcgCounter::kKmem, 1);
}

}  // namespace

bool charge_page(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, Charge charge, bool is_nofail) {
  Span span(cx.trace, EventId::kTryChargeMemcg, group, 0, 0);
  Attempt attempt{cx, group};
  ReasonCode reason = climb(attempt, reclaimer);
  if (reason == Reason::kMemcgRefused && is_nofail) {
    charge_counter(cx.memcg, group, MemcgCounter::kMemory, 1);
    if (cx.memcg.is_v1) charge_counter(cx.memcg, group, MemcgCounter::kMemsw, 1);
    reason = Reason::kMemcgForced;
  }
  span.because(reason);
  if (reason != Reason::kMemcgRefused) count_page(cx.memcg, group, charge);
  const u64 charged = reason == Reason::kMemcgBatch ? kChargeBatch : reason == Reason::kMemcgSingle ? 1 : 0;
  if (charged != 0) give_back_above_high(cx, reclaimer, group, charged);
  span.set(1, cx.memcg.groups[group][MemcgCounter::kMemory].usage);
  span.set(2, count_stock(cx.memcg, group));
  return reason != Reason::kMemcgRefused;
}

}  // namespace pw
