#include "tests/conformance/live/swap_devices.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "tests/conformance/live/swap_cleanup.h"

namespace pw::live {
namespace {

constexpr int kPatienceSeconds = 30;  // with somebody else's areas

std::string read_all(const char* path) {
  char text[32768];
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  std::size_t length = 0;
  for (ssize_t got = 1; fd >= 0 && got > 0 && length < sizeof text; length += static_cast<std::size_t>(got)) {
    got = ::read(fd, text + length, sizeof text - length);
    if (got <= 0) break;
  }
  if (fd >= 0) ::close(fd);
  return std::string(text, length);
}

// 0 or an errno.
int write_all(const std::string& path, const std::string& text, int flags = 0) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0600);
  if (fd < 0) return errno;
  const int result = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : errno;
  ::close(fd);
  return result;
}

// ---- keeper ----------------------------------------------------------------------------------------------------------------------
struct Keeper {
  int pipe = -1;   // its end comes when the program closes the other one
  int other = -1;
  int lock = -1;
};

// It shares this program's memory, so that making it copies nothing, and touches its own stack only.
int keep(void* argument) {
  const Keeper keeper = *static_cast<const Keeper*>(argument);
  ::setsid();
  for (const int signo : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signo, SIG_IGN);
  ::close(keeper.other);
  char byte;
  while (::read(keeper.pipe, &byte, 1) < 0) {
  }
  clean_swap_areas();
  ::close(keeper.lock);
  ::_exit(0);
}

// ---- headers and files -----------------------------------------------------------------------------------------------------------
// include/linux/swap.h: union swap_header.
std::string header_page(u64 pages) {
  std::string page(kPageSize, '\0');
  const u32 info[] = {1, static_cast<u32>(pages - 1), 0};  // version, last page, bad pages
  std::memcpy(page.data() + 1024, info, sizeof info);
  std::memcpy(page.data() + kPageSize - 10, "SWAPSPACE2", 10);
  return page;
}

int write_header(const std::string& path, u64 pages) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  const std::string page = header_page(pages);
  const bool is_done = ::pwrite(fd, page.data(), page.size(), 0) == static_cast<ssize_t>(page.size()) && ::fsync(fd) == 0;
  const int result = is_done ? 0 : errno;
  ::close(fd);
  return result;
}

// Without a hole, which a swap file may not have.
int fill_file(const std::string& path, u64 pages) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  const std::string zeros(64 * kPageSize, '\0');
  int result = 0;
  for (u64 left = pages * kPageSize; left != 0 && result == 0;) {
    const u64 size = left < zeros.size() ? left : zeros.size();
    if (::write(fd, zeros.data(), size) == static_cast<ssize_t>(size)) left -= size;
    else result = errno != 0 ? errno : EIO;
  }
  if (result == 0 && ::fsync(fd) != 0) result = errno;
  ::close(fd);
  return result;
}

u64 counter_of(const std::string& text, const char* key) {
  const std::size_t at = text.find(key);
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + std::strlen(key), nullptr, 10);
}

}  // namespace

// ---- lock and keeper -------------------------------------------------------------------------------------------------------------
bool SwapDevices::open(std::string* why) {
  static char stack[64 * 1024];
  lock_ = ::open("/proc/swaps", O_RDONLY | O_CLOEXEC);
  while (lock_ >= 0 && ::flock(lock_, LOCK_EX) != 0) {
  }
  clean_swap_areas();  // of a run whose keeper was killed
  if (lock_ < 0) return *why = "/proc/swaps cannot be read", false;
  for (int waited = 0; has_areas() && waited < kPatienceSeconds; ++waited) ::sleep(1);
  if (has_areas()) return release(), *why = "this machine has swap on that is no scenario's", false;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return release(), *why = "no pipe", false;
  static Keeper keeper;  // as the stack, it lasts
  keeper = {ends[0], ends[1], lock_};
  keeper_ = ::clone(keep, stack + sizeof stack, CLONE_VM | SIGCHLD, &keeper);
  ::close(ends[0]);
  keeper_pipe_ = ends[1];
  if (keeper_ < 0) return release(), *why = "no process can be made", false;
  ::mkdir(kSwapFolder, 0700);
  const bool is_kept = write_all(kClusterMark, read_all(kPageCluster), O_CREAT | O_TRUNC) == 0;
  if (!is_kept || set_page_cluster(0) != 0) return *why = std::string(kSwapFolder) + " cannot be written", false;
  has_worked();
  return true;
}

void SwapDevices::release() {
  if (lock_ >= 0) ::close(lock_);
  if (keeper_pipe_ >= 0) ::close(keeper_pipe_);
  if (keeper_ > 0) ::waitpid(keeper_, nullptr, 0);
  lock_ = keeper_pipe_ = -1;
  keeper_ = 0;
}

SwapDevices::~SwapDevices() { release(); }

// ---- devices ---------------------------------------------------------------------------------------------------------------------
SwapDevices::Device* SwapDevices::find(const std::string& name) {
  for (Device& device : devices_) {
    if (device.name == name) return &device;
  }
  return nullptr;
}

