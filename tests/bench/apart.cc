// Measuring in a process of its own, and what sessions of the growth tables are driven by.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/growth.h"

namespace pw::bench {

void run(Shell& shell, const std::string& line) { must(shell.run_line(line).back().kind == Outcome::Kind::kOk, line.c_str()); }

std::string in_pages(u64 pages) { return std::to_string(pages * kPageSize); }

std::string store_across_border(u64 i) {
  return "write $a+" + std::to_string(i * 2 * kPageSize + 4090) + " \"text " + std::to_string(i) + "\"";
}

std::string grouped(u64 value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

double peak_mib_so_far() {
  rusage usage{};
  must(getrusage(RUSAGE_SELF, &usage) == 0, "getrusage");
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

Cell measure_apart(const char* what, const std::function<Cell()>& measure) {
  int ends[2];
  must(pipe(ends) == 0, "pipe");
  const pid_t child = fork();
  must(child >= 0, "fork");
  Cell cell;
  if (child == 0) {
    cell = measure();
    cell.peak_mib = peak_mib_so_far();
    _exit(write(ends[1], &cell, sizeof cell) == sizeof cell ? 0 : 1);
  }
  close(ends[1]);
  int status = 0;
  must(read(ends[0], &cell, sizeof cell) == sizeof cell, what);
  must(waitpid(child, &status, 0) == child && status == 0, what);
  close(ends[0]);
  return cell;
}

}  // namespace pw::bench
