// Contents held by anybody: nothing here is a frame.
#include "engine/content/contents.h"

#include <catch2/catch.hpp>

namespace pw {
namespace {

ContentId make(Contents& contents, u32 offset, const std::string& text) {
  return contents.write(ContentId(), offset, text.data(), static_cast<u32>(text.size()));
}

std::string bytes_at(const Contents& contents, ContentId id, u32 offset, u32 length) {
  std::string bytes(length, '?');
  contents.read(id, offset, &bytes[0], length);
  return bytes;
}

void require_sound(const Contents& contents) {
  CheckReport report;
  check_contents(contents, report);
  for (const std::string& message : report.messages()) UNSCOPED_INFO(message);
  REQUIRE(report.ok());
}

}  // namespace

TEST_CASE("content: whoever holds one keeps it, and it goes with the last holder", "[content]") {
  Contents contents;
  const ContentId frame = make(contents, 100, "a text");
  const ContentId slot = frame;  // a slot of swap takes the same bytes
  contents.get(slot);
  const ContentId merged = make(contents, 100, "a text");
  CHECK(merged == frame);
  CHECK(contents.holders(frame) == 3);
  CHECK(contents.count_distinct() == 1);
  contents.put(frame);
  contents.put(merged);
  CHECK(bytes_at(contents, slot, 99, 8) == std::string("\0a text\0", 8));
  contents.put(slot);
  CHECK(contents.empty());
  CHECK(contents.bytes() == 0);
  CHECK_FALSE(contents.is_live(slot));
}

TEST_CASE("content: a store takes over the hold on what was there, and leaves other holders what they had", "[content]") {
  Contents contents;
  const ContentId old = make(contents, 0, "the old text");
  contents.get(old);
  const ContentId changed = contents.write(old, 4, "new", 3);
  CHECK(changed != old);
  CHECK(contents.holders(old) == 1);
  CHECK(contents.holders(changed) == 1);
  CHECK(bytes_at(contents, old, 0, 12) == "the old text");
  CHECK(bytes_at(contents, changed, 0, 12) == "the new text");
  CHECK(contents.write(changed, 4, "new", 3) == changed);
  CHECK(contents.holders(changed) == 1);
  CHECK(contents.write(changed, 4, "old", 3) == old);
  CHECK(contents.holders(old) == 2);
  CHECK_FALSE(contents.is_live(changed));
  require_sound(contents);
}

TEST_CASE("content: zeros are no content, whoever writes them", "[content]") {
  Contents contents;
  const std::string zeros(kPageSize, '\0');
  CHECK_FALSE(make(contents, 0, zeros).valid());
  CHECK(contents.tag(ContentId()) == 0);
  CHECK(contents.runs(ContentId()).empty());
  const ContentId text = make(contents, 4090, "border");
  CHECK(contents.tag(text) != 0);
  CHECK_FALSE(contents.write(text, 4000, zeros.data(), 96).valid());
  CHECK(contents.empty());
  require_sound(contents);
}

TEST_CASE("content: the same bytes have the same tag in another table, and another place another one", "[content]") {
  Contents one, other;
  make(other, 7, "something in front, so that numbers differ");
  const ContentId a = make(one, 10, "hello"), b = make(other, 10, "hello"), c = make(other, 11, "hello");
  CHECK(one.tag(a) == other.tag(b));
  CHECK(other.tag(b) != other.tag(c));
  CHECK(a != b);
}

}  // namespace pw
