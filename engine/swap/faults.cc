#include "engine/swap/faults.h"

#include "engine/base/assert.h"

namespace pw {
namespace {

SwapFaults* faults = nullptr;

}  // namespace

bool is_slot_refused() { return faults != nullptr && faults->refuses_slot(); }
bool is_read_refused() { return faults != nullptr && faults->refuses_read(); }

SwapFaultsStandIn::SwapFaultsStandIn(SwapFaults& who) {
  PW_ASSERT(faults == nullptr, "one stand-in at a time");
  faults = &who;
}

SwapFaultsStandIn::~SwapFaultsStandIn() { faults = nullptr; }

}  // namespace pw
