#include "tests/conformance/live/writeback.h"

#include <unistd.h>

#include "tests/conformance/live/swap_devices.h"

namespace pw::live {
namespace {

constexpr useconds_t kReadMicroseconds = 20'000;  // of MADV_WILLNEED, whose pages no entry shows
constexpr useconds_t kPauseMicroseconds = 2'000;
constexpr int kMostPauses = 1000;
// include/uapi/linux/kernel-page-flags.h
constexpr u64 kWriteback = 1 << 8, kSwapcache = 1 << 13;

bool is_being_written(int kpageflags, u64 pfn) {
  u64 flags = 0;
  if (::pread(kpageflags, &flags, sizeof flags, static_cast<off_t>(pfn * 8)) != sizeof flags) return false;
  return (flags & kWriteback) != 0 && (flags & kSwapcache) != 0;
}

}  // namespace

void settle_swap(const LiveMachine& machine, const std::vector<u64>& frames) {
  if (machine.swap() == nullptr || !machine.swap()->has_worked()) return;
  ::usleep(kReadMicroseconds);
  int pauses = 0;
  for (const u64 pfn : frames) {
    while (is_being_written(machine.host().kpageflags, pfn) && ++pauses < kMostPauses) ::usleep(kPauseMicroseconds);
  }
  // The end of writeback moves a page to the tail of its list, by way of a batch.
  machine.settle();
}

}  // namespace pw::live
