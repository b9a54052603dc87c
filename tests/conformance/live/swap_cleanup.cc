#include "tests/conformance/live/swap_cleanup.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/swap.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

namespace pw::live {
namespace {

constexpr unsigned kLoops = 64;
constexpr std::size_t kPathBytes = 128;

// A path that ends in a number.
struct NumberedPath {
  char text[kPathBytes];
  NumberedPath(const char* front, unsigned number) {
    std::size_t length = std::strlen(front);
    std::memcpy(text, front, length);
    if (number >= 10) text[length++] = static_cast<char>('0' + number / 10 % 10);
    text[length++] = static_cast<char>('0' + number % 10);
    text[length] = '\0';
  }
};

bool is_ours(const char* path) { return std::strncmp(path, kSwapFolder, sizeof kSwapFolder - 1) == 0; }

std::size_t read_file(const char* path, char* text, std::size_t size) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t got = fd < 0 ? 0 : ::read(fd, text, size - 1);
  if (fd >= 0) ::close(fd);
  const std::size_t length = got < 0 ? 0 : static_cast<std::size_t>(got);
  text[length] = '\0';
  return length;
}

bool write_file(const char* path, const char* text, std::size_t length) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  const bool is_done = fd >= 0 && ::write(fd, text, length) == static_cast<ssize_t>(length);
  if (fd >= 0) ::close(fd);
  return is_done;
}

bool is_our_loop(const char* path) {
  loop_info64 info{};
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  const bool is_set = fd >= 0 && ::ioctl(fd, LOOP_GET_STATUS64, &info) == 0;
  if (fd >= 0) ::close(fd);
  return is_set && is_ours(reinterpret_cast<const char*>(info.lo_file_name));
}

bool is_our_area(const char* path) {
  if (is_ours(path)) return true;
  if (std::strcmp(path, kZramDevice) == 0) return ::access(kZramMark, F_OK) == 0;
  return std::strncmp(path, "/dev/loop", 9) == 0 && is_our_loop(path);
}

// The lines of /proc/swaps begin with the path.
void switch_off() {
  char text[4096];
  read_file("/proc/swaps", text, sizeof text);
  for (char* line = text; *line != '\0';) {
    char* end = std::strchr(line, '\n');
    if (end == nullptr) return;
    if (*line == '/') {
      line[std::strcspn(line, " \t")] = '\0';
      if (is_our_area(line)) ::swapoff(line);
    }
    line = end + 1;
  }
}

void detach_loops() {
  for (unsigned i = 0; i < kLoops; ++i) {
    const NumberedPath path("/dev/loop", i);
    if (!is_our_loop(path.text)) continue;
    const int fd = ::open(path.text, O_RDWR | O_CLOEXEC);
    if (fd >= 0) ::ioctl(fd, LOOP_CLR_FD, 0);
    if (fd >= 0) ::close(fd);
  }
}

// Busy as long as somebody has the device open.
void reset_zram() {
  if (::access(kZramMark, F_OK) != 0) return;
  for (int tries = 0; tries < 100 && !write_file(kZramReset, "1", 1); ++tries) ::usleep(10'000);
  ::unlink(kZramMark);
}

void restore_page_cluster() {
  char text[32];
  const std::size_t length = read_file(kClusterMark, text, sizeof text);
  if (length != 0) write_file(kPageCluster, text, length);
  ::unlink(kClusterMark);
}

}  // namespace

void clean_swap_areas() {
  switch_off();
  detach_loops();
  reset_zram();
  restore_page_cluster();
  for (unsigned i = 0; i < kMostAreas; ++i) ::unlink(NumberedPath("/var/tmp/pagewalk-swap/", i).text);
  ::rmdir(kSwapFolder);
}

}  // namespace pw::live
