// mincore (mm/mincore.c), on one address space.
#pragma once

#include <vector>

#include "engine/mm/mm.h"

namespace pw {

// One entry a page, 1 for a present one, is added to `rows`: for so many pages, or as many of them as the area at `addr` has. ENOMEM: there
// is no area.
Status do_mincore(Cx& cx, MmId mm, u64 addr, u64 pages, std::vector<u8>* rows);

}  // namespace pw
