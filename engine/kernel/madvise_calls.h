// madvise and process_madvise as a task calls them.
#pragma once

#include "engine/kernel/iovec.h"
#include "engine/kernel/kernel.h"
#include "engine/mm/madvise.h"

namespace pw {

Status sys_madvise(Kernel& k, Trace& trace, Pid pid, AdvisedRange range, u64 advice);
// `target` stands for the pidfd. Processes have no capabilities here, so that about another one nothing may be said but what is refused
// for other reasons first. Bytes that were advised.
Result<u64> sys_process_madvise(Kernel& k, Trace& trace, Pid pid, Pid target, const std::vector<Iovec>& pieces, u64 advice,
                                u64 flags);

}  // namespace pw
