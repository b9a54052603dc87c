// Contents that many frames may hold, found by their tag. Linux has no such thing outside of KSM: each frame has its bytes.
// Owns: P10 (each content counts its frames; no two contents are equal; the sum of what they cost).
#include "engine/phys/spilled.h"

#include <cstring>

#include "engine/base/hasher.h"

namespace pw {
namespace {

constexpr u32 kRunHead = 6;
// About what the tables take for one content beside its bytes.
constexpr u64 kContentCost = 160;

u64 cost_of(const PackedRuns& packed) { return packed.bytes.size() + kContentCost; }

bool is_equal(const PageBytes& a, const PageBytes& b) { return a.bytes == b.bytes && a.offset == b.offset && a.length == b.length; }

u32 read_number(const std::string& bytes, u32 at, u32 length) {
  u32 value = 0;
  for (u32 i = 0; i < length; ++i) value |= static_cast<u32>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
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
  for (u32 at = 0; at < packed.bytes.size();) {
    const u32 length = read_number(packed.bytes, at + 2, 4);
    runs.push_back(ByteRun{static_cast<u16>(read_number(packed.bytes, at, 2)), packed.bytes.substr(at + kRunHead, length)});
    at += kRunHead + length;
  }
  return runs;
}

u64 tag_of(const PackedRuns& packed) {
  Hasher hasher;
  hasher.add_bytes(packed.bytes.data(), static_cast<u32>(packed.bytes.size()));
  const u64 tag = hasher.digest();
  return tag == 0 ? 1 : tag;
}

ContentId SpilledContents::find(const PackedRuns& packed, u64 tag) const {
  return index_.find(tag, [&](ContentId id) { return pool_[id].packed->bytes == packed.bytes; });
}

ContentId SpilledContents::intern(PackedRuns packed) {
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

void SpilledContents::get(ContentId id) {
  ++pool_.mut(id).frames;
  ++frames_;
}

void SpilledContents::put(ContentId id) {
  Content& content = pool_.mut(id);
  PW_ASSERT(content.frames > 0, "a frame holds the content");
  --frames_;
  if (--content.frames == 0) erase(id);
}

void SpilledContents::erase(ContentId id) {
  const Content& content = pool_[id];
  bytes_ -= cost_of(*content.packed);
  index_.erase(content.tag, id);
  for (Store& store : stores_) {
    if (content_of(store.from) == id || content_of(store.to) == id) store = Store();
  }
  pool_.free(id);
}

bool SpilledContents::recall(const PageBytes& from, u16 offset, const char* bytes, u32 length, PageBytes* to) const {
  for (const Store& store : stores_) {
    const bool is_same = store.bytes.size() == length && store.offset == offset && is_equal(store.from, from);
    if (!is_same || length == 0 || std::memcmp(store.bytes.data(), bytes, length) != 0) continue;
    *to = store.to;
    return true;
  }
  return false;
}

void SpilledContents::remember(const PageBytes& from, u16 offset, const char* bytes, u32 length, const PageBytes& to) {
  stores_[next_store_] = Store{from, to, offset, std::string(bytes, length)};
  next_store_ = (next_store_ + 1) % kStores;
}

}  // namespace pw
