// What stands in front of a call: strace's own columns, and what other tools put in front of a whole line.
#pragma once

#include <string_view>

#include "engine/import/read/scan.h"

namespace pw {

struct Leader {
  u32 tid = 0;          // 0: none
  bool is_tag = false;  // [pid N], of a terminal
  u64 time = 0;         // in microseconds, of a clock; 0: none
};

//   leader  = { blank } [ pid ] { time } { bracket }
//   pid     = "[pid" { blank } NUMBER [ comm ] "] " | NUMBER [ comm ] blank
//   comm    = "<" … ">"
//   time    = HH:MM:SS [ "." DIGITS ] | DIGITS "." DIGITS | "(+" { blank } DIGITS "." DIGITS ")"
//   bracket = "[" { blank } ( HEX | "?" … ) "] "
// The pid is that of -f on a terminal or in a file, the comm of -Y, the times of -t, -tt, -ttt and -r, the brackets of -i and -n.
// Takes as much of it as there is; the cursor stands on what follows.
Leader take_leader(Scan& scan);

// What is put in front of whole lines by others:
//
//   grep -n, -H: "28301:", "28301-", "log.strace:"
//   cat -n, nl: a number and blanks
//   journals, syslog, ts: "Nov 29 11:20:24 host strace[812]:"
//   containers: "2024-11-29T11:20:24.123456Z stderr F "
//   Android: "11-29 11:20:24.123  812  812 F DEBUG   : "
//   kernel log, compose, quotes: "[   12.345678]", "app-1  | ", ">", "`"
//
// One of them is taken off; false: there is none. `tid` becomes what the name of a file ends with (log.5120:), else stays.
bool take_foreign_prefix(Scan& scan, u32* tid);

}  // namespace pw
