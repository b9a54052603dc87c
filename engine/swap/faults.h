// Failures of swap on request, for tests: the n-th slot is not there, the n-th read comes back with an error, as Linux has it with
// CONFIG_FAULT_INJECTION (fail_make_request of block/blk-core.c). Nobody stands in outside of tests.
#pragma once

namespace pw {

class SwapFaults {
 public:
  virtual ~SwapFaults() = default;
  virtual bool refuses_slot() = 0;
  virtual bool refuses_read() = 0;
};

// While it is there, `who` is asked. One at a time.
class SwapFaultsStandIn {
 public:
  explicit SwapFaultsStandIn(SwapFaults& who);
  ~SwapFaultsStandIn();
  SwapFaultsStandIn(const SwapFaultsStandIn&) = delete;
  SwapFaultsStandIn& operator=(const SwapFaultsStandIn&) = delete;
};

// Asked once a slot that is wanted, and once a read.
bool is_slot_refused();
bool is_read_refused();

}  // namespace pw
