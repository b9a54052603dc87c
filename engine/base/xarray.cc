// Nodes come as xas_expand and xas_create make them and go as xas_delete_node and xas_shrink take them (lib/xarray.c), so an array has in
// every state the height that Linux's has. Owns X1 … X4.
#include "engine/base/xarray.h"

namespace pw {
namespace {

// A place for an entry: a slot of a node, or (no node) the head.
struct Slot {
  XaNodeId node;
  u32 offset = 0;
};

u64 last_below(u32 shift) { return (u64{kXaChunkSize} << shift) - 1; }  // of a node, counted from its first index; wraps to all ones
u64 max_index(const XaNodePool& nodes, XaEntry head) { return head.is_node() ? last_below(nodes[head.node()].shift) : 0; }
u32 offset_at(u64 index, u32 shift) { return static_cast<u32>(index >> shift) & (kXaChunkSize - 1); }

XaEntry entry_at(const XaNodePool& nodes, const XArray& xa, Slot slot) {
  return slot.node.valid() ? nodes[slot.node].slots[slot.offset] : xa.head;
}

void set_entry(XaNodePool& nodes, XArray& xa, Slot slot, XaEntry entry) {
  if (slot.node.valid()) nodes.mut(slot.node).slots[slot.offset] = entry;
  else xa.head = entry;
}

// False: the tree does not reach so far, or not so deep.
bool find_slot(const XaNodePool& nodes, const XArray& xa, u64 index, Slot* slot) {
  *slot = Slot{};
  if (index > max_index(nodes, xa.head)) return false;
  XaEntry entry = xa.head;
  while (entry.is_node()) {
    const XaNode& node = nodes[entry.node()];
    *slot = Slot{entry.node(), offset_at(index, node.shift)};
    entry = node.slots[slot->offset];
    if (entry.is_none()) return node.shift == 0;
  }
  return true;
}

// xas_expand: the tree grows at the top until it reaches `index`. Returns the bits that its top covers, 0 when that is the head alone.
u32 expand(XaNodePool& nodes, XArray& xa, u64 index) {
  u32 shift = xa.head.is_node() ? nodes[xa.head.node()].shift + kXaChunkShift : 0;
  if (xa.head.is_none()) {
    while (shift < 64 && (index >> shift) != 0) shift += kXaChunkShift;
    return shift;
  }
  while (index > max_index(nodes, xa.head)) {
    XaNode top;
    top.shift = static_cast<u8>(shift);
    top.count = 1;
    top.nr_values = xa.head.is_value() ? 1 : 0;
    top.slots[0] = xa.head;
    for (u32 mark = 0; mark < kXaMarks; ++mark) top.marks[mark] = (xa.marks >> mark) & 1u;
    const XaNodeId id = nodes.alloc(top);
    if (xa.head.is_node()) {
      nodes.mut(xa.head.node()).parent = id;
      nodes.mut(xa.head.node()).offset = 0;
    }
    xa.head = XaEntry::of_node(id);
    shift += kXaChunkShift;
  }
  return shift;
}

// xas_alloc: a new node hangs in `slot`, its parent's.
XaNodeId hang_node(XaNodePool& nodes, XArray& xa, Slot slot, u32 shift) {
  XaNode made;
  made.shift = static_cast<u8>(shift);
  made.offset = static_cast<u8>(slot.offset);
  made.parent = slot.node;
  const XaNodeId id = nodes.alloc(made);
  set_entry(nodes, xa, slot, XaEntry::of_node(id));
  if (slot.node.valid()) ++nodes.mut(slot.node).count;
  return id;
}

// xas_create: the slot of `index`, with all nodes above it.
Slot create_slot(XaNodePool& nodes, XArray& xa, u64 index) {
  u32 shift = expand(nodes, xa, index);
  Slot slot;
  while (shift > 0) {
    shift -= kXaChunkShift;
    const XaEntry entry = entry_at(nodes, xa, slot);
    const XaNodeId node = entry.is_node() ? entry.node() : hang_node(nodes, xa, slot, shift);
    slot = Slot{node, offset_at(index, shift)};
  }
  return slot;
}

// xas_shrink: a top with nothing but slot 0 is not needed, and the last entry at index 0 needs no node at all.
void shrink(XaNodePool& nodes, XArray& xa) {
  while (xa.head.is_node()) {
    const XaNodeId top = xa.head.node();
    const XaEntry only = nodes[top].slots[0];
    if (nodes[top].count != 1 || only.is_none()) return;
    xa.head = only;
    if (only.is_node()) nodes.mut(only.node()).parent = XaNodeId();
    nodes.free(top);
  }
}

// xas_delete_node: from an emptied leaf upwards.
void delete_empty(XaNodePool& nodes, XArray& xa, XaNodeId id) {
  while (nodes[id].count == 0) {
    const Slot above{nodes[id].parent, nodes[id].offset};
    nodes.free(id);
    set_entry(nodes, xa, above, XaEntry());
    if (!above.node.valid()) return;
    --nodes.mut(above.node).count;
    id = above.node;
  }
  if (!nodes[id].parent.valid()) shrink(nodes, xa);
}

bool has_mark(const XaNodePool& nodes, const XArray& xa, Slot slot, u32 mark) {
  if (!slot.node.valid()) return ((xa.marks >> mark) & 1u) != 0;
  return (nodes[slot.node].marks[mark] >> slot.offset & 1) != 0;
}

Slot above(const XaNodePool& nodes, Slot slot) { return Slot{nodes[slot.node].parent, nodes[slot.node].offset}; }

// xas_clear_mark: upwards as long as nobody else below has it.
void clear_mark(XaNodePool& nodes, XArray& xa, Slot slot, u32 mark) {
  for (; slot.node.valid(); slot = above(nodes, slot)) {
    if (!has_mark(nodes, xa, slot, mark)) return;
    nodes.mut(slot.node).marks[mark] &= ~(u64{1} << slot.offset);
    if (nodes[slot.node].marks[mark] != 0) return;
  }
  xa.marks = static_cast<u8>(xa.marks & ~(1u << mark));
}

XaEntry store_at(XaNodePool& nodes, XArray& xa, Slot slot, XaEntry entry) {
  const XaEntry old = entry_at(nodes, xa, slot);
  if (old == entry) return old;
  for (u32 mark = 0; entry.is_none() && mark < kXaMarks; ++mark) clear_mark(nodes, xa, slot, mark);
  set_entry(nodes, xa, slot, entry);
  if (!slot.node.valid()) return old;
  XaNode& node = nodes.mut(slot.node);
  node.count = static_cast<u8>(node.count + (entry.is_none() ? 0 : 1) - (old.is_none() ? 0 : 1));
  node.nr_values = static_cast<u8>(node.nr_values + (entry.is_value() ? 1 : 0) - (old.is_value() ? 1 : 0));
  if (entry.is_none()) delete_empty(nodes, xa, slot.node);
  return old;
}

bool is_wanted(const XaNode& node, u32 slot, u32 mark) {
  return mark == kXaMarks ? !node.slots[slot].is_none() : (node.marks[mark] >> slot & 1) != 0;
}

// `mark` as a number; kXaMarks: any entry will do. A node that has nothing more sends the search to its right neighbour, from the top.
XaFound find(const XaNodePool& nodes, const XArray& xa, u64 first, u64 last, u32 mark) {
  if (first > last || first > max_index(nodes, xa.head)) return XaFound{};
  if (!xa.head.is_node()) return mark == kXaMarks || has_mark(nodes, xa, Slot{}, mark) ? XaFound{0, xa.head} : XaFound{};
  u64 index = first;
  XaEntry entry = xa.head;
  while (entry.is_node()) {
    const XaNode& node = nodes[entry.node()];
    u32 slot = offset_at(index, node.shift);
    const u32 from = slot;
    while (slot < kXaChunkSize && !is_wanted(node, slot, mark)) ++slot;
    if (slot == kXaChunkSize) {
      index = (index | last_below(node.shift)) + 1;
      if (index == 0 || index > last || index > max_index(nodes, xa.head)) return XaFound{};
      entry = xa.head;
      continue;
    }
    if (slot != from) index = (index & ~last_below(node.shift)) | u64{slot} << node.shift;
    if (index > last) return XaFound{};
    entry = node.slots[slot];
  }
  return XaFound{index, entry};
}

}  // namespace

XaEntry xa_load(const XaNodePool& nodes, const XArray& xa, u64 index) {
  Slot slot;
  return find_slot(nodes, xa, index, &slot) ? entry_at(nodes, xa, slot) : XaEntry();
}

XaEntry xa_store(XaNodePool& nodes, XArray& xa, u64 index, XaEntry entry) {
  PW_ASSERT(!entry.is_none() && !entry.is_node(), "an object or a value is stored");
  return store_at(nodes, xa, create_slot(nodes, xa, index), entry);
}

XaEntry xa_erase(XaNodePool& nodes, XArray& xa, u64 index) {
  Slot slot;
  return find_slot(nodes, xa, index, &slot) ? store_at(nodes, xa, slot, XaEntry()) : XaEntry();
}

bool xa_get_mark(const XaNodePool& nodes, const XArray& xa, u64 index, XaMark mark) {
  Slot slot;
  return find_slot(nodes, xa, index, &slot) && has_mark(nodes, xa, slot, static_cast<u32>(mark));
}

void xa_set_mark(XaNodePool& nodes, XArray& xa, u64 index, XaMark mark) {
  Slot slot;
  if (!find_slot(nodes, xa, index, &slot) || entry_at(nodes, xa, slot).is_none()) return;
  const u32 bit = static_cast<u32>(mark);
  for (; slot.node.valid(); slot = above(nodes, slot)) {
    if (has_mark(nodes, xa, slot, bit)) return;
    nodes.mut(slot.node).marks[bit] |= u64{1} << slot.offset;
  }
  xa.marks = static_cast<u8>(xa.marks | 1u << bit);
}

void xa_clear_mark(XaNodePool& nodes, XArray& xa, u64 index, XaMark mark) {
  Slot slot;
  if (find_slot(nodes, xa, index, &slot)) clear_mark(nodes, xa, slot, static_cast<u32>(mark));
}

XaFound xa_find(const XaNodePool& nodes, const XArray& xa, u64 first, u64 last) { return find(nodes, xa, first, last, kXaMarks); }

XaFound xa_find_marked(const XaNodePool& nodes, const XArray& xa, u64 first, u64 last, XaMark mark) {
  return find(nodes, xa, first, last, static_cast<u32>(mark));
}

void xa_destroy(XaNodePool& nodes, XArray& xa) {
  XaEntry at = xa.head;
  while (at.is_node()) {  // the leftmost path first, each node once its last child is gone
    const XaNodeId id = at.node();
    u32 slot = 0;
    while (slot < kXaChunkSize && !nodes[id].slots[slot].is_node()) ++slot;
    if (slot < kXaChunkSize) {
      at = nodes[id].slots[slot];
      continue;
    }
    const Slot up{nodes[id].parent, nodes[id].offset};
    nodes.free(id);
    if (!up.node.valid()) break;
    nodes.mut(up.node).slots[up.offset] = XaEntry();
    at = XaEntry::of_node(up.node);
  }
  xa = XArray{};
}

}  // namespace pw
