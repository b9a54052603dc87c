// One spelling for each call: what tools, their options and their ages write differently. Flags that are numbers become names, since
// the rest of the reader looks for names; a call under another name gets its own.
#pragma once

#include <string>
#include <string_view>

#include "engine/import/read/strace_log.h"

namespace pw {

// "SYS_mmap", "mmap@SYS" and "mmap2" -> "mmap".
std::string normal_name(std::string_view name);

//   mmap(0, 8192, 0x3, 0x22, 0xffffffff, 0)  ->  mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
//   brk(0)                                   ->  brk(NULL)
//   clone(child_stack=NULL, flags=0x1200011) ->  clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD)
// `written_as` is the name in the text: mmap2 may count its offset in pages.
void normalise(StraceCall& call, std::string_view written_as);

}  // namespace pw
