// LRU lists, for the files of phys/ alone.
#pragma once

#include "engine/phys/phys.h"

namespace pw {

// folio_lru_list: which list a frame's flags put it on.
LruList lru_list_of(const Page& page);
void lru_insert(Phys& phys, Pfn pfn);  // lru_add: sets PG_lru
void lru_erase(Phys& phys, Pfn pfn);   // __page_cache_release: clears it, and PG_active with it

}  // namespace pw
