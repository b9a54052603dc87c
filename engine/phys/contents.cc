// Page contents, sparse: only the bytes that somebody wrote are kept, all others are zero. Linux has the 4096 bytes themselves.
//
// Canonical form, so that equal bytes have equal runs and equal tags: a run begins and ends with a non-zero byte; eight or more zeros
// in a row separate two runs, fewer belong to the run around them. One run of up to eight bytes lives in struct page (a number or a short
// word, the usual case); everything else in Phys::spilled, once for all frames that hold it, and the page has its number.
// Owns: P10 (canonical form; a frame that spilled names a content that counts it), with spilled.cc.
#include <algorithm>
#include <cstring>

#include "engine/phys/phys.h"

namespace pw {
namespace {

constexpr u32 kSeparatingZeros = 8;

void set_inline(Page& page, u32 offset, u64 bytes, u32 length) {
  page.content_offset = static_cast<u16>(length == 0 ? 0 : offset);
  page.content_bytes = bytes;
  page.content_length = static_cast<u8>(length);
}

// Drops zero bytes at both ends.
void set_trimmed(Page& page, u32 offset, u64 bytes) {
  while (bytes != 0 && (bytes & 0xff) == 0) {
    bytes >>= 8;
    ++offset;
  }
  u32 length = 0;
  while (length < 8 && bytes >> (8 * length) != 0) ++length;
  set_inline(page, offset, bytes, length);
}

// The common store: what is there and what is written lie within eight bytes. False: not so, nothing done.
bool try_write_inline(Page& page, u32 offset, const unsigned char* bytes, u32 length) {
  if (page.content_length == PageBytes::kSpilled || length > 8) return false;
  u32 base = offset;
  u32 end = offset + length;
  u64 value = 0;
  if (page.content_length != 0) {
    base = std::min<u32>(base, page.content_offset);
    end = std::max<u32>(end, page.content_offset + page.content_length);
    if (end - base > 8) return false;
    value = page.content_bytes << (8 * (page.content_offset - base));
  }
  for (u32 i = 0; i < length; ++i) {
    const u32 shift = 8 * (offset - base + i);
    value = (value & ~(u64{0xff} << shift)) | u64{bytes[i]} << shift;
  }
  set_trimmed(page, base, value);
  return true;
}

// Where a run lies in the page's bytes.
struct Extent {
  u32 offset = 0;
  u32 length = 0;
};

std::vector<Extent> find_extents(const unsigned char* bytes) {
  std::vector<Extent> extents;
  u32 last = 0;  // one past the last non-zero byte seen
  for (u32 i = 0; i < kPageSize; ++i) {
    if (bytes[i] == 0) continue;
    if (extents.empty() || i - last >= kSeparatingZeros) extents.push_back(Extent{i, 0});
    extents.back().length = i + 1 - extents.back().offset;
    last = i + 1;
  }
  return extents;
}

// How a frame would hold these bytes; a spilled content is held already, for the caller. Without room for it: as if all were zero.
PageBytes make_bytes(Phys& phys, const unsigned char* bytes) {
  const std::vector<Extent> extents = find_extents(bytes);
  if (extents.empty()) return PageBytes();
  if (extents.size() == 1 && extents[0].length <= kPageBytesInline) {
    PageBytes held{0, static_cast<u16>(extents[0].offset), static_cast<u8>(extents[0].length)};
    for (u32 i = 0; i < extents[0].length; ++i) held.bytes |= u64{bytes[extents[0].offset + i]} << (8 * i);
    return held;
  }
  PackedRuns packed;
  const char* text = reinterpret_cast<const char*>(bytes);
  for (const Extent& extent : extents) append_run(packed, extent.offset, text + extent.offset, extent.length);
  const ContentId id = phys.spilled.intern(std::move(packed));
  return id.valid() ? spilled_bytes(id) : PageBytes();
}

PageBytes held_bytes(const Page& page) { return PageBytes{page.content_bytes, page.content_offset, page.content_length}; }

// The caller holds `bytes` already.
void replace_contents(Phys& phys, Pfn pfn, const PageBytes& bytes) {
  const ContentId old = content_of(held_bytes(phys.pages[pfn.v]));
  set_inline(phys.pages.mut(pfn.v), bytes.offset, bytes.bytes, bytes.length);
  if (old.valid()) phys.spilled.put(old);
}

}  // namespace

void write_bytes(Phys& phys, Pfn pfn, u16 offset, const void* bytes, u32 length) {
  PW_ASSERT(offset + length <= kPageSize, "a store stays inside its page");
  const unsigned char* source = static_cast<const unsigned char*>(bytes);
  if (length == 0 || try_write_inline(phys.pages.mut(pfn.v), offset, source, length)) return;
  const PageBytes from = held_bytes(phys.pages[pfn.v]);
  const char* text = static_cast<const char*>(bytes);
  PageBytes to;
  if (phys.spilled.recall(from, offset, text, length, &to)) {
    if (content_of(to).valid()) phys.spilled.get(content_of(to));
  } else {
    unsigned char whole[kPageSize];
    read_bytes(phys, pfn, 0, whole, kPageSize);
    std::memcpy(whole + offset, source, length);
    to = make_bytes(phys, whole);
    phys.spilled.remember(from, offset, text, length, to);
  }
  replace_contents(phys, pfn, to);
}

void read_bytes(const Phys& phys, Pfn pfn, u16 offset, void* bytes, u32 length) {
  PW_ASSERT(offset + length <= kPageSize, "a load stays inside its page");
  std::memset(bytes, 0, length);
  for (const ByteRun& run : content_runs(phys, pfn)) {
    const u32 run_end = run.offset + static_cast<u32>(run.bytes.size());
    const u32 start = std::max<u32>(offset, run.offset);
    const u32 end = std::min(offset + length, run_end);
    if (start < end) std::memcpy(static_cast<char*>(bytes) + (start - offset), run.bytes.data() + (start - run.offset), end - start);
  }
}

void copy_contents(Phys& phys, Pfn from, Pfn to) {
  if (from == to) return;
  const PageBytes held = held_bytes(phys.pages[from.v]);
  if (content_of(held).valid()) phys.spilled.get(content_of(held));
  replace_contents(phys, to, held);
}

void clear_contents(Phys& phys, Pfn pfn) {
  if (phys.pages[pfn.v].content_length != 0) replace_contents(phys, pfn, PageBytes());
}

std::vector<ByteRun> content_runs(const Phys& phys, Pfn pfn) {
  const PageBytes held = held_bytes(phys.pages[pfn.v]);
  if (content_of(held).valid()) return unpack_runs(phys.spilled.at(content_of(held)));
  std::vector<ByteRun> runs;
  if (held.length == 0) return runs;
  runs.push_back(ByteRun{held.offset, {}});
  for (u32 i = 0; i < held.length; ++i) runs[0].bytes.push_back(static_cast<char>(held.bytes >> (8 * i)));
  return runs;
}

u64 content_tag(const Phys& phys, Pfn pfn) {
  const PageBytes held = held_bytes(phys.pages[pfn.v]);
  if (content_of(held).valid()) return phys.spilled.tag(content_of(held));
  PackedRuns packed;
  for (const ByteRun& run : content_runs(phys, pfn)) append_run(packed, run.offset, run.bytes.data(), static_cast<u32>(run.bytes.size()));
  return packed.count == 0 ? 0 : tag_of(packed);
}

}  // namespace pw
