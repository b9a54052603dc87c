// The kernel's own loads and stores in the memory of the task that called it: copy_to_user, copy_from_user, put_user
// (arch/x86/include/asm/uaccess_64.h, lib/usercopy.c).
//
// They go through the task's page tables and protection keys like its own accesses, and fault pages in alike; the faults count for the
// task. What cannot be resolved ends the copy (an exception-table fixup) and sends no signal.
#pragma once

#include <string>

#include "engine/kernel/running.h"

namespace pw {

// Bytes that could NOT be copied, as in Linux: 0 is success, anything else is an EFAULT or a short count of the caller.
u64 copy_to_user(Running& self, u64 addr, const std::string& bytes);
u64 copy_from_user(Running& self, u64 addr, u64 size_bytes, std::string* bytes);
// access_ok(): the range lies below TASK_SIZE_MAX. The copies ask for themselves.
bool access_ok(const Kernel& k, u64 addr, u64 size_bytes);

// put_user() of four bytes in the task's own context; whether it worked is told by the trace alone.
void store_tid(Kernel& k, Trace& trace, Pid pid, u64 addr, u32 value, ReasonCode why);

}  // namespace pw
