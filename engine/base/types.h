// Integer shorthands and the paging constants that every layer speaks.
//
// The names `long`, `size_t` and the platform's PAGE_SIZE never appear in state: they differ between the native build and
// wasm (there PAGE_SIZE is 65,536), and the state must be the same to the bit on both.
#pragma once

#include <cstdint>

namespace pw {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

inline constexpr u32 kPageShift = 12;
inline constexpr u64 kPageSize = u64{1} << kPageShift;
inline constexpr u64 kPageMask = ~(kPageSize - 1);

constexpr bool is_page_aligned(u64 value) { return (value & (kPageSize - 1)) == 0; }
constexpr u64 page_align_down(u64 value) { return value & kPageMask; }
// Wraps to 0 for the last page of the 64-bit space, as Linux's PAGE_ALIGN does; callers test for that.
constexpr u64 page_align_up(u64 value) { return (value + kPageSize - 1) & kPageMask; }
constexpr u64 to_pages(u64 size_bytes) { return size_bytes >> kPageShift; }

// DEFAULT_MAP_WINDOW: where a program's addresses end unless it hints beyond; the top of the stack. With four levels all of user space.
inline constexpr u64 kDefaultMapWindow = (u64{1} << 47) - kPageSize;

// Of `left` bytes from `addr` on, those in the page of `addr`.
constexpr u64 bytes_to_page_end(u64 addr, u64 left) {
  const u64 room = kPageSize - (addr & (kPageSize - 1));
  return left < room ? left : room;
}

// A half-open range of virtual addresses, [start, end).
struct AddrRange {
  u64 start = 0;
  u64 end = 0;
  constexpr u64 size_bytes() const { return end - start; }
  constexpr u64 pages() const { return to_pages(end - start); }
  constexpr bool contains(u64 addr) const { return addr >= start && addr < end; }
  constexpr bool is_empty() const { return start >= end; }
  friend constexpr bool operator==(const AddrRange& a, const AddrRange& b) { return a.start == b.start && a.end == b.end; }
};

}  // namespace pw
