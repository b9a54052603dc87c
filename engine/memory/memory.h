// Memory: all state below the tasks as one value: frames, page tables, TLBs, areas, reverse mapping, files, address spaces.
//
// This layer holds state and what counts or looks it up, but no operation on areas or entries: mm/ works on it, and so will whatever takes
// pages away, without either knowing the other.
#pragma once

#include "engine/base/fields.h"
#include "engine/file/file.h"
#include "engine/memory/mm_struct.h"
#include "engine/memory/sysctl.h"
#include "engine/memory/work.h"
#include "engine/pgtable/pgtable.h"
#include "engine/pgtable/tlb.h"
#include "engine/phys/phys.h"
#include "engine/rmap/rmap.h"
#include "engine/swap/swap.h"
#include "engine/vma/vma_tree.h"

namespace pw {

// Event counters of /proc/vmstat.
struct VmStat {
  u64 pgfault = 0;
  u64 pgmajfault = 0;
  u64 pgreuse = 0;  // do_wp_page that reused
  u64 nr_vmscan_write = 0;  // pages that reclaim sent to a device
  u64 pglazyfreed = 0;      // lazily freed pages that were dropped
  u64 pgscan_kswapd = 0;    // pages that reclaim looked at, by who did …
  u64 pgscan_direct = 0;
  u64 pgscan_anon = 0;  // … and by kind
  u64 pgscan_file = 0;
  u64 pgsteal_kswapd = 0;  // … and took
  u64 pgsteal_direct = 0;
  u64 pgsteal_anon = 0;
  u64 pgsteal_file = 0;
  u64 pgrefill = 0;    // active pages that were looked at
  u64 pageoutrun = 0;  // runs of kswapd
  u64 allocstall = 0;  // direct reclaims
  u64 workingset_refault_anon = 0;   // came back and had left a shadow …
  u64 workingset_activate_anon = 0;  // … so recent that they are active at once …
  u64 workingset_restore_anon = 0;   // … and had been active when they went
  PW_FIELDS(VmStat, pgfault, pgmajfault, pgreuse, nr_vmscan_write, pglazyfreed, pgscan_kswapd, pgscan_direct, pgscan_anon,
            pgscan_file, pgsteal_kswapd, pgsteal_direct, pgsteal_anon, pgsteal_file, pgrefill, pageoutrun, allocstall,
            workingset_refault_anon, workingset_activate_anon, workingset_restore_anon);
};

struct Memory {
  Phys phys;
  PageTables pt;
  Tlb tlb;
  VmaPool vmas;
  NodePool nodes;
  Rmap rmap;
  Files files;
  Swap swap;
  Pool<Mm, MmId, 16> mms;
  u64 committed_pages = 0;  // vm_committed_as
  u64 lost_pages = 0;       // of these, what no area stands for any more: 6.18 promised it and never gives it back (lose_pages)
  bool pkeys = false;       // the processor has protection keys, and they are on (X86_FEATURE_OSPKE)
  VmSysctl sysctl;
  VmStat stat;
  WorkLimit work;  // of the command that runs; not part of what the machine is
  PW_FIELDS(Memory, phys, pt, tlb, vmas, nodes, rmap, files, swap, mms, committed_pages, lost_pages, derived(pkeys), sysctl, stat,
            derived(work));
};

}  // namespace pw
