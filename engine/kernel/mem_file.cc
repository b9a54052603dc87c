// /proc/PID/mem: proc_mem_open, mem_rw (fs/proc/base.c), access_remote_vm (mm/memory.c), in front of them the checks of pread(2)
// (fs/read_write.c).
//
// FOLL_FORCE is always given (PROC_MEM_ALWAYS_FORCE): what the area forbids now but could be allowed (VM_MAY*) goes through. A write to a
// read-only private area breaks copy-on-write and leaves the entry read-only. The bytes go by way of a kernel page, 4096 at a time, so
// caller's and remote faults alternate. The file is opened for each call: ENOENT when there is no such process, ESRCH for a zombie. pread
// refuses an offset in the kernel's half as negative; peek and poke stand for lseek with read and write, which have no such check.
#include "engine/kernel/mem_file.h"

#include "engine/kernel/iovec.h"
#include "engine/kernel/user_access.h"
#include "engine/mm/gup.h"

namespace pw {
namespace {

Result<MmId> open_mem(const Kernel& k, u64 remote_pid) {
  const Task* task = remote_pid < k.tasks.size() ? find_task(k, static_cast<Pid>(remote_pid)) : nullptr;
  if (task == nullptr) return fail(Errno::kENOENT, "there is no /proc/PID/mem of this pid");
  if (!task->mm.valid()) return fail(Errno::kESRCH, "a zombie has no memory");
  return task->mm;
}

Status check_offset(u64 offset) {
  return offset >> 63 == 0 ? ok_status() : Status(fail(Errno::kEINVAL, "the file offset is negative: addresses of the kernel's half"));
}

// One turn of mem_rw's loop. 0: nothing went over; `error` says why, if the caller's own side is to blame.
u64 read_chunk(Running& self, MmId mm, const MemFileCall& call, u64 done, u64 length, bool* faulted) {
  std::string bytes;
  const RemoteAccess access = read_remote_vm(self.cx(), mm, call.offset + done, length, kFollForce, &bytes);
  self.charge(access.minor, access.major);
  if (access.done == 0) return 0;
  *faulted = copy_to_user(self, call.local + done, bytes) != 0;
  return *faulted ? 0 : access.done;
}

u64 write_chunk(Running& self, MmId mm, const MemFileCall& call, u64 done, u64 length, bool* faulted) {
  std::string bytes;
  *faulted = copy_from_user(self, call.local + done, length, &bytes) != 0;
  if (*faulted) return 0;
  const RemoteAccess access = write_remote_vm(self.cx(), mm, call.offset + done, bytes, kFollForce);
  self.charge(access.minor, access.major);
  return access.done;
}

Result<u64> mem_rw(Running& self, MmId mm, const MemFileCall& call) {
  const u64 count = call.size_bytes < kMaxRwCount ? call.size_bytes : kMaxRwCount;
  u64 done = 0;
  while (done < count) {
    const u64 length = count - done < kPageSize ? count - done : kPageSize;
    bool faulted = false;
    const u64 part = call.is_write ? write_chunk(self, mm, call, done, length, &faulted)
                                   : read_chunk(self, mm, call, done, length, &faulted);
    // As in Linux, the caller's own fault hides what went over before.
    if (faulted) return fail(Errno::kEFAULT, "the caller's buffer cannot be reached");
    if (part == 0) break;
    done += part;
  }
  if (done == 0 && count != 0) return fail(Errno::kEIO, "no page can be had at this address");
  return done;
}

}  // namespace

Result<u64> sys_mem_file(Kernel& k, Trace& trace, Pid pid, const MemFileCall& call) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    const Result<MmId> mm = open_mem(k, call.remote_pid);
    if (!mm.ok()) return mm.error();
    const Status offset = check_offset(call.offset);
    if (!offset.ok()) return offset.error();
    if (!access_ok(k, call.local, call.size_bytes)) return fail(Errno::kEFAULT, "the caller's buffer is no user memory");
    return mem_rw(self, mm.value(), call);
  });
}

Result<u64> peek_bytes(Kernel& k, Trace& trace, Pid pid, u64 remote_pid, u64 addr, u64 size_bytes, std::string* out) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    const Result<MmId> mm = open_mem(k, remote_pid);
    if (!mm.ok()) return mm.error();
    const RemoteAccess access = read_remote_vm(self.cx(), mm.value(), addr, size_bytes, kFollForce, out);
    self.charge(access.minor, access.major);
    if (access.done == 0 && size_bytes != 0) return fail(Errno::kEIO, "no page can be had at this address");
    return access.done;
  });
}

Result<u64> poke_bytes(Kernel& k, Trace& trace, Pid pid, u64 remote_pid, u64 addr, const std::string& bytes) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    const Result<MmId> mm = open_mem(k, remote_pid);
    if (!mm.ok()) return mm.error();
    const RemoteAccess access = write_remote_vm(self.cx(), mm.value(), addr, bytes, kFollForce);
    self.charge(access.minor, access.major);
    if (access.done == 0) return fail(Errno::kEIO, "no page can be had at this address");
    return access.done;
  });
}

}  // namespace pw
