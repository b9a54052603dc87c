// Contents: any sequence of stores reads back like an array of 4096 bytes, and equal bytes have one form.
#include <cstring>

#include "tests/support/random.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

std::string bytes_of(const Phys& phys, Pfn pfn) {
  std::string bytes(kPageSize, '?');
  read_bytes(phys, pfn, 0, &bytes[0], kPageSize);
  return bytes;
}

}  // namespace

TEST_CASE("contents: a new page is zero and has tag 0", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  REQUIRE(content_tag(m.phys, pfn) == 0);
  REQUIRE(content_runs(m.phys, pfn).empty());
  REQUIRE(bytes_of(m.phys, pfn) == std::string(kPageSize, '\0'));
}

TEST_CASE("contents: a number is one run without the zeros around it", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  const u64 value = 1;
  write_bytes(m.phys, pfn, 8, &value, 8);
  REQUIRE(m.phys.contents.count_distinct() == 1);
  const std::vector<ByteRun> runs = content_runs(m.phys, pfn);
  REQUIRE(runs.size() == 1);
  REQUIRE(runs[0].offset == 8);
  REQUIRE(runs[0].bytes == std::string(1, '\1'));
}

TEST_CASE("contents: writing zeros over it makes it a zero page again", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  write_bytes(m.phys, pfn, 0, "some text that spills", 21);
  write_bytes(m.phys, pfn, 4095, "x", 1);
  REQUIRE(m.phys.contents.count_holders() == 1);
  const std::string zeros(kPageSize, '\0');
  write_bytes(m.phys, pfn, 0, zeros.data(), kPageSize);
  REQUIRE(m.phys.contents.empty());
  REQUIRE(content_tag(m.phys, pfn) == 0);
}

TEST_CASE("contents: runs part at eight zeros", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  write_bytes(m.phys, pfn, 0, "a", 1);
  write_bytes(m.phys, pfn, 8, "b", 1);  // seven zeros between
  REQUIRE(content_runs(m.phys, pfn).size() == 1);
  write_bytes(m.phys, pfn, 8, "\0b", 2);
  REQUIRE(content_runs(m.phys, pfn).size() == 2);
  write_bytes(m.phys, pfn, 9, "\0", 1);
  REQUIRE(content_runs(m.phys, pfn).size() == 1);
  write_bytes(m.phys, pfn, 0, "\0", 1);
  REQUIRE(m.phys.contents.empty());
}

TEST_CASE("contents: equal bytes have equal runs and tags whichever way they were written", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc();
  const Pfn b = m.alloc();
  write_bytes(m.phys, a, 10, "hello", 5);
  write_bytes(m.phys, b, 12, "llo", 3);
  write_bytes(m.phys, b, 2000, "gone", 4);
  REQUIRE(content_tag(m.phys, a) != content_tag(m.phys, b));
  write_bytes(m.phys, b, 2000, "\0\0\0\0", 4);
  write_bytes(m.phys, b, 10, "he", 2);
  REQUIRE(content_tag(m.phys, a) == content_tag(m.phys, b));
  write_bytes(m.phys, b, 10, "\0hello", 6);  // the same bytes, one further on
  REQUIRE(content_tag(m.phys, a) != content_tag(m.phys, b));
}

TEST_CASE("contents: a copy is equal and independent", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc();
  const Pfn b = m.alloc();
  const std::string text = GENERATE(std::string("short"), std::string("a long line of text, much longer than eight bytes"), std::string());
  CAPTURE(text);
  write_bytes(m.phys, b, 77, "old bytes of the target", 23);
  write_bytes(m.phys, a, 5, text.data(), static_cast<u32>(text.size()));
  copy_contents(m.phys, a, b);
  REQUIRE(bytes_of(m.phys, b) == bytes_of(m.phys, a));
  write_bytes(m.phys, a, 5, "X", 1);
  REQUIRE(bytes_of(m.phys, b) != bytes_of(m.phys, a));
  require_sound(m.phys);
  clear_contents(m.phys, a);
  clear_contents(m.phys, b);
  REQUIRE(m.phys.contents.empty());
}

