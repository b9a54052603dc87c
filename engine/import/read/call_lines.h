// Tools that print calls in a grammar of their own, a recogniser each. What prints as strace does (qemu's -strace, ltrace -S, gVisor's
// arguments as numbers) is read by log_reader.h.
#pragma once

#include <string_view>

#include "engine/import/read/strace_log.h"

namespace pw {

// perf trace: arguments by name, those that are 0 left out, flags without their prefix.
//
//   0.061 ( 0.005 ms): app/5501 mmap(len: 8192, prot: READ|WRITE, flags: PRIVATE|ANONYMOUS) = 0x7f8f2bd3c000
//   line = time "(" [ took "ms" ] "):" comm "/" TID [ "... [continued]:" ] NAME "(" [ key ":" value { "," key ":" value } ] ")" "=" result
// Of calls that change memory the arguments come in the order of C; of the others they stay as they are.
bool read_perf_line(std::string_view line, StraceCall* call);

}  // namespace pw
