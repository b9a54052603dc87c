// Scenarios from what real systems print: /proc/PID/maps, /proc/PID/smaps, strace.
//
// Text in, a script out: nothing here knows the machine, and a script that was imported is a script like any other.
#pragma once

#include <string>
#include <vector>

#include "engine/base/types.h"

namespace pw {

struct ImportNote {
  u32 line = 0;    // of the input, from 1; 0: about the whole
  u32 column = 0;  // from 1; 0: about the line
  std::string text;
};

enum class ImportKind : u8 {
  kUnknown,  // none of the following; there is an error
  kMaps,     // maps or smaps
  kLog,      // strace, with maps or without
};

struct ImportResult {
  ImportKind kind = ImportKind::kUnknown;
  std::string script;             // commands, one a line; empty on error
  std::vector<ImportNote> notes;  // what was left out, the first 100
  u64 unlisted = 0;               // notes beyond those
  std::string error;              // why there is no script; empty: there is one
};

}  // namespace pw
