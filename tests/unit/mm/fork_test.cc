// fork and copy-on-write: who shares, who copies, who reuses, and what the LRU batches have to do with it.
#include "engine/base/fields_compare.h"
#include "engine/memory/reverse_walk.h"
#include "tests/support/field_walk.h"
#include "engine/trace/mm_events.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("fork shares frames read-only on both sides and clears PageAnonExclusive") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "\1", 2);
  const Pid child = m.fork(1);
  CHECK(m.frame(1, a) == m.frame(child, a));
  CHECK(page_mapcount(m.page(1, a)) == 2);
  CHECK_FALSE(has_flag(m.page(1, a), kPgAnonExclusive));
  CHECK_FALSE(pte_write(m.pte(1, a)));
  CHECK(pte_dirty(m.pte(1, a)));
  CHECK((m.pte(1, a).raw & kPteD) == 0);  // saved-dirty: RW=0 never stands beside D=1
  CHECK(pte_young(m.pte(1, a)));
  CHECK_FALSE(pte_young(m.pte(child, a)));
  CHECK(m.minflt(child) == 0);
}

TEST_CASE("an area that nobody wrote is not copied: the child faults for itself") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.read(1, a);
  const Pid child = m.fork(1);
  CHECK_FALSE(m.frame(child, a).valid());
  m.read(child, a);
  CHECK(m.minflt(child) == 1);
}

TEST_CASE("the child's write copies; the parent's write afterwards on the batch's CPU reuses") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a, "parent");
  const Pid child = m.fork(1);
  const Pfn old = m.frame(1, a);
  m.write(child, a, "child");
  CHECK(m.frame(1, a) == old);
  CHECK(m.frame(child, a) != old);
  m.write(1, a, "again");
  CHECK(m.frame(1, a) == old);
  std::string bytes;
  m.read(child, a, 1, &bytes, 6);
  CHECK(bytes == "childt");  // the copy kept the parent's last byte
}

TEST_CASE("after the child's exit a write reuses on the CPU of the batch and copies on the other") {
  // Tried on 6.18: the batch's reference decides, and only the own CPU's batch is drained.
  for (const u32 cpu : {0u, 1u}) {
    Machine m;
    const u64 a = m.mmap(1, 1);
    m.write(1, a);
    const Pfn old = m.frame(1, a);
    m.exit(m.fork(1));
    m.taskset(1, cpu);
    m.write(1, a);
    CHECK((m.frame(1, a) == old) == (cpu == 0));
  }
}

TEST_CASE("more than three references refuse before any drain") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  m.fork(1);
  m.fork(1);
  EventCounter events;
  m.sink = &events;
  m.write(1, a);  // three entries and one batch
  CHECK(events.gave(Reason::kRefcountOver3));
  CHECK(events.count("lru_add_drain") == 0);
}

TEST_CASE("a page that was unmapped while a batch held it is freed when the batch is drained") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  const Pfn pfn = m.frame(1, a);
  m.munmap(1, a, 1);
  CHECK(m.k.m.phys.pages[pfn.v].refcount == 1);
  CHECK(page_mapcount(m.k.m.phys.pages[pfn.v]) == 0);
  Trace silent;
  lru_add_drain_all(m.k.m.phys, silent);
  CHECK(m.k.m.phys.pages[pfn.v].refcount == 0);
  m.check();
}

TEST_CASE("fork nested five deep: the n-th child's area has n + 1 chain nodes") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  Pid pid = 1;
  for (u32 depth = 1; depth <= 5; ++depth) {
    pid = m.fork(pid);
    CHECK(m.vma(pid, a).avc_count == depth + 1);
  }
}

TEST_CASE("fork, child forks, middle exits, again and again: reuse keeps the chain short") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  Pid pid = m.fork(1);
  for (u32 round = 0; round < 20; ++round) {
    const Pid next = m.fork(pid);
    m.exit(pid);
    pid = next;
    CHECK(m.vma(pid, a).avc_count <= 3);
  }
}

