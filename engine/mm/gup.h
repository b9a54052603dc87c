// get_user_pages: pages of an address space taken without the processor (mm/gup.c).
#pragma once

#include "engine/mm/mm.h"

namespace pw {

enum FollFlag : u32 { kFollWrite = 1, kFollForce = 16, kFollPin = 1u << 19 };
inline constexpr i32 kPinBias = 1024;  // GUP_PIN_COUNTING_BIAS: what a pin adds to _refcount

struct GupResult {
  std::vector<Pfn> pages;  // held, each to be given back; fewer than asked where one could not be had
  u32 minor = 0;           // faults taken, which count for the caller
};
// get_user_pages_remote and, with kFollPin, pin_user_pages_remote: `pages` pages of `mm` from the page of `addr` on.
GupResult get_user_pages(Cx& cx, MmId mm, u64 addr, u64 pages, u32 flags);
// put_page or unpin_user_page; `is_dirty`: the caller wrote to it past the page tables.
void put_user_page(Cx& cx, Pfn pfn, u32 flags, bool is_dirty);

// access_remote_vm: bytes of another address space copied to or from a kernel buffer, as far as it goes. How many went over.
struct RemoteAccess {
  u64 done = 0;
  u32 minor = 0;
};
RemoteAccess read_remote_vm(Cx& cx, MmId mm, u64 addr, u64 size_bytes, u32 flags, std::string* out);
RemoteAccess write_remote_vm(Cx& cx, MmId mm, u64 addr, const std::string& bytes, u32 flags);

}  // namespace pw
