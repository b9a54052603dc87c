// Descriptors that name files (fs/open.c, fs/file.c).
//
// Left out: paths that do not exist, permissions of files, positions, everything that reads or writes.
#include "engine/kernel/file_calls.h"

#include "engine/kernel/running.h"

namespace pw {
namespace {

FilesId files_of(const Kernel& k, Pid pid) { return k.tasks[pid].files; }

Error bad_fd() { return fail(Errno::kEBADF, "no open descriptor has this number"); }
// Of a number that is asked for each call has its own errno; to find none free is EMFILE.
Error too_high(Errno code) { return fail(code, "descriptors go up to 1023 (RLIMIT_NOFILE)"); }

Result<u32> duplicate(Running& self, u32 from, u32 to, bool close_on_exec) {
  FdTables& fds = self.kernel().fds;
  const FilesId files = files_of(self.kernel(), self.pid());
  const FileId file = look_up_fd(fds, files, from).file;
  get_file_open(self.cx().m.files, file);  // dup2 may close the last other reference
  close_fd(fds, self.cx(), files, to);
  install_fd(fds, self.cx(), files, to, file, close_on_exec);
  put_open_file(self.cx(), file);
  return to;
}

bool is_open(const Kernel& k, Pid pid, u32 fd) { return look_up_fd(k.fds, files_of(k, pid), fd).is_open; }

}  // namespace

Result<u32> sys_open(Kernel& k, Trace& trace, Pid pid, const OpenRequest& request) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u32> {
    const FilesId files = files_of(k, pid);
    const u32 fd = request.has_number ? request.number : find_free_fd(k.fds, files, 0);
    if (fd >= kMaxFds) return too_high(Errno::kEMFILE);
    if (request.has_number) close_fd(k.fds, self.cx(), files, fd);
    const FileId file = open_named(k.m.files, request.name, request.readable, request.writable);
    install_fd(k.fds, self.cx(), files, fd, file, request.close_on_exec);
    return fd;
  });
}

Status sys_close(Kernel& k, Trace& trace, Pid pid, u32 fd) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    if (!is_open(k, pid, fd)) return bad_fd();
    close_fd(k.fds, self.cx(), files_of(k, pid), fd);
    return ok_status();
  });
}

Result<u32> sys_dup(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 at_least, bool close_on_exec) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u32> {
    if (!is_open(k, pid, fd)) return bad_fd();
    if (at_least >= kMaxFds) return too_high(Errno::kEINVAL);
    const u32 to = find_free_fd(k.fds, files_of(k, pid), at_least);
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

Status sys_set_close_on_exec(Kernel& k, Trace& trace, Pid pid, u32 fd, bool close_on_exec) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    if (!is_open(k, pid, fd)) return bad_fd();
    set_close_on_exec(k.fds, self.cx(), files_of(k, pid), fd, close_on_exec);
    return ok_status();
  });
}

Status sys_fcntl_without_effect(Kernel& k, Trace& trace, Pid pid, u32 fd) {
  return run_as(k, trace, pid, [&](Running&) -> Status { return is_open(k, pid, fd) ? ok_status() : bad_fd(); });
}

Result<FileId> file_to_map(const Kernel& k, Pid pid, u32 fd) {
  const FdEntry entry = look_up_fd(k.fds, files_of(k, pid), fd);
  if (!entry.is_open) return bad_fd();
  if (!entry.file.valid()) return fail(Errno::kENODEV, "the descriptor names nothing that can be mapped");
  return entry.file;
}

}  // namespace pw
