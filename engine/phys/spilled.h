// SpilledContents: the written bytes of frames that need more than the eight that Page holds itself.
//
// Equal bytes are kept once, however many frames hold them: the page keeps the number of its content, and a content counts its frames. A
// text stored to a million pages, or copied by a million faults after fork, takes its own length and no more. What differs is bounded: a
// content beyond kMaxBytes is not taken, which the shell asks for after every command that ran, to undo it (has_overflowed).
// Copies of the machine share the tables' chunks and the bytes, like every table of the state.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/id_index.h"
#include "engine/base/pool.h"
#include "engine/phys/page.h"

namespace pw {

// One run of written bytes inside a page.
struct ByteRun {
  u16 offset = 0;
  std::string bytes;
};
using ByteRuns = std::vector<ByteRun>;

struct ContentTag {};
using ContentId = Id<ContentTag>;

// The runs of one page in a row, each as offset (2 bytes), length (4 bytes), bytes; numbers little-endian.
struct PackedRuns {
  std::string bytes;
  u32 count = 0;
  PW_FIELDS(PackedRuns, bytes, count);
};
void append_run(PackedRuns& packed, u32 offset, const char* bytes, u32 length);
ByteRuns unpack_runs(const PackedRuns& packed);
u64 tag_of(const PackedRuns& packed);  // equal bytes, equal tag; never 0

class SpilledContents {
 public:
  static constexpr u64 kMaxBytes = 64ull << 20;

  u32 size() const { return frames_; }  // frames with spilled contents
  bool empty() const { return frames_ == 0; }
  u32 count_distinct() const { return pool_.live_count(); }
  u64 bytes() const { return bytes_; }  // of all that differs, with what keeping it costs
  // A content was refused since the machine started. What was done since then is not what the machine would have done.
  bool has_overflowed() const { return has_overflowed_; }

  const PackedRuns& at(ContentId id) const { return *pool_[id].packed; }
  u64 tag(ContentId id) const { return pool_[id].tag; }
  u32 frames(ContentId id) const { return pool_[id].frames; }

  // The content with these runs, held by one frame more. Invalid: no room for it.
  ContentId intern(PackedRuns packed);
  void get(ContentId id);  // one frame more holds it
  void put(ContentId id);  // one frame fewer

  // A store that was made before need not be worked out again: `from` and the same bytes gave `to`. Holds nothing; forgotten when one of
  // the two contents goes.
  bool recall(const PageBytes& from, u16 offset, const char* bytes, u32 length, PageBytes* to) const;
  void remember(const PageBytes& from, u16 offset, const char* bytes, u32 length, const PageBytes& to);

  // visit(id) in order of numbers.
  template <class Visit>
  void for_each(Visit visit) const {
    pool_.for_each([&](ContentId id, const Content&) { visit(id); });
  }
  bool is_live(ContentId id) const { return pool_.is_live(id); }

  PW_FIELDS(SpilledContents, pool_, derived(index_), derived(bytes_), derived(frames_), has_overflowed_, derived(stores_),
            derived(next_store_));

 private:
  struct Content {
    std::shared_ptr<const PackedRuns> packed;
    u64 tag = 0;
    u32 frames = 0;
    PW_FIELDS(Content, packed, derived(tag), derived(frames));
  };
  struct Store {
    PageBytes from, to;
    u16 offset = 0;
    std::string bytes;  // empty: none
    PW_FIELDS(Store, from, to, offset, bytes);
  };
  static constexpr u32 kStores = 2;  // a run of bytes that crosses a page border is two stores to each page

  ContentId find(const PackedRuns& packed, u64 tag) const;
  void erase(ContentId id);

  Pool<Content, ContentId> pool_;
  IdIndex<ContentId> index_;  // by tag
  u64 bytes_ = 0;
  u32 frames_ = 0;
  bool has_overflowed_ = false;
  Store stores_[kStores];
  u32 next_store_ = 0;
};

// As the page holds it: the number of its content in place of the bytes.
inline PageBytes spilled_bytes(ContentId id) { return PageBytes{id.v, 0, PageBytes::kSpilled}; }
inline ContentId content_of(const PageBytes& held) {
  return held.length == PageBytes::kSpilled ? ContentId(static_cast<u32>(held.bytes)) : ContentId();
}

}  // namespace pw
