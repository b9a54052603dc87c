// Reclaim for a group's limit against what a live 6.18.44 did: scripts that were run there on zram in a v1 group, with the state of every
// page and the group's numbers as they came out, three times alike. The group there had three pages of kernel memory of its own where
// nothing else is said; limits here are moved by the difference.
//
//   lim N      memory.limit_in_bytes, in pages      empty    memory.force_empty        sub G     the process goes to child group G
//   w A B      stores to pages A to B-1             r A B    loads                     p N       the next commands are process N's
//   fork N     makes process N                      leave N  it leaves the group
//   busy N     lim, which ends in EBUSY             out, cold, dn, lock, unlock A B         advices and locks
//   show A B   states: S swapped, . none, i inactive, I and referenced, a active, A and referenced, u unevictable; x mapped twice
#include <map>
#include <sstream>

#include "engine/kernel/access.h"
#include "engine/kernel/cgroup.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/mm/madvise.h"
#include "tests/support/machine.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kArea = 0x40000000;
constexpr u64 kAreaPages = 500;
constexpr const char* kTop = "/sys/fs/cgroup/memory/lru";

BootConfig trial_config() {
  BootConfig config;
  config.mem_bytes = 128ull << 20;
  config.cgroup_v1 = true;
  return config;
}

class Trial {
 public:
  Trial(u32 swappiness, u64 kernel_pages, u64 swap_pages = 16384) : kernel_pages_(kernel_pages) {
    m_.k = boot_kernel(trial_config());
    turn_swap_on(m_.k, "/dev/z", SwapKind::kZram, swap_pages);
    m_.k.m.swap.page_cluster = 0;
    m_.mmap(1, kAreaPages, kRw, kArea);
    pid_[0] = m_.fork(1);
    REQUIRE(cgroup_mkdir(m_.k, trace_, 1, kTop).ok());
    write_file(std::string(kTop) + "/memory.swappiness", std::to_string(swappiness));
    write_file(std::string(kTop) + "/cgroup.procs", std::to_string(pid_[0]));
    touch(kAreaPages - 1, true);  // the tables of the area are the group's
    advise(kAreaPages - 1, kAreaPages, kMadvDontneed);
  }

