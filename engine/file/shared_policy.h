// The policies of an object that is shared (struct shared_policy, mm/mempolicy.c): by page offset, for everybody who maps it, now or later.
#pragma once

#include "engine/file/file.h"

namespace pw {

// mpol_shared_policy_lookup; the default one where none was set.
Mempolicy find_shared_policy(const Files& files, InodeId inode, u64 index);
// mpol_set_shared_policy: [first, end) has `policy` from now on, and none when that is the default one.
void set_shared_policy(Files& files, InodeId inode, u64 first, u64 end, const Mempolicy& policy);

}  // namespace pw
