// Areas as objects of an address space: made, found, cut, joined. The operations above (mmap, munmap, mprotect, fork, exit) are
// made of these.
#pragma once

#include "engine/mm/mm.h"
#include "engine/vma/merge.h"

namespace pw {

// ---- area.cc --------------------------------------------------------------------------------------------------------------------
// vm_area_alloc and vma_link: a new area in the tree, counted in map_count, with a reference to the file. Accounting of pages is
// the caller's.
VmaId create_area(Cx& cx, MmId mm, AddrRange range, u64 flags, u64 pgoff, FileId file = FileId());
// vm_area_free: the area must be out of the tree and off its anon_vmas. map_count is the caller's. Its reference to the file goes
// with it.
void free_area(Cx& cx, VmaId id);
// The area's reference alone, for whoever frees an area in another way.
void put_area_file(Cx& cx, FileId file);
// What a file that went leaves to be given back.
void take_back(Cx& cx, const Released& released);
// As free_pgtables does it: off the anon_vmas and out of the tree of the inode.
void leave_trees(Cx& cx, VmaId id);

// ---- split.cc ---------------------------------------------------------------------------------------------------------------------
enum class NewHalf : u8 { kBelow, kAbove };
// __split_vma: cuts at `addr`, strictly inside. The new area is the half that is named; the old id keeps the other. Does not ask map_count.
VmaId split_area(Cx& cx, VmaId id, u64 addr, NewHalf half);
// vm_ops->may_split, which is asked before each cut, after the area limit and the seal: EINVAL of [vdso] and its like.
Status may_split(const Memory& m, VmaId id);
// An area that _install_special_mapping made: it has vm_ops, but no vm_file; what it maps here names it.
bool is_special_mapping(const Memory& m, const Vma& vma);
// An area over a file whose pages nobody can read yet: a named one, or a special mapping.
bool maps_unread_file(const Memory& m, const Vma& vma);
bool is_map_count_full(const Memory& m, MmId mm);

// ---- merge_commit.cc --------------------------------------------------------------------------------------------------------------
// Asks the planner about a new range between its neighbours, tells the trace, and carries out what was planned. Invalid: no merge.
// kPrevOnly is what brk asks for (just_expand): the area behind is not looked at.
enum class MergeSides : u8 { kBoth, kPrevOnly };
VmaId try_merge_new(Cx& cx, MmId mm, AddrRange range, u64 flags, u64 pgoff, MergeSides sides = MergeSides::kBoth, FileId file = FileId());
// vma_merge_copied_range: … about a new range that is to get pages of `source`, faulted or not. The survivor may be `source` itself.
VmaId try_merge_copied(Cx& cx, VmaId source, AddrRange range, u64 pgoff);
// vma_merge_extend: … about the range from an area's end on, for the area itself. Invalid: a special area, which never merges.
VmaId try_merge_extend(Cx& cx, VmaId id, u64 new_end);
// … about [range) of an existing area that is to get `flags` and `policy`. The survivor's id, or invalid.
VmaId try_merge_existing(Cx& cx, VmaId middle, AddrRange range, u64 flags, const Mempolicy& policy);

// ---- modify.cc --------------------------------------------------------------------------------------------------------------------
// vma_modify: an area that is exactly `range` with these flags, and this policy where one is given, or covers it by merging; `how` says
// which. ENOMEM: a cut would exceed the area limit; EINVAL: the area may not be cut.
Result<VmaId> modify_area(Cx& cx, VmaId id, AddrRange range, u64 new_flags, ReasonCode* how, const Mempolicy* new_policy = nullptr);

}  // namespace pw
