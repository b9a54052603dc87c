// /proc/swaps (mm/swapfile.c: swap_show): one line an area that is on, by type. The path takes 40 columns or a blank behind it; sizes are
// in KiB, with a second tab behind a number that is short.
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

constexpr std::size_t kPathColumns = 40;
constexpr u64 kShortKb = 10000000;

std::string number_with_tabs(u64 kb) { return decimal(kb) + "\t" + (kb < kShortKb ? "\t" : ""); }

std::string swaps_line(const SwapArea& area) {
  const std::string path = escape_octal(area.name, " \t\n\\");
  const std::string type = (swap_flags_of(area.kind) & kSwpBlkdev) != 0 ? "partition" : "file\t";
  constexpr u32 kKbShift = kPageShift - 10;
  return path + std::string(path.size() < kPathColumns ? kPathColumns - path.size() : 1, ' ') + type + "\t" +
         number_with_tabs(u64{area.pages} << kKbShift) + number_with_tabs(u64{area.inuse} << kKbShift) + std::to_string(area.prio) + "\n";
}

}  // namespace

std::string render_swaps(const Kernel& k) {
  std::string out = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
  for (const SwapArea& area : k.m.swap.areas) {
    if (area.is_used) out += swaps_line(area);
  }
  return out;
}

}  // namespace pw
