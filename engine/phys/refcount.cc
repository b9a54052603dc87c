// References and the lock: get_page and folio_put (include/linux/mm.h, mm/swap.c), folio_lock (include/linux/pagemap.h).
//
// _refcount says how many holders a frame has: one for each PTE that maps it, one for an LRU batch it waits in, one for a kernel user such
// as the page tables. Standing on an LRU list counts nothing. The holder that drops the last one frees the frame.
#include "engine/phys/lru_list.h"
#include "engine/trace/phys_events.h"

namespace pw {

void get_page(Phys& phys, Pfn pfn) {
  Page& page = phys.pages.mut(pfn.v);
  PW_ASSERT(page.refcount > 0, "a reference is taken beside another one");
  ++page.refcount;
}

void folio_lock(Phys& phys, Pfn pfn) {
  Page& page = phys.pages.mut(pfn.v);
  PW_ASSERT(page.refcount > 0 && (page.flags & kPgLocked) == 0, "a page that is locked is there, and nobody else has locked it");
  page.flags |= kPgLocked;
}

bool folio_trylock(Phys& phys, Pfn pfn) {
  if (has_flag(phys.pages[pfn.v], kPgLocked)) return false;
  folio_lock(phys, pfn);
  return true;
}

void folio_unlock(Phys& phys, Pfn pfn) {
  PW_ASSERT(has_flag(phys.pages[pfn.v], kPgLocked), "who unlocks a page has locked it");
  phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgLocked);
}

bool put_page(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  Page& page = phys.pages.mut(pfn.v);
  PW_ASSERT(page.refcount > 0, "a dropped reference was held");
  if (--page.refcount != 0) return false;
  const bool is_on_lru = has_flag(page, kPgLru);
  const u32 order = page.order;
  trace.emit(EventId::kFolioPut, is_on_lru ? Reason::kPutOffLru : Reason::kPutNotOnLru, pfn.v);
  if (is_on_lru) lru_forget(phys, pfn);
  free_pages(phys, trace, cpu, pfn, order);
  return true;
}

}  // namespace pw
