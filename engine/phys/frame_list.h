// Frame lists: the kernel's doubly linked list_head, with frame numbers for pointers. A frame is on one list at most, so one pair of
// links in struct page serves the buddy lists, the per-CPU lists and the LRU lists alike.
//
// `List` is FreeArea, PerCpuPages or LruHead: anything with `head` and `tail`. The caller keeps its count.
#pragma once

#include "engine/phys/phys.h"

namespace pw {

template <class List>
void list_push_front(Phys& phys, List& list, u32 pfn) {
  Page& page = phys.pages.mut(pfn);
  page.prev = Pfn::kNone;
  page.next = list.head;
  if (list.head != Pfn::kNone) {
    phys.pages.mut(list.head).prev = pfn;
  } else {
    list.tail = pfn;
  }
  list.head = pfn;
}

template <class List>
void list_push_back(Phys& phys, List& list, u32 pfn) {
  Page& page = phys.pages.mut(pfn);
  page.next = Pfn::kNone;
  page.prev = list.tail;
  if (list.tail != Pfn::kNone) {
    phys.pages.mut(list.tail).next = pfn;
  } else {
    list.head = pfn;
  }
  list.tail = pfn;
}

template <class List>
void list_erase(Phys& phys, List& list, u32 pfn) {
  Page& page = phys.pages.mut(pfn);
  if (page.prev != Pfn::kNone) {
    phys.pages.mut(page.prev).next = page.next;
  } else {
    list.head = page.next;
  }
  if (page.next != Pfn::kNone) {
    phys.pages.mut(page.next).prev = page.prev;
  } else {
    list.tail = page.prev;
  }
  page.next = Pfn::kNone;
  page.prev = Pfn::kNone;
}

}  // namespace pw
