// Descriptors that name files (fs/open.c, fs/file.c).
//
// Descriptors 0, 1 and 2 are open from the start and name nothing that can be mapped. Threads share the table of their leader.
// Left out: paths that do not exist, permissions of files, positions, everything that reads or writes, clone without CLONE_FILES
// for threads.
#include "engine/kernel/file_calls.h"

#include <algorithm>

#include "engine/kernel/running.h"
#include "engine/mm/area.h"
#include "engine/trace/file_events.h"

namespace pw {
namespace {

constexpr u32 kFirstFreeFd = 3;

std::vector<Fd>& fds_of(Kernel& k, Pid pid) { return k.tasks[k.tasks[pid].tgid].fds; }

const Fd* find_entry(const Kernel& k, Pid pid, u32 number) {
  for (const Fd& fd : k.tasks[k.tasks[pid].tgid].fds) {
    if (fd.number == number) return &fd;
  }
  return nullptr;
}

u32 lowest_free(const Kernel& k, Pid pid, u32 at_least) {
  u32 number = std::max(at_least, kFirstFreeFd);
  while (find_entry(k, pid, number) != nullptr) ++number;
  return number;
}

void install(Kernel& k, Trace& trace, Pid pid, const Fd& fd) {
  get_file_open(k.m.files, fd.file);
  std::vector<Fd>& fds = fds_of(k, pid);
  fds.insert(std::find_if(fds.begin(), fds.end(), [&](const Fd& other) { return other.number > fd.number; }), fd);
  trace.emit(EventId::kFdInstall, fd.number, fd.file.v);
}

void put_open(Cx& cx, FileId file) { take_back(cx, put_file_open(cx.m.files, cx.m.phys, cx.trace, cx.cpu, file)); }

// False: nothing was open under that number.
bool remove_entry(Kernel& k, Cx& cx, Pid pid, u32 number) {
  const Fd* found = find_entry(k, pid, number);
  if (found == nullptr) return false;
  const Fd fd = *found;
  std::vector<Fd>& fds = fds_of(k, pid);
  fds.erase(fds.begin() + (found - fds.data()));
  put_open(cx, fd.file);
  cx.trace.emit(EventId::kFdClose, fd.number, fd.file.v);
  return true;
}

Error bad_fd() { return fail(Errno::kEBADF, "no open descriptor has this number"); }
// Of a number that is asked for each call has its own errno; to find none free is EMFILE.
Error too_high(Errno code) { return fail(code, "descriptors go up to 1023 (RLIMIT_NOFILE)"); }

Result<u32> duplicate(Running& self, u32 from, u32 to, bool close_on_exec) {
  Kernel& k = self.kernel();
  const Fd* found = find_entry(k, self.pid(), from);
  Fd copy;
  copy.number = to;
  copy.file = found == nullptr ? FileId() : found->file;
  copy.close_on_exec = close_on_exec;
  get_file_open(k.m.files, copy.file);  // dup2 may close the last other reference
  remove_entry(k, self.cx(), self.pid(), to);
  install(k, self.cx().trace, self.pid(), copy);
  put_open(self.cx(), copy.file);
  return to;
}

bool is_open(const Kernel& k, Pid pid, u32 fd) { return fd < kFirstFreeFd || find_entry(k, pid, fd) != nullptr; }

}  // namespace

Result<u32> sys_open(Kernel& k, Trace& trace, Pid pid, const OpenRequest& request) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u32> {
    Fd fd;
    fd.number = request.has_number ? request.number : lowest_free(k, pid, 0);
    fd.close_on_exec = request.close_on_exec;
    if (fd.number >= kMaxFds) return too_high(Errno::kEMFILE);
    if (request.has_number) remove_entry(k, self.cx(), pid, fd.number);
    fd.file = open_named(k.m.files, request.name, request.readable, request.writable);
    install(k, trace, pid, fd);
    return fd.number;
  });
}

Status sys_close(Kernel& k, Trace& trace, Pid pid, u32 fd) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    if (!is_open(k, pid, fd)) return bad_fd();
    remove_entry(k, self.cx(), pid, fd);
    return ok_status();
  });
}

Result<u32> sys_dup(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 at_least, bool close_on_exec) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u32> {
    if (!is_open(k, pid, fd)) return bad_fd();
    if (at_least >= kMaxFds) return too_high(Errno::kEINVAL);
    const u32 to = lowest_free(k, pid, at_least);
    if (to >= kMaxFds) return too_high(Errno::kEMFILE);
    return duplicate(self, fd, to, close_on_exec);
  });
}

Result<u32> sys_dup_to(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 to, bool close_on_exec) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u32> {
    if (!is_open(k, pid, fd)) return bad_fd();
    if (fd == to) return to;
    if (to >= kMaxFds) return too_high(Errno::kEBADF);
    return duplicate(self, fd, to, close_on_exec);
  });
}

Status sys_set_close_on_exec(Kernel& k, Pid pid, u32 fd, bool close_on_exec) {
  if (!is_running(k, pid)) return no_such_process();
  if (!is_open(k, pid, fd)) return bad_fd();
  for (Fd& entry : fds_of(k, pid)) {
    if (entry.number == fd) entry.close_on_exec = close_on_exec;
  }
  return ok_status();
}

Result<FileId> find_fd(const Kernel& k, Pid pid, u32 fd) {
  if (!is_running(k, pid)) return no_such_process();
  if (!is_open(k, pid, fd)) return bad_fd();
  const Fd* found = find_entry(k, pid, fd);
  if (found == nullptr || !found->file.valid()) return fail(Errno::kENODEV, "the descriptor names nothing that can be mapped");
  return found->file;
}

void copy_files(Kernel& k, Pid parent, Pid child) {
  k.tasks[child].fds = k.tasks[k.tasks[parent].tgid].fds;
  for (const Fd& fd : k.tasks[child].fds) get_file_open(k.m.files, fd.file);
}

void close_files(Kernel& k, Cx& cx, Pid pid) {
  const Pid leader = k.tasks[pid].tgid;
  for (const Task& other : k.tasks) {
    if (other.tgid == leader && other.pid != pid && other.state == TaskState::kRunning) return;
  }
  const std::vector<Fd> fds = fds_of(k, pid);
  for (const Fd& fd : fds) remove_entry(k, cx, pid, fd.number);
}

void close_files_on_exec(Kernel& k, Cx& cx, Pid pid) {
  const std::vector<Fd> fds = fds_of(k, pid);
  for (const Fd& fd : fds) {
    if (fd.close_on_exec) remove_entry(k, cx, pid, fd.number);
  }
}

}  // namespace pw
