// Access to another process's memory by its file in /proc.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"

namespace pw {

// pread and pwrite on /proc/PID/mem, opened for the call: `offset` is the address there, `local` the caller's own buffer.
struct MemFileCall {
  u64 remote_pid = 0;
  u64 local = 0;
  u64 size_bytes = 0;
  u64 offset = 0;
  bool is_write = false;
};
Result<u64> sys_mem_file(Kernel& k, Trace& trace, Pid pid, const MemFileCall& call);
// The same with a buffer outside of all modelled memory, as a debugger's: bytes to and from the command line.
Result<u64> peek_bytes(Kernel& k, Trace& trace, Pid pid, u64 remote_pid, u64 addr, u64 size_bytes, std::string* out);
Result<u64> poke_bytes(Kernel& k, Trace& trace, Pid pid, u64 remote_pid, u64 addr, const std::string& bytes);

}  // namespace pw
