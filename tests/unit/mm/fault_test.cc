// Page faults of anonymous memory: which handler, which frame, which counters, which signal.
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/mremap_calls.h"
#include "engine/trace/mm_events.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("a read of an untouched page maps the zero page and costs no memory") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.read(1, a);
  CHECK(m.frame(1, a) == m.k.m.phys.zero_page);
  CHECK(pte_special(m.pte(1, a)));
  CHECK_FALSE(pte_write(m.pte(1, a)));
  CHECK(m.mm(1).rss[kMmAnonPages] == 1);  // the stack's page
  CHECK_FALSE(m.vma(1, a).anon_vma.valid());
  CHECK(m.minflt(1) == 1);
}

TEST_CASE("a write gets a zeroed frame, an anon_vma and a writable, dirty entry in one fault") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.write(1, a + kPageSize + 5, "hello");
  const Page& page = m.page(1, a + kPageSize);
  CHECK(is_anon_mapping(page));
  CHECK(page_mapcount(page) == 1);
  CHECK(page.refcount == 2);  // the entry, and the LRU batch of CPU 0
  CHECK(has_flag(page, kPgAnonExclusive));
  CHECK(page.index == to_pages(a) + 1);
  CHECK(anon_vma_of(page) == m.vma(1, a).anon_vma);
  CHECK(pte_write(m.pte(1, a + kPageSize)));
  CHECK(pte_dirty(m.pte(1, a + kPageSize)));
  CHECK(m.minflt(1) == 1);
  std::string bytes;
  m.read(1, a + kPageSize + 5, 1, &bytes, 5);
  CHECK(bytes == "hello");
  CHECK(m.minflt(1) == 1);
}

TEST_CASE("a write to the zero page copies it") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.read(1, a);
  EventCounter events;
  m.sink = &events;
  m.write(1, a);
  CHECK(events.count("wp_page_copy") == 1);
  CHECK(events.gave(Reason::kOldIsZeroPage));
  CHECK(m.frame(1, a) != m.k.m.phys.zero_page);
  CHECK(m.minflt(1) == 2);
}

TEST_CASE("a store that crosses a page border touches both pages") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a + kPageSize - 2, "abcd");
  CHECK(m.minflt(1) == 2);
  std::string bytes;
  m.read(1, a + kPageSize - 2, 1, &bytes, 4);
  CHECK(bytes == "abcd");
}

TEST_CASE("refused accesses: signal, code, address; no fault is counted") {
  Machine m;
  const u64 a = m.mmap(1, 1, kProtRead);
  const u64 none = m.mmap(1, 1, kProtNone, a - 64 * kPageSize);
  const auto expect = [&](AccessResult result, i32 code, u64 addr) {
    CHECK(result.signal.signo == kSigsegv);
    CHECK(result.signal.code == code);
    CHECK(result.signal.addr == addr);
    CHECK(m.minflt(1) == 0);
  };
  expect(m.read(1, 8), 1, 8);
  expect(m.write(1, a + 3), 2, a + 3);
  expect(m.read(1, none), 2, none);
  expect(m.write(1, none), 2, none);
  expect(m.read(1, 0xffff888000000000ull), 1, 0xffff888000000000ull);
  expect(m.read(1, 0x0000800000000000ull), 0x80, 0);
  expect(m.read(1, 0xdeadbeef00000000ull), 0x80, 0);
  expect(m.read(1, 0x00007ffffffff000ull), 1, 0x00007ffffffff000ull);
}

TEST_CASE("an instruction fetch from a page that may not be executed maps it first") {
  // Tried on 6.18: jumping into an untouched rw page costs one minor fault, maps the zero page, and then SIGSEGV/ACCERR.
  Machine m;
  const u64 a = m.mmap(1, 1);
  const AccessResult result = m.exec(1, a);
  CHECK(result.signal.code == 2);
  CHECK(m.minflt(1) == 1);
  CHECK(m.frame(1, a) == m.k.m.phys.zero_page);
  CHECK(m.exec(1, m.mmap(1, 1, kProtRead | kProtExec, a - 64 * kPageSize)).signal.signo == 0);
}

TEST_CASE("the processor: a TLB hit reads no table, a store through a clean entry sets D") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  EventCounter events;
  m.sink = &events;
  m.write(1, a);
  CHECK(events.count("TLB hit") == 1);
  CHECK(events.count("page walk") == 0);
}