// Of a name without a device: a path where nothing is.
std::string SwapDevices::path_of(const std::string& name) {
  const Device* device = find(name);
  return device != nullptr ? device->path : std::string(kSwapFolder) + "/none";
}

int SwapDevices::make_loop(Device* device, u64 pages) {
  const std::string file = device->path;
  if (const int error = write_all(file, "", O_CREAT | O_TRUNC)) return error;
  if (::truncate(file.c_str(), static_cast<off_t>(pages * kPageSize)) != 0) return errno;
  const int control = ::open("/dev/loop-control", O_RDWR | O_CLOEXEC);
  const int backing = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  int result = EBUSY;
  for (int tries = 0; tries < 10 && result == EBUSY; ++tries) {
    const int number = ::ioctl(control, LOOP_CTL_GET_FREE);
    if (number < 0) result = errno;
    device->path = "/dev/loop" + std::to_string(number);
    loop_config config{};
    config.fd = static_cast<u32>(backing);
    std::memcpy(config.info.lo_file_name, file.data(), file.size());
    const int loop = ::open(device->path.c_str(), O_RDWR | O_CLOEXEC);
    result = loop >= 0 && ::ioctl(loop, LOOP_CONFIGURE, &config) == 0 ? 0 : errno;
    if (loop >= 0) ::close(loop);
  }
  if (backing >= 0) ::close(backing);
  if (control >= 0) ::close(control);
  const std::string queue = "/sys/block/" + device->path.substr(5) + "/queue/rotational";
  return result != 0 ? result : write_all(queue, device->kind == SwapKind::kDisk ? "1" : "0");
}

bool SwapDevices::is_on(const std::string& name) const {
  const std::vector<SwapFact> areas = rows();
  return std::any_of(areas.begin(), areas.end(), [&name](const SwapFact& area) { return area.name == name; });
}

int SwapDevices::make(const std::string& name, SwapKind kind, u64 pages) {
  // mkswap(8) says so.
  if (is_on(name)) return EBUSY;
  if (pages < kMinSwapPages) return EINVAL;
  if (find(name) != nullptr) return write_header(path_of(name), pages);
  if (devices_.size() == kMostAreas) return ENOSPC;
  Device device{name, kind, std::string(kSwapFolder) + "/" + std::to_string(devices_.size())};
  int result = 0;
  if (kind == SwapKind::kZram) {
    device.path = kZramDevice;
    result = read_all("/sys/block/zram0/initstate")[0] == '0' ? write_all(kZramMark, "", O_CREAT) : EBUSY;
    if (result == 0) result = write_all("/sys/block/zram0/disksize", std::to_string(pages * kPageSize));
  } else if (kind == SwapKind::kFile) {
    result = fill_file(device.path, pages);
  } else {
    result = make_loop(&device, pages);
  }
  if (result == 0) result = write_header(device.path, pages);
  if (result == 0) devices_.push_back(device);
  return result;
}

int SwapDevices::switch_on(const std::string& name, u32 flags) {
  return ::swapon(path_of(name).c_str(), static_cast<int>(flags)) == 0 ? 0 : errno;
}

int SwapDevices::switch_off(const std::string& name) { return ::swapoff(path_of(name).c_str()) == 0 ? 0 : errno; }

int SwapDevices::set_page_cluster(u64 value) { return write_all(kPageCluster, std::to_string(value)); }

u64 SwapDevices::page_cluster() { return std::strtoull(read_all(kPageCluster).c_str(), nullptr, 10); }

// ---- looking ---------------------------------------------------------------------------------------------------------------------
// "PATH TYPE SIZE USED PRIORITY", in KiB.
std::vector<SwapFact> SwapDevices::rows() const {
  std::vector<SwapFact> facts;
  const std::string text = read_all("/proc/swaps");
  for (std::size_t at = text.find('\n') + 1; at != 0 && at < text.size(); at = text.find('\n', at) + 1) {
    const std::size_t end = text.find_first_of(" \t", at);
    SwapFact fact;
    fact.name = text.substr(at, end - at);
    for (const Device& device : devices_) {
      if (device.path == fact.name) fact.name = device.name;
    }
    char* number = nullptr;
    fact.size = std::strtoull(text.c_str() + text.find_first_of("0123456789", end), &number, 10) / 4;
    fact.used = std::strtoull(number, &number, 10) / 4;
    fact.priority = static_cast<i32>(std::strtol(number, nullptr, 10));
    facts.push_back(std::move(fact));
  }
  return facts;
}

bool SwapDevices::has_worked() {
  const std::string text = read_all("/proc/vmstat");
  const u64 now = counter_of(text, "\npswpin ") + counter_of(text, "\npswpout ");
  const bool is_more = now != worked_;
  worked_ = now;
  bool is_slow = false;
  for (const Device& device : devices_) is_slow = is_slow || device.kind != SwapKind::kZram;
  return is_more && is_slow;
}

}  // namespace pw::live
