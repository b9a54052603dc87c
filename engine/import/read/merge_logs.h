// Several logs as one: `strace -ff -o log` writes a file a process, whose name ends with its pid.
#pragma once

#include <string>
#include <vector>

#include "engine/import/read/strace_log.h"

namespace pw {

struct NamedLog {
  std::string name;
  StraceLog log;
};

// Where a call of the whole stands: `line` of a call counts through, in the order of merge_logs.
struct MergedPlace {
  u32 file = 0;  // index of the named log
  u32 line = 0;
};

struct MergedLog {
  StraceLog log;
  std::vector<MergedPlace> places;  // by line - 1
  bool is_guessed = false;          // the files have no times: what runs beside each other is in an order of ours
};

// The logs are of different tasks, all with their numbers; else they are no parts of one run.
bool belong_together(const std::vector<NamedLog>& logs);

// A child begins behind the call that returned its pid, and who waits for it goes on behind its end. Between these, times decide; without
// times a child runs to its end at once.
MergedLog merge_logs(std::vector<NamedLog> logs);

}  // namespace pw