  void run(const std::string& script) {
    std::istringstream lines(script);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string word;
      if (!(words >> word)) continue;
      INFO(line);
      run_line(word, words);
    }
  }
  u64 usage() const { return group()[MemcgCounter::kMemory].usage; }
  // Without what the kernel's own pages here have more than there.
  u64 usage_there() const { return usage() + kernel_pages_ - group().tables; }
  u64 age(MemcgId group) const { return lruvec_of_group(m_.k.m.phys, group).nonresident_age; }
  const VmStat& stat() const { return m_.k.m.stat; }
  void check() const { m_.check(); }

 private:
  const MemCgroup& group() const { return m_.k.m.phys.memcg.groups[find_memcg(m_.k.m.phys.memcg, "lru")]; }
  u64 tables() const {
    u64 pages = 0;
    for (const MemCgroup& one : m_.k.m.phys.memcg.groups) pages += one.tables;
    return pages;
  }
  Status try_write(const std::string& path, const std::string& text) { return cgroup_write(m_.k, trace_, 1, path, text); }
  void write_file(const std::string& path, const std::string& text) { REQUIRE(try_write(path, text).ok()); }
  void drain() { lru_add_drain_all(m_.k.m.phys, trace_); }
  void touch(u64 page, bool is_store) {
    for (CpuTlb& cpu : m_.k.m.tlb.cpu) {
      for (TlbEntry& entry : cpu.entry) entry = TlbEntry{};
    }
    std::string byte;
    const u64 addr = kArea + page * kPageSize;
    const AccessResult done = is_store ? store_bytes(m_.k, trace_, pid_.at(now_), addr, "x", 1)
                                       : load_bytes(m_.k, trace_, pid_.at(now_), addr, 1, 1, &byte);
    REQUIRE(done.signal.signo == 0);
    REQUIRE(done.error == Errno::kOk);
  }
  void advise(u64 from, u64 to, u32 advice) {
    drain();
    const AdvisedRange range{kArea + from * kPageSize, (to - from) * kPageSize};
    REQUIRE(sys_madvise(m_.k, trace_, pid_.at(now_), range, advice).ok());
    drain();
  }
  void touch_many(u64 from, u64 to, bool is_store) {
    drain();
    for (u64 page = from; page < to; ++page) touch(page, is_store);
    drain();
  }
  void limit(u64 pages, bool may_fail) {
    drain();
    const u64 here = pages + tables() - kernel_pages_;
    const Status done = try_write(std::string(kTop) + "/memory.limit_in_bytes", std::to_string(here * kPageSize));
    REQUIRE(done.ok() != may_fail);
    if (may_fail) REQUIRE(done.error().code == Errno::kEBUSY);
    drain();
  }
  std::string state_of(u64 page) const {
    const Pte pte = m_.pte(pid_.at(now_), kArea + page * kPageSize);
    if (pte_form(pte) == PteForm::kSwap) return "S";
    if (!pte_present(pte)) return ".";
    const Page& p = m_.k.m.phys.pages[pte_pfn(pte).v];
    const bool is_referenced = has_flag(p, kPgReferenced);
    std::string state = is_referenced ? "I" : "i";
    if (has_flag(p, kPgActive)) state = is_referenced ? "A" : "a";
    if (has_flag(p, kPgUnevictable)) state = "u";
    if (has_flag(p, kPgSwapcache)) state += "c";
    return page_mapcount(p) > 1 ? state + "x" : state;
  }
  std::string show(u64 from, u64 to) const {
    std::string text;
    for (u64 page = from; page < to;) {
      u64 end = page + 1;
      while (end < to && state_of(end) == state_of(page)) ++end;
      text += (text.empty() ? "" : " ") + std::to_string(page) + "-" + std::to_string(end - 1) + ":" + state_of(page);
      page = end;
    }
    return text;
  }
  void run_line(const std::string& word, std::istringstream& words) {
    u64 x = 0, y = 0;
    if (word == "sub") {
      std::string name;
      words >> name;
      REQUIRE(cgroup_mkdir(m_.k, trace_, 1, std::string(kTop) + "/" + name).ok());
      return write_file(std::string(kTop) + "/" + name + "/cgroup.procs", std::to_string(pid_.at(now_)));
    }
    words >> x >> y;
    if (word == "lim" || word == "busy") return limit(x, word == "busy");
    if (word == "w" || word == "r") return touch_many(x, y, word == "w");
    if (word == "out" || word == "cold" || word == "dn") {
      return advise(x, y, word == "out" ? kMadvPageout : word == "cold" ? kMadvCold : kMadvDontneed);
    }
    if (word == "lock" || word == "unlock") {
      drain();
      const u64 addr = kArea + x * kPageSize, length = (y - x) * kPageSize;
      const Status done = word == "lock" ? sys_mlock2(m_.k, trace_, pid_.at(now_), addr, length, 0)
                                         : sys_munlock(m_.k, trace_, pid_.at(now_), addr, length);
      REQUIRE(done.ok());
      return drain();
    }
    if (word == "empty") {
      drain();
      write_file(std::string(kTop) + "/memory.force_empty", "0");
      return drain();
    }
    if (word == "fork") pid_[static_cast<u32>(x)] = m_.fork(pid_.at(now_));
    if (word == "leave") write_file("/sys/fs/cgroup/memory/cgroup.procs", std::to_string(pid_.at(static_cast<u32>(x))));
    if (word == "p") now_ = static_cast<u32>(x);
    if (word != "show") return;
    std::string expected;
    std::getline(words >> std::ws, expected);
    CHECK(show(x, y) == expected);
  }

  Machine m_;
  Trace trace_;
  u64 kernel_pages_;
  std::map<u32, Pid> pid_;
  u32 now_ = 0;
};

}  // namespace

TEST_CASE("group: the first reclaim takes 43 of 253 pages at swappiness 60", "[kernel][groups]") {
  Trial t(60, 3);
  t.run("lim 256\nw 0 253\nshow 0 253 0-252:i\nw 253 254\nshow 0 254 0-42:S 43-252:I 253-253:i");
  CHECK(t.stat().pgscan_anon == 296);
  CHECK(t.stat().pgsteal_anon == 43);
  CHECK(t.usage_there() == 214);
  t.check();
}

TEST_CASE("group: at swappiness 200 it takes 57, and the next two take 54", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 256\nw 0 253\nw 253 254\nshow 0 254 0-56:S 57-252:I 253-253:i");
  CHECK(t.stat().pgscan_anon == 310);
  CHECK(t.usage_there() == 200);
  t.run("w 254 400\nshow 0 400 0-164:S 165-252:I 253-399:i");
  CHECK(t.stat().pgscan_anon == 310 + 108);
  CHECK(t.stat().pgsteal_anon == 57 + 108);
  CHECK(t.usage_there() == 238);
  t.check();
}

