// SpilledContents: the written bytes of frames that need more than the eight that Page holds itself, by frame number.
//
// Cut into buckets of 256 frames that copies of the machine share until one of them writes, like every table of the state: a
// snapshot costs no more for a page full of text than for an empty one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/cow_table.h"

namespace pw {

// One run of written bytes inside a page.
struct ByteRun {
  u16 offset = 0;
  std::string bytes;
};
using ByteRuns = std::vector<ByteRun>;

class SpilledContents {
  static constexpr u32 kBucketFrames = 256;
  using Bucket = std::map<u32, ByteRuns>;

 public:
  u32 size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const ByteRuns& at(u32 pfn) const {
    const Bucket& bucket = buckets_[pfn / kBucketFrames];
    const auto found = bucket.find(pfn);
    PW_ASSERT(found != bucket.end(), "the frame's contents are spilled");
    return found->second;
  }
  // Makes an empty entry when there is none.
  ByteRuns& operator[](u32 pfn) {
    if (pfn / kBucketFrames >= buckets_.size()) buckets_.resize(pfn / kBucketFrames + 1);
    Bucket& bucket = buckets_.mut(pfn / kBucketFrames);
    const auto [entry, is_new] = bucket.try_emplace(pfn);
    if (is_new) ++size_;
    return entry->second;
  }
  void erase(u32 pfn) {
    if (pfn / kBucketFrames < buckets_.size()) size_ -= static_cast<u32>(buckets_.mut(pfn / kBucketFrames).erase(pfn));
  }
  // visit(pfn, runs) in order of frame numbers.
  template <class Visit>
  void for_each(Visit visit) const {
    for (u32 i = 0; i < buckets_.size(); ++i) {
      for (const auto& [pfn, runs] : buckets_[i]) visit(pfn, runs);
    }
  }

  // Bytes that no other copy of the machine shares, roughly.
  u64 own_bytes() const {
    u64 bytes = 0;
    for (u32 i = 0; i < buckets_.size(); ++i) {
      if (buckets_.is_shared(i)) continue;
      for (const auto& [pfn, runs] : buckets_[i]) {
        bytes += 64;
        for (const ByteRun& run : runs) bytes += sizeof(ByteRun) + run.bytes.size();
      }
    }
    return bytes;
  }

 private:
  CowTable<Bucket, 1> buckets_;
  u32 size_ = 0;
};

}  // namespace pw
