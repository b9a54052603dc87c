// Scenarios from what real systems print: /proc/PID/maps, /proc/PID/smaps, strace.
//
// Text in, a script out: no machine is read or changed here, and a script that was imported is a script like any other.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/types.h"

namespace pw {

struct ImportNote {
  u32 line = 0;    // of the input, from 1; 0: about the whole
  u32 column = 0;  // from 1; 0: about the line
  std::string text;
};

// What was left out: the first hundred notes, and how many there would have been beyond those.
struct ImportNotes {
  std::vector<ImportNote> notes;
  u64 unlisted = 0;

  void note(u32 line, u32 column, std::string text) {
    constexpr u32 kListed = 100;
    if (notes.size() < kListed) notes.push_back({line, column, std::move(text)});
    else ++unlisted;
  }
};

// What to do about a log that is longer than a script.
inline constexpr char kBringLess[] = "bring a part: fewer lines, or pagewalk import --pid PID, --lines FIRST-LAST";

enum class ImportKind : u8 {
  kUnknown,  // none of the following; there is an error
  kMaps,     // maps or smaps
  kLog,      // strace, with maps or without
  kTool,     // what another tool prints, which is told by its name; there is an error
};

struct ImportResult : ImportNotes {
  ImportKind kind = ImportKind::kUnknown;
  std::string script;  // commands, one a line; empty on error
  std::string error;   // why there is no script; empty: there is one
};

}  // namespace pw
