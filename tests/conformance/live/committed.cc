#include "tests/conformance/live/committed.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace pw::live {
namespace {

constexpr char kMeminfo[] = "/proc/meminfo";
int meminfo = -1;
int turns = -1;  // opened a second time, since the helper keeps the first

}  // namespace

bool open_committed() {
  if (turns >= 0) return true;
  meminfo = ::open(kMeminfo, O_RDONLY | O_CLOEXEC);
  turns = ::open(kMeminfo, O_RDONLY | O_CLOEXEC);
  return meminfo >= 0 && turns >= 0;
}

int committed_fd() { return meminfo; }

i64 read_committed() {
  char text[4096];
  const ssize_t length = ::pread(meminfo, text, sizeof text - 1, 0);
  text[length < 0 ? 0 : length] = '\0';
  const char* line = std::strstr(text, "Committed_AS:");
  return line == nullptr ? 0 : std::strtoll(line + std::strlen("Committed_AS:"), nullptr, 10) / 4;
}

// The lock belongs to the opened file: a job that is killed in its turn leaves it to the next.
Turn::Turn() {
  while (::flock(turns, LOCK_EX) != 0) {
  }
}
Turn::~Turn() { ::flock(turns, LOCK_UN); }

}  // namespace pw::live
