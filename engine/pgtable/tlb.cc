// TLBs: filling, switching address spaces, flushing and shootdowns (arch/x86/mm/tlb.c).
//
// A flush names a range. Up to 33 pages are dropped one by one (invlpg), more than that cost the whole address space. The CPU that flushes
// drops its own entries and interrupts every other CPU that runs on the same tables right now, waiting for each: the shootdown. A CPU that
// ran them before and has switched since is not interrupted; Linux's tlb_gen makes it flush when it switches back.
// DIVERGES: the entries of a CPU that has switched away are dropped at once here and not at its next switch, so that nothing stale is
// ever held; the mask of CPUs is not trimmed; there is no lazy mode and no broadcast flush (INVLPGB).
//
// No CPU holds two entries for one page; that every entry agrees with the tables is M13 (mm/check.cc).
#include "engine/pgtable/tlb.h"

#include "engine/trace/pgtable_events.h"

namespace pw {
namespace {

bool is_hit(const TlbEntry& entry, MmId mm, u64 vpn) { return entry.mm == mm && entry.vpn == vpn; }

u32 first_way(u64 vpn) { return static_cast<u32>(vpn % kTlbSets) * kTlbWays; }

u32 drop_page(CpuTlb& tlb, MmId mm, u64 vpn) {
  const u32 first = first_way(vpn);
  for (u32 i = first; i < first + kTlbWays; ++i) {
    if (!is_hit(tlb.entry[i], mm, vpn)) continue;
    tlb.entry[i] = TlbEntry{};
    return 1;
  }
  return 0;
}

u32 drop_mm(CpuTlb& tlb, MmId mm) {
  u32 dropped = 0;
  for (TlbEntry& entry : tlb.entry) {
    if (entry.mm != mm) continue;
    entry = TlbEntry{};
    ++dropped;
  }
  return dropped;
}

struct Flush {
  MmId mm;
  AddrRange range;
  bool is_whole;
};

u32 drop(CpuTlb& tlb, const Flush& flush) {
  if (flush.is_whole) return drop_mm(tlb, flush.mm);
  u32 dropped = 0;
  for (u64 addr = page_align_down(flush.range.start); addr < flush.range.end; addr += kPageSize) {
    dropped += drop_page(tlb, flush.mm, addr >> kPageShift);
  }
  return dropped;
}

void flush_local(Tlb& tlb, Trace& trace, u32 cpu, const Flush& flush) {
  CpuTlb& own = tlb.cpu[cpu];
  const u32 dropped = drop(own, flush);
  if (own.loaded_mm != flush.mm) return;
  if (flush.is_whole) {
    ++own.stat.local_flush_all;
  } else {
    own.stat.local_flush_one += flush.range.pages();
  }
  trace.emit(EventId::kFlushTlbLocal, cpu, dropped);
}

void shoot_down(Tlb& tlb, Trace& trace, u32 from, u32 cpu, const Flush& flush) {
  CpuTlb& other = tlb.cpu[cpu];
  const u32 dropped = drop(other, flush);
  if (other.loaded_mm != flush.mm) return;
  ++other.stat.remote_received;
  trace.emit(EventId::kFlushTlbShootdown, from, cpu, dropped);
}

void run_flush(Tlb& tlb, Trace& trace, u32 cpu, u32 cpumask, const Flush& flush) {
  const u32 others = cpumask & ~(1u << cpu);
  u32 running = tlb.cpu[cpu].loaded_mm == flush.mm ? 1 : 0;
  for (u32 c = 0; c < tlb.cpus; ++c) {
    if ((others >> c & 1) != 0 && tlb.cpu[c].loaded_mm == flush.mm) ++running;
  }
  Span span(trace, EventId::kFlushTlbRange, flush.mm.v, flush.range.start, flush.range.end, running);
  span.because(flush.is_whole ? Reason::kFlushWholeMm : Reason::kFlushOneByOne);
  if (others != 0) ++tlb.cpu[cpu].stat.remote_flush;
  flush_local(tlb, trace, cpu, flush);
  for (u32 c = 0; c < tlb.cpus; ++c) {
    if ((others >> c & 1) != 0) shoot_down(tlb, trace, cpu, c, flush);
  }
}

}  // namespace

const TlbEntry* tlb_lookup(Tlb& tlb, u32 cpu, MmId mm, u64 vpn, u64 needed, u64 forbidden) {
  CpuTlb& own = tlb.cpu[cpu];
  const u32 first = first_way(vpn);
  for (u32 i = first; i < first + kTlbWays; ++i) {
    if (!is_hit(own.entry[i], mm, vpn)) continue;
    const u64 bits = own.entry[i].pte.raw;
    if ((bits & needed) != needed || (bits & forbidden) != 0) break;
    ++own.stat.hits;
    return &own.entry[i];
  }
  ++own.stat.misses;
  return nullptr;
}

void tlb_fill(Tlb& tlb, u32 cpu, MmId mm, u64 vpn, Pte pte) {
  CpuTlb& own = tlb.cpu[cpu];
  drop_page(own, mm, vpn);
  const u32 first = first_way(vpn);
  u32 slot = first;
  while (slot < first + kTlbWays && own.entry[slot].mm.valid()) ++slot;
  if (slot == first + kTlbWays) {
    u8& next = own.next_way[first / kTlbWays];
    slot = first + next;
    next = static_cast<u8>((next + 1) % kTlbWays);
  }
  TlbEntry& entry = own.entry[slot];
  entry.mm = mm;
  entry.vpn = vpn;
  entry.pte = pte;
}

void switch_mm(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32* cpumask) {
  *cpumask |= 1u << cpu;
  if (tlb.cpu[cpu].loaded_mm == mm) return;
  tlb.cpu[cpu].loaded_mm = mm;
  trace.emit(EventId::kSwitchMm, cpu, mm.v);
}

void flush_tlb_range(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32 cpumask, AddrRange range) {
  if (range.is_empty()) return;
  run_flush(tlb, trace, cpu, cpumask, Flush{mm, range, range.pages() > kTlbFlushCeiling});
}

void flush_tlb_page(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32 cpumask, u64 addr) {
  const u64 start = page_align_down(addr);
  run_flush(tlb, trace, cpu, cpumask, Flush{mm, AddrRange{start, start + kPageSize}, false});
}

void flush_tlb_mm(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32 cpumask) {
  run_flush(tlb, trace, cpu, cpumask, Flush{mm, AddrRange{0, ~u64{0}}, true});
}

void forget_mm(Tlb& tlb, MmId mm) {
  for (CpuTlb& cpu : tlb.cpu) {
    drop_mm(cpu, mm);
    if (cpu.loaded_mm == mm) cpu.loaded_mm = MmId();
  }
}

}  // namespace pw
