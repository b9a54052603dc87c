// mremap(2): a range gets longer or shorter, or goes elsewhere with its pages (mm/mremap.c).
#pragma once

#include "engine/mm/mm.h"

namespace pw {

enum MremapFlag : u64 {
#define PW_MREMAP_FLAG(constant, number, name) constant = number,
#include "engine/mm/mremap_flags.def"
#undef PW_MREMAP_FLAG
};

struct MremapArgs {
  u64 addr = 0;
  u64 old_size = 0;  // bytes, as the caller gave them
  u64 new_size = 0;
  u64 flags = 0;
  u64 new_addr = 0;  // with kMremapFixed the place; with kMremapDontUnmap alone a hint
};
struct MremapDone {
  u64 addr = 0;        // where the range is now
  AddrRange populate;  // what a locked area gained and mm_populate() shall fault in; empty otherwise
};
Result<MremapDone> do_mremap(Cx& cx, MmId mm, const MremapArgs& args);

}  // namespace pw
