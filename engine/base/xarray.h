// XArray: entries by a 64-bit index, in a tree of nodes with 64 slots (lib/xarray.c, include/linux/xarray.h).
//
//     head ──> node, shift 6 ──> node, shift 0 ──> entries 0 … 63        index = … | 6 bits | 6 bits
//                            └─> node, shift 0 ──> entries 64 … 127                  shift 6  shift 0
//
// Three kinds of entries stand in slots, told apart by their low bits: an object (a frame, by number), a value (63 bits of its own: what
// is left of a page that went, a shadow or a place in swap), and, above the leaves only, a node. An array whose one entry is at index 0
// has no node: the entry lies in the head. Nodes are taken from a pool that all arrays share, so a copy of the machine costs what changed,
// and an insertion among a million pages copies one node.
//
// Each entry has three marks; a mark in an inner node says that some entry below has it, those of the array that any has. Left out:
// entries of several indices (they come with large folios), XA_ZERO_ENTRY, retry entries and RCU, failing allocations.
#pragma once

#include "engine/base/check.h"
#include "engine/base/pool.h"

namespace pw {

using XaNodeId = Id<struct XaNodeTag>;  // xa_node

struct XaEntry {
  u64 raw = 0;
  PW_FIELDS(XaEntry, raw);

  static XaEntry of_object(u32 number) { return XaEntry{(u64{number} + 1) << 2}; }
  static XaEntry of_value(u64 value) { return XaEntry{value << 1 | 1}; }  // xa_mk_value
  static XaEntry of_node(XaNodeId id) { return XaEntry{(u64{id.v} + 1) << 2 | 2}; }

  bool is_none() const { return raw == 0; }
  bool is_value() const { return (raw & 1) != 0; }
  bool is_node() const { return (raw & 3) == 2; }
  bool is_object() const { return raw != 0 && (raw & 3) == 0; }
  u32 object() const { return static_cast<u32>((raw >> 2) - 1); }
  u64 value() const { return raw >> 1; }  // xa_to_value
  XaNodeId node() const { return XaNodeId(static_cast<u32>((raw >> 2) - 1)); }
  friend bool operator==(XaEntry a, XaEntry b) { return a.raw == b.raw; }
};

inline constexpr u32 kXaChunkShift = 6;
inline constexpr u32 kXaChunkSize = 1u << kXaChunkShift;
// XA_MARK_0 … 2; who uses an array says what they mean (PAGECACHE_TAG_DIRTY, _WRITEBACK, _TOWRITE).
enum class XaMark : u8 { k0, k1, k2 };
inline constexpr u32 kXaMarks = 3;

struct XaNode {
  u8 shift = 0;      // bits of the index below this node's six
  u8 offset = 0;     // its slot in the parent
  u8 count = 0;      // slots that hold something
  u8 nr_values = 0;  // … of them values
  XaNodeId parent;
  XaEntry slots[kXaChunkSize];
  u64 marks[kXaMarks]{};  // a bit a slot
  PW_FIELDS(XaNode, shift, offset, count, nr_values, parent, slots, marks);
};
using XaNodePool = Pool<XaNode, XaNodeId, 4>;

struct XArray {
  XaEntry head;
  u8 marks = 0;  // a bit a mark
  PW_FIELDS(XArray, head, marks);
};

// The entry at `index`; none: nothing is there.
XaEntry xa_load(const XaNodePool& nodes, const XArray& xa, u64 index);
// Puts an entry there and returns what was there. The marks of what is replaced stay.
XaEntry xa_store(XaNodePool& nodes, XArray& xa, u64 index, XaEntry entry);
// Takes out what is there, with its marks; nodes that are not needed any more go.
XaEntry xa_erase(XaNodePool& nodes, XArray& xa, u64 index);

bool xa_get_mark(const XaNodePool& nodes, const XArray& xa, u64 index, XaMark mark);
// Of no effect where there is no entry.
void xa_set_mark(XaNodePool& nodes, XArray& xa, u64 index, XaMark mark);
void xa_clear_mark(XaNodePool& nodes, XArray& xa, u64 index, XaMark mark);

struct XaFound {
  u64 index = 0;
  XaEntry entry;
  bool is_there() const { return !entry.is_none(); }
};
// The first entry in [first, last], both inclusive; the first that has the mark.
XaFound xa_find(const XaNodePool& nodes, const XArray& xa, u64 first, u64 last);
XaFound xa_find_marked(const XaNodePool& nodes, const XArray& xa, u64 first, u64 last, XaMark mark);

// visit(index, entry) for all in [first, last], in order. The array must not change meanwhile.
template <class Visit>
void xa_for_each(const XaNodePool& nodes, const XArray& xa, u64 first, u64 last, Visit visit) {
  for (XaFound at = xa_find(nodes, xa, first, last); at.is_there(); at = xa_find(nodes, xa, at.index + 1, last)) {
    visit(at.index, at.entry);
    if (at.index == last) return;
  }
}

// All entries and nodes go (xa_destroy).
void xa_destroy(XaNodePool& nodes, XArray& xa);

struct XaCount {
  u32 nodes = 0;
  u64 objects = 0;
  u64 values = 0;
};
// X1 … X4, listed in check_xarray.cc, and what a slow count finds. `name` is the array's, for messages; `seen` has a place for every node
// and is shared by all arrays.
XaCount check_xarray(const XaNodePool& nodes, const XArray& xa, const std::string& name, std::vector<bool>& seen, CheckReport& report);

}  // namespace pw
