// get_unmapped_area: where a mapping without a fixed address goes (arch/x86/kernel/sys_x86_64.c, mm/mmap.c, mm/vma.c).
#pragma once

#include "engine/base/result.h"
#include "engine/vma/vma_tree.h"

namespace pw {

inline constexpr u64 kStackGuardGap = 256 * kPageSize;
inline constexpr u64 kMmapMinAddr = 65536;

struct PlaceRequest {
  u64 hint = 0;          // 0: none
  u64 size_bytes = 0;    // page aligned, not 0
  u64 flags = 0;         // VM_ flags (VM_GROWSDOWN asks for a guard gap below)
  u64 mmap_base = 0;
  u64 task_size = 0;
};
struct Placement {
  u64 addr = 0;
  Reason why = Reason::kNone;  // hint taken, hint refused (occupied, guard gap, too low), top-down gap, 2 MiB alignment, bottom-up fallback
};
// Top-down from mmap_base; bottom-up when nothing fits below. ENOMEM when the address space is full.
Result<Placement> find_unmapped_area(const NodePool& nodes, const Pool<Vma, VmaId>& vmas, const VmaTree& tree, const PlaceRequest& request);

}  // namespace pw
