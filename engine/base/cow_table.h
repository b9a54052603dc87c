// CowTable: an indexed table whose copies share chunks until one of them writes.
//
// The very thing we teach, used on our own state: a copy of a table costs one pointer and one count per chunk, and the first
// write into a shared chunk copies that chunk alone. That is what makes a snapshot at every event of a page fault cheap.
//
// Rules for callers:
//   - read with table[i], write with table.mut(i);
//   - a reference from mut(i) is good until the table may be copied, that is until the next trace event: fetch it anew after.
// Counts are not atomic: the engine is single-threaded.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/types.h"

namespace pw {

template <class T, u32 kChunk>
class CowTable {
  static_assert((kChunk & (kChunk - 1)) == 0, "chunk length is a power of two");

  struct Chunk {
    u32 refs = 1;
    T items[kChunk]{};
  };

 public:
  using Item = T;

  CowTable() = default;
  CowTable(const CowTable& other) : chunks_(other.chunks_), size_(other.size_) {
    for (Chunk* chunk : chunks_) ++chunk->refs;
  }
  CowTable(CowTable&& other) noexcept : chunks_(std::move(other.chunks_)), size_(other.size_) {
    other.chunks_.clear();
    other.size_ = 0;
  }
  CowTable& operator=(CowTable other) noexcept {
    std::swap(chunks_, other.chunks_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~CowTable() {
    for (Chunk* chunk : chunks_) drop(chunk);
  }

  u32 size() const { return size_; }
  const T& operator[](u32 index) const {
    PW_ASSERT(index < size_, "table index in range");
    return chunks_[index / kChunk]->items[index % kChunk];
  }
  T& mut(u32 index) {
    PW_ASSERT(index < size_, "table index in range");
    Chunk*& chunk = chunks_[index / kChunk];
    if (chunk->refs > 1) unshare(chunk);
    return chunk->items[index % kChunk];
  }
  // New items are T{}; items beyond a smaller size are dropped, and reset when the table grows over them again.
  void resize(u32 size) {
    while (chunks_.size() > chunks_needed(size)) {
      drop(chunks_.back());
      chunks_.pop_back();
    }
    while (chunks_.size() < chunks_needed(size)) chunks_.push_back(new Chunk());
    const u32 old_size = size_;
    size_ = size;
    for (u32 i = old_size; i < size && i % kChunk != 0; ++i) mut(i) = T{};
  }
  // Sets items [from, to). Whole chunks of that range become one shared chunk, so that a large table of equal items costs next to
  // nothing until they are written.
  void fill(u32 from, u32 to, const T& value) {
    Chunk* shared = nullptr;
    for (u32 i = from; i < to;) {
      if (i % kChunk != 0 || to - i < kChunk) {
        mut(i++) = value;
        continue;
      }
      if (shared == nullptr) {
        shared = new Chunk();
        for (T& item : shared->items) item = value;
      } else {
        ++shared->refs;
      }
      drop(chunks_[i / kChunk]);
      chunks_[i / kChunk] = shared;
      i += kChunk;
    }
  }
  // Grows or shrinks to `size`, every item being `value`, without making a chunk for each first.
  void assign(u32 size, const T& value) {
    for (Chunk* chunk : chunks_) drop(chunk);
    chunks_.clear();
    size_ = size;
    if (size == 0) return;
    Chunk* shared = new Chunk();
    for (T& item : shared->items) item = value;
    chunks_.assign(chunks_needed(size), shared);
    shared->refs = static_cast<u32>(chunks_.size());
  }
  u32 push_back(T item) {
    resize(size_ + 1);
    mut(size_ - 1) = std::move(item);
    return size_ - 1;
  }

  // Same chunk in both: then its items are equal without looking.
  bool shares_chunk(const CowTable& other, u32 index) const {
    return index / kChunk < other.chunks_.size() && chunks_[index / kChunk] == other.chunks_[index / kChunk];
  }
  // The chunk of this item is another copy's, too.
  bool is_chunk_shared(u32 index) const { return chunks_[index / kChunk]->refs > 1; }
  static constexpr u32 chunk_length() { return kChunk; }
  static constexpr u64 chunk_bytes() { return sizeof(Chunk); }
  u64 row_bytes() const { return chunks_.capacity() * sizeof(Chunk*); }

 private:
  static std::size_t chunks_needed(u32 size) { return (static_cast<std::size_t>(size) + kChunk - 1) / kChunk; }
  static void drop(Chunk* chunk) {
    if (--chunk->refs == 0) delete chunk;
  }
  static void unshare(Chunk*& chunk) {
    Chunk* copy = new Chunk(*chunk);
    copy->refs = 1;
    --chunk->refs;
    chunk = copy;
  }

  std::vector<Chunk*> chunks_;
  u32 size_ = 0;
};

}  // namespace pw
