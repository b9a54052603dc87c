// What reverse mapping adds to the state hash, in this order: for each of the two pools the number of slots, the free list's head, then
// every slot in id order: a live one its fields as declared in rmap.h after a 1, a free one the next free id after a 0.
//
// The shape and colours of the interval trees are included: they follow from history, and a replay must give the same ones.
#include "engine/rmap/rmap.h"

namespace pw {
namespace {

void add_item(const AnonVma& anon_vma, Hasher& hasher) {
  hasher.add(anon_vma.root);
  hasher.add(anon_vma.parent);
  hasher.add_u32(anon_vma.refcount);
  hasher.add_u32(anon_vma.num_children);
  hasher.add_u32(anon_vma.num_active_vmas);
  hasher.add(anon_vma.rb_root);
}

void add_item(const Avc& avc, Hasher& hasher) {
  hasher.add(avc.vma);
  hasher.add(avc.anon_vma);
  hasher.add(avc.same_vma_prev);
  hasher.add(avc.same_vma_next);
  hasher.add(avc.rb.parent);
  hasher.add(avc.rb.left);
  hasher.add(avc.rb.right);
  hasher.add_u8(avc.rb.is_red ? 1 : 0);
  hasher.add_u64(avc.rb.subtree);
}

template <class T, class IdType>
void add_pool(const Pool<T, IdType>& pool, Hasher& hasher) {
  hasher.add_u32(pool.capacity());
  hasher.add_u32(pool.free_head());
  for (u32 i = 0; i < pool.capacity(); ++i) {
    const IdType id(i);
    hasher.add_u8(pool.is_live(id) ? 1 : 0);
    if (pool.is_live(id)) {
      add_item(pool[id], hasher);
    } else {
      hasher.add_u32(pool.next_free(i));
    }
  }
}

}  // namespace

void hash_state(const Rmap& rmap, Hasher& hasher) {
  add_pool(rmap.anon_vmas, hasher);
  add_pool(rmap.avcs, hasher);
}

}  // namespace pw
