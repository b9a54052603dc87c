#include "tests/conformance/live/committed.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pw::live {
namespace {

pthread_mutex_t* turn = nullptr;
int meminfo = -1;

}  // namespace

bool open_committed() {
  if (turn != nullptr) return true;
  meminfo = ::open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
  void* at = ::mmap(nullptr, sizeof(pthread_mutex_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (meminfo < 0 || at == MAP_FAILED) return false;
  turn = static_cast<pthread_mutex_t*>(at);
  pthread_mutexattr_t attributes;
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  ::pthread_mutex_init(turn, &attributes);
  return true;
}

int committed_fd() { return meminfo; }

i64 read_committed() {
  char text[4096];
  const ssize_t length = ::pread(meminfo, text, sizeof text - 1, 0);
  text[length < 0 ? 0 : length] = '\0';
  const char* line = std::strstr(text, "Committed_AS:");
  return line == nullptr ? 0 : std::strtoll(line + std::strlen("Committed_AS:"), nullptr, 10) / 4;
}

// A job that was killed in its turn leaves it to the next.
Turn::Turn() {
  if (::pthread_mutex_lock(turn) == EOWNERDEAD) ::pthread_mutex_consistent(turn);
}
Turn::~Turn() { ::pthread_mutex_unlock(turn); }

}  // namespace pw::live
