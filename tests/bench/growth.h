// What the two tables of growth share: sessions that are driven by lines, and measuring apart.
#pragma once

#include <functional>
#include <string>

#include "engine/shell/shell.h"
#include "tests/bench/figure.h"

namespace pw::bench {

void run(Shell& shell, const std::string& line);
std::string in_pages(u64 pages);
// The i-th of many stores that each leave a content of its own in two pages.
std::string store_across_border(u64 i);
std::string grouped(u64 value);  // 1,234,567

struct Cell {
  double ns = 0;
  double start_mib = 0;  // the most that the process held before what was measured
  double peak_mib = 0;
};
double peak_mib_so_far();
// measure() in a process of its own, so that its peak memory is its own.
Cell measure_apart(const char* what, const std::function<Cell()>& measure);

void print_cases(const std::string& only);

}  // namespace pw::bench
