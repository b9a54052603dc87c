// Contents: what pages hold, as values of their own. A frame names its content by number; a slot of swap, a block of a disk or a page that
// several processes share by merging can hold the same one, and each holder counts.
//
//   frame 0x3e06 ──┐
//   frame 0x3e0f ──┼──> content 7   holders 3   "hello" at 0      equal bytes are one content, found by their tag
//   swap slot 12 ──┘
//   frame 0x3e10 ─────> none                                       all zero: what nobody wrote
//
// Linux has the 4,096 bytes themselves in every frame, and nothing like this outside of KSM. Only bytes that somebody wrote are kept. A
// text stored to a million pages, or copied by a million faults after fork, takes its own length and no more. What differs is bounded: a
// content beyond kMaxBytes is not taken, which the shell asks for after every command that ran, to undo it (has_overflowed).
// Copies of the machine share the tables' chunks and the bytes, like every table of the state.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/id_index.h"
#include "engine/base/ids.h"
#include "engine/base/pool.h"

namespace pw {

// One run of written bytes inside a page.
struct ByteRun {
  u16 offset = 0;
  std::string bytes;
};
using ByteRuns = std::vector<ByteRun>;

// The runs of one page in a row, each as offset (2 bytes), length (4 bytes), bytes; numbers little-endian. Canonical, so that equal bytes
// have equal runs and equal tags: a run begins and ends with a non-zero byte; eight or more zeros in a row separate two runs, fewer belong
// to the run around them.
struct PackedRuns {
  std::string bytes;
  u32 count = 0;
  PW_FIELDS(PackedRuns, bytes, count);
};
void append_run(PackedRuns& packed, u32 offset, const char* bytes, u32 length);
ByteRuns unpack_runs(const PackedRuns& packed);
u64 tag_of(const PackedRuns& packed);  // equal bytes, equal tag; never 0

class Contents {
 public:
  static constexpr u64 kMaxBytes = 64ull << 20;

  // Who holds a content asks for its bytes. No content (an invalid id) is a page of zeros, which nobody needs to hold.
  void read(ContentId id, u32 offset, void* bytes, u32 length) const;
  ByteRuns runs(ContentId id) const;  // sorted, disjoint, not touching
  u64 tag(ContentId id) const { return id.valid() ? pool_[id].tag : 0; }

  void get(ContentId id);  // one holder more
  void put(ContentId id);  // one fewer; the last one's content goes
  // The content `from` with these bytes over it. Takes over the caller's hold on `from` and gives it one on the result. Without room for it
  // the result is none.
  ContentId write(ContentId from, u32 offset, const void* bytes, u32 length);
  // The content with these runs, held once more. Invalid: no room for it.
  ContentId intern(PackedRuns packed);

  u32 holders(ContentId id) const { return pool_[id].holders; }
  u32 count_holders() const { return holders_; }
  u32 count_distinct() const { return pool_.live_count(); }
  bool empty() const { return holders_ == 0; }
  bool is_live(ContentId id) const { return pool_.is_live(id); }
  u64 bytes() const { return bytes_; }  // of all that differs, with what keeping it costs
  // A content was refused since the machine started. What was done since then is not what the machine would have done.
  bool has_overflowed() const { return has_overflowed_; }

  // visit(id, runs) in order of numbers.
  template <class Visit>
  void for_each(Visit visit) const {
    pool_.for_each([&](ContentId id, const Content& content) { visit(id, *content.packed); });
  }

  PW_FIELDS(Contents, pool_, derived(index_), derived(bytes_), derived(holders_), has_overflowed_, derived(stores_), derived(next_store_));

 private:
  struct Content {
    std::shared_ptr<const PackedRuns> packed;
    u64 tag = 0;
    u32 holders = 0;
    PW_FIELDS(Content, packed, derived(tag), derived(holders));
  };
  // A store that was made before need not be worked out again: `from` and the same bytes gave `to`. Holds nothing; forgotten when one of
  // the two contents goes.
  struct Store {
    ContentId from, to;
    u32 offset = 0;
    std::string bytes;  // empty: none
    PW_FIELDS(Store, from, to, offset, bytes);
  };
  static constexpr u32 kStores = 2;  // a run of bytes that crosses a page border is two stores to each page

  const Store* recall(ContentId from, u32 offset, const char* bytes, u32 length) const;
  ContentId find(const PackedRuns& packed, u64 tag) const;
  ContentId work_out(ContentId from, u32 offset, const char* bytes, u32 length);
  void erase(ContentId id);

  Pool<Content, ContentId> pool_;
  IdIndex<ContentId> index_;  // by tag
  u64 bytes_ = 0;
  u32 holders_ = 0;
  bool has_overflowed_ = false;
  Store stores_[kStores];
  u32 next_store_ = 0;
};

// C1, C2 (check.cc). That a content counts its holders is checked where they are known.
void check_contents(const Contents& contents, CheckReport& report);

}  // namespace pw
