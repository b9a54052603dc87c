// Mm: an address space (struct mm_struct, include/linux/mm_types.h).
#pragma once

#include "engine/base/fields.h"
#include "engine/memcg/memcg.h"
#include "engine/vma/vma_tree.h"

namespace pw {

enum RssCounter : u32 { kMmFilePages = 0, kMmAnonPages = 1, kMmSwapEnts = 2, kMmShmemPages = 3 };
inline constexpr u32 kRssCounters = 4;
// Where the heap of the first program begins: just above a position-independent program that was loaded without randomisation.
inline constexpr u64 kStartBrk = 0x555555580000;

struct Mm {
  Pfn pgd;  // CR3
  u32 users = 0;  // mm_users: tasks that run on it
  VmaTree tree;
  u32 map_count = 0;
  u64 total_vm = 0;  // pages, as are the next ones
  u64 data_vm = 0;
  u64 exec_vm = 0;
  u64 stack_vm = 0;
  u64 locked_vm = 0;
  u64 rss[kRssCounters]{};
  u64 hiwater_rss = 0;
  u64 hiwater_vm = 0;
  u32 nr_tables = 0;        // page-table frames below the PGD; pgtables_bytes = 4096 x
  u32 nr_tables_start = 0;  // … when the process began (fork or exec)
  u64 mmap_base = 0;
  u64 task_size = 0;
  u64 start_stack = 0;
  u64 start_code = 0;  // the program's own text and data, as execve found them; 0: no program
  u64 end_code = 0;
  u64 start_data = 0;
  u64 end_data = 0;
  u64 start_brk = 0;  // the heap: from where, and how far brk moved its end
  u64 brk = 0;
  u32 pkey_map = 0;           // protection keys that are allocated, a bit each (context.pkey_allocation_map)
  i32 execute_only_pkey = 0;  // the key of areas that are PROT_EXEC alone; -1: none yet. 0 where there are no keys
  u64 def_flags = 0;  // VM_LOCKED and VM_LOCKONFAULT that every new area gets (mlockall with MCL_FUTURE)
  u32 cpumask = 0;  // CPUs that may hold its entries in their TLB
  MemcgId memcg = 0;  // group of its owner, which its pages are charged to
  PW_FIELDS(Mm, pgd, users, tree, map_count, total_vm, data_vm, exec_vm, stack_vm, locked_vm, rss, hiwater_rss, hiwater_vm, nr_tables,
            nr_tables_start, mmap_base, task_size, start_stack, start_code, end_code, start_data, end_data, start_brk, brk, pkey_map,
            execute_only_pkey, def_flags, cpumask, sparse(memcg));
};

}  // namespace pw
