// mm_alloc (kernel/fork.c), arch_pick_mmap_layout (arch/x86/mm/mmap.c): an address space without areas.
//
// Address-space randomisation is off. mmap_base leaves 128 MiB below the top of the user space, the least that Linux reserves for a stack
// of 8 MiB. DIVERGES: [vvar], [vdso] and [vsyscall], which Linux maps into every process, are left out.
#include "engine/mm/mm.h"

namespace pw {
namespace {

constexpr u64 kMmapGap = 128ull << 20;

}  // namespace

Result<MmId> create_mm(Cx& cx) {
  const Pfn pgd = alloc_table(cx.m.pt, cx.m.phys, cx.frames);
  if (!pgd.valid()) return fail(Errno::kENOMEM, "no frame for a page-table root");
  Mm mm;
  mm.pgd = pgd;
  mm.users = 1;
  mm.memcg = cx.memcg;
  mm.task_size = task_size(cx.m.pt.levels);
  mm.mmap_base = kDefaultMapWindow - kMmapGap;
  mm.start_brk = mm.brk = kStartBrk;
  // init_new_context: key 0 is everybody's.
  if (cx.m.pkeys) mm.pkey_map = 1;
  if (cx.m.pkeys) mm.execute_only_pkey = -1;
  return cx.m.mms.alloc(mm);
}

}  // namespace pw
