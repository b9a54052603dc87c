// The table of engine/README.md: what one operation of the model costs, natively. Run by `make bench`; figures, not a test.
//
// Each row is the median of several rounds on a fresh copy of a prepared machine, so that every round does the same work. No sink
// listens, as in a replay. Where the kernel that the benchmark runs on can do the same (live_kernel.h), its figure stands beside.
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "engine/api/snapshot.h"
#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/kernel.h"
#include "engine/kernel/look.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/shell/shell.h"
#include "tests/bench/live_kernel.h"

namespace pw {
namespace {

constexpr u32 kRw = kProtRead | kProtWrite;
constexpr u32 kPrivateAnon = kMapPrivate | kMapAnonymous;
constexpr u64 kBase = 0x100000000ull;
constexpr int kRounds = 7;

void must(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "bench: %s failed\n", what);
  std::abort();
}

Kernel boot(u64 mem_bytes) {
  BootConfig config;
  config.mem_bytes = mem_bytes;
  return boot_kernel(config);
}

void map_area(Kernel& k, Pid pid, u64 addr, u64 pages) {
  Trace trace;
  must(sys_mmap(k, trace, pid, addr, pages * kPageSize, kRw, kPrivateAnon | kMapFixed).ok(), "mmap");
}

void store(Kernel& k, Pid pid, u64 addr, u64 pages) {
  Trace trace;
  must(store_bytes(k, trace, pid, addr, "\1", pages).pages_done == pages, "store");
}

Pid fork_task(Kernel& k, Pid pid) {
  Trace trace;
  const Result<Pid> child = sys_fork(k, trace, pid);
  must(child.ok(), "fork");
  return child.value();
}

// Time on the processor, so that other programs of a busy machine count less.
double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double median_ns(const std::function<void(Kernel&)>& work, const Kernel& prepared) {
  std::vector<double> rounds;
  for (int i = -1; i < kRounds; ++i) {  // round -1 warms up and is not counted
    Kernel k = prepared;
    const double begin = cpu_ns();
    work(k);
    if (i >= 0) rounds.push_back(cpu_ns() - begin);
  }
  std::sort(rounds.begin(), rounds.end());
  return rounds[rounds.size() / 2];
}

void row(const char* what, double figure, const char* unit, const char* aim) {
  std::printf("| %-46s | %9.1f %-8s | %-32s |\n", what, figure, unit, aim);
}

void bench_faults() {
  constexpr u64 kPages = 8192;
  Kernel fresh = boot(256ull << 20);
  map_area(fresh, 1, kBase, kPages);
  row("write fault (do_anonymous_page)", median_ns([](Kernel& k) { store(k, 1, kBase, kPages); }, fresh) / kPages, "ns", "150 ns");
  row("read fault (zero page)", median_ns([](Kernel& k) {
        Trace trace;
        must(load_bytes(k, trace, 1, kBase, 1, kPages, nullptr).pages_done == kPages, "load");
      }, fresh) / kPages, "ns", "");
  Kernel shared = fresh;
  store(shared, 1, kBase, kPages);
  Trace silent;
  lru_add_drain_all(shared.m.phys, silent);
  const Pid child = fork_task(shared, 1);
  row("COW fault, copy", median_ns([child](Kernel& k) { store(k, child, kBase, kPages); }, shared) / kPages, "ns", "200 ns");
  must(sys_exit(shared, silent, child, 0).ok(), "exit");
  row("COW fault, reuse", median_ns([](Kernel& k) { store(k, 1, kBase, kPages); }, shared) / kPages, "ns", "");
}

void bench_fork(u64 pages, const char* name) {
  Kernel k = boot(2048ull << 20);
  map_area(k, 1, kBase, pages);
  store(k, 1, kBase, pages);
  row(name, median_ns([](Kernel& copy) { fork_task(copy, 1); }, k) / static_cast<double>(pages), "ns/page", "25 ns/page");
}

void bench_munmap() {
  constexpr u64 kPages = 8192;
  Kernel k = boot(256ull << 20);
  map_area(k, 1, kBase, kPages);
  store(k, 1, kBase, kPages);
  row("munmap", median_ns([](Kernel& copy) {
        Trace trace;
        must(sys_munmap(copy, trace, 1, kBase, kPages * kPageSize).ok(), "munmap");
      }, k) / kPages, "ns/page", "");
}

constexpr u64 kAreaBytes = 4 * kPageSize;
constexpr u64 kAreaStride = 2 * kAreaBytes;
constexpr u64 kCalls = 1000;

// A figure of the model, with a quarter of the live kernel's as its aim.
void row_against_live(const char* what, double ns, double live_ns) {
  char aim[64];
  std::snprintf(aim, sizeof(aim), "%.0f ns (1/4 of this kernel's %.0f)", live_ns / 4, live_ns);
  row(what, ns, "ns", aim);
}

void bench_map_unmap() {
  const Kernel k = boot(64ull << 20);
  const double ns = median_ns([](Kernel& copy) {
    Trace trace;
    for (u64 i = 0; i < kCalls; ++i) {
      const Result<u64> addr = sys_mmap(copy, trace, 1, 0, kAreaBytes, kRw, kPrivateAnon);
      must(addr.ok() && sys_munmap(copy, trace, 1, addr.value(), kAreaBytes).ok(), "mmap and munmap");
    }
  }, k) / kCalls;
  row_against_live("mmap + munmap", ns, live_map_unmap_ns());
}

// The second page of every area of four changes: two splits a call. All areas, once each: what the copy of the machine costs at the
// first store into each of its chunks belongs to the copy, and counts little then.
void bench_split() {
  Kernel k = boot(64ull << 20);
  for (u64 i = 0; i < kLiveAreas; ++i) map_area(k, 1, kBase + i * kAreaStride, kAreaBytes / kPageSize);
  const double ns = median_ns([](Kernel& copy) {
    Trace trace;
    for (u64 i = 0; i < kLiveAreas; ++i) {
      const u64 addr = kBase + (i * 17 % kLiveAreas) * kAreaStride + kPageSize;
      must(sys_mprotect(copy, trace, 1, addr, kPageSize, kProtRead).ok(), "mprotect");
    }
  }, k) / kLiveAreas;
  row_against_live("mprotect that splits twice, among 20,000 areas", ns, live_split_ns());
}

// The look-up alone, at addresses spread over all areas.
void bench_find_vma(u64 areas) {
  Kernel k = boot(64ull << 20);
  for (u64 i = 0; i < areas; ++i) map_area(k, 1, kBase + i * kAreaStride, kAreaBytes / kPageSize);
  constexpr u64 kLookups = 100000;
  const double ns = median_ns([areas](Kernel& copy) {
    u64 found = 0;
    for (u64 i = 0; i < kLookups; ++i) {
      const u64 addr = kBase + (i * 7919 % areas) * kAreaStride;
      found += find_vma(copy.m.nodes, copy.m.mms[copy.tasks[1].mm].tree, addr).valid() ? 1 : 0;
    }
    must(found == kLookups, "find_vma");
  }, k) / kLookups;
  const std::string name = "find_vma among " + std::to_string(areas) + " areas";
  row(name.c_str(), ns, "ns", "");
}

void bench_rmap(u32 sharers) {
  Kernel k = boot(256ull << 20);
  map_area(k, 1, kBase, 1);
  store(k, 1, kBase, 1);
  for (u32 i = 1; i < sharers; ++i) fork_task(k, 1);
  const Pfn pfn = frame_at(k, 1, kBase);
  const u32 walks = sharers > 100 ? 100 : 10000;
  const double ns = median_ns([pfn, walks](Kernel& copy) {
    Trace trace;
    for (u32 i = 0; i < walks; ++i) must(walk_rmap(copy, trace, pfn).found > 0, "walk");
  }, k);
  const std::string name = "rmap walk, " + std::to_string(sharers) + (sharers == 1 ? " sharer" : " sharers");
  row(name.c_str(), ns / walks, "ns", "");
}

void bench_seek() {
  Shell shell;
  for (const Outcome& outcome : shell.run_line("a = mmap 16M")) must(outcome.kind == Outcome::Kind::kOk, "mmap");
  for (u32 i = 1; i < 10000; ++i) {
    const u64 page = i * 37 % 4096;
    shell.run_line(i % 3 == 0 ? "read $a+" + std::to_string(page * 4) + "K" : "write $a+" + std::to_string(page * 4) + "K");
  }
  must(shell.session().head() == 10000, "10,000 commands in the log");
  std::vector<double> rounds;
  for (u32 i = 0; i < 41; ++i) {
    const u32 target = (i * 2477 + 1234) % 10000;
    const double begin = cpu_ns();
    must(shell.session().seek(target), "seek");
    rounds.push_back((cpu_ns() - begin) / 1e6);
  }
  std::sort(rounds.begin(), rounds.end());
  row("seek in a log of 10,000 commands, median", rounds[rounds.size() / 2], "ms", "5 ms");
  row("seek in a log of 10,000 commands, worst of 41", rounds.back(), "ms", "");
}

void bench_snapshot() {
  Kernel k = boot(64ull << 20);
  map_area(k, 1, kBase, 4096);
  store(k, 1, kBase, 4096);
  fork_task(k, 1);
  std::vector<u8> bytes;
  row("snapshot of 16,384 frames",
      median_ns([&bytes](Kernel& copy) { encode_snapshot(take_snapshot(copy, 0, 0), bytes); }, k) / 1e6, "ms", "1 ms");
  row("state hash of the same machine", median_ns([](Kernel& copy) { must(state_hash(copy) != 0, "hash"); }, k) / 1e6, "ms", "");
}

}  // namespace
}  // namespace pw

int main() {
  // A round's memory is kept for the next one. Otherwise half of a figure would be the host's own page faults on fresh memory.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  std::printf("| %-46s | %-18s | %-32s |\n", "operation (native, -O2 -flto, CPU time)", "median", "aim");
  std::printf("|%s|%s|%s|\n", std::string(48, '-').c_str(), std::string(20, '-').c_str(), std::string(34, '-').c_str());
  pw::bench_faults();
  pw::bench_fork(10000, "fork of 10,000 pages");
  pw::bench_fork(100000, "fork of 100,000 pages");
  pw::bench_munmap();
  pw::bench_map_unmap();
  pw::bench_split();
  for (const pw::u64 areas : {16u, 256u, 4096u, 65530u}) pw::bench_find_vma(areas - 1);  // beside [stack]
  for (const pw::u32 sharers : {1u, 10u, 100u, 1000u}) pw::bench_rmap(sharers);
  pw::bench_seek();
  pw::bench_snapshot();
  return 0;
}
