// How many pages a fault reads at once (__swapin_nr_pages, mm/swap_state.c). Where they lie, by slots around the one that is wanted or by
// addresses around the one that faults, is decided where page tables are known (mm/fault/swap_readahead.cc).
#include <algorithm>

#include "engine/swap/swap.h"

namespace pw {

u32 swapin_nr_pages(u64 prev_offset, u64 offset, u32 hits, u32 max_pages, u32 prev_win) {
  u32 pages = hits + 2;
  if (pages == 2) {
    const bool is_next = offset == prev_offset + 1 || offset + 1 == prev_offset;
    if (!is_next) pages = 1;
  } else {
    u32 rounded = 4;
    while (rounded < pages) rounded <<= 1;
    pages = rounded;
  }
  return std::max(std::min(pages, max_pages), prev_win / 2);
}

}  // namespace pw
