// mremap in a small world, exhaustively: every piece of a strip of three areas is moved, grown, shrunk or left behind, in a process and in
// a fork's child, with every combination of areas that had been written. After each call all invariants hold, and every page is found
// from below.
#include <catch2/catch.hpp>

#include "tests/support/mremap_calls.h"

namespace pw::test {
namespace {

constexpr u64 kStrip = 0x1000'0000'0000;
constexpr u64 kStripPages = 6;
constexpr u64 kElsewhere = 0x1000'4000'1000;

u64 at(u64 page) { return kStrip + page * kPageSize; }

// rw | rwx | rw of two pages each. Bits of `written`: which of them have pages; bit 3: a child runs beside.
Machine make_strip(u32 written, Pid* pid) {
  BootConfig config;
  config.mem_bytes = 32ull << 20;
  Machine m(config);
  m.mmap(1, kStripPages, kRw, kStrip);
  if ((written & 1) != 0) m.write(1, at(0), "a", 2);
  m.mprotect(1, at(2), 2, kRw | kProtExec);
  if ((written & 2) != 0) m.write(1, at(2), "b", 2);
  if ((written & 4) != 0) m.write(1, at(4), "c", 2);
  *pid = (written & 8) != 0 ? m.fork(1) : 1;
  return m;
}

struct Piece {
  u64 first;
  u64 pages;
};
// One kind of call on one piece of the strip.
using Call = void (*)(Machine& m, Pid pid, Piece piece);
constexpr Call kCalls[] = {
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, p.pages, kMoveFixed, kElsewhere); },
    // There and back: a written piece must merge with what it was cut from.
    [](Machine& m, Pid pid, Piece p) {
      (void)try_mremap(m, pid, at(p.first), p.pages, p.pages, kMoveFixed, kElsewhere);
      (void)try_mremap(m, pid, kElsewhere, p.pages, p.pages, kMoveFixed, at(p.first));
    },
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, p.pages, kMoveFixed, at(kStripPages)); },
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, p.pages + 2, kMove); },
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, 1, 0); },
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, 1, kMoveFixed, kElsewhere); },
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, p.pages, kMoveDontUnmap, kElsewhere); },
    // Over the strip itself: what is there goes, where the two do not overlap.
    [](Machine& m, Pid pid, Piece p) { (void)try_mremap(m, pid, at(p.first), p.pages, p.pages, kMoveFixed, at(0)); },
};

}  // namespace

TEST_CASE("every piece of a strip of areas through every kind of mremap", "[mremap]") {
  u32 calls = 0;
  for (u32 written = 0; written < 16; ++written) {
    Pid pid = 1;
    const Machine strip = make_strip(written, &pid);
    for (u64 first = 0; first < kStripPages; ++first) {
      for (u64 pages = 1; pages <= kStripPages - first; ++pages) {
        for (u32 kind = 0; kind < sizeof(kCalls) / sizeof(kCalls[0]); ++kind) {
          INFO("written " << written << ", pages " << first << " to " << first + pages << ", call " << kind);
          Machine m = strip;
          kCalls[kind](m, pid, Piece{first, pages});
          REQUIRE(lost_pages(m.k) == "");
          // The pages that are still there can be written, and stay findable.
          Trace trace;
          (void)store_bytes(m.k, trace, pid, at(first), "z", 1);
          (void)store_bytes(m.k, trace, pid, kElsewhere, "z", 1);
          REQUIRE(lost_pages(m.k) == "");
          ++calls;
        }
      }
    }
  }
  CHECK(calls == 16 * 21 * 8);
}

}  // namespace pw::test
