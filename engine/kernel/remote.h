// Access to another process's memory: process_vm_readv, process_vm_writev and /proc/PID/mem (mm/process_vm_access.c, fs/proc/base.c).
#pragma once

#include <string>

#include "engine/kernel/iovec.h"
#include "engine/kernel/kernel.h"

namespace pw {

// `remote_pid` is not trusted: any number a program may pass. The bytes that were transferred, fewer than asked where it stopped half-way.
struct ProcessVmCall {
  u64 remote_pid = 0;
  std::vector<Iovec> local;
  std::vector<Iovec> remote;
  u64 flags = 0;
  bool is_write = false;
};
Result<u64> sys_process_vm(Kernel& k, Trace& trace, Pid pid, const ProcessVmCall& call);

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
