#include "tests/bench/figure.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace pw::bench {

double now_ns() {
#ifdef __EMSCRIPTEN__
  constexpr clockid_t kClock = CLOCK_MONOTONIC;
#else
  constexpr clockid_t kClock = CLOCK_PROCESS_CPUTIME_ID;
#endif
  timespec now{};
  clock_gettime(kClock, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double median(double* values, int count) {
  std::sort(values, values + count);
  return values[count / 2];
}

void print_figure(const char* name, double value, const char* unit) {
  std::printf("%s %.3f %s\n", name, value, unit);
  std::fflush(stdout);
}

void must(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "bench: %s failed\n", what);
  std::abort();
}

}  // namespace pw::bench
