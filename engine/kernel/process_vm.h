// Access to another process's memory by process_vm_readv and process_vm_writev.
#pragma once

#include <vector>

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

}  // namespace pw
