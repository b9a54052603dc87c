// The calls go to the kernel directly, in a process of its own that has few areas besides; time on the processor, as for the model.
#include "tests/bench/live_kernel.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace pw {
namespace {

constexpr unsigned kPage = 4096;
constexpr unsigned kArea = 4 * kPage;
constexpr unsigned kStride = 2 * kArea;
constexpr unsigned kCalls = 1000;
constexpr int kRounds = 7;
char* const kBase = reinterpret_cast<char*>(0x100000000000);

double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void must(bool ok, const char* what) {
  if (ok) return;
  std::perror(what);
  std::exit(1);
}

double map_unmap() {
  const double begin = cpu_ns();
  for (unsigned i = 0; i < kCalls; ++i) {
    void* const addr = mmap(nullptr, kArea, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(addr != MAP_FAILED && munmap(addr, kArea) == 0, "mmap and munmap");
  }
  return (cpu_ns() - begin) / kCalls;
}

double split() {
  for (unsigned i = 0; i < kLiveAreas; ++i) {
    char* const addr = kBase + u64{i} * kStride;
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    must(mmap(addr, kArea, PROT_READ | PROT_WRITE, flags, -1, 0) == addr, "mmap");
  }
  const double begin = cpu_ns();
  for (unsigned i = 0; i < kLiveAreas; ++i) {
    must(mprotect(kBase + u64{i} * 17 % kLiveAreas * kStride + kPage, kPage, PROT_READ) == 0, "mprotect");
  }
  return (cpu_ns() - begin) / kLiveAreas;
}

// In a child, so that 20,000 areas do not weigh on what is measured afterwards.
double median_in_child(double (*measure)()) {
  std::vector<double> rounds;
  for (int i = 0; i < kRounds; ++i) {
    int ends[2];
    must(pipe(ends) == 0, "pipe");
    const pid_t child = fork();
    must(child >= 0, "fork");
    if (child == 0) {
      const double ns = measure();
      _exit(write(ends[1], &ns, sizeof(ns)) == sizeof(ns) ? 0 : 1);
    }
    double ns = 0;
    must(read(ends[0], &ns, sizeof(ns)) == sizeof(ns), "read");
    must(waitpid(child, nullptr, 0) == child, "waitpid");
    close(ends[0]);
    close(ends[1]);
    rounds.push_back(ns);
  }
  std::sort(rounds.begin(), rounds.end());
  return rounds[rounds.size() / 2];
}

}  // namespace

double live_map_unmap_ns() { return median_in_child(map_unmap); }
double live_split_ns() { return median_in_child(split); }

}  // namespace pw
