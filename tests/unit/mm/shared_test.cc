// Shared anonymous memory: one object behind its areas, pages found in the page cache, nothing copied by fork.
#include "engine/file/page_cache.h"
#include "engine/kernel/drain.h"
#include "engine/memory/reverse_walk.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kBase = 0x100000000000ull;
constexpr u32 kSharedAnon = kMapShared | kMapAnonymous;

u64 map_shared(Machine& m, Pid pid, u64 pages, u64 fixed = 0, u32 prot = kRw, u32 more = 0) {
  Trace trace(m.sink);
  const Result<u64> addr =
      sys_mmap(m.k, trace, pid, fixed, pages * kPageSize, prot, kSharedAnon | more | (fixed != 0 ? kMapFixed : 0u));
  REQUIRE(addr.ok());
  m.check();
  return addr.value();
}

const Inode& object_of(const Machine& m, Pid pid, u64 addr) { return pw::inode_of(m.k.m.files, m.vma(pid, addr).file); }

}  // namespace

TEST_CASE("shared memory without a file is an object of its own", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 4, kBase);
  const u64 b = map_shared(m, 1, 4, kBase + 4 * kPageSize);
  CHECK(m.vma(1, a).file != m.vma(1, b).file);
  CHECK(m.vma(1, a).end == b);
  CHECK(m.vma(1, a).pgoff == 0);
  CHECK(m.vma(1, a).flags == (kVmRead | kVmWrite | kVmShared | kVmMayRead | kVmMayWrite | kVmMayExec | kVmMayShare));
  CHECK(object_of(m, 1, a).ino + 1 == object_of(m, 1, b).ino);
  CHECK(object_of(m, 1, a).path == "/dev/zero (deleted)");
  CHECK(m.mm(1).data_vm == 0);
}

TEST_CASE("the whole object is promised when it is made, and given back when it goes", "[shared]") {
  Machine m;
  const u64 before = m.k.m.committed_pages;
  const u64 a = map_shared(m, 1, 16, kBase, kProtRead);
  CHECK(m.k.m.committed_pages == before + 16);
  m.munmap(1, a, 8);
  CHECK(m.k.m.committed_pages == before + 16);
  m.munmap(1, a + 8 * kPageSize, 8);
  CHECK(m.k.m.committed_pages == before);

  const u64 b = map_shared(m, 1, 16, kBase, kRw, kMapNoReserve);
  CHECK(m.k.m.committed_pages == before);
  m.write(1, b, "\1", 3);
  CHECK(m.k.m.committed_pages == before + 3);
  m.munmap(1, b, 16);
  CHECK(m.k.m.committed_pages == before);
  CHECK(m.mmap_error(1, 0, 1ull << 30, kRw, kSharedAnon).code == Errno::kENOMEM);
}

TEST_CASE("a read maps a frame that a store may use without another fault", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 8, kBase);
  m.read(1, a);
  CHECK(m.minflt(1) == 1);
  CHECK(inode_of(m.page(1, a)).valid());
  CHECK(m.page(1, a).flags == (kPgSwapbacked | kPgUptodate));
  CHECK(pte_write(m.pte(1, a)));
  m.write(1, a);
  CHECK(m.minflt(1) == 1);
  CHECK_FALSE(has_flag(m.page(1, a), kPgDirty));  // the entry knows, the page does not yet
  m.write(1, a + kPageSize);
  CHECK(has_flag(m.page(1, a + kPageSize), kPgDirty));
  CHECK(m.page(1, a).refcount == 3);  // entry, page cache, batch
  CHECK(m.mm(1).rss[kMmShmemPages] == 2);
  CHECK_FALSE(m.vma(1, a).anon_vma.valid());
}

TEST_CASE("parent and child find the same frame, and fork copies no entry", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 8, kBase);
  m.write(1, a, "from the parent");
  const Pid child = m.fork(1);
  CHECK(m.mm(child).rss[kMmShmemPages] == 0);
  std::string text;
  m.read(child, a, 1, &text, 15);
  CHECK(text == "from the parent");
  CHECK(m.minflt(child) == 1);
  CHECK(m.frame(child, a) == m.frame(1, a));
  CHECK(page_mapcount(m.page(1, a)) == 2);
  m.write(child, a + kPageSize, "from the child");
  m.read(1, a + kPageSize, 1, &text, 14);
  CHECK(text == "from the parentfrom the child");
  m.exit(child);
  CHECK(page_mapcount(m.page(1, a)) == 1);
}

