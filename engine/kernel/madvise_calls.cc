// sys_madvise, sys_process_madvise (mm/madvise.c) on behalf of a task.
//
// Whoever calls process_madvise has a pidfd, so what pidfd_open() says comes first: ESRCH of no process, ENOENT of a thread that leads none
// (kernel/pid.c). Then it asks in this order: flags, the ranges (iovec.h), the process, whether the advice may be given about another
// address space, and CAP_SYS_NICE, which no process has here. The process's own threads are not "another". Whether the advice is known
// is asked range by range.
// Left out: PTRACE_MODE_READ, which all processes of one user pass.
#include "engine/kernel/calls_madvise.h"
#include "engine/kernel/running.h"

namespace pw {
namespace {

// Running, or a zombie that nobody has waited for.
bool has_task(const Kernel& k, Pid pid) { return pid < k.tasks.size() && k.tasks[pid].state != TaskState::kFree; }

Error no_such_process() { return fail(Errno::kESRCH, "no running process has this pid"); }

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
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  const Status status = do_madvise(running.cx(), running.mm(), range, advice);
  return status.ok() ? status : Status(refused(trace, status.error()));
}

Result<u64> sys_process_madvise(Kernel& k, Trace& trace, Pid pid, Pid target, const std::vector<Iovec>& pieces, u64 advice,
                                u64 flags) {
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  if (!has_task(k, target)) return refused(trace, fail(Errno::kESRCH, "pidfd_open: no process has this pid"));
  if (k.tasks[target].tgid != target) {
    return refused(trace, fail(Errno::kENOENT, "pidfd_open: that is a thread, and a pidfd stands for a whole process"));
  }
  if (flags != 0) return refused(trace, fail(Errno::kEINVAL, "no flags are known"));
  const Result<std::vector<Iovec>> imported = import_iovec(pieces, k.m.mms[running.mm()].task_size);
  if (!imported.ok()) return refused(trace, imported.error());
  const Status allowed = check_remote(k, running.mm(), target, advice);
  if (!allowed.ok()) return refused(trace, allowed.error());
  u64 bytes = 0;
  std::vector<AdvisedRange> ranges;
  for (const Iovec& piece : imported.value()) {
    bytes += piece.length;
    ranges.push_back(AdvisedRange{piece.base, piece.length});
  }
  Span span(trace, EventId::kProcessMadvise, target, ranges.size(), bytes, advice);
  const Result<u64> done = vector_madvise(running.cx(), running.mm(), ranges, advice);
  if (!done.ok()) return refused(trace, done.error());
  return done;
}

}  // namespace pw
