#include "engine/kernel/access.h"
#include "engine/kernel/cgroup.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/mm/madvise.h"
#include "engine/render/cgroup_files.h"
#include "tests/support/machine.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kGround = 0x10000000;

struct GroupMachine {
  Machine m;
  Trace trace;
  std::string mount;

  explicit GroupMachine(bool is_v1 = false) {
    if (is_v1) {
      BootConfig config;
      config.cgroup_v1 = true;
      m.k = boot_kernel(config);
    }
    mount = cgroup_mount(m.k.m.phys.memcg);
  }
  Status mkdir(const std::string& name) { return cgroup_mkdir(m.k, trace, 1, mount + "/" + name); }
  Status rmdir(const std::string& name) { return cgroup_rmdir(m.k, trace, 1, mount + "/" + name); }
  Status write(const std::string& file, const std::string& text) { return cgroup_write(m.k, trace, 1, mount + "/" + file, text); }
  std::string read(const std::string& file) const {
    TextSink sink;
    REQUIRE(print_cgroup_file(m.k, mount + "/" + file, sink).ok());
    return sink.text;
  }
  u64 number(const std::string& file) const { return std::stoull(read(file)); }
  void touch(Pid pid, u32 pages, u32 first = 0) {
    for (u32 i = first; i < first + pages; ++i) {
      REQUIRE(store_bytes(m.k, trace, pid, kGround + u64{i} * kPageSize, "x", 1).signal.signo == 0);
    }
  }
  u64 pages_of(const char* name) const {
    const Memcg& memcg = m.k.m.phys.memcg;
    return memcg.groups[find_memcg(memcg, name)].pages;
  }
};

Errno code_of(const Status& status) { return status.ok() ? Errno::kOk : status.error().code; }

}  // namespace

TEST_CASE("cgroup: folders, and what mkdir and rmdir refuse", "[kernel]") {
  GroupMachine g;
  REQUIRE(g.mkdir("a").ok());
  CHECK(code_of(g.mkdir("a")) == Errno::kEEXIST);
  CHECK(code_of(g.mkdir("memory.stat")) == Errno::kEEXIST);
  CHECK(code_of(g.mkdir("no/b")) == Errno::kENOENT);
  CHECK(code_of(cgroup_mkdir(g.m.k, g.trace, 1, "/srv/a")) == Errno::kENOENT);
  REQUIRE(g.mkdir("a/b").ok());
  CHECK(code_of(g.rmdir("a")) == Errno::kEBUSY);
  CHECK(code_of(g.rmdir("c")) == Errno::kENOENT);
  CHECK(code_of(g.rmdir("a/memory.max")) == Errno::kENOTDIR);
  CHECK(code_of(g.rmdir("")) == Errno::kEBUSY);
  REQUIRE(g.write("a/b/cgroup.procs", "1").ok());
  CHECK(code_of(g.rmdir("a/b")) == Errno::kEBUSY);
  REQUIRE(g.write("cgroup.procs", "0").ok());  // the writer itself
  REQUIRE(g.rmdir("a/b").ok());
  REQUIRE(g.rmdir("a").ok());
  g.m.check();
}

TEST_CASE("cgroup: a page is charged where it is touched first, and stays there when its process moves", "[kernel]") {
  GroupMachine g;
  REQUIRE(g.mkdir("a").ok());
  REQUIRE(g.mkdir("b").ok());
  g.m.mmap(1, 64, kRw, kGround);
  g.touch(1, 4);
  REQUIRE(g.write("a/cgroup.procs", "1").ok());
  CHECK(g.pages_of("a") == 0);
  g.touch(1, 8);  // 4 of them are there
  CHECK(g.pages_of("a") == 4);
  REQUIRE(g.write("b/cgroup.procs", "1").ok());
  g.touch(1, 9);
  CHECK(g.pages_of("a") == 4);
  CHECK(g.pages_of("b") == 1);
  CHECK(g.read("b/cgroup.procs") == "1\n");
  CHECK(g.read("a/cgroup.procs").empty());
  g.m.check();
  g.m.munmap(1, kGround, 64);
  lru_add_drain_all(g.m.k.m.phys, g.trace);
  CHECK(g.pages_of("a") == 0);
  g.m.check();
}

TEST_CASE("cgroup: a child begins in its parent's group, its copies are charged there, and its end leaves it", "[kernel]") {
  GroupMachine g;
  REQUIRE(g.mkdir("a").ok());
  REQUIRE(g.write("a/cgroup.procs", "1").ok());
  g.m.mmap(1, 64, kRw, kGround);
  g.touch(1, 4);
  const u64 before = g.pages_of("a");
  const Pid child = g.m.fork(1);
  CHECK(g.read("a/cgroup.procs") == "1\n" + std::to_string(child) + "\n");
  const u64 tables = g.pages_of("a") - before;
  CHECK(tables == g.m.mm(child).nr_tables + 1u);  // with its root
  g.touch(child, 4);
  CHECK(g.pages_of("a") == before + tables + 4);
  g.m.check();
  REQUIRE(sys_exit(g.m.k, g.trace, child, 0).ok());
  CHECK(g.read("a/cgroup.procs") == "1\n");
  g.m.check();
}