TEST_CASE("a load maps what the page cache has of the sixteen pages around", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 64, kBase);
  m.write(1, a, "\1", 40);
  const Pid child = m.fork(1);
  m.read(child, a + 21 * kPageSize);
  CHECK(m.minflt(child) == 1);
  CHECK(m.mm(child).rss[kMmShmemPages] == 16);
  CHECK(m.frame(child, a + 16 * kPageSize).valid());
  CHECK(m.frame(child, a + 31 * kPageSize).valid());
  CHECK_FALSE(m.frame(child, a + 15 * kPageSize).valid());
  m.write(child, a + 5 * kPageSize);  // a store maps one page
  CHECK(m.mm(child).rss[kMmShmemPages] == 17);
  m.read(child, a + 45 * kPageSize);  // new, and 32 to 39 around it
  CHECK(m.mm(child).rss[kMmShmemPages] == 26);
}

TEST_CASE("what is unmapped stays in the object until its last area goes", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 4, kBase);
  m.write(1, a, "kept");
  const Pfn pfn = m.frame(1, a);
  const Pid child = m.fork(1);
  m.munmap(1, a, 4);
  CHECK(m.k.m.phys.pages[pfn.v].type == PageType::kNone);
  CHECK(page_mapcount(m.k.m.phys.pages[pfn.v]) == 0);
  CHECK(has_flag(m.k.m.phys.pages[pfn.v], kPgDirty));
  std::string text;
  m.read(child, a, 1, &text, 4);
  CHECK(text == "kept");
  CHECK(m.frame(child, a) == pfn);
  m.exit(child);
  CHECK(m.k.m.files.pool.live_count() == 0);
  Trace silent;
  sys_drain(m.k, silent);
  CHECK(m.k.m.phys.pages[pfn.v].type == PageType::kPcp);
  m.check();
}

TEST_CASE("mprotect makes shared pages writable at once, and joins what it cut", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 8, kBase);
  m.write(1, a, "\1", 8);
  m.mprotect(1, a + 2 * kPageSize, 2, kProtRead);
  CHECK(m.mm(1).map_count == 4);
  CHECK_FALSE(pte_write(m.pte(1, a + 2 * kPageSize)));
  CHECK(m.vma(1, a + 4 * kPageSize).pgoff == 4);
  CHECK(m.k.m.files.pool[m.vma(1, a).file].areas == 3);
  m.mprotect(1, a + 2 * kPageSize, 2, kRw);
  CHECK(m.mm(1).map_count == 2);
  CHECK(m.k.m.files.pool[m.vma(1, a).file].areas == 1);
  const u64 faults = m.minflt(1);
  m.write(1, a + 2 * kPageSize, "\1", 2);
  CHECK(m.minflt(1) == faults);
}

TEST_CASE("shared memory is refused where Linux refuses it", "[shared]") {
  Machine m;
  CHECK(m.mmap_error(1, 0, kPageSize, kRw, kSharedAnon | kMapGrowsDown).code == Errno::kEINVAL);
  CHECK(m.mmap_error(1, 0, kPageSize, kRw, kMapSharedValidate | kMapAnonymous).code == Errno::kEINVAL);
  // Lengths of 2 MiB are not aligned: tmpfs has no huge pages here.
  const u64 a = map_shared(m, 1, 1024);
  CHECK(a == 0x7ffff7bff000ull);
}

TEST_CASE("populate reads shared pages in and dirties none", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 8, kBase, kRw, kMapPopulate);
  CHECK(m.mm(1).rss[kMmShmemPages] == 8);
  CHECK_FALSE(has_flag(m.page(1, a), kPgDirty));
}

TEST_CASE("a page of an object leads back to every area over it", "[shared]") {
  Machine m;
  const u64 a = map_shared(m, 1, 8, kBase);
  m.write(1, a + 3 * kPageSize);
  const Pfn pfn = m.frame(1, a + 3 * kPageSize);
  const Pid child = m.fork(1);
  m.munmap(1, a, 2);
  Trace silent;
  const RmapWalk walk = walk_rmap(m.k.m, silent, pfn);
  CHECK(walk.inode.valid());
  CHECK(walk.found == 1);
  CHECK(walk.in_vain == 1);
  m.read(child, a + 3 * kPageSize);
  CHECK(walk_rmap(m.k.m, silent, pfn).found == 2);
  const std::vector<Holder> holders = find_holders(m.k, pfn);
  REQUIRE(holders.size() == 4);
  CHECK(holders[2].kind == Holder::Kind::kLruBatch);
  CHECK(holders[3].kind == Holder::Kind::kPageCache);
}
