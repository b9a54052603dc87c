// CowTable: an indexed table whose copies share chunks until one of them writes.
//
// The very thing we teach, used on our own state: like a page table it has levels, so that a copy of a large table costs as little as
// one of a small one. A row of branches, each with kBranch chunks, each with kChunk items; a copy takes hold of the branches, and the first
// write below a shared branch copies that branch and the one chunk.
//
//   row      [ b0 | b1 | b2 ]         copied whole: a pointer for 64 chunks
//              |
//   branch   [ c0 | c1 | … c63 ]      shared until something below it is written
//              |
//   chunk    [ i0 | i1 | … ]          likewise
//
// Rules for callers:
//   - read with table[i], write with table.mut(i);
//   - a reference from mut(i) is good until the table may be copied, that is until the next trace event: fetch it anew after.
// Counts are not atomic: the engine is single-threaded.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/types.h"

namespace pw {

template <class T, u32 kChunk>
class CowTable {
  static_assert((kChunk & (kChunk - 1)) == 0, "chunk length is a power of two");
  static constexpr u32 kBranch = 64;
  static constexpr u32 kBranchItems = kChunk * kBranch;

  struct Chunk {
    u32 refs = 1;
    T items[kChunk]{};
  };
  struct Branch {
    u32 refs = 1;
    Chunk* chunks[kBranch]{};
  };

 public:
  using Item = T;