TEST_CASE("cgroup: a charge that nothing makes room for fails the fault, and a limit written below the use is EBUSY in v1", "[kernel]") {
  GroupMachine g(true);
  REQUIRE(g.mkdir("a").ok());
  g.m.mmap(1, 256, kRw, kGround);
  g.touch(1, 1);
  REQUIRE(g.write("a/cgroup.procs", "1").ok());
  REQUIRE(g.write("a/memory.limit_in_bytes", "100K").ok());
  CHECK(g.read("a/memory.limit_in_bytes") == "102400\n");
  g.touch(1, 25, 1);
  const AccessResult refused = store_bytes(g.m.k, g.trace, 1, kGround + 26 * kPageSize, "x", 1);
  CHECK(refused.error == Errno::kENOMEM);
  CHECK(code_of(g.write("a/memory.limit_in_bytes", "40K")) == Errno::kEBUSY);
  CHECK(g.number("a/memory.usage_in_bytes") == 102400);
  CHECK(g.number("a/memory.failcnt") > 0);
  REQUIRE(g.write("a/memory.failcnt", "0").ok());
  CHECK(g.number("a/memory.failcnt") == 0);
  g.m.check();
}

TEST_CASE("cgroup: with swap the group's own pages make room, and what v1 charges the slot for stays memory+swap", "[kernel]") {
  GroupMachine g(true);
  turn_swap_on(g.m.k, "/dev/z", SwapKind::kZram, 1024);
  REQUIRE(g.mkdir("a").ok());
  g.m.mmap(1, 256, kRw, kGround);
  g.touch(1, 1);
  REQUIRE(g.write("a/cgroup.procs", "1").ok());
  REQUIRE(g.write("a/memory.limit_in_bytes", "256K").ok());
  g.touch(1, 200, 1);
  CHECK(g.number("a/memory.usage_in_bytes") <= 256 << 10);
  CHECK(g.number("a/memory.memsw.usage_in_bytes") >= 200 << 12);
  g.m.check();
  for (u32 i = 1; i < 201; ++i) {
    std::string byte;
    REQUIRE(load_bytes(g.m.k, g.trace, 1, kGround + u64{i} * kPageSize, 1, 1, &byte).signal.signo == 0);
    CHECK(byte == "x");
  }
  g.m.check();
  REQUIRE(g.write("a/memory.force_empty", "0").ok());
  g.m.check();
  g.m.munmap(1, kGround, 256);
  lru_add_drain_all(g.m.k.m.phys, g.trace);
  g.m.check();
  REQUIRE(g.write("cgroup.procs", "1").ok());
  REQUIRE(g.rmdir("a").ok());
  g.m.check();
}

TEST_CASE("cgroup: a removed group's pages stay charged to it, and come back to whoever reads them", "[kernel]") {
  GroupMachine g;
  turn_swap_on(g.m.k, "/dev/z", SwapKind::kZram, 1024);
  REQUIRE(g.mkdir("a").ok());
  g.m.mmap(1, 64, kRw, kGround);
  REQUIRE(g.write("a/cgroup.procs", "1").ok());
  g.touch(1, 16);
  lru_add_drain_all(g.m.k.m.phys, g.trace);
  REQUIRE(sys_madvise(g.m.k, g.trace, 1, AdvisedRange{kGround, 8 * kPageSize}, kMadvPageout).ok());
  CHECK(g.number("a/memory.swap.current") == 8 * kPageSize);
  REQUIRE(g.write("cgroup.procs", "1").ok());
  REQUIRE(g.rmdir("a").ok());
  g.m.check();
  const MemcgId dead = 1;
  CHECK(g.m.k.m.phys.memcg.groups[dead].pages == 8);
  CHECK(g.m.k.m.phys.memcg.groups[dead].swap_slots == 8);
  g.touch(1, 8);
  CHECK(g.m.k.m.phys.memcg.groups[dead].swap_slots == 0);
  CHECK(g.m.k.m.phys.memcg.groups[dead].pages == 8);
  g.m.munmap(1, kGround, 64);
  lru_add_drain_all(g.m.k.m.phys, g.trace);
  CHECK_FALSE(g.m.k.m.phys.memcg.groups[dead].is_used);
  g.m.check();
}

