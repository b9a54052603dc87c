// Typed ids: the only way one object of the state names another.
//
// State holds no pointers, so that copying a Kernel is a snapshot and comparing two is a proof of equal replay. An id is an
// index into the table of its kind; `kNone` plays the part of NULL.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

template <class Tag>
struct Id {
  static constexpr u32 kNone = 0xffffffffu;
  u32 v = kNone;

  constexpr Id() = default;
  constexpr explicit Id(u32 index) : v(index) {}
  constexpr bool valid() const { return v != kNone; }
  friend constexpr bool operator==(Id a, Id b) { return a.v == b.v; }
  friend constexpr bool operator!=(Id a, Id b) { return a.v != b.v; }
  friend constexpr bool operator<(Id a, Id b) { return a.v < b.v; }
  PW_FIELDS(Id, v);
};

using ContentId = Id<struct ContentTag>;  // what a page holds (content/)
using Pfn = Id<struct PfnTag>;            // page frame number: physical address >> 12
using TableId = Id<struct TableTag>;      // the 512 entries of one page table (pgtable/)
using VmaId = Id<struct VmaTag>;          // vm_area_struct
using NodeId = Id<struct NodeTag>;        // maple_node
using AnonVmaId = Id<struct AnonVmaTag>;  // anon_vma
using AvcId = Id<struct AvcTag>;          // anon_vma_chain
using MmId = Id<struct MmTag>;            // mm_struct
using FileId = Id<struct FileTag>;        // struct file
using InodeId = Id<struct InodeTag>;      // struct inode, with its address_space
using Pid = u32;                          // task; 0 is nobody

}  // namespace pw
