// mlock, mlock2, munlock, mlockall, munlockall and msync as they are typed.
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;
using test::type;

TEST_CASE("locking in words and as C calls", "[shell][mlock]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 64K rw fixed");
  must(shell, "write $a n=2");
  const std::string locked = must(shell, "mlock $a 16K").out;
  CHECK(has(locked, "2 pages were present"));
  CHECK(has(locked, "2 minor faults"));
  CHECK(has(locked, "VmLck 16 kB"));
  CHECK(must(shell, "mlock2 $a+16K 16K onfault").ret == 0);
  CHECK(has(must(shell, "cat smaps").out, "VmFlags: rd wr mr mw me lo lf ac"));
  CHECK(must(shell, "mlock2(0x10008000, 4096, MLOCK_ONFAULT) = 0").ret == 0);
  CHECK(must(shell, "mlock2(0x10008000, 4096, 0) = 0").ret == 0);
  CHECK(must(shell, "munlock(0x10000000, 65536) = 0").ret == 0);
  CHECK(has(must(shell, "cat status").out, "VmLck:\t       0 kB"));
  CHECK(has(type(shell, "mlock2(0x10008000, 4096, 2)").out, "EINVAL"));
  CHECK(has(type(shell, "mlock 0x20000000 4K").out, "ENOMEM"));
}

TEST_CASE("mlockall takes its flags in any order, and needs one", "[shell][mlock]") {
  Shell shell;
  CHECK(must(shell, "mlockall future onfault").ret == 0);
  must(shell, "mmap 16K");
  CHECK(has(must(shell, "cat status").out, "VmLck:\t      16 kB"));
  CHECK(must(shell, "mlockall(MCL_CURRENT|MCL_FUTURE) = 0").ret == 0);
  CHECK(must(shell, "munlockall() = 0").ret == 0);
  CHECK(has(type(shell, "mlockall").out, "EINVAL"));
  CHECK(has(type(shell, "mlockall onfault").out, "EINVAL"));
  CHECK(has(type(shell, "mlockall now").out, "current, future, onfault"));
}

TEST_CASE("what is more than may be locked is refused as the kernel does, however much it is", "[shell][mlock]") {
  Shell shell;
  must(shell, "prlimit memlock 8M");
  must(shell, "a = mmap 0x100000000000 1T r fixed noreserve");
  CHECK(type(shell, "mlock $a 1T").error == Errno::kENOMEM);
  CHECK(type(shell, "mlockall current").error == Errno::kENOMEM);
  CHECK(must(shell, "mlock $a 16K").ret == 0);
}

TEST_CASE("msync says what it was asked", "[shell][mlock]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 16K rw fixed");
  CHECK(must(shell, "msync $a 16K sync").ret == 0);
  CHECK(must(shell, "msync(0x10000000, 16384, MS_ASYNC|MS_INVALIDATE) = 0").ret == 0);
  must(shell, "mlock $a 4K");
  CHECK(has(type(shell, "msync $a 16K invalidate").out, "EBUSY"));
  CHECK(has(type(shell, "msync $a 16K sync async").out, "EINVAL"));
}

TEST_CASE("a locked page says which batch holds it", "[shell][mlock]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  must(shell, "mlock2 $a 64K onfault");
  must(shell, "write $a");
  CHECK(has(must(shell, "page $a").out, "in the mlock batch of CPU 0"));
  CHECK(has(must(shell, "show memory").out, "mlock batches: CPU 0: 1"));
  must(shell, "drain");
  CHECK(has(must(shell, "page $a").out, "on the LRU list unevictable"));
}

}  // namespace
}  // namespace pw
