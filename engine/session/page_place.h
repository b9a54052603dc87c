// Where a page of a process is at a moment: in memory, in swap, in both, or nowhere yet.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// kZeroPage: an entry that maps the page of zeros, which is everybody's.
enum class PageWhere : u8 { kNowhere, kZeroPage, kMemory, kSwap };
const char* page_where_name(PageWhere where);

struct PagePlace {
  PageWhere where = PageWhere::kNowhere;
  Pfn pfn;                // the frame that the entry maps; of a page in swap the one that is cached for its slot, if any
  bool is_mapped = false;  // our own entry maps it
  bool is_writable = false;
  bool has_slot = false;  // a slot holds it, or is kept for it
  SwpEntry slot;
  u32 mapcount = 0;    // entries of anybody that map the frame
  u32 swap_count = 0;  // … and that name the slot
  u32 flags = 0;       // of the frame: PageFlag
  friend bool operator==(const PagePlace& a, const PagePlace& b) {
    return a.where == b.where && a.pfn == b.pfn && a.is_mapped == b.is_mapped && a.is_writable == b.is_writable &&
           a.has_slot == b.has_slot && a.slot == b.slot && a.mapcount == b.mapcount && a.swap_count == b.swap_count && a.flags == b.flags;
  }
  friend bool operator!=(const PagePlace& a, const PagePlace& b) { return !(a == b); }
};

// At any moment, also inside a command. A process that does not run, or an address that is not mapped: kNowhere.
PagePlace find_page_place(const Kernel& k, Pid pid, u64 addr);

}  // namespace pw
