// What frames hold (content/contents.h): a frame holds the content that it names. Linux has the bytes themselves.
// Owns: P10 (each content counts the frames that hold it).
#include "engine/phys/phys.h"

namespace pw {

void write_bytes(Phys& phys, Pfn pfn, u16 offset, const void* bytes, u32 length) {
  const ContentId from = phys.pages[pfn.v].content;
  const ContentId to = phys.contents.write(from, offset, bytes, length);
  if (to != from) phys.pages.mut(pfn.v).content = to;
}

void read_bytes(const Phys& phys, Pfn pfn, u16 offset, void* bytes, u32 length) {
  PW_ASSERT(offset + length <= kPageSize, "a load stays inside its page");
  phys.contents.read(phys.pages[pfn.v].content, offset, bytes, length);
}

void copy_contents(Phys& phys, Pfn from, Pfn to) {
  const ContentId content = phys.pages[from.v].content;
  const ContentId old = phys.pages[to.v].content;
  if (content == old) return;
  phys.contents.get(content);
  phys.contents.put(old);
  phys.pages.mut(to.v).content = content;
}

void clear_contents(Phys& phys, Pfn pfn) {
  const ContentId old = phys.pages[pfn.v].content;
  if (!old.valid()) return;
  phys.contents.put(old);
  phys.pages.mut(pfn.v).content = ContentId();
}

ByteRuns content_runs(const Phys& phys, Pfn pfn) { return phys.contents.runs(phys.pages[pfn.v].content); }

u64 content_tag(const Phys& phys, Pfn pfn) { return phys.contents.tag(phys.pages[pfn.v].content); }

}  // namespace pw
