// SwapOps: what page tables ask of whoever holds the pages that were taken out (mm/swapfile.c, mm/swap_state.c, mm/page_io.c).
//
// An entry of the swap form is a counted claim on a slot: who copies the entry asks for one more, who clears it gives one back, and a
// fault reads the slot into a fresh frame before it gives its claim back. Swap is not built: nobody writes such entries, and NoSwap, which
// stands here until then, says so. The hostile allocator of the tests is the other implementation.
#pragma once

#include "engine/phys/phys.h"
#include "engine/pgtable/absent.h"

namespace pw {

class SwapOps {
 public:
  virtual ~SwapOps() = default;
  virtual void duplicate(SwpEntry entry) = 0;                   // swap_duplicate: one more entry names the slot
  virtual void free(SwpEntry entry) = 0;                        // free_swap_and_cache: one fewer; the last frees the slot
  virtual void read(Phys& phys, SwpEntry entry, Pfn into) = 0;  // swap_read_folio: the slot's bytes; no claim changes
  virtual bool is_cached(SwpEntry entry) const = 0;             // mincore_swap: the swap cache has the page in memory
};

// The machine without a swap device.
SwapOps& no_swap();

}  // namespace pw
