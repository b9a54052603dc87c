// Sessions that once took seconds or gigabytes, each with the time that it may take and the memory that it may add to what was there.
#include <cstdio>

#include "engine/api/playground.h"
#include "tests/bench/growth.h"

namespace pw::bench {
namespace {

// The work, `times` times over; its time is that of one.
template <class Work>
Cell measure(Work work, u32 times = 1) {
  Cell cell;
  cell.start_mib = peak_mib_so_far();
  const double begin = now_ns();
  for (u32 i = 0; i < times; ++i) work(i);
  cell.ns = (now_ns() - begin) / times;
  return cell;
}

void run_many(Shell& shell, const char* line, u32 times) {
  for (u32 i = 0; i < times; ++i) run(shell, line);
}

Cell stores_across_borders() {
  return measure([](u32) {
    Shell shell;
    run(shell, "boot mem=1G");
    run(shell, "a = mmap 800M");
    for (u32 i = 0; i < 90000; ++i) run(shell, store_across_border(i));
  });
}

Cell opens_and_forks() {
  return measure([](u32) {
    Shell shell;
    run(shell, "boot mem=1G");
    run_many(shell, "open /x", 1000);
    run_many(shell, "fork", 4000);
  });
}

Cell store_to_shared_object() {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 8G rw shared");
  run(shell, "write $a n=1000000");
  return measure([&shell](u32) { run(shell, "write $a+4096000000 \"x\""); }, 1000);
}

Cell undo_of_large_command() {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 15G noreserve");
  for (u32 i = 0; i < 20; ++i) {
    run(shell, "write $a n=1500000");
    run(shell, "madvise $a 15G dontneed");
  }
  return measure([&shell](u32) { run(shell, "undo"); });
}

Cell many_names() {
  return measure([](u32) {
    Shell shell;
    for (u32 i = 0; i < 16000; ++i) run(shell, "n" + std::to_string(i) + " = sbrk 0");
  });
}

Cell pagemap_counted() {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 100G noreserve");
  run(shell, "write $a n=3900000");
  return measure([&shell](u32) { run(shell, "cat /proc/1/pagemap | wc -l"); });
}

// What a page asks for whose timeline is dragged over a long log: 2,000 places, a status each.
Cell scrubbing() {
  constexpr u32 kCommands = 50000;
  Playground playground;
  playground.run_line("a = mmap 16M");
  for (u32 i = 1; i < kCommands; ++i) playground.run_line("write $a+" + in_pages(i % 4000));
  const auto seek = [&playground](u32 i) { must(playground.seek(kCommands - 100 - i % 100).rfind("{\"error\"", 0) != 0, "seek"); };
  return measure([&seek](u32) {
    for (u32 i = 0; i < 2000; ++i) seek(i);
  });
}

// Every process a child of the one before, so that every anon_vma is the child of another.
Cell families() {
  constexpr u32 kProcesses = 1000;
  Shell shell;
  run(shell, "boot mem=1G");
  run(shell, "a = mmap 64K");
  run(shell, "write $a");
  for (u32 pid = 1; pid < kProcesses; ++pid) run(shell, "@" + std::to_string(pid) + " fork");
  return measure([&shell](u32) { run(shell, "show rmap | wc -l"); });
}

struct Case {
  const char* what;
  Cell (*take)();
  double max_ms;
  double max_mib;
};
constexpr Case kCases[] = {
    {"90,000 x a store across a page border", stores_across_borders, 1000, 200},
    {"1,000 x `open /x`, 4,000 x `fork`", opens_and_forks, 1000, 200},
    {"a store to a shared object of 1,000,000 pages", store_to_shared_object, 0.1, 200},
    {"`undo` behind 20 x `write $a n=1500000`, `madvise $a 15G dontneed`", undo_of_large_command, 300, 200},
    {"16,000 x `nK = sbrk 0`", many_names, 1000, 200},
    {"`cat /proc/1/pagemap \\| wc -l`, 3,900,000 pages", pagemap_counted, 1000, 200},
    {"2,000 x `seek` in a log of 50,000 commands", scrubbing, 1000, 200},
    {"`show rmap \\| wc -l`, 1,000 processes, each a child of the one before", families, 1000, 200},
};

}  // namespace

// `only`: a part of a case's name; empty for all of them.
void print_cases(const std::string& only) {
  std::printf("| case | ms | at most | adds MiB | at most | to | |\n|---|---|---|---|---|---|---|\n");
  for (const Case& one : kCases) {
    if (std::string(one.what).find(only) == std::string::npos) continue;
    const Cell cell = measure_apart(one.what, one.take);
    const double ms = cell.ns / 1e6;
    const double added = cell.peak_mib - cell.start_mib;
    const char* verdict = ms > one.max_ms ? "too slow" : added > one.max_mib ? "too large" : "";
    std::printf("| %s | %.*f | %g | %.0f | %g | %.0f | %s |\n", one.what, ms < 10 ? 3 : 0, ms, one.max_ms, added, one.max_mib,
                cell.start_mib, verdict);
    std::fflush(stdout);
  }
}

}  // namespace pw::bench
