// Slots of swap in words.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"

namespace pw {

// "0:5": as `run --json` and the type and offset of pagemap have it.
std::string swap_text(SwpEntry entry);
// An entry of the swap form, and what is known of its slot: area, who names it, what the swap cache has, what is written there.
std::string render_swapped(const Kernel& k, Pte pte);
// "slot 0:5 of /dev/sda, named by 1 entry": of a page in the swap cache.
std::string cached_slot_text(const Kernel& k, const Page& page);

}  // namespace pw
