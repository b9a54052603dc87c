// The swap areas of one scenario on the live machine: zram, loop devices, files; made by `mkswap`, gone with the scenario.
//
// Only one scenario of the machine has swap at a time (a lock on /proc/swaps). A keeper, a process of its own, cleans up when this program
// closes its end of a pipe, by the end of the scenario or by its own end, and holds the lock until then.
#pragma once

#include <string>
#include <vector>

#include "engine/base/ids.h"
#include "engine/swap/swap.h"
#include "tests/conformance/step_result.h"

namespace pw::live {

class SwapDevices {
 public:
  SwapDevices() = default;
  SwapDevices(const SwapDevices&) = delete;
  SwapDevices& operator=(const SwapDevices&) = delete;
  ~SwapDevices();

  // Waits for the lock. False: this machine cannot have a scenario with swap, and why.
  bool open(std::string* why);
  // With a swap header; 0 or an errno, as are the next ones.
  int make(const std::string& name, SwapKind kind, u64 pages);
  int switch_on(const std::string& name, u32 flags);
  int switch_off(const std::string& name);
  static int set_page_cluster(u64 value);
  static u64 page_cluster();

  // The rows of /proc/swaps, which stand in the order of types.
  std::vector<SwapFact> rows() const;
  bool has_areas() const { return !rows().empty(); }
  // Did the machine write or read pages of swap since the last time, with an area on that takes its time about it?
  bool has_worked();

 private:
  struct Device {
    std::string name;
    SwapKind kind = SwapKind::kDisk;
    std::string path;
  };
  Device* find(const std::string& name);
  std::string path_of(const std::string& name);
  bool is_on(const std::string& name) const;
  int make_loop(Device* device, u64 pages);
  void release();

  std::vector<Device> devices_;
  int lock_ = -1;
  int keeper_ = 0;
  int keeper_pipe_ = -1;
  u64 worked_ = 0;
};

}  // namespace pw::live
