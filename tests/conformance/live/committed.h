// Committed_AS, the one sum over all processes of the machine, and the turns in which the scenarios of this program move it.
//
// Other programs move it as well. So the helper reads it itself, right before its call and right after it, on a CPU that nobody else gets
// in between. What is left of others' doing shows in that it does not repeat: see CommittedCheck.
#pragma once

#include "engine/base/ids.h"

namespace pw::live {

// In every process anew. False: /proc/meminfo cannot be read.
bool open_committed();
int committed_fd();
i64 read_committed();  // in pages

// While one exists, no other scenario on this machine makes a call: a lock on /proc/meminfo.
class Turn {
 public:
  Turn();
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

}  // namespace pw::live
