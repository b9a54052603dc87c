// What one operation of the model costs: the same source natively and, compiled with the flags of the page's module, under wasm. Run by
// `make bench`, which puts the figures beside those of the live kernel (bench.mjs); figures, not a test.
//
// Arguments name the groups to be measured, as for a profile: pagewalk_bench faults fork.
//
// Each figure is the median of several rounds on a fresh copy of a prepared machine, so that every round does the same work. No sink
// listens, as in a replay.
#ifndef __EMSCRIPTEN__
#include <malloc.h>
#endif

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "engine/api/snapshot.h"
#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/kernel.h"
#include "engine/kernel/look.h"
#include "engine/memory/reverse_walk.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/shell/shell.h"
#include "tests/bench/figure.h"

namespace pw::bench {
namespace {

constexpr u32 kRw = kProtRead | kProtWrite;
constexpr u32 kPrivateAnon = kMapPrivate | kMapAnonymous;

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

double median_ns(const std::function<void(Kernel&)>& work, const Kernel& prepared) {
  double rounds[kRounds];
  for (int i = -1; i < kRounds; ++i) {  // round -1 warms up and is not counted
    Kernel k = prepared;
    const double begin = now_ns();
    work(k);
    if (i >= 0) rounds[i] = now_ns() - begin;
  }
  return median(rounds, kRounds);
}

// A figure of which one round does `parts`.
void figure(const char* name, const Kernel& prepared, u64 parts, const std::function<void(Kernel&)>& work) {
  print_figure(name, median_ns(work, prepared) / static_cast<double>(parts), "ns");
}

void bench_faults() {
  Kernel fresh = boot(256ull << 20);
  map_area(fresh, 1, kBase, kFaultPages);
  figure("write_fault", fresh, kFaultPages, [](Kernel& k) { store(k, 1, kBase, kFaultPages); });
  figure("read_fault", fresh, kFaultPages, [](Kernel& k) {
    Trace trace;
    must(load_bytes(k, trace, 1, kBase, 1, kFaultPages, nullptr).pages_done == kFaultPages, "load");
  });
  Kernel shared = fresh;
  store(shared, 1, kBase, kFaultPages);
  Trace silent;
  lru_add_drain_all(shared.m.phys, silent);
  const Pid child = fork_task(shared, 1);
  figure("cow_copy", shared, kFaultPages, [child](Kernel& k) { store(k, child, kBase, kFaultPages); });
  must(sys_exit(shared, silent, child, 0).ok(), "exit");
  figure("cow_reuse", shared, kFaultPages, [](Kernel& k) { store(k, 1, kBase, kFaultPages); });
}

void bench_fork(u64 pages) {
  Kernel k = boot(2048ull << 20);
  map_area(k, 1, kBase, pages);
  store(k, 1, kBase, pages);
  figure(("fork_" + std::to_string(pages)).c_str(), k, pages, [](Kernel& copy) { fork_task(copy, 1); });
}

void bench_munmap() {
  Kernel k = boot(256ull << 20);
  map_area(k, 1, kBase, kFaultPages);
  store(k, 1, kBase, kFaultPages);
  figure("munmap", k, kFaultPages, [](Kernel& copy) {
    Trace trace;
    must(sys_munmap(copy, trace, 1, kBase, kFaultPages * kPageSize).ok(), "munmap");
  });
}

void bench_map_unmap() {
  figure("map_unmap", boot(64ull << 20), kMapCalls, [](Kernel& copy) {
    Trace trace;
    for (u64 i = 0; i < kMapCalls; ++i) {
      const Result<u64> addr = sys_mmap(copy, trace, 1, 0, kArea, kRw, kPrivateAnon);
      must(addr.ok() && sys_munmap(copy, trace, 1, addr.value(), kArea).ok(), "mmap and munmap");
    }
  });
}

// The second page of every area of four changes: two splits a call. All areas, once each: what the copy of the machine costs at the
// first store into each of its chunks belongs to the copy, and counts little then.
void bench_split() {
  Kernel k = boot(64ull << 20);
  for (u64 i = 0; i < kSplitAreas; ++i) map_area(k, 1, kBase + i * kStride, kArea / kPageSize);
  figure("split", k, kSplitAreas, [](Kernel& copy) {
    Trace trace;
    for (u64 i = 0; i < kSplitAreas; ++i) {
      const u64 addr = kBase + (i * 17 % kSplitAreas) * kStride + kPageSize;
      must(sys_mprotect(copy, trace, 1, addr, kPageSize, kProtRead).ok(), "mprotect");
    }
  });
}

// The look-up alone, at addresses spread over all areas.
void bench_find_vma(u64 areas) {
  Kernel k = boot(64ull << 20);
  for (u64 i = 0; i < areas; ++i) map_area(k, 1, kBase + i * kStride, kArea / kPageSize);
  constexpr u64 kLookups = 100000;
  figure(("find_vma_" + std::to_string(areas)).c_str(), k, kLookups, [areas](Kernel& copy) {
    u64 found = 0;
    for (u64 i = 0; i < kLookups; ++i) {
      const u64 addr = kBase + (i * 7919 % areas) * kStride;
      found += find_vma(copy.m.nodes, copy.m.mms[find_task(copy, 1)->mm].tree, addr).valid() ? 1 : 0;
    }
    must(found == kLookups, "find_vma");
  });
}

// A sharer's part of one walk.
void bench_rmap(u32 sharers) {
  Kernel k = boot(256ull << 20);
  map_area(k, 1, kBase, 1);
  store(k, 1, kBase, 1);
  for (u32 i = 1; i < sharers; ++i) fork_task(k, 1);
  const Pfn pfn = frame_at(k, 1, kBase);
  const u32 walks = sharers > 100 ? 100 : 10000;
  figure(("rmap_" + std::to_string(sharers)).c_str(), k, u64{walks} * sharers, [pfn, walks](Kernel& copy) {
    Trace trace;
    for (u32 i = 0; i < walks; ++i) must(walk_rmap(copy.m, trace, pfn).found > 0, "walk");
  });
}

void bench_seek() {
  Shell shell;
  for (const Outcome& outcome : shell.run_line("a = mmap 16M")) must(outcome.kind == Outcome::Kind::kOk, "mmap");
  for (u32 i = 1; i < 10000; ++i) {
    const u64 page = i * 37 % 4096;
    shell.run_line(i % 3 == 0 ? "read $a+" + std::to_string(page * 4) + "K" : "write $a+" + std::to_string(page * 4) + "K");
  }
  must(shell.session().head() == 10000, "10,000 commands in the log");
  constexpr int kSeeks = 41;
  double rounds[kSeeks];
  for (int i = 0; i < kSeeks; ++i) {
    const u32 target = (static_cast<u32>(i) * 2477 + 1234) % 10000;
    const double begin = now_ns();
    must(shell.session().seek(target), "seek");
    rounds[i] = (now_ns() - begin) / 1e6;
  }
  print_figure("seek", median(rounds, kSeeks), "ms");
  print_figure("seek_worst", rounds[kSeeks - 1], "ms");
}

void bench_snapshot() {
  Kernel k = boot(64ull << 20);
  map_area(k, 1, kBase, 4096);
  store(k, 1, kBase, 4096);
  fork_task(k, 1);
  std::vector<u8> bytes;
  const auto snapshot = [&bytes](Kernel& copy) { encode_snapshot(take_snapshot(copy, 0, 0), bytes); };
  print_figure("snapshot", median_ns(snapshot, k) / 1e6, "ms");
  print_figure("state_hash", median_ns([](Kernel& copy) { must(state_hash(copy) != 0, "hash"); }, k) / 1e6, "ms");
}

struct Group {
  const char* name;
  void (*run)();
};
constexpr Group kGroups[] = {
    {"faults", bench_faults},
    {"fork", [] { for (const u64 pages : {10000u, 100000u}) bench_fork(pages); }},
    {"munmap", bench_munmap},
    {"map_unmap", bench_map_unmap},
    {"split", bench_split},
    {"find_vma", [] { for (const u64 areas : {15u, 255u, 4095u, 65529u}) bench_find_vma(areas); }},
    {"rmap", [] { for (const u32 sharers : {1u, 10u, 100u, 1000u}) bench_rmap(sharers); }},
    {"seek", bench_seek},
    {"snapshot", bench_snapshot},
};

// Without arguments everything is measured.
bool is_wanted(const std::string& name, int argc, char** argv) {
  return argc == 1 || std::find(argv + 1, argv + argc, name) != argv + argc;
}

}  // namespace
}  // namespace pw::bench

int main(int argc, char** argv) {
  using namespace pw::bench;
#ifndef __EMSCRIPTEN__
  // A round's memory is kept for the next one. Otherwise half of a figure would be the host's own page faults on fresh memory.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
#endif
  for (const Group& group : kGroups) {
    if (is_wanted(group.name, argc, argv)) group.run();
  }
  return 0;
}
