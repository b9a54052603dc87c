// The part of the state hash that Memory declares: every layer below in order, then areas by id, address spaces by id, sums.
#include "engine/mm/mm.h"

namespace pw {
namespace {

void hash_area(const Vma& vma, Hasher& hasher) {
  hasher.add(vma.mm);
  hasher.add_u64(vma.start);
  hasher.add_u64(vma.end);
  hasher.add_u64(vma.flags);
  hasher.add_u64(vma.pgoff);
  hasher.add(vma.file);
  hasher.add(vma.anon_vma);
  hasher.add(vma.avc_head);
  hasher.add(vma.avc_tail);
  hasher.add_u32(vma.avc_count);
}

void hash_mm(const Mm& mm, Hasher& hasher) {
  hasher.add(mm.pgd);
  hasher.add_u32(mm.users);
  hasher.add(mm.tree.root);
  hasher.add_u32(mm.tree.height);
  hasher.add_u32(mm.tree.count);
  hasher.add_u32(mm.map_count);
  for (const u64 pages : {mm.total_vm, mm.data_vm, mm.exec_vm, mm.stack_vm, mm.locked_vm}) hasher.add_u64(pages);
  for (const u64 pages : mm.rss) hasher.add_u64(pages);
  hasher.add_u64(mm.hiwater_rss);
  hasher.add_u64(mm.hiwater_vm);
  hasher.add_u32(mm.nr_tables);
  hasher.add_u32(mm.nr_tables_start);
  hasher.add_u64(mm.mmap_base);
  hasher.add_u64(mm.task_size);
  for (const u64 addr : {mm.start_stack, mm.start_code, mm.end_code, mm.start_data, mm.end_data, mm.start_brk, mm.brk}) {
    hasher.add_u64(addr);
  }
  hasher.add_u32(mm.pkey_map);
  hasher.add_u32(static_cast<u32>(mm.execute_only_pkey));
  hasher.add_u64(mm.def_flags);
  hasher.add_u32(mm.cpumask);
}

// Live objects by id, then the free list, which decides future ids.
template <class PoolType, class HashItem>
void hash_pool(const PoolType& pool, Hasher& hasher, HashItem hash_item) {
  hasher.add_u32(pool.live_count());
  pool.for_each([&](auto id, const auto& item) {
    hasher.add(id);
    hash_item(item, hasher);
  });
  for (u32 index = pool.free_head(); index != VmaId::kNone; index = pool.next_free(index)) hasher.add_u32(index);
}

}  // namespace

void hash_state(const Memory& m, Hasher& hasher) {
  hash_state(m.phys, hasher);
  hash_state(m.pt, hasher);
  hash_state(m.tlb, hasher);
  hash_pool(m.vmas, hasher, hash_area);
  hash_state(m.nodes, hasher);
  hash_state(m.rmap, hasher);
  hash_state(m.files, hasher);
  hash_pool(m.mms, hasher, hash_mm);
  hasher.add_u64(m.committed_pages);
  hasher.add_u64(m.lost_pages);
  const VmSysctl& sysctl = m.sysctl;
  for (const u32 value : {sysctl.overcommit_memory, sysctl.overcommit_ratio, sysctl.max_map_count}) hasher.add_u32(value);
  for (const u64 kbytes : {sysctl.overcommit_kbytes, sysctl.user_reserve_kbytes, sysctl.admin_reserve_kbytes}) hasher.add_u64(kbytes);
  hasher.add_u64(m.stat.pgfault);
  hasher.add_u64(m.stat.pgmajfault);
  hasher.add_u64(m.stat.pgreuse);
}

}  // namespace pw
