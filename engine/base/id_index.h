// IdIndex: the ids of objects by a number made from what they hold, a hash or a key; several objects may have the same number, so whoever
// asks compares the objects themselves. Copies share what none of them has changed. Derived from the objects: no part of the state hash.
#pragma once

#include "engine/base/cow_map.h"
#include "engine/base/fields.h"

namespace pw {

template <class IdType>
class IdIndex {
 public:
  void insert(u64 number, IdType id) { ids_.set({number, id.v}, true); }
  void erase(u64 number, IdType id) {
    const bool was_there = ids_.erase({number, id.v});
    PW_ASSERT(was_there, "an object is in the index under its number");
  }
  u32 size() const { return ids_.size(); }

  // The lowest of the ids under this number for which accept(id) holds; invalid: none.
  template <class Accept>
  IdType find(u64 number, Accept accept) const {
    const auto end = ids_.end();
    for (auto at = ids_.begin_from({number, 0}); at != end && (*at).first.first == number; ++at) {
      const IdType id((*at).first.second);
      if (accept(id)) return id;
    }
    return IdType();
  }

  PW_FIELDS(IdIndex, derived(ids_));

 private:
  CowMap<std::pair<u64, u32>, bool> ids_;
};

}  // namespace pw