TEST_CASE("the stack grows down to the touched page, and not into its guard gap or past 8 MiB") {
  Machine m;
  const u64 start = m.vma(1, 0x7ffffffff000ull - kPageSize).start;
  CHECK(m.write(1, start - 10 * kPageSize).signal.signo == 0);
  CHECK(m.vma(1, start).start == start - 10 * kPageSize);
  CHECK(m.minflt(1) == 1);
  CHECK(m.write(1, 0x7ffffffff000ull - (8ull << 20)).signal.signo == 0);
  CHECK(m.write(1, 0x7ffffffff000ull - (8ull << 20) - 1).signal.code == 1);

  Machine n;
  const u64 below = start - 300 * kPageSize;
  n.mmap(1, 1, kRw, below);
  CHECK(n.write(1, below + 256 * kPageSize).signal.code == 1);
  CHECK(n.write(1, below + 257 * kPageSize).signal.signo == 0);
}

TEST_CASE("an area grows down by its page offset at the most") {
  Machine m;
  Trace trace;
  const u64 low = 0x100000;
  REQUIRE(sys_mmap(m.k, trace, 1, low, 2 * kPageSize, kRw, kPrivateAnon | kMapFixed | kMapGrowsDown).ok());
  m.write(1, low);
  const u64 high = 0x2000'0000'0000;
  REQUIRE(sys_mremap(m.k, trace, 1, MremapArgs{low, 2 * kPageSize, 2 * kPageSize, kMremapMayMove | kMremapFixed, high}).ok());
  CHECK(m.write(1, high - 257 * kPageSize).signal.signo == kSigsegv);
  CHECK(m.write(1, high - 256 * kPageSize).signal.signo == 0);
  CHECK(m.vma(1, high).pgoff == 0);
  CHECK(m.write(1, high - 257 * kPageSize).signal.signo == kSigsegv);
}

TEST_CASE("the growth of an area that may not be written is promised, and never given back") {
  Machine m;
  Trace trace;
  const u64 at = 0x2000'0000'0000;
  REQUIRE(sys_mmap(m.k, trace, 1, at, kPageSize, kProtRead, kPrivateAnon | kMapFixed | kMapGrowsDown).ok());
  const u64 before = m.k.m.committed_pages;
  CHECK(m.read(1, at - 5 * kPageSize).signal.signo == 0);
  CHECK(m.k.m.committed_pages == before + 5);
  m.munmap(1, at - 5 * kPageSize, 6);
  CHECK(m.k.m.committed_pages == before + 5);
  CHECK(m.k.m.lost_pages == 5);
}

namespace {

// Another task's store by way of the kernel: no processor walks the table, so what the handler leaves in the entry is all there is.
void poke(Machine& m, Pid pid, u64 addr) {
  Trace trace(m.sink);
  REQUIRE(poke_bytes(m.k, trace, 1, pid, addr, "\7").ok());
  m.check();
}

void settle(Machine& m) {
  Trace trace(m.sink);
  lru_add_drain_all(m.k.m.phys, trace);
}

}  // namespace

TEST_CASE("a store that the kernel makes leaves a dirty entry, whether it copied the page or reused it", "[fault]") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  const Pid child = m.fork(1);
  poke(m, child, a);
  CHECK(m.frame(child, a) != m.frame(1, a));
  CHECK((m.pte(child, a).raw & (kPteD | kPteRw)) == (kPteD | kPteRw));
  // MADV_FREE has cleaned the entry before it became read-only, so it has no dirty bit that could wait elsewhere.
  m.exit(child);
  Trace silent;
  REQUIRE(sys_madvise(m.k, silent, 1, AdvisedRange{a, kPageSize}, kMadvFree).ok());
  const Pid other = m.fork(1);
  m.exit(other);
  settle(m);
  const Pfn frame = m.frame(1, a);
  CHECK_FALSE(pte_dirty(m.pte(1, a)));
  CHECK_FALSE(pte_write(m.pte(1, a)));
  poke(m, 1, a);
  CHECK(m.frame(1, a) == frame);
  CHECK((m.pte(1, a).raw & (kPteD | kPteRw)) == (kPteD | kPteRw));
}

TEST_CASE("the event of a first touch names the frame that it mapped", "[fault]") {
  struct FrameOf : TraceSink {
    void on_event(const Event& event) override {
      if (event.id == static_cast<u16>(EventId::kDoAnonymousPage) && event.phase == static_cast<u8>(Phase::kEnd)) frame = event.arg[1];
    }
    u64 frame = Pfn::kNone;
  };
  Machine m;
  const u64 a = m.mmap(1, 2);
  FrameOf of;
  m.sink = &of;
  m.write(1, a);
  CHECK(of.frame == m.frame(1, a).v);
  m.read(1, a + kPageSize);
  CHECK(of.frame == m.k.m.phys.zero_page.v);
}
