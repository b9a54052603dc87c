// get_unmapped_area: where a mapping without a fixed address goes (arch/x86/kernel/sys_x86_64.c, mm/mmap.c, mm/huge_memory.c).
#pragma once

#include "engine/base/result.h"
#include "engine/vma/vma_tree.h"

namespace pw {

inline constexpr u64 kStackGuardGap = 256 * kPageSize;
inline constexpr u64 kMmapMinAddr = 65536;    // mmap_min_addr: the LSM's; hints are raised to it, searches and stacks end there
inline constexpr u64 kDacMmapMinAddr = 4096;  // vm.mmap_min_addr: below it MAP_FIXED needs CAP_SYS_RAWIO
inline constexpr u64 kLow32Start = 0x40000000, kLow32End = 0x80000000;  // where MAP_32BIT places
inline constexpr u64 kHugePageSize = u64{2} << 20;                    // PMD_SIZE

struct PlaceRequest {
  u64 hint = 0;          // 0: none
  u64 size_bytes = 0;    // page aligned, not 0
  u64 flags = 0;         // VM_ flags; in 6.18 only shadow stacks ask for a gap below themselves, so nothing is read from it yet
  bool is_32bit = false;     // MAP_32BIT: bottom-up from 1 GiB to 2 GiB
  bool is_above_4g = false;  // MAP_ABOVE4G: the top-down search ends at 4 GiB; hints and the bottom-up search do not care
  u64 mmap_base = 0;
  bool may_align_huge = true;  // private anonymous memory of whole 2 MiB
  u64 task_size = 0;     // with five levels beyond kDefaultMapWindow; such addresses are used only when the hint is one
  bool raises_hint = true;  // round_hint_to_min, as mmap does; mremap takes a low hint as it is
};
struct Placement {
  u64 addr = 0;
  ReasonCode why = Reason::kNone;          // kPlaceHint, kPlaceTopdown, kPlaceHugeAligned, kPlaceBottomup, kPlace32Bit
  ReasonCode hint_reason = Reason::kNone;  // kNone: no hint. kPlaceHint, kPlaceHintRaised: taken. Else why it was refused
};
// Top-down from mmap_base; bottom-up when nothing fits below. ENOMEM when the address space is full.
Result<Placement> find_unmapped_area(const NodePool& nodes, const Pool<Vma, VmaId>& vmas, const VmaTree& tree, const PlaceRequest& request);

// vm_start_gap: where the addresses begin that an area claims, its guard gap included.
inline u64 vm_start_gap(const Vma& vma) {
  if (!vma.has(kVmGrowsDown)) return vma.start;
  return vma.start > kStackGuardGap ? vma.start - kStackGuardGap : 0;
}

}  // namespace pw