TEST_CASE("contents: random stores against an array", "[phys]") {
  const u64 seed = GENERATE(11, 12, 13);
  PhysMachine m;
  const Pfn pfn = m.alloc();
  const Pfn other = m.alloc();
  std::string model(kPageSize, '\0');
  Random random(seed);
  for (u32 step = 0; step < 600; ++step) {
    const u32 span = random.one_in(4) ? 200 : 12;
    const u32 length = 1 + random.below(span);
    const u32 offset = random.one_in(2) ? random.below(32) : random.below(static_cast<u32>(kPageSize) - length + 1);
    std::string bytes(length, '\0');
    const bool is_zero = random.one_in(2);
    for (char& c : bytes) c = static_cast<char>(is_zero ? 0 : random.below(3));
    write_bytes(m.phys, pfn, static_cast<u16>(offset), bytes.data(), length);
    std::memcpy(&model[offset], bytes.data(), length);
    if (random.one_in(40)) {
      model.assign(kPageSize, '\0');
      clear_contents(m.phys, pfn);
    }
    REQUIRE(bytes_of(m.phys, pfn) == model);
    // Written in one go, the same bytes take the same form.
    clear_contents(m.phys, other);
    write_bytes(m.phys, other, 0, model.data(), kPageSize);
    REQUIRE(content_tag(m.phys, other) == content_tag(m.phys, pfn));
    REQUIRE(m.page(other).content == m.page(pfn).content);
    REQUIRE((content_tag(m.phys, pfn) == 0) == (model == std::string(kPageSize, '\0')));
  }
  require_sound(m.phys);
}

TEST_CASE("contents: what many frames hold is kept once, and goes with the last of them", "[phys]") {
  PhysMachine m;
  const std::string text(3000, 'x');
  std::vector<Pfn> frames;
  for (u32 i = 0; i < 50; ++i) {
    frames.push_back(m.alloc());
    write_bytes(m.phys, frames[i], 100, text.data(), 3000);
  }
  CHECK(m.phys.contents.count_holders() == 50);
  CHECK(m.phys.contents.count_distinct() == 1);
  const u64 once = m.phys.contents.bytes();
  write_bytes(m.phys, frames[0], 8, "a", 1);
  CHECK(m.phys.contents.count_distinct() == 2);
  CHECK(m.phys.contents.bytes() > once);
  require_sound(m.phys);
  write_bytes(m.phys, frames[0], 8, "\0", 1);
  CHECK(m.phys.contents.count_distinct() == 1);
  CHECK(m.phys.contents.bytes() == once);
  for (const Pfn pfn : frames) clear_contents(m.phys, pfn);
  CHECK(m.phys.contents.bytes() == 0);
  CHECK(m.phys.contents.count_distinct() == 0);
}

TEST_CASE("contents: a store that was made before gives the same again, whatever came between", "[phys]") {
  PhysMachine m;
  const std::string first(2000, 'p'), second(1500, 'q');
  const Pfn a = m.alloc(), b = m.alloc(), c = m.alloc();
  write_bytes(m.phys, a, 0, first.data(), 2000);
  write_bytes(m.phys, b, 0, second.data(), 1500);
  // Both contents go, and their numbers with them; another one takes the first number.
  clear_contents(m.phys, a);
  clear_contents(m.phys, b);
  write_bytes(m.phys, c, 700, "something else that spills", 26);
  write_bytes(m.phys, a, 0, first.data(), 2000);
  CHECK(bytes_of(m.phys, a) == first + std::string(kPageSize - 2000, '\0'));
  write_bytes(m.phys, a, 1000, second.data(), 1500);
  copy_contents(m.phys, c, b);
  write_bytes(m.phys, b, 1000, second.data(), 1500);
  CHECK(bytes_of(m.phys, b).compare(700, 26, "something else that spills") == 0);
  CHECK(bytes_of(m.phys, b).compare(1000, 1500, second) == 0);
  CHECK(bytes_of(m.phys, a).compare(0, 1000, first, 0, 1000) == 0);
  require_sound(m.phys);
}

TEST_CASE("contents: copies of the machine keep their own", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  write_bytes(m.phys, pfn, 0, "the old text", 12);
  const Phys before = m.phys;
  write_bytes(m.phys, pfn, 4, "new", 3);
  CHECK(bytes_of(before, pfn).compare(0, 12, "the old text") == 0);
  CHECK(bytes_of(m.phys, pfn).compare(0, 12, "the new text") == 0);
  require_sound(before);
  require_sound(m.phys);
}