TEST_CASE("the old page's walk visits the child's area in vain after its copy") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  const Pid child = m.fork(1);
  const Pfn old = m.frame(1, a);
  m.write(child, a);
  Trace silent;
  const RmapWalk walk = walk_rmap(m.k.m, silent, old);
  CHECK(walk.found == 1);
  CHECK(walk.in_vain == 1);
  const RmapWalk copy = walk_rmap(m.k.m, silent, m.frame(child, a));
  CHECK(copy.found == 1);
  CHECK(copy.in_vain == 0);
}

TEST_CASE("every reference of a shared page has a holder with a name") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  m.fork(1);
  const std::vector<Holder> holders = find_holders(m.k, m.frame(1, a));
  CHECK(holders.size() == static_cast<std::size_t>(m.page(1, a).refcount));
  CHECK(holders.back().kind == Holder::Kind::kLruBatch);
}

TEST_CASE("threads share one address space; the last to go takes it down") {
  Machine m;
  const Pid child = m.fork(1);
  const u64 a = m.mmap(child, 1);
  Trace silent;
  const Result<Pid> thread = sys_thread(m.k, silent, child);
  REQUIRE(thread.ok());
  m.write(thread.value(), a, "x");
  std::string bytes;
  m.read(child, a, 1, &bytes, 1);
  CHECK(bytes == "x");
  const u32 mms = m.k.m.mms.live_count();
  m.exit(thread.value());  // the whole group
  CHECK_FALSE(is_running(m.k, child));
  CHECK(m.k.m.mms.live_count() == mms - 1);
}

TEST_CASE("each field of an address space is inherited by fork or begins anew") {
  std::set<std::string> inherited, anew;
  const Mm fresh;
  Mm parent;
  auto visit = [&](const FieldPlace& place, auto change, auto restore) {
    change();
    (is_equal(inherit_mm(parent, fresh), fresh, nullptr) ? anew : inherited).insert(place.name);
    restore();
  };
  for_each_change(parent, FieldPlace{}, visit);
  CHECK(inherited == std::set<std::string>{"Mm.brk", "Mm.end_code", "Mm.end_data", "Mm.execute_only_pkey",
                                           "Mm.memcg", "Mm.mmap_base", "Mm.pkey_map",
                                           "Mm.start_brk", "Mm.start_code", "Mm.start_data", "Mm.start_stack", "Mm.task_size"});
  // Id.v: pgd and tree.root.
  CHECK(anew == std::set<std::string>{"Id.v", "Mm.cpumask", "Mm.data_vm", "Mm.def_flags", "Mm.exec_vm", "Mm.hiwater_rss", "Mm.hiwater_vm",
                                      "Mm.locked_vm", "Mm.map_count", "Mm.nr_tables", "Mm.nr_tables_start", "Mm.rss",
                                      "Mm.stack_vm", "Mm.total_vm", "Mm.users", "VmaTree.count", "VmaTree.height"});
}

TEST_CASE("a fork that runs out of memory leaves the parent as it was") {
  BootConfig config;
  config.mem_bytes = 32ull << 20;
  Machine m(config);
  const u64 page = 0x10000000ull;
  // One page every 2 MiB costs the child a page table each, until none is left.
  u64 areas = 0;
  for (;; ++areas) {
    Trace silent;
    const Result<u64> mapped = sys_mmap(m.k, silent, 1, page + areas * (2ull << 20), kPageSize, kRw, kPrivateAnon | kMapFixed);
    REQUIRE(mapped.ok());
    const AccessResult stored = store_bytes(m.k, silent, 1, mapped.value(), "x", 1);
    if (stored.error != Errno::kOk || count_available(m.k.m.phys) < areas / 2) break;
  }
  m.check();
  const u64 before = m.mm(1).rss[kMmAnonPages];
  Trace silent;
  const Result<Pid> child = sys_fork(m.k, silent, 1);
  REQUIRE_FALSE(child.ok());
  CHECK(child.error().code == Errno::kENOMEM);
  CHECK(m.mm(1).rss[kMmAnonPages] == before);
  CHECK(m.k.m.mms.live_count() == 1);
  m.check();
}
