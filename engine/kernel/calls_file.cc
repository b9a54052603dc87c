// Descriptors that name files, and mmap of a file (fs/open.c, fs/file.c, mm/mmap.c: ksys_mmap_pgoff).
//
// Descriptors 0, 1 and 2 are open from the start and name nothing that can be mapped. Threads share the table of their leader.
// Left out: paths that do not exist, permissions of files, positions, everything that reads or writes, clone without CLONE_FILES
// for threads.
#include "engine/kernel/calls_file.h"

#include <algorithm>

#include "engine/mm/account.h"

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

void put_open(Cx& cx, FileId file) { uncharge_pages(cx.m, put_file_open(cx.m.files, cx.m.phys, cx.trace, cx.cpu, file)); }

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

Error no_such_process() { return fail(Errno::kESRCH, "no running process has this pid"); }
Error bad_fd() { return fail(Errno::kEBADF, "no open descriptor has this number"); }
Error too_high() { return fail(Errno::kEMFILE, "descriptors go up to 1023 (RLIMIT_NOFILE)"); }

Result<u32> duplicate(Kernel& k, Trace& trace, Pid pid, u32 from, u32 to, bool close_on_exec) {
  if (to >= kMaxFds) return refused(trace, too_high());
  const Fd* found = find_entry(k, pid, from);
  Fd copy;
  copy.number = to;
  copy.file = found == nullptr ? FileId() : found->file;
  copy.close_on_exec = close_on_exec;
  Running running(k, trace, pid);
  get_file_open(k.m.files, copy.file);  // dup2 may close the last other reference
  remove_entry(k, running.cx(), pid, to);
  install(k, trace, pid, copy);
  put_open(running.cx(), copy.file);
  return to;
}

bool is_open(const Kernel& k, Pid pid, u32 fd) { return fd < kFirstFreeFd || find_entry(k, pid, fd) != nullptr; }

}  // namespace

Result<u32> sys_open(Kernel& k, Trace& trace, Pid pid, const OpenRequest& request) {
  if (!is_running(k, pid)) return no_such_process();
  Fd fd;
  fd.number = request.has_number ? request.number : lowest_free(k, pid, 0);
  fd.close_on_exec = request.close_on_exec;
  if (fd.number >= kMaxFds) return refused(trace, too_high());
  Running running(k, trace, pid);
  if (request.has_number) remove_entry(k, running.cx(), pid, fd.number);
  fd.file = open_named(k.m.files, request.name, request.readable, request.writable);
  install(k, trace, pid, fd);
  return fd.number;
}

Status sys_close(Kernel& k, Trace& trace, Pid pid, u32 fd) {
  if (!is_running(k, pid)) return no_such_process();
  if (!is_open(k, pid, fd)) return refused(trace, bad_fd());
  Running running(k, trace, pid);
  remove_entry(k, running.cx(), pid, fd);
  return ok_status();
}

Result<u32> sys_dup(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 at_least, bool close_on_exec) {
  if (!is_running(k, pid)) return no_such_process();
  if (!is_open(k, pid, fd)) return refused(trace, bad_fd());
  return duplicate(k, trace, pid, fd, lowest_free(k, pid, at_least), close_on_exec);
}

Result<u32> sys_dup_to(Kernel& k, Trace& trace, Pid pid, u32 fd, u32 to, bool close_on_exec) {
  if (!is_running(k, pid)) return no_such_process();
  if (!is_open(k, pid, fd)) return refused(trace, bad_fd());
  if (fd == to) return to;
  return duplicate(k, trace, pid, fd, to, close_on_exec);
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

Result<u64> sys_mmap_file(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags, FileId file, u64 offset) {
  if (!is_running(k, pid)) return no_such_process();
  PW_ASSERT(is_page_aligned(offset), "the system call's entry asked for an aligned offset");
  Running running(k, trace, pid);
  const MapSource source{file, to_pages(offset)};
  const Result<u64> mapped = do_mmap(running.cx(), running.mm(), addr, length, prot, flags, source);
  if (!mapped.ok()) return refused(trace, mapped.error());
  return mapped;
}

Result<u64> sys_mmap_path(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags, const FileName& name,
                          u64 offset) {
  if (!is_running(k, pid)) return no_such_process();
  const bool wants_write = (flags & kMapTypeMask) != kMapPrivate && (prot & kProtWrite) != 0;
  FileId file = find_named(k.m.files, name.path);
  const bool is_new = !file.valid() || (wants_write && !k.m.files.pool[file].is_writable);
  if (is_new) file = open_named(k.m.files, name, true, wants_write);
  get_file_open(k.m.files, file);  // until the area holds it
  const Result<u64> mapped = sys_mmap_file(k, trace, pid, addr, length, prot, flags, file, offset);
  Running running(k, trace, pid);
  put_open(running.cx(), file);
  return mapped;
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
