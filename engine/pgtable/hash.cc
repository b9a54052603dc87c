// The share of page tables and TLBs in the state hash.
//
// Page tables: levels; then per live table, by id: id and each non-empty entry as (index, raw), closed by index 0xffff; then the chain of
// free ids, since it decides which id comes next.
// TLBs: number of CPUs; per CPU the loaded mm, the replacement pointers and, per valid entry, (slot, mm, vpn, raw), closed by slot 0xffff;
// then the six counters. What a TLB holds decides hits and misses, so it is state.
#include "engine/pgtable/pgtable.h"
#include "engine/pgtable/tlb.h"

namespace pw {
namespace {

constexpr u16 kEnd = 0xffff;

void hash_table(const Table& table, Hasher& hasher) {
  for (u32 i = 0; i < kTableEntries; ++i) {
    if (pte_none(table.entry[i])) continue;
    hasher.add_u16(static_cast<u16>(i));
    hasher.add_u64(table.entry[i].raw);
  }
  hasher.add_u16(kEnd);
}

void hash_cpu(const CpuTlb& cpu, Hasher& hasher) {
  hasher.add(cpu.loaded_mm);
  for (const u8 way : cpu.next_way) hasher.add_u8(way);
  for (u32 i = 0; i < kTlbSets * kTlbWays; ++i) {
    const TlbEntry& entry = cpu.entry[i];
    if (!entry.mm.valid()) continue;
    hasher.add_u16(static_cast<u16>(i));
    hasher.add(entry.mm);
    hasher.add_u64(entry.vpn);
    hasher.add_u64(entry.pte.raw);
  }
  hasher.add_u16(kEnd);
  const TlbStat& s = cpu.stat;
  for (const u64 value : {s.hits, s.misses, s.local_flush_one, s.local_flush_all, s.remote_flush, s.remote_received}) {
    hasher.add_u64(value);
  }
}

}  // namespace

void hash_state(const PageTables& pt, Hasher& hasher) {
  hasher.add_u32(pt.levels);
  hasher.add_u32(pt.tables.live_count());
  pt.tables.for_each([&hasher](TableId id, const Table& table) {
    hasher.add(id);
    hash_table(table, hasher);
  });
  for (u32 i = pt.tables.free_head(); i != TableId::kNone; i = pt.tables.next_free(i)) hasher.add_u32(i);
  hasher.add_u32(TableId::kNone);
}

void hash_state(const Tlb& tlb, Hasher& hasher) {
  hasher.add_u32(tlb.cpus);
  for (u32 c = 0; c < tlb.cpus; ++c) hash_cpu(tlb.cpu[c], hasher);
}

}  // namespace pw
