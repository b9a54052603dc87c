// brk(2): the heap's end (mm/mmap.c).
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// The call never fails: it answers where the heap ends now, and `refused` says why that is not where it was asked to.
struct BrkResult {
  u64 brk = 0;
  AddrRange grown;  // pages that the heap won, aligned; to be populated when new memory is locked
  Error refused;
};
BrkResult do_brk(Cx& cx, MmId mm, u64 brk);

}  // namespace pw
