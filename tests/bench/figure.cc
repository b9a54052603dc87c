#include "tests/bench/figure.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

namespace pw::bench {

#ifdef __EMSCRIPTEN__
// Emscripten's clocks all show the clock on the wall; Node knows what its process used.
EM_JS(double, cpu_microseconds, (), {
  const used = process.cpuUsage();
  return used.user + used.system;
});

double now_ns() { return cpu_microseconds() * 1e3; }
#else
double now_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}
#endif

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
