// get_user_pages: pages of an address space taken without the processor (mm/gup.c).
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// FOLL_* (include/linux/mm_types.h, mm/internal.h).
enum FollFlag : u32 {
  kFollWrite = 1u << 0,
  kFollForce = 1u << 3,          // what mprotect could allow counts as allowed
  kFollTouch = 1u << 16,         // what is found is marked accessed, and dirty for a writer
  kFollRemote = 1u << 18,        // another task's memory: its protection keys are not the caller's to be judged by
  kFollPin = 1u << 19,
  kFollMadvPopulate = 1u << 22,  // an area that forbids it is EINVAL
};
inline constexpr i32 kPinBias = 1024;  // GUP_PIN_COUNTING_BIAS: what a pin adds to _refcount

struct GupResult {
  std::vector<Pfn> pages;  // held, each to be given back; fewer than asked where one could not be had
  u32 minor = 0;           // faults taken, which count for the caller …
  u32 major = 0;           // … and those that read from a device
};
// get_user_pages and, with kFollPin, pin_user_pages: `pages` pages of `mm` from the page of `addr` on. Each is held by a reference, or
// pinned.
GupResult get_user_pages(Cx& cx, MmId mm, u64 addr, u64 pages, u32 flags);
// put_page or unpin_user_page; `is_dirty`: the caller wrote to it past the page tables.
void put_user_page(Cx& cx, Pfn pfn, u32 flags, bool is_dirty);
// The same walk over a range of one area, of which nobody wants the pages: faulted in, and held by nobody. How many; or, when not even the
// first could be had, ENOMEM (no frame), EFAULT, or EINVAL (kFollMadvPopulate). The faults are counted in `cx`.
Result<u64> fault_in_pages(Cx& cx, VmaId vma, AddrRange range, u32 flags);

// access_remote_vm: bytes of another address space copied to or from a kernel buffer, as far as it goes. How many went over.
struct RemoteAccess {
  u64 done = 0;
  u32 minor = 0;
  u32 major = 0;
};
RemoteAccess read_remote_vm(Cx& cx, MmId mm, u64 addr, u64 size_bytes, u32 flags, std::string* out);
RemoteAccess write_remote_vm(Cx& cx, MmId mm, u64 addr, const std::string& bytes, u32 flags);

}  // namespace pw
