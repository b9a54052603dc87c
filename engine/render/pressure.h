// What the next round of reclaim would go by (mm/vmscan.c: prepare_scan_control, get_scan_count at DEF_PRIORITY): worked out once, for the
// snapshot and for the text twin.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/reclaim/scan.h"

namespace pw {

struct Pressure {
  ReasonCode reason = Reason::kNone;  // why the lists are weighed like this
  u64 weight[2]{};                    // of anonymous pages and of those of files, by LruKind; both 0: nothing is looked at
};
Pressure pressure_of(const Kernel& k);

}  // namespace pw
