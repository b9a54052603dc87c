// Calls about files, as far as they name what an area maps: open, close, dup and the flag that closes at execve.
//
// There is no file system: every path can be opened, and gets a device and an inode of its own. Contents are not built.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

struct OpenRequest {
  FileName name;  // name_of_path() where nobody described it
  bool readable = true;
  bool writable = false;
  bool close_on_exec = false;
  bool has_number = false;  // the descriptor that a recorded log says it got; else the lowest that is free
  u32 number = 0;
};

Result<u32> sys_open(Kernel& k, Trace& trace, Pid pid, const OpenRequest& request);
Status sys_close(Kernel& k, Trace& trace, Pid pid, u32 fd);
// dup, F_DUPFD: the lowest free number from `at_least` on.
Result<u32> sys_dup(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 at_least, bool close_on_exec);
// dup2, dup3: exactly `to`, which is closed first.
Result<u32> sys_dup_to(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 to, bool close_on_exec);
Status sys_set_close_on_exec(Kernel& k, Trace& trace, Pid pid, u32 fd, bool close_on_exec);
// fcntl with a command that changes nothing here.
Status sys_fcntl_without_effect(Kernel& k, Trace& trace, Pid pid, u32 fd);
// The file behind a descriptor of a running task, for mmap. EBADF; ENODEV when it is nothing that can be mapped.
Result<FileId> file_to_map(const Kernel& k, Pid pid, u32 fd);

}  // namespace pw
