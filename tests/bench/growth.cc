// The growth table of engine/README.md: what one command that changes one thing costs while the session doubles, three times, in one
// respect, and what the session takes; and below it the cases (growth_cases.cc). Run by `make bench`; figures, not a test.
#include <cstdio>
#include <string>

#include "tests/bench/growth.h"

namespace pw::bench {
namespace {

constexpr u32 kSteps = 4;
constexpr u32 kBatches = 9;
constexpr u32 kCommands = 60;  // a batch

// The median time of a command; make(i) is the i-th.
template <class Make>
double time_of(Shell& shell, Make make) {
  double times[kBatches];
  for (u32 batch = 0; batch < kBatches; ++batch) {
    const double begin = now_ns();
    for (u32 i = 0; i < kCommands; ++i) run(shell, make(batch * kCommands + i));
    times[batch] = (now_ns() - begin) / kCommands;
  }
  return median(times, kBatches);
}

double with_names(u64 count) {
  Shell shell;
  for (u64 i = 0; i < count; ++i) run(shell, "n" + std::to_string(i) + " = sbrk 0");
  return time_of(shell, [](u32 i) { return "another" + std::to_string(i) + " = sbrk 0"; });
}

// Descriptors times tasks: 1,000 of the ones at the most.
double with_descriptors(u64 product) {
  Shell shell;
  run(shell, "boot mem=1G");
  const u64 tasks = product / 1000;
  for (u32 i = 0; i < 1000; ++i) run(shell, "open /x");
  for (u64 i = 1; i < tasks; ++i) run(shell, "fork");
  return time_of(shell, [](u32) { return std::string("sbrk 0"); });
}

double with_shared_pages(u64 pages) {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 8G rw shared");
  run(shell, "write $a n=" + std::to_string(pages));
  return time_of(shell, [pages](u32 i) { return "write $a+" + in_pages(pages + i); });
}

double with_contents(u64 count) {
  Shell shell;
  run(shell, "boot mem=1G");
  run(shell, "a = mmap 12G noreserve");
  for (u64 i = 0; i < count; ++i) run(shell, store_across_border(1000000 + i));
  return time_of(shell, [](u32 i) { return store_across_border(i); });
}

double with_frames(u64 pages) {
  Shell shell;
  run(shell, "boot mem=16G");
  run(shell, "a = mmap 100G noreserve");
  run(shell, "write $a n=" + std::to_string(pages));
  return time_of(shell, [pages](u32 i) { return "write $a+" + in_pages(pages + i); });
}

double with_log(u64 commands) {
  Shell shell;
  run(shell, "a = mmap 16M");
  for (u64 i = 0; i + kBatches * kCommands + 1 < commands; ++i) run(shell, "write $a+" + in_pages(i * 37 % 4000));
  return time_of(shell, [](u32 i) { return "write $a+" + in_pages(i * 37 % 4000); });
}

// All the way back, one step at a time.
double with_undo(u64 steps) {
  Shell shell;
  run(shell, "a = mmap 16M");
  for (u64 i = 0; i < steps; ++i) run(shell, "write $a+" + in_pages(i * 37 % 4000));
  const double begin = now_ns();
  for (u64 i = 0; i < steps; ++i) must(shell.session().undo(), "undo");
  return (now_ns() - begin) / static_cast<double>(steps);
}

struct Growth {
  const char* what;
  double (*measure)(u64 count);
  u64 from;
};
constexpr Growth kGrowths[] = {
    {"names", with_names, 2000},
    {"1,000 descriptors x tasks", with_descriptors, 500000},
    {"pages of a shared object", with_shared_pages, 125000},
    {"contents that differ", with_contents, 11250},
    {"mapped frames", with_frames, 487500},
    {"log length", with_log, 12500},
    {"undo depth, a step", with_undo, 1250},
};

void print_row(const Growth& growth) {
  Cell cells[kSteps];
  for (u32 i = 0; i < kSteps; ++i) {
    cells[i] = measure_apart(growth.what, [&growth, i] { return Cell{growth.measure(growth.from << i)}; });
  }
  const u64 last = growth.from << (kSteps - 1);
  std::printf("| %s | %s to %s |", growth.what, grouped(growth.from).c_str(), grouped(last).c_str());
  for (const Cell& cell : cells) std::printf(" %.1f |", cell.ns / 1e3);
  for (const Cell& cell : cells) std::printf(" %.0f |", cell.peak_mib);
  const double more_bytes = (cells[kSteps - 1].peak_mib - cells[0].peak_mib) * (1 << 20);
  std::printf(" %.0f |\n", more_bytes / static_cast<double>(last - growth.from));
  std::fflush(stdout);
}

}  // namespace
}  // namespace pw::bench

// Everything, or with an argument the rows alone whose names have it in them.
int main(int argc, char** argv) {
  const std::string only = argc > 1 ? argv[1] : "";
  std::printf("| what doubles | | a command, us | x 2 | x 4 | x 8 | peak, MiB | x 2 | x 4 | x 8 | bytes for one more |\n");
  std::printf("|---|---|---|---|---|---|---|---|---|---|---|\n");
  std::fflush(stdout);
  for (const pw::bench::Growth& growth : pw::bench::kGrowths) {
    if (std::string(growth.what).find(only) != std::string::npos) pw::bench::print_row(growth);
  }
  std::printf("\n");
  pw::bench::print_cases(only);
  return 0;
}
