// Contents that any number of holders share, found by their tag, and stores into them.
// Owns: C1 (canonical form), C2 (no two contents are equal; sums of holders and of what is kept).
#include "engine/content/contents.h"

#include <algorithm>
#include <cstring>

#include "engine/base/hasher.h"

namespace pw {
namespace {

constexpr u32 kRunHead = 6;
constexpr u32 kSeparatingZeros = 8;
// About what the tables take for one content beside its bytes.
constexpr u64 kContentCost = 160;

u64 cost_of(const PackedRuns& packed) { return packed.bytes.size() + kContentCost; }

u32 read_number(const std::string& bytes, u32 at, u32 length) {
  u32 value = 0;
  for (u32 i = 0; i < length; ++i) value |= static_cast<u32>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

// visit(offset, bytes, length) for each run.
template <class Visit>
void for_each_run(const PackedRuns& packed, Visit visit) {
  for (u32 at = 0; at < packed.bytes.size();) {
    const u32 length = read_number(packed.bytes, at + 2, 4);
    visit(read_number(packed.bytes, at, 2), packed.bytes.data() + at + kRunHead, length);
    at += kRunHead + length;
  }
}

// The canonical runs of `length` bytes that lie at `base` of a page whose other bytes are zero.
PackedRuns pack(const char* bytes, u32 base, u32 length) {
  PackedRuns packed;
  u32 begin = 0, end = 0;  // of the run that is open; end: one past its last non-zero byte; 0: none yet
  for (u32 i = 0; i < length; ++i) {
    if (bytes[i] == 0) continue;
    if (end == 0 || i - end >= kSeparatingZeros) {
      if (end != 0) append_run(packed, base + begin, bytes + begin, end - begin);
      begin = i;
    }
    end = i + 1;
  }
  if (end != 0) append_run(packed, base + begin, bytes + begin, end - begin);
  return packed;
}

}  // namespace

void append_run(PackedRuns& packed, u32 offset, const char* bytes, u32 length) {
  for (u32 i = 0; i < 2; ++i) packed.bytes += static_cast<char>(offset >> (8 * i));
  for (u32 i = 0; i < 4; ++i) packed.bytes += static_cast<char>(length >> (8 * i));
  packed.bytes.append(bytes, length);
  ++packed.count;
}

ByteRuns unpack_runs(const PackedRuns& packed) {
  ByteRuns runs;
  for_each_run(packed, [&runs](u32 offset, const char* bytes, u32 length) {
    runs.push_back(ByteRun{static_cast<u16>(offset), std::string(bytes, length)});
  });
  return runs;
}

u64 tag_of(const PackedRuns& packed) {
  Hasher hasher;
  hasher.add_bytes(packed.bytes.data(), static_cast<u32>(packed.bytes.size()));
  const u64 tag = hasher.digest();
  return tag == 0 ? 1 : tag;
}

// ---- holding ---------------------------------------------------------------------------------------------------------------------
ContentId Contents::find(const PackedRuns& packed, u64 tag) const {
  return index_.find(tag, [&](ContentId id) { return pool_[id].packed->bytes == packed.bytes; });
}

ContentId Contents::intern(PackedRuns packed) {
  const u64 tag = tag_of(packed);
  ContentId id = find(packed, tag);
  if (!id.valid()) {
    const u64 cost = cost_of(packed);
    if (bytes_ + cost > kMaxBytes) {
      has_overflowed_ = true;
      return ContentId();
    }
    bytes_ += cost;
    id = pool_.alloc(Content{std::make_shared<const PackedRuns>(std::move(packed)), tag, 0});
    index_.insert(tag, id);
  }
  get(id);
  return id;
}

void Contents::get(ContentId id) {
  if (!id.valid()) return;
  ++pool_.mut(id).holders;
  ++holders_;
}

void Contents::put(ContentId id) {
  if (!id.valid()) return;
  Content& content = pool_.mut(id);
  PW_ASSERT(content.holders > 0, "somebody holds the content");
  --holders_;
  if (--content.holders == 0) erase(id);
}

void Contents::erase(ContentId id) {
  const Content& content = pool_[id];
  bytes_ -= cost_of(*content.packed);
  index_.erase(content.tag, id);
  for (Store& store : stores_) {
    if (store.from == id || store.to == id) store = Store();
  }
  pool_.free(id);
}

// ---- reading and writing ---------------------------------------------------------------------------------------------------------
ByteRuns Contents::runs(ContentId id) const { return id.valid() ? unpack_runs(*pool_[id].packed) : ByteRuns(); }

void Contents::read(ContentId id, u32 offset, void* bytes, u32 length) const {
  std::memset(bytes, 0, length);
  if (!id.valid()) return;
  for_each_run(*pool_[id].packed, [&](u32 run_offset, const char* run, u32 run_length) {
    const u32 start = std::max(offset, run_offset);
    const u32 end = std::min(offset + length, run_offset + run_length);
    if (start < end) std::memcpy(static_cast<char*>(bytes) + (start - offset), run + (start - run_offset), end - start);
  });
}

const Contents::Store* Contents::recall(ContentId from, u32 offset, const char* bytes, u32 length) const {
  for (const Store& store : stores_) {
    const bool is_same = store.bytes.size() == length && store.offset == offset && store.from == from;
    if (is_same && std::memcmp(store.bytes.data(), bytes, length) == 0) return &store;
  }
  return nullptr;
}

// Only the part of the page that is not zero before or after is looked at.
ContentId Contents::work_out(ContentId from, u32 offset, const char* bytes, u32 length) {
  u32 begin = offset, end = offset + length;
  if (from.valid()) {
    for_each_run(*pool_[from].packed, [&](u32 run_offset, const char*, u32 run_length) {
      begin = std::min(begin, run_offset);
      end = std::max(end, run_offset + run_length);
    });
  }
  char part[kPageSize];
  read(from, begin, part, end - begin);
  std::memcpy(part + (offset - begin), bytes, length);
  PackedRuns packed = pack(part, begin, end - begin);
  return packed.count == 0 ? ContentId() : intern(std::move(packed));
}

ContentId Contents::write(ContentId from, u32 offset, const void* bytes, u32 length) {
  PW_ASSERT(offset + length <= kPageSize, "a store stays inside its page");
  if (length == 0) return from;
  const char* text = static_cast<const char*>(bytes);
  ContentId to;
  if (const Store* store = recall(from, offset, text, length)) {
    to = store->to;
    if (to == from) return from;
    get(to);
  } else {
    to = work_out(from, offset, text, length);
    stores_[next_store_] = Store{from, to, offset, std::string(text, length)};
    next_store_ = (next_store_ + 1) % kStores;
  }
  put(from);
  return to;
}

}  // namespace pw
