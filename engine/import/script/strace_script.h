// A traced program as a scenario: the calls of a log that change memory or processes, as commands.
//
// Every tracee becomes a process of the machine; the first is a child of init, so that it may end. Kept are the calls that this version
// has; the rest is counted by name. Addresses that the log returned are honoured: an mmap without an address gets its result as a hint,
// a move its result as the fixed target. Each command carries the logged result, so that the transcript marks what differs.
// Descriptors serve only to name the areas that map a file: they are followed through openat, dup, fcntl and close, and `-y` names them
// in the log itself. What execve mapped no log can show: it comes from a /proc/PID/maps of that moment, given beside the log. So does what
// was there before strace was attached to a process; tasks whose making the log does not show are threads of that process.
#pragma once

#include "engine/import/import.h"
#include "engine/import/language.h"
#include "engine/import/read/maps_text.h"
#include "engine/import/read/strace_log.h"

namespace pw {

// Does the call become a command, or is it followed? What a log has of others need only be counted.
bool is_scripted(const std::string& name, const ScriptLanguage& language);

// `maps[i].tid` 0: of the first execve that has none of its own.
struct MapsAfterExec {
  u32 tid = 0;
  MapsText maps;
  bool is_end = false;  // of the moment before the process ended: tells which areas were one
};

ImportResult import_strace(const StraceLog& log, const std::vector<MapsAfterExec>& maps, const ScriptLanguage& language);

}  // namespace pw
