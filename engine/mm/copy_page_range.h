// copy_page_range (mm/memory.c): the entries of one area, parent to child.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// False: no frame for a page table; what was copied stays, for exit_mmap to take down.
bool copy_page_range(Cx& cx, VmaId from, VmaId to);

}  // namespace pw
