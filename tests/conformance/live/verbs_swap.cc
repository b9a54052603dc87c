// Swap areas, which the administrator makes and switches: no process of a scenario has the right to. And settings of /proc/sys/vm.
#include <sys/swap.h>

#include "engine/swap/swap.h"
#include "tests/conformance/live/swap_devices.h"
#include "tests/conformance/live/verbs.h"

namespace pw::live {
namespace {

using Input = VerbInput;

void answer(int error, StepResult* result) {
  if (error != 0) return set_errno(result, static_cast<u32>(error));
  set_ret(result, 0);
}

// C forms name the path of the model's device; here a device has its name alone.
std::string name_of(const Input& input) { return input.command.path.substr(input.command.path.rfind('/') + 1); }

void run_mkswap(const Input& input, StepResult* result) {
  const SwapKind kind = static_cast<SwapKind>(input.command.flags);
  answer(input.machine.swap()->make(name_of(input), kind, to_pages(input.bound.size)), result);
}

// In words as swapon(8) hands it on.
void run_swapon(const Input& input, StepResult* result) {
  if (input.command.path == "-s") return;
  u32 flags = input.command.flags;
  const bool has_priority = input.command.number.present() && static_cast<i64>(input.bound.number) >= 0;
  if (has_priority) {
    const u64 priority = input.bound.number < SWAP_FLAG_PRIO_MASK ? input.bound.number : u64{SWAP_FLAG_PRIO_MASK};
    flags = SWAP_FLAG_PREFER | static_cast<u32>(priority);
  }
  answer(input.machine.swap()->switch_on(name_of(input), flags), result);
}

void run_swapoff(const Input& input, StepResult* result) { answer(input.machine.swap()->switch_off(name_of(input)), result); }

// Of the machine's own settings only this one may be changed, since it is put back. `echo N > FILE` comes here as well.
void run_sysctl(const Input& input, StepResult* result) {
  if (input.command.text != "vm.page-cluster" || input.machine.swap() == nullptr) return;
  const int error = input.command.number.present() ? SwapDevices::set_page_cluster(input.bound.number) : 0;
  if (error != 0) return set_errno(result, static_cast<u32>(error));
  set_ret(result, SwapDevices::page_cluster());
}

}  // namespace

const std::vector<LiveVerb>& swap_verbs() {
  static const std::vector<LiveVerb> verbs = {
      {"mkswap", run_mkswap},
      {"swapon", run_swapon},
      {"swapoff", run_swapoff},
      {"sysctl", run_sysctl},
  };
  return verbs;
}

}  // namespace pw::live
