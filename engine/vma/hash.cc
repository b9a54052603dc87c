// The nodes' part of the state hash: capacity, head of the free list, then for each id whether it is live, and its fields or the next
// free id. Trees (root, height, count) are hashed with their mm.
#include "engine/vma/vma_tree.h"

namespace pw {
namespace {

void hash_node(const MapleNode& node, Hasher& hasher) {
  hasher.add_u8(static_cast<u8>(node.type));
  hasher.add_u8(node.count);
  hasher.add_u8(node.parent_slot);
  hasher.add(node.parent);
  for (u32 i = 0; i < node.count; ++i) {
    hasher.add_u32(node.slot[i]);
    hasher.add_u64(node.pivot[i]);
    if (!node.is_leaf()) hasher.add_u64(node.gap[i]);
  }
}

}  // namespace

void hash_state(const NodePool& nodes, Hasher& hasher) {
  hasher.add_u32(nodes.capacity());
  hasher.add_u32(nodes.free_head());
  for (u32 i = 0; i < nodes.capacity(); ++i) {
    const NodeId id(i);
    hasher.add_u8(nodes.is_live(id) ? 1 : 0);
    if (nodes.is_live(id)) {
      hash_node(nodes[id], hasher);
    } else {
      hasher.add_u32(nodes.next_free(i));
    }
  }
}

}  // namespace pw
