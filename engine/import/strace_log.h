// What strace(1) prints, as a list of calls: `strace`, `strace -f`, `-o FILE`, `-t`, `-tt`, `-r`, `-T`, `-y`.
//
//   13526 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff7fc0000
//   [pid 13527] read(3,  <unfinished ...>
//   [pid 13527] <... read resumed>"x", 4096) = 1
//   13527 +++ exited with 0 +++
//
// A call that others interrupt is put together again. Lines that are nothing of this are told with line and column, and left out:
// the rest of the log stays good. Any bytes may come in; time and memory are linear in their number.
#pragma once

#include <string>
#include <vector>

#include "engine/import/import.h"

namespace pw {

struct StraceCall {
  enum class Kind : u8 {
    kCall,    // a system call
    kEnd,     // +++ exited with N +++, +++ killed by SIGNAL +++
  };
  Kind kind = Kind::kCall;
  u32 tid = 0;                    // 0 in a log without pids
  std::string name;               // of a call; of an end "exited" or "killed"
  std::vector<std::string> args;  // between the outermost brackets, at the commas outside strings and brackets, without blanks around
  std::string result;             // behind the `=`: "0", "0x7ffff7fc0000", "-1 ENOMEM", "?"; empty when the log ends before it returned
  u32 line = 0;                   // where it begins, from 1
  u32 end_line = 0;               // where it returned

  bool failed() const { return result.compare(0, 2, "-1") == 0 && (result.size() == 2 || result[2] == ' '); }
  bool returned() const { return !result.empty() && result != "?"; }
  const std::string& arg(u32 index) const;  // empty when there are fewer
};

struct StraceLog : ImportNotes {
  std::vector<StraceCall> calls;  // by `line`
  u64 lines = 0;
  u64 unread = 0;                 // lines that are nothing that strace prints
};

// Reads no further than 4 MiB, the limit of a script; says so in a note.
StraceLog parse_strace(const std::string& text);
// Does the text look like strace's output? Its first ten lines decide, those of more than 4 KiB apart.
bool is_strace(const std::string& text);

}  // namespace pw
