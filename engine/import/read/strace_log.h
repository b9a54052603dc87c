// What a tracer printed, as a list of calls: strace to a terminal or a file, and those that print as it does (call_lines.h).
//
//   13526 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff7fc0000
//   [pid 13527] read(3,  <unfinished ...>
//   [pid 13527] <... read resumed>"x", 4096) = 1
//   13527 +++ exited with 0 +++
//
// A call that others interrupt is put together again. Lines that are nothing of this are told, and left out: the rest of the log stays
// good. Any bytes may come in; time is linear in their number.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
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
  std::vector<std::string> args;  // between the outermost brackets, at the commas outside strings and brackets, without blanks around;
                                  // of an end by SIGSEGV the address and "SEGV_MAPERR" or "SEGV_ACCERR"
  std::string result;             // behind the `=`: "0", "0x7ffff7fc0000", "-1 ENOMEM", "?"; empty when the log ends before it returned
  u32 line = 0;                   // where it begins, from 1
  u32 end_line = 0;               // where it returned
  u64 time = 0;                   // in microseconds; 0: the log has no times
  u32 becomes = 0;                // of an execve by a thread that leads no process: the leader's number, which is the thread's from then on

  bool failed() const { return result.compare(0, 2, "-1") == 0 && (result.size() == 2 || result[2] == ' '); }
  bool returned() const { return !result.empty() && result != "?"; }
  const std::string& arg(u32 index) const;  // empty when there are fewer
};

struct StraceLog : ImportNotes {
  std::vector<StraceCall> calls;  // by `line`
  // Calls that were only counted, since their reader said that it has no use for them: by name.
  std::map<std::string, u64> passed;
  // Processes that strace was attached to one by one: each has an address space of its own.
  std::set<u32> attached;
  u32 full_line = 0;      // from which on calls are left out, since no script holds so many; 0: all are here
  bool is_32bit = false;  // strace says so
  u64 lines = 0;
  u64 unread = 0;  // lines that are nothing that a tracer prints
};

// The log of a text, all of its calls.
StraceLog parse_strace(std::string_view text);

}  // namespace pw
