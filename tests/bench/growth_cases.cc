// Sessions that once took seconds or gigabytes, each with the time and the memory that it may take.
#include <cstdio>

#include "engine/api/playground.h"
#include "tests/bench/growth.h"

namespace pw::bench {
namespace {

template <class Work>
double time_of(Work work) {
  const double begin = now_ns();
  work();
  return now_ns() - begin;
}

void run_many(Shell& shell, const char* line, u32 times) {
  for (u32 i = 0; i < times; ++i) run(shell, line);
}

double stores_across_borders() {
  return time_of([] {
    Shell shell;
    run(shell, "boot mem=1G");
    run(shell, "a = mmap 800M");
    for (u32 i = 0; i < 90000; ++i) run(shell, store_across_border(i));
  });
}

double opens_and_forks() {
  return time_of([] {
    Shell shell;
    run(shell, "boot mem=1G");
    run_many(shell, "open /x", 1000);
    run_many(shell, "fork", 4000);
  });
}

double store_to_shared_object() {
  constexpr u32 kStores = 1000;
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 8G rw shared");
  run(shell, "write $a n=1000000");
  return time_of([&shell] { run_many(shell, "write $a+4096000000 \"x\"", kStores); }) / kStores;
}

double undo_of_large_command() {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 15G noreserve");
  for (u32 i = 0; i < 20; ++i) {
    run(shell, "write $a n=1500000");
    run(shell, "madvise $a 15G dontneed");
  }
  return time_of([&shell] { run(shell, "undo"); });
}

double many_names() {
  return time_of([] {
    Shell shell;
    for (u32 i = 0; i < 16000; ++i) run(shell, "n" + std::to_string(i) + " = sbrk 0");
  });
}

double pagemap_counted() {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 100G noreserve");
  run(shell, "write $a n=3900000");
  return time_of([&shell] { run(shell, "cat /proc/1/pagemap | wc -l"); });
}

// What a page asks for whose timeline is dragged over a long log: 2,000 places, a status each.
double scrubbing() {
  constexpr u32 kCommands = 50000;
  Playground playground;
  playground.run_line("a = mmap 16M");
  for (u32 i = 1; i < kCommands; ++i) playground.run_line("write $a+" + in_pages(i % 4000));
  return time_of([&playground] {
    for (u32 i = 0; i < 2000; ++i) must(playground.seek(kCommands - 100 - i % 100).find("\"error\"") == std::string::npos, "seek");
  });
}

// Every process a child of the one before, so that every anon_vma is the child of another.
double families() {
  constexpr u32 kProcesses = 1000;
  Shell shell;
  run(shell, "boot mem=1G");
  run(shell, "a = mmap 64K");
  run(shell, "write $a");
  for (u32 pid = 1; pid < kProcesses; ++pid) run(shell, "@" + std::to_string(pid) + " fork");
  return time_of([&shell] { run(shell, "show rmap | wc -l"); });
}

struct Case {
  const char* what;
  double (*measure)();
  double max_ms;
  double max_mib;
};
constexpr Case kCases[] = {
    {"90,000 x a store across a page border", stores_across_borders, 1000, 200},
    {"1,000 x `open /x`, 4,000 x `fork`", opens_and_forks, 1000, 200},
    {"a store to a shared object of 1,000,000 pages", store_to_shared_object, 0.1, 200},
    {"`undo` behind 20 x `write $a n=1500000`, `madvise $a 15G dontneed`", undo_of_large_command, 300, 0},
    {"16,000 x `nK = sbrk 0`", many_names, 1000, 200},
    {"`cat /proc/1/pagemap | wc -l`, 3,900,000 pages", pagemap_counted, 1000, 200},
    {"2,000 x `seek` in a log of 50,000 commands", scrubbing, 1000, 200},
    {"`show rmap | wc -l`, 1,000 processes, each a child of the one before", families, 1000, 200},
};

}  // namespace

// `only`: a part of a case's name; empty for all of them.
void print_cases(const std::string& only) {
  std::printf("| case | ms | at most | peak, MiB | at most | |\n|---|---|---|---|---|---|\n");
  for (const Case& one : kCases) {
    if (std::string(one.what).find(only) == std::string::npos) continue;
    const Cell cell = measure_apart(one.what, one.measure);
    const double ms = cell.ns / 1e6;
    const bool is_in_time = ms <= one.max_ms;
    const bool is_small = one.max_mib == 0 || cell.peak_mib() <= one.max_mib;
    std::printf("| %s | %.*f | %g | %.0f |", one.what, ms < 10 ? 3 : 0, ms, one.max_ms, cell.peak_mib());
    if (one.max_mib == 0) std::printf(" |");
    else std::printf(" %g |", one.max_mib);
    std::printf(" %s |\n", is_in_time && is_small ? "" : !is_in_time ? "too slow" : "too large");
    std::fflush(stdout);
  }
}

}  // namespace pw::bench