TEST_CASE("group: a limit lowered step by step", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 400\nw 0 256\nlim 256\nshow 0 256 0-62:S 63-255:I");
  CHECK(t.usage_there() == 196);
  CHECK(t.stat().pgscan_anon == 319);
  t.run("lim 200\nlim 128\nshow 0 256 0-136:S 137-255:I");
  CHECK(t.usage_there() == 122);
  t.run("lim 100\nshow 0 256 0-183:S 184-255:I");
  CHECK(t.usage_there() == 75);
  CHECK(t.stat().pgscan_anon == 319 + 74 + 47);
  t.check();
}

TEST_CASE("group: a second reference activates", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 600\nw 0 200\nlim 200\nshow 0 200 0-60:S 61-199:I\nr 100 150\nlim 100\nshow 0 200 0-99:S 100-149:A 150-199:S");
  CHECK(t.usage_there() == 53);
  CHECK(t.stat().pgscan_anon == 400);
  t.check();
}

TEST_CASE("group: force_empty takes everything, in two looks", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 400\nw 0 256\nempty\nshow 0 256 0-255:S");
  CHECK(t.usage_there() == 3);
  CHECK(t.stat().pgscan_anon == 512);
  t.check();
}

TEST_CASE("group: locked pages stay", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 400\nw 0 64\nlock 10 20\nshow 0 64 0-9:i 10-19:u 20-63:i\nempty\nshow 0 64 0-9:S 10-19:u 20-63:S\n"
        "unlock 10 20\nshow 0 64 0-9:S 10-19:I 20-63:S\nempty\nshow 0 64 0-9:S 10-19:A 20-63:S");
  t.check();
}

TEST_CASE("group: two users activate at once, and then nothing is left to scan", "[kernel][groups]") {
  Trial t(200, 24);
  t.run("lim 400\nw 0 64\nfork 1\np 1\nr 0 64\np 0\nbusy 60\nshow 0 64 0-63:Ax");
  t.check();
}

TEST_CASE("group: with fresh statistics active pages are deactivated and taken", "[kernel][groups]") {
  Trial t(200, 24);
  t.run("lim 400\nw 0 64\nw 100 164\nfork 1\np 1\nr 0 64\np 0\nlim 120\nshow 0 164 0-63:Ax 64-99:. 100-163:S");
  CHECK(t.usage_there() == 88);
  t.run("lim 80\nshow 0 164 0-43:S 44-63:Ix 64-99:. 100-163:S");
  CHECK(t.usage_there() == 44);
  t.check();
}

TEST_CASE("group: what finds no slot of swap is activated", "[kernel][groups]") {
  Trial t(200, 3, 32);
  t.run("lim 400\nw 0 128\nbusy 64\nshow 0 128 0-30:S 31-126:a 127-127:I");
  CHECK(t.usage_there() == 100);
  CHECK(t.stat().pgscan_anon == 255);
  t.run("lim 120\nshow 0 128 0-30:S 31-126:a 127-127:I");
  t.check();
}

TEST_CASE("group: two children under one limit are asked in turn, each by its own list", "[kernel][groups]") {
  Trial t(200, 6);
  t.run("lim 400\nfork 1\nsub a\nw 0 120\np 1\nsub b\nw 200 260\np 0\n"
        "lim 160\nshow 0 120 0-59:S 60-119:I\np 1\nshow 200 260 200-255:I 256-259:i\np 0\n"
        "lim 120\nshow 0 120 0-82:S 83-119:I\np 1\nshow 200 260 200-219:S 220-259:I\np 0\n"
        "lim 80\nshow 0 120 0-107:S 108-119:I\np 1\nshow 200 260 200-234:S 235-259:I");
  t.check();
}

TEST_CASE("group: MADV_PAGEOUT leaves the shadow of the root, whose list ages, and a limit that of the group", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 600\nw 0 64\nout 0 64");
  CHECK(t.age(0) == 64);
  CHECK(t.age(1) == 0);
  t.run("w 100 164\nempty");
  CHECK(t.age(1) == 64);
  CHECK(t.age(0) == 128);  // it ages with those below it
  t.check();
}

TEST_CASE("group: only what runs in the group counts as a use", "[kernel][groups]") {
  Trial t(200, 3);
  t.run("lim 600\nw 0 64\nfork 1\nleave 1\np 1\nr 0 64\np 0\nempty\nshow 0 64 0-63:S");
  t.check();
}