  CowTable() = default;
  CowTable(const CowTable& other) : row_(other.row_), size_(other.size_) {
    for (Branch* branch : row_) ++branch->refs;
  }
  CowTable(CowTable&& other) noexcept : row_(std::move(other.row_)), size_(other.size_) {
    other.row_.clear();
    other.size_ = 0;
  }
  CowTable& operator=(CowTable other) noexcept {
    std::swap(row_, other.row_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~CowTable() { clear(); }

  u32 size() const { return size_; }
  const T& operator[](u32 index) const {
    PW_ASSERT(index < size_, "table index in range");
    return chunk_at(index)->items[index % kChunk];
  }
  T& mut(u32 index) {
    PW_ASSERT(index < size_, "table index in range");
    return own_slot(index)->items[index % kChunk];
  }
  // New items are T{}; items beyond a smaller size are dropped, and reset when the table grows over them again.
  void resize(u32 size) {
    for (u32 chunks = chunks_needed(size_); chunks > chunks_needed(size); --chunks) pop_chunk(chunks - 1);
    for (u32 chunks = chunks_needed(size_); chunks < chunks_needed(size); ++chunks) push_chunk(chunks, new Chunk());
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
      if (shared == nullptr) shared = new_filled_chunk(value);
      else ++shared->refs;
      Chunk*& slot = own_branch(i)->chunks[i / kChunk % kBranch];
      drop(slot);
      slot = shared;
      i += kChunk;
    }
  }
  // Grows or shrinks to `size`, every item being `value`, without making a chunk for each first.
  void assign(u32 size, const T& value) {
    clear();
    size_ = size;
    if (size == 0) return;
    Chunk* shared = new_filled_chunk(value);
    for (u32 chunk = 0; chunk < chunks_needed(size); ++chunk) {
      push_chunk(chunk, shared);
      ++shared->refs;
    }
    drop(shared);
  }
  u32 push_back(T item) {
    resize(size_ + 1);
    mut(size_ - 1) = std::move(item);
    return size_ - 1;
  }

  // Same chunk in both: then its items are equal without looking.
  bool shares_chunk(const CowTable& other, u32 index) const {
    return index < size_ && index / kChunk < chunks_needed(other.size_) && chunk_at(index) == other.chunk_at(index);
  }
  // The chunk of this item is another copy's, too.
  bool is_chunk_shared(u32 index) const { return row_[index / kBranchItems]->refs > 1 || chunk_at(index)->refs > 1; }
  static constexpr u32 chunk_length() { return kChunk; }
  static constexpr u64 chunk_bytes() { return sizeof(Chunk); }
  static constexpr u64 branch_bytes() { return sizeof(Branch); }
  u64 row_bytes() const { return row_.capacity() * sizeof(Branch*); }

  // What this table has and `before`, another version of it, has not: on_branch() for each branch, on_chunk(first item) for each chunk,
  // one that stands in several places once. The work follows what differs, since equal branches are passed over.
  template <class OnBranch, class OnChunk>
  void for_each_unlike(const CowTable& before, OnBranch on_branch, OnChunk on_chunk) const {
    std::vector<std::pair<const Chunk*, u32>> found;
    for (u32 i = 0; i < row_.size(); ++i) {
      const Branch* other = i < before.row_.size() ? before.row_[i] : nullptr;
      if (row_[i] == other) continue;
      on_branch();
      for (u32 at = 0; at < kBranch; ++at) {
        const Chunk* chunk = row_[i]->chunks[at];
        if (chunk != nullptr && (other == nullptr || other->chunks[at] != chunk)) found.push_back({chunk, i * kBranchItems + at * kChunk});
      }
    }
    std::sort(found.begin(), found.end());
    for (u32 i = 0; i < found.size(); ++i) {
      if (i == 0 || found[i].first != found[i - 1].first) on_chunk(found[i].second);
    }
  }

 private:
  static u32 chunks_needed(u32 size) { return size / kChunk + (size % kChunk != 0 ? 1 : 0); }
  const Chunk* chunk_at(u32 index) const { return row_[index / kBranchItems]->chunks[index / kChunk % kBranch]; }
  static Chunk* new_filled_chunk(const T& value) {
    Chunk* chunk = new Chunk();
    for (T& item : chunk->items) item = value;
    return chunk;
  }
  static void drop(Chunk* chunk) {
    if (chunk != nullptr && --chunk->refs == 0) delete chunk;
  }
  static void drop(Branch* branch) {
    if (--branch->refs != 0) return;
    for (Chunk* chunk : branch->chunks) drop(chunk);
    delete branch;
  }
  void clear() {
    for (Branch* branch : row_) drop(branch);
    row_.clear();
    size_ = 0;
  }
  Branch* own_branch(u32 index) {
    Branch*& branch = row_[index / kBranchItems];
    if (branch->refs > 1) unshare(branch);
    return branch;
  }
  Chunk* own_slot(u32 index) {
    Chunk*& chunk = own_branch(index)->chunks[index / kChunk % kBranch];
    if (chunk->refs > 1) unshare(chunk);
    return chunk;
  }
  // Seldom needed: out of line, so that mut() is small enough to be inlined.
  [[gnu::noinline, gnu::cold]] static void unshare(Branch*& branch) {
    Branch* copy = new Branch(*branch);
    copy->refs = 1;
    for (Chunk* chunk : copy->chunks) {
      if (chunk != nullptr) ++chunk->refs;
    }
    --branch->refs;
    branch = copy;
  }
  [[gnu::noinline, gnu::cold]] static void unshare(Chunk*& chunk) {
    Chunk* copy = new Chunk(*chunk);
    copy->refs = 1;
    --chunk->refs;
    chunk = copy;
  }
  void push_chunk(u32 chunk_index, Chunk* chunk) {
    if (chunk_index % kBranch == 0) row_.push_back(new Branch());
    own_branch(chunk_index * kChunk)->chunks[chunk_index % kBranch] = chunk;
  }
  void pop_chunk(u32 chunk_index) {
    Chunk*& slot = own_branch(chunk_index * kChunk)->chunks[chunk_index % kBranch];
    drop(slot);
    slot = nullptr;
    if (chunk_index % kBranch != 0) return;
    drop(row_.back());
    row_.pop_back();
  }

  std::vector<Branch*> row_;
  u32 size_ = 0;
};

}  // namespace pw
