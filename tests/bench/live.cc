// The same operations as model.cc, done by the kernel that the benchmark runs on: areas of the same kind at the same places, in a
// process of its own that has few besides; time on the processor, as for the model. Each figure is taken in a child, so that none
// weighs on the next.
//
// Transparent huge pages are refused (prctl), since the model has none: a fault is one page on both sides.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/figure.h"

namespace pw::bench {
namespace {

constexpr int kAnon = MAP_PRIVATE | MAP_ANONYMOUS;
constexpr int kRw = PROT_READ | PROT_WRITE;

char* at(u64 offset) { return reinterpret_cast<char*>(kBase + offset); }

void map_area(u64 pages) { must(mmap(at(0), pages * kPageSize, kRw, kAnon | MAP_FIXED, -1, 0) == at(0), "mmap"); }

void store(u64 pages) {
  for (u64 i = 0; i < pages; ++i) *static_cast<volatile char*>(at(i * kPageSize)) = 1;
}

// Runs `body` in a child and reports what it measured.
template <class Body>
double in_child(Body body) {
  int ends[2];
  must(pipe(ends) == 0, "pipe");
  const pid_t child = fork();
  must(child >= 0, "fork");
  if (child == 0) {
    const double ns = body();
    _exit(write(ends[1], &ns, sizeof(ns)) == sizeof(ns) ? 0 : 1);
  }
  double ns = 0;
  must(read(ends[0], &ns, sizeof(ns)) == sizeof(ns), "read");
  must(waitpid(child, nullptr, 0) == child, "waitpid");
  close(ends[0]);
  close(ends[1]);
  return ns;
}

template <class Body>
double timed(u64 parts, Body body) {
  const double begin = now_ns();
  body();
  return (now_ns() - begin) / static_cast<double>(parts);
}

double write_fault() {
  map_area(kFaultPages);
  return timed(kFaultPages, [] { store(kFaultPages); });
}

double read_fault() {
  map_area(kFaultPages);
  return timed(kFaultPages, [] {
    for (u64 i = 0; i < kFaultPages; ++i) static_cast<void>(*static_cast<volatile char*>(at(i * kPageSize)));
  });
}

double cow_copy() {
  map_area(kFaultPages);
  store(kFaultPages);
  return in_child([] { return timed(kFaultPages, [] { store(kFaultPages); }); });
}

double cow_reuse() {
  map_area(kFaultPages);
  store(kFaultPages);
  in_child([] { return 0.0; });
  return timed(kFaultPages, [] { store(kFaultPages); });
}

// Only the call itself: the child ends at once, and its end is not counted.
double fork_page(u64 pages) {
  map_area(pages);
  store(pages);
  const double begin = now_ns();
  const pid_t child = fork();
  if (child == 0) _exit(0);
  const double ns = now_ns() - begin;
  must(child > 0 && waitpid(child, nullptr, 0) == child, "fork");
  return ns / static_cast<double>(pages);
}

double munmap_page() {
  map_area(kFaultPages);
  store(kFaultPages);
  return timed(kFaultPages, [] { must(munmap(at(0), kFaultPages * kPageSize) == 0, "munmap"); });
}

double map_unmap() {
  return timed(kMapCalls, [] {
    for (u64 i = 0; i < kMapCalls; ++i) {
      void* const addr = mmap(nullptr, kArea, kRw, kAnon, -1, 0);
      must(addr != MAP_FAILED && munmap(addr, kArea) == 0, "mmap and munmap");
    }
  });
}

double split() {
  for (u64 i = 0; i < kSplitAreas; ++i) must(mmap(at(i * kStride), kArea, kRw, kAnon | MAP_FIXED, -1, 0) == at(i * kStride), "mmap");
  return timed(kSplitAreas, [] {
    for (u64 i = 0; i < kSplitAreas; ++i) {
      must(mprotect(at(i * 17 % kSplitAreas * kStride + kPageSize), kPageSize, PROT_READ) == 0, "mprotect");
    }
  });
}

template <class Body>
void figure(const char* name, Body body) {
  double rounds[kRounds];
  for (double& round : rounds) round = in_child(body);
  print_figure(name, median(rounds, kRounds), "ns");
}

}  // namespace
}  // namespace pw::bench

int main() {
  using namespace pw::bench;
  prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  figure("write_fault", write_fault);
  figure("read_fault", read_fault);
  figure("cow_copy", cow_copy);
  figure("cow_reuse", cow_reuse);
  figure("fork_10000", [] { return fork_page(10000); });
  figure("fork_100000", [] { return fork_page(100000); });
  figure("munmap", munmap_page);
  figure("map_unmap", map_unmap);
  figure("split", split);
  return 0;
}
