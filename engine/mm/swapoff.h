// swapoff: an area is switched off once everything in it is back in memory.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// swapoff(2) behind its arguments; `mm` is the caller's, of whom the memory is asked. ENOMEM: the area stays on, and what came back stays
// in memory.
Status do_swapoff(Cx& cx, MmId mm, u32 type);
// Whatever stands in an area that is stopped comes back.
Status try_to_unuse(Cx& cx, u32 type);

}  // namespace pw
