// The sums that Linux keeps instead of counting: RSS, total_vm and its parts, and the pages promised to private writable areas.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// add_mm_counter. A count never goes below zero.
void add_rss(Memory& m, MmId mm, RssCounter counter, i64 pages);
// vm_stat_account: total_vm, and data, exec or stack by the area's flags.
void account_area(Memory& m, MmId mm, u64 vm_flags, i64 pages);
// security_vm_enough_memory_mm in overcommit mode 0: refuses only more than the machine has. ENOMEM leaves everything as it was.
Status charge_pages(Cx& cx, u64 pages);
void uncharge_pages(Memory& m, u64 pages);
// accountable_mapping: private, writable, and not MAP_NORESERVE.
bool is_accountable(u64 vm_flags);
void update_hiwater_rss(Memory& m, MmId mm);

}  // namespace pw
