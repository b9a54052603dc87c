// One mremap on its way through mm/mremap.c, in the steps that its files share.
//
//   mremap.cc            do_mremap: arguments, in place or elsewhere, several areas one by one
//   mremap_check.cc      check_mremap_params, check_prep_vma: what is refused, in Linux's order
//   move_vma.cc          move_vma: the new area, the move of its pages, the end of the old range
//   copy_vma.cc          copy_vma: the new area alone, merged or made
//   move_page_tables.cc  entries and whole tables
#pragma once

#include "engine/mm/mremap.h"

namespace pw {

// struct vma_remap_struct. Sizes are whole pages from check_mremap_params() on.
struct Remap {
  MmId mm;
  u64 addr = 0;
  u64 old_size = 0;
  u64 new_size = 0;
  u64 flags = 0;
  u64 new_addr = 0;
  VmaId vma;  // that holds addr, as far as it is known
  u64 charged_pages = 0;
  bool populates = false;  // a locked area grows
  u64 cut_size = 0;        // what a move cut off first: 6.18 promises it once more

  bool has(u64 flag) const { return (flags & flag) != 0; }
  // vrm_implies_new_addr: the range moves, whatever its size.
  bool moves_anyway() const { return has(kMremapFixed | kMremapDontUnmap); }
  bool grows() const { return new_size > old_size; }
  bool shrinks() const { return new_size < old_size; }
  u64 delta() const { return grows() ? new_size - old_size : old_size - new_size; }
  AddrRange old_range() const { return AddrRange{addr, addr + old_size}; }
  AddrRange new_range() const { return AddrRange{new_addr, new_addr + new_size}; }
};

// ---- mremap_check.cc --------------------------------------------------------------------------------------------------------------
// Rounds the sizes up and refuses what is wrong in itself, without a look at any area.
Status check_mremap_params(const Memory& m, Remap& remap);
// Refuses what the area, its limits or its seal forbid; notes whether it has to be populated. remap.vma may be invalid: EFAULT.
Status check_prep_vma(Cx& cx, Remap& remap);
// What MREMAP_DONTUNMAP asks once more: the old range stays, so the address space grows by the whole of it.
Status check_second_range(Cx& cx, const Remap& remap);

// ---- move_vma.cc ------------------------------------------------------------------------------------------------------------------
// The whole range goes to remap.new_addr, where nothing is mapped.
Status move_vma(Cx& cx, Remap& remap);
// vrm_calc_charge: promises the pages that an accounted area gains. Also when there are none, as Linux does.
Status charge_remap(Cx& cx, Remap& remap);
// vrm_stat_account.
void account_remap(Cx& cx, const Remap& remap, u64 pages);

// ---- copy_vma.cc ------------------------------------------------------------------------------------------------------------------
// An area at remap.new_range() that is like remap.vma; remap.vma changes when that one was merged away. Accounting is the caller's.
VmaId copy_vma(Cx& cx, Remap& remap);

// ---- move_page_tables.cc ----------------------------------------------------------------------------------------------------------
// struct pagetable_move_control.
struct TableMove {
  MmId mm;
  VmaId old_vma;
  VmaId new_vma;
  u64 old_addr = 0;
  u64 new_addr = 0;
  u64 bytes = 0;
};
// How many bytes from old_addr on have moved: fewer than asked when no frame could be had for a table.
u64 move_page_tables(Cx& cx, const TableMove& move);

}  // namespace pw
