// Memory that is promised before it is there (mm/util.c): what Committed_AS counts, and vm.overcommit_memory bounds.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// security_vm_enough_memory_mm, by vm.overcommit_memory. ENOMEM leaves everything as it was.
Status charge_pages(Cx& cx, MmId mm, u64 pages);
void uncharge_pages(Memory& m, u64 pages);
// Pages that were promised to nothing that could give them back: Committed_AS keeps them to the end, as in Linux.
void lose_pages(Memory& m, u64 pages);
u64 total_ram_pages(const Phys& phys);
u64 vm_commit_limit(const Memory& m);  // pages: CommitLimit, enforced in mode 2 alone

}  // namespace pw
