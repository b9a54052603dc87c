// Tlb: what each CPU remembers of the page tables (arch/x86/mm/tlb.c).
//
// Per CPU, kTlbSets x kTlbWays entries of 4 KiB pages tagged with the mm, as if every mm had its own PCID. Replacement is round robin in a
// set. DIVERGES: Linux hands out six PCIDs a CPU and flushes when it reuses one; a real TLB has two levels and its own replacement.
#pragma once

#include "engine/base/check.h"
#include "engine/base/ids.h"
#include "engine/pgtable/pte.h"
#include "engine/phys/phys.h"
#include "engine/trace/trace.h"

namespace pw {

inline constexpr u32 kTlbSets = 16;
inline constexpr u32 kTlbWays = 4;
inline constexpr u32 kTlbFlushCeiling = 33;  // tlb_single_page_flush_ceiling: more pages than this flush the whole mm

struct TlbEntry {
  MmId mm;  // invalid: empty
  u64 vpn = 0;
  Pte pte;  // as it was when it was loaded; its D bit says whether a store may skip the walk
  PW_FIELDS(TlbEntry, mm, vpn, pte);
};

// Per CPU, in the words of /proc/vmstat and perf.
struct TlbStat {
  u64 hits = 0;
  u64 misses = 0;
  u64 local_flush_one = 0;   // nr_tlb_local_flush_one (invlpg)
  u64 local_flush_all = 0;   // nr_tlb_local_flush_all
  u64 remote_flush = 0;      // nr_tlb_remote_flush: shootdowns this CPU sent
  u64 remote_received = 0;   // nr_tlb_remote_flush_received
  PW_FIELDS(TlbStat, hits, misses, local_flush_one, local_flush_all, remote_flush, remote_received);
};

struct CpuTlb {
  MmId loaded_mm;  // whose tables CR3 points to
  u8 next_way[kTlbSets]{};
  TlbEntry entry[kTlbSets * kTlbWays];
  TlbStat stat;
  PW_FIELDS(CpuTlb, loaded_mm, next_way, entry, stat);
};

struct Tlb {
  u32 cpus = 1;
  CpuTlb cpu[kMaxCpus];
  PW_FIELDS(Tlb, cpus, cpu);
};

// An entry with all of the `needed` bits and none of the `forbidden` ones: a hit. nullptr is a miss, also when there is an entry
// that does not suffice, since the processor then reads the tables. Both are counted.
const TlbEntry* tlb_lookup(Tlb& tlb, u32 cpu, MmId mm, u64 vpn, u64 needed = 0, u64 forbidden = 0);
void tlb_fill(Tlb& tlb, u32 cpu, MmId mm, u64 vpn, Pte pte);
// switch_mm: loads CR3, sets the CPU in the mm's cpumask.
void switch_mm(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32* cpumask);
// flush_tlb_mm_range from `cpu`: entries of [start, end) leave this CPU's TLB and that of every other CPU in the mask.
void flush_tlb_range(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32 cpumask, AddrRange range);
void flush_tlb_page(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32 cpumask, u64 addr);
void flush_tlb_mm(Tlb& tlb, Trace& trace, u32 cpu, MmId mm, u32 cpumask);
// The mm is gone: no entry may survive it.
void forget_mm(Tlb& tlb, MmId mm);

}  // namespace pw
