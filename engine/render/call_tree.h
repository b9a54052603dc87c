// The call tree of a command: spans are inner nodes, single events leaves.
#pragma once

#include "engine/render/render.h"

namespace pw {

struct CallNode {
  Event event;        // of a span: its end, which has the results; its begin when the end is not there (yet)
  u32 depth = 0;
  bool is_last = false;   // no later brother
  bool is_open = false;   // a span whose end is not among the events
};
// In the order in which they began.
std::vector<CallNode> call_nodes(const std::vector<Event>& events);

}  // namespace pw
