// Pool: objects of one kind with ids that are used again, like a slab cache of a real kernel, but deterministic.
//
// Freed ids are handed out again last-in first-out, so the same log always gives the same ids. The free list is part of the
// state (it decides future ids) and therefore of the hash.
#pragma once

#include <utility>

#include "engine/base/cow_table.h"
#include "engine/base/fields.h"
#include "engine/base/ids.h"

namespace pw {

template <class T, class IdType, u32 kChunk = 64>
class Pool {
  struct Slot {
    T item{};
    u32 next_free = IdType::kNone;
    bool is_live = false;
    PW_FIELDS(Slot, item, next_free, is_live);
  };

 public:
  IdType alloc(T item = T{}) {
    u32 index = free_head_;
    if (index == IdType::kNone) {
      index = slots_.size();
      slots_.resize(index + 1);
    } else {
      free_head_ = slots_[index].next_free;
    }
    Slot& slot = slots_.mut(index);
    slot.item = std::move(item);
    slot.is_live = true;
    slot.next_free = IdType::kNone;
    ++live_count_;
    return IdType(index);
  }
  void free(IdType id) {
    PW_ASSERT(is_live(id), "object is live when freed");
    Slot& slot = slots_.mut(id.v);
    slot.item = T{};
    slot.is_live = false;
    slot.next_free = free_head_;
    free_head_ = id.v;
    --live_count_;
  }
  bool is_live(IdType id) const { return id.v < slots_.size() && slots_[id.v].is_live; }
  const T& operator[](IdType id) const {
    const Slot& slot = slots_[id.v];
    PW_ASSERT(slot.is_live, "object is live when read");
    return slot.item;
  }
  T& mut(IdType id) {
    Slot& slot = slots_.mut(id.v);
    PW_ASSERT(slot.is_live, "object is live when written");
    return slot.item;
  }
  u32 live_count() const { return live_count_; }
  // One past the largest id ever used: for walks over all ids, with is_live().
  u32 capacity() const { return slots_.size(); }
  u32 free_head() const { return free_head_; }
  u32 next_free(u32 index) const { return slots_[index].next_free; }

  // visit(id, item) for every live object in id order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (u32 i = 0; i < slots_.size(); ++i) {
      if (slots_[i].is_live) visit(IdType(i), slots_[i].item);
    }
  }

  PW_FIELDS(Pool, slots_, free_head_, derived(live_count_));

 private:
  CowTable<Slot, kChunk> slots_;
  u32 free_head_ = IdType::kNone;
  u32 live_count_ = 0;
};

}  // namespace pw
