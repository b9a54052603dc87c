// What every program of the benchmark shares: how a figure is taken and printed. A figure is one line, "NAME VALUE UNIT"; bench.mjs
// puts the lines of all programs side by side.
#pragma once

#include <functional>

#include "engine/base/types.h"

namespace pw::bench {

inline constexpr int kRounds = 7;
inline constexpr u64 kArea = 4 * kPageSize;
inline constexpr u64 kStride = 2 * kArea;
inline constexpr u64 kBase = 0x100000000000ull;  // where the areas of all figures lie, in the model and on the live kernel
inline constexpr u64 kFaultPages = 8192;
inline constexpr u64 kMapCalls = 1000;
inline constexpr u64 kSplitAreas = 20000;

// Time that this process had on a processor, so that other programs of a busy machine count less.
double now_ns();
double median(double* values, int count);
void print_figure(const char* name, double value, const char* unit);
void must(bool ok, const char* what);

}  // namespace pw::bench
