// sys_madvise, sys_process_madvise (mm/madvise.c) on behalf of a task.
//
// Whoever calls process_madvise has a pidfd, so what pidfd_open() says comes first: ESRCH of no process, ENOENT of a thread that leads none
// (kernel/pid.c). Then it asks in this order: flags, the ranges (iovec.h), the process, whether the advice may be given about another
// address space, and CAP_SYS_NICE, which no process has here. The process's own threads are not "another". Whether the advice is known
// is asked range by range.
// Left out: PTRACE_MODE_READ, which all processes of one user pass.
#include "engine/kernel/madvise_calls.h"

#include "engine/kernel/running.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

// pidfd_open.
Status check_pidfd(const Kernel& k, Pid target) {
  if (find_task(k, target) == nullptr) return fail(Errno::kESRCH, "pidfd_open: no process has this pid");
  if (k.tasks[target].tgid != target) {
    return fail(Errno::kENOENT, "pidfd_open: that is a thread, and a pidfd stands for a whole process");
  }
  return ok_status();
}

Status check_remote(const Kernel& k, MmId own, Pid target, u64 advice) {
  if (!is_running(k, target)) return no_such_process();
  const bool is_remote = k.tasks[target].mm != own;
  if (is_remote && !may_advise_remote(advice)) {
    return fail(Errno::kEINVAL, "about another address space only MADV_COLD, MADV_PAGEOUT, MADV_WILLNEED and MADV_COLLAPSE may be said");
  }
  if (is_remote) return fail(Errno::kEPERM, "about another address space: the process lacks CAP_SYS_NICE");
  return ok_status();
}

}  // namespace

Status sys_madvise(Kernel& k, Trace& trace, Pid pid, AdvisedRange range, u64 advice) {
  return run_as(k, trace, pid, [&](Running& self) { return do_madvise(self.cx(), self.mm(), range, advice); });
}

Result<u64> sys_process_madvise(Kernel& k, Trace& trace, Pid pid, Pid target, const std::vector<Iovec>& pieces, u64 advice,
                                u64 flags) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    const Status found = check_pidfd(k, target);
    if (!found.ok()) return found.error();
    if (flags != 0) return fail(Errno::kEINVAL, "no flags are known");
    const Result<std::vector<Iovec>> imported = import_iovec(pieces, k.m.mms[self.mm()].task_size);
    if (!imported.ok()) return imported.error();
    const Status allowed = check_remote(k, self.mm(), target, advice);
    if (!allowed.ok()) return allowed.error();
    u64 bytes = 0;
    std::vector<AdvisedRange> ranges;
    for (const Iovec& piece : imported.value()) {
      bytes += piece.length;
      ranges.push_back(AdvisedRange{piece.base, piece.length});
    }
    Span span(trace, EventId::kProcessMadvise, target, ranges.size(), bytes, advice);
    return vector_madvise(self.cx(), self.mm(), ranges, advice);
  });
}

}  // namespace pw
