// Page contents, sparse: only the bytes that somebody wrote are kept, all others are zero. Linux has the 4096 bytes themselves.
//
// Canonical form, so that equal bytes have equal runs and equal tags: a run begins and ends with a non-zero byte; eight or more zeros
// in a row separate two runs, fewer belong to the run around them. One run of up to eight bytes lives in struct page (a number or a short
// word, the usual case); everything else in Phys::spilled, by frame.
// Owns: P10 (canonical form; spilled entries belong to frames marked so, and no others exist).
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

std::vector<ByteRun> find_runs(const unsigned char* bytes) {
  std::vector<ByteRun> runs;
  u32 last = 0;  // one past the last non-zero byte seen
  for (u32 i = 0; i < kPageSize; ++i) {
    if (bytes[i] == 0) continue;
    if (runs.empty() || i - last >= kSeparatingZeros) {
      runs.push_back(ByteRun{static_cast<u16>(i), {}});
    } else {
      runs.back().bytes.append(i - last, '\0');
    }
    runs.back().bytes.push_back(static_cast<char>(bytes[i]));
    last = i + 1;
  }
  return runs;
}

void store_runs(Phys& phys, Pfn pfn, std::vector<ByteRun> runs) {
  Page& page = phys.pages.mut(pfn.v);
  if (page.content_length == PageBytes::kSpilled) phys.spilled.erase(pfn.v);
  set_inline(page, 0, 0, 0);
  if (runs.empty()) return;
  if (runs.size() == 1 && runs[0].bytes.size() <= kPageBytesInline) {
    u64 bytes = 0;
    for (u32 i = 0; i < runs[0].bytes.size(); ++i) bytes |= u64{static_cast<unsigned char>(runs[0].bytes[i])} << (8 * i);
    set_inline(page, runs[0].offset, bytes, static_cast<u32>(runs[0].bytes.size()));
    return;
  }
  set_inline(page, 0, 0, PageBytes::kSpilled);
  phys.spilled[pfn.v] = std::move(runs);
}

}  // namespace

void write_bytes(Phys& phys, Pfn pfn, u16 offset, const void* bytes, u32 length) {
  PW_ASSERT(offset + length <= kPageSize, "a store stays inside its page");
  const unsigned char* source = static_cast<const unsigned char*>(bytes);
  if (length == 0 || try_write_inline(phys.pages.mut(pfn.v), offset, source, length)) return;
  unsigned char whole[kPageSize];
  read_bytes(phys, pfn, 0, whole, kPageSize);
  std::memcpy(whole + offset, source, length);
  store_runs(phys, pfn, find_runs(whole));
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
  clear_contents(phys, to);
  const Page source = phys.pages[from.v];
  if (source.content_length == 0) return;
  if (source.content_length == PageBytes::kSpilled) {
    const std::vector<ByteRun> runs = phys.spilled.at(from.v);
    phys.spilled[to.v] = runs;
  }
  set_inline(phys.pages.mut(to.v), source.content_offset, source.content_bytes, source.content_length);
}

void clear_contents(Phys& phys, Pfn pfn) {
  const u8 length = phys.pages[pfn.v].content_length;
  if (length == 0) return;
  if (length == PageBytes::kSpilled) phys.spilled.erase(pfn.v);
  set_inline(phys.pages.mut(pfn.v), 0, 0, 0);
}

std::vector<ByteRun> content_runs(const Phys& phys, Pfn pfn) {
  const Page& page = phys.pages[pfn.v];
  if (page.content_length == PageBytes::kSpilled) return phys.spilled.at(pfn.v);
  std::vector<ByteRun> runs;
  if (page.content_length == 0) return runs;
  runs.push_back(ByteRun{page.content_offset, {}});
  for (u32 i = 0; i < page.content_length; ++i) runs[0].bytes.push_back(static_cast<char>(page.content_bytes >> (8 * i)));
  return runs;
}

u64 content_tag(const Phys& phys, Pfn pfn) {
  const std::vector<ByteRun> runs = content_runs(phys, pfn);
  if (runs.empty()) return 0;
  Hasher hasher;
  for (const ByteRun& run : runs) {
    hasher.add_u16(run.offset);
    hasher.add_u16(static_cast<u16>(run.bytes.size()));
    hasher.add_bytes(run.bytes.data(), static_cast<u32>(run.bytes.size()));
  }
  const u64 tag = hasher.digest();
  return tag == 0 ? 1 : tag;
}

}  // namespace pw
