#include "tests/conformance/live/proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace pw::live {
namespace {

std::string task_folder(int host_pid) { return "/proc/" + std::to_string(host_pid) + "/task/"; }

std::string read_start(const std::string& file) {
  char text[4096];
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const ssize_t length = fd < 0 ? 0 : ::read(fd, text, sizeof text);
  if (fd >= 0) ::close(fd);
  return std::string(text, length < 0 ? 0 : static_cast<std::size_t>(length));
}

// "NSpid:  OUTER … INNERMOST"
Pid innermost_pid(const std::string& status) {
  const std::size_t at = status.find("\nNSpid:");
  if (at == std::string::npos) return 0;
  const std::size_t end = status.find('\n', at + 1);
  const std::string line = status.substr(at, end - at);
  return static_cast<Pid>(std::strtol(line.c_str() + line.find_last_of(" \t") + 1, nullptr, 10));
}

}  // namespace

int find_host_tid(int host_pid, Pid pid) {
  const std::string folder = task_folder(host_pid);
  int found = 0;
  DIR* tasks = ::opendir(folder.c_str());
  if (tasks == nullptr) return 0;
  while (const dirent* entry = ::readdir(tasks)) {
    const bool is_task = entry->d_name[0] != '.' && innermost_pid(read_start(folder + entry->d_name + "/status")) == pid;
    if (is_task) found = std::atoi(entry->d_name);
  }
  ::closedir(tasks);
  return found;
}

bool is_thread_gone(int host_pid, int host_tid) {
  const std::string stat = read_start(task_folder(host_pid) + std::to_string(host_tid) + "/stat");
  return stat.empty() || stat.find(") Z ") != std::string::npos;
}

bool is_reaped(int pidfd) { return ::syscall(SYS_pidfd_send_signal, pidfd, 0, nullptr, 0) != 0 && errno == ESRCH; }

}  // namespace pw::live
