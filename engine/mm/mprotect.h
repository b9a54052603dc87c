// mprotect and pkey_mprotect (mm/mprotect.c). What was changed before an error stays changed.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

Status do_mprotect(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot);
// pkey -1: as mprotect.
Status do_pkey_mprotect(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot, i32 pkey);

}  // namespace pw
