// sys_madvise, sys_process_madvise (mm/madvise.c), sys_mincore (mm/mincore.c) on behalf of a task.
//
// Whoever calls process_madvise has a pidfd, so what pidfd_open() says of a thread that leads no process comes first (kernel/pid.c). Then
// it asks in this order: flags, the ranges as import_iovec() does, the process, the advice, whether it may be given about another address
// space, and CAP_SYS_NICE, which no process has here. The process's own threads are not "another".
// Left out: PTRACE_MODE_READ, which all processes of one user pass.
#include "engine/kernel/calls_madvise.h"
#include "engine/kernel/running.h"

namespace pw {
namespace {

constexpr u64 kMaxRwCount = 0x7ffff000;  // MAX_RW_COUNT: what one call may name in all

Error no_such_process() { return fail(Errno::kESRCH, "no running process has this pid"); }

// import_iovec: lengths that are no ssize_t, addresses above user space; the sum is cut to MAX_RW_COUNT. A single range is cut before its
// end is looked at (import_ubuf), one of several after it.
Result<std::vector<AdvisedRange>> import_ranges(const std::vector<AdvisedRange>& ranges, u64 top) {
  std::vector<AdvisedRange> imported;
  u64 total = 0;
  for (AdvisedRange range : ranges) {
    if (static_cast<i64>(range.length) < 0) return fail(Errno::kEINVAL, "a length is negative");
    if (ranges.size() == 1 && range.length > kMaxRwCount) range.length = kMaxRwCount;
    if (range.length > top || range.start > top - range.length) return fail(Errno::kEFAULT, "a range ends above the user address space");
    if (range.length > kMaxRwCount - total) range.length = kMaxRwCount - total;
    total += range.length;
    imported.push_back(range);
  }
  return imported;
}

Status check_remote(const Kernel& k, MmId own, Pid target, u64 advice) {
  if (!is_running(k, target)) return no_such_process();
  const AdviceInfo* info = find_advice(advice);
  if (info == nullptr) return fail(Errno::kEINVAL, "unknown advice");
  const bool is_remote = k.tasks[target].mm != own;
  if (is_remote && !may_advise_remote(advice)) {
    return fail(Errno::kEINVAL, "about another address space only MADV_COLD, MADV_PAGEOUT, MADV_WILLNEED and MADV_COLLAPSE may be said");
  }
  if (info->refusal != nullptr) return fail(Errno::kEINVAL, info->refusal);
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

Result<u64> sys_process_madvise(Kernel& k, Trace& trace, Pid pid, Pid target, const std::vector<AdvisedRange>& ranges, u64 advice,
                                u64 flags) {
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  if (is_running(k, target) && k.tasks[target].tgid != target) {
    return refused(trace, fail(Errno::kENOENT, "pidfd_open: that is a thread, and a pidfd stands for a whole process"));
  }
  if (flags != 0) return refused(trace, fail(Errno::kEINVAL, "no flags are known"));
  const Result<std::vector<AdvisedRange>> imported = import_ranges(ranges, k.m.mms[running.mm()].task_size);
  if (!imported.ok()) return refused(trace, imported.error());
  const Status allowed = check_remote(k, running.mm(), target, advice);
  if (!allowed.ok()) return refused(trace, allowed.error());
  u64 bytes = 0;
  for (const AdvisedRange& range : imported.value()) bytes += range.length;
  Span span(trace, EventId::kProcessMadvise, target, ranges.size(), bytes, advice);
  const Result<u64> done = vector_madvise(running.cx(), running.mm(), imported.value(), advice);
  if (!done.ok()) return refused(trace, done.error());
  return done;
}

Status sys_mincore(Kernel& k, Trace& trace, Pid pid, AdvisedRange range, std::vector<u8>* rows) {
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  const Status status = do_mincore(running.cx(), running.mm(), range.start, range.length, rows);
  return status.ok() ? status : Status(refused(trace, status.error()));
}

}  // namespace pw