TEST_CASE("cgroup: memory.low leaves a group alone as long as its sibling has something to give", "[kernel]") {
  GroupMachine g;
  turn_swap_on(g.m.k, "/dev/z", SwapKind::kZram, 1024);
  for (const char* name : {"p", "p/low", "p/other"}) REQUIRE(g.mkdir(name).ok());
  g.m.mmap(1, 256, kRw, kGround);
  REQUIRE(g.write("p/low/cgroup.procs", "1").ok());
  g.touch(1, 64);
  REQUIRE(g.write("p/other/cgroup.procs", "1").ok());
  g.touch(1, 64, 64);
  lru_add_drain_all(g.m.k.m.phys, g.trace);
  REQUIRE(g.write("p/low/memory.low", "1M").ok());
  const u64 low = g.pages_of("p/low");
  REQUIRE(g.write("p/memory.reclaim", "128K").ok());
  CHECK(g.pages_of("p/low") == low);
  CHECK(g.read("p/low/memory.events").substr(0, 6) == "low 0\n");
  CHECK(code_of(g.write("p/memory.reclaim", "240K")) == Errno::kOk);  // more than the other has: the protection gives way
  CHECK(g.pages_of("p/low") < low);
  CHECK(g.read("p/low/memory.events").substr(0, 6) != "low 0\n");
  REQUIRE(g.write("p/low/memory.min", "1M").ok());
  const u64 left = g.pages_of("p/low");
  CHECK(code_of(g.write("p/memory.reclaim", "1M")) == Errno::kEAGAIN);
  CHECK(g.pages_of("p/low") == left);
  g.m.check();
}

TEST_CASE("cgroup: when the machine needs pages it takes them from every group", "[kernel]") {
  GroupMachine g;
  turn_swap_on(g.m.k, "/dev/z", SwapKind::kZram, 16384);
  REQUIRE(g.mkdir("a").ok());
  g.m.mmap(1, 20000, kRw, kGround);
  REQUIRE(g.write("a/cgroup.procs", "1").ok());
  g.touch(1, 8000);
  REQUIRE(g.write("cgroup.procs", "1").ok());
  g.touch(1, 10000, 8000);
  CHECK(g.m.k.m.stat.pgsteal_kswapd + g.m.k.m.stat.pgsteal_direct > 0);
  CHECK(g.number("a/memory.swap.current") > 0);
  g.m.check();
}

TEST_CASE("cgroup: numbers as page_counter_memparse and kstrtoull read them", "[kernel]") {
  struct Row {
    const char* text;
    Errno error;
    const char* reads;
  };
  GroupMachine v1(true);
  REQUIRE(v1.mkdir("a").ok());
  for (const Row& row : {Row{"12345", Errno::kOk, "12288\n"}, Row{"abc", Errno::kEINVAL, "12288\n"},
                         Row{"-1", Errno::kOk, "9223372036854771712\n"}, Row{"1M", Errno::kOk, "1048576\n"},
                         Row{" 0x10000 ", Errno::kOk, "65536\n"}, Row{"1Mb", Errno::kEINVAL, "65536\n"},
                         Row{"max", Errno::kEINVAL, "65536\n"},
                         Row{"99999999999999999999999", Errno::kOk, "9223372036854771712\n"}}) {
    CAPTURE(row.text);
    CHECK(code_of(v1.write("a/memory.limit_in_bytes", row.text)) == row.error);
    CHECK(v1.read("a/memory.limit_in_bytes") == row.reads);
  }
  CHECK(code_of(v1.write("a/memory.swappiness", "201")) == Errno::kEINVAL);
  CHECK(v1.write("a/memory.swappiness", "200").ok());
  CHECK(code_of(v1.write("a/memory.move_charge_at_immigrate", "1")) == Errno::kEINVAL);
  CHECK(code_of(v1.write("memory.limit_in_bytes", "1M")) == Errno::kEINVAL);
  CHECK(code_of(v1.write("memory.force_empty", "0")) == Errno::kEINVAL);
  CHECK(code_of(v1.write("a/cgroup.procs", "99")) == Errno::kESRCH);
  CHECK(code_of(v1.write("a/cgroup.procs", "x")) == Errno::kEINVAL);
  CHECK(code_of(v1.write("a/memory.usage_in_bytes", "1")) == Errno::kEACCES);
  CHECK(code_of(v1.write("a/memory.max", "1")) == Errno::kENOENT);
  GroupMachine v2;
  REQUIRE(v2.mkdir("a").ok());
  CHECK(v2.read("a/memory.max") == "max\n");
  REQUIRE(v2.write("a/memory.max", "2M").ok());
  CHECK(v2.read("a/memory.max") == "2097152\n");
  CHECK(code_of(v2.write("a/memory.max", "-1")) == Errno::kEINVAL);
  CHECK(code_of(v2.write("a/memory.oom.group", "2")) == Errno::kEINVAL);
  CHECK(code_of(v2.write("a/memory.reclaim", "1M")) == Errno::kEAGAIN);
  CHECK(code_of(v2.write("memory.max", "1M")) == Errno::kENOENT);
}
