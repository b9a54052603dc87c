// IdIndex: the ids of objects by a number made from what they hold, a hash or a key; several objects may have the same number, so whoever
// asks compares the objects themselves. Kept in buckets that copies share until one of them writes. Derived from the objects: no part of
// the state hash.
#pragma once

#include <map>

#include "engine/base/cow_table.h"
#include "engine/base/fields.h"

namespace pw {

template <class IdType>
class IdIndex {
 public:
  void insert(u64 number, IdType id) {
    if (buckets_.size() == 0) buckets_.resize(kBuckets);
    buckets_.mut(bucket_of(number)).insert({number, id.v});
    ++size_;
  }
  void erase(u64 number, IdType id) {
    Bucket& bucket = buckets_.mut(bucket_of(number));
    const auto range = bucket.equal_range(number);
    for (auto at = range.first; at != range.second; ++at) {
      if (at->second != id.v) continue;
      bucket.erase(at);
      --size_;
      return;
    }
    PW_ASSERT(false, "an object is in the index under its number");
  }
  u32 size() const { return size_; }

  // The lowest of the ids under this number for which accept(id) holds; invalid: none.
  template <class Accept>
  IdType find(u64 number, Accept accept) const {
    IdType found;
    if (buckets_.size() == 0) return found;
    const auto range = buckets_[bucket_of(number)].equal_range(number);
    for (auto at = range.first; at != range.second; ++at) {
      const IdType id(at->second);
      if ((!found.valid() || id < found) && accept(id)) found = id;
    }
    return found;
  }

  PW_FIELDS(IdIndex, derived(buckets_), derived(size_));

 private:
  using Bucket = std::multimap<u64, u32>;
  static constexpr u32 kBuckets = 128;
  static u32 bucket_of(u64 number) { return static_cast<u32>((number ^ number >> 32) % kBuckets); }

  CowTable<Bucket, 1> buckets_;
  u32 size_ = 0;
};

}  // namespace pw
