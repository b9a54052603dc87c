// madvise and process_madvise as they are typed, and what they say that they did.
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;
using test::type;

TEST_CASE("lazily freed and cold pages in words and as C calls", "[shell][madvise]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 64K rw fixed");
  must(shell, "write $a n=4");
  CHECK(has(must(shell, "madvise $a 16K free").out, "4 pages may be dropped"));
  CHECK(has(must(shell, "cat vmstat").out, "pglazyfree 0"));
  CHECK(must(shell, "madvise(0x10000000, 16384, MADV_FREE) = 0").ret == 0);
  CHECK(has(must(shell, "cat smaps").out, "LazyFree:             16 kB"));
  CHECK(has(must(shell, "cat vmstat").out, "pglazyfree 4"));
  CHECK(has(must(shell, "cat vmstat").out, "nr_inactive_file 4"));
  must(shell, "write $a");
  CHECK(has(must(shell, "cat smaps").out, "LazyFree:             12 kB"));
  CHECK(has(must(shell, "madvise $a 16K cold").out, "4 pages cold"));
  CHECK(must(shell, "madvise(0x10000000, 16384, MADV_COLD) = 0").ret == 0);
  CHECK(has(must(shell, "process_madvise 1 $a 8K free").out, "8192 bytes advised"));
  must(shell, "mlock $a 4K");
  CHECK(has(type(shell, "madvise $a 16K free").out, "EINVAL"));
  CHECK(has(type(shell, "madvise $a 16K cold").out, "EINVAL"));
}

TEST_CASE("an advice of a system that is not built says so", "[shell][madvise]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  CHECK(has(type(shell, "madvise $a 64K collapse").out, "not built yet"));
  CHECK(has(type(shell, "madvise(0x0, 4096, MADV_COLLAPSE)").out, "not built yet"));
  const std::string help = must(shell, "help madvise").out;
  CHECK(has(help, "may be dropped when memory is short"));
  CHECK_FALSE(has(help, "EINVAL: free"));
}

TEST_CASE("the batches of a CPU are shown by name", "[shell][madvise]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  must(shell, "write $a n=2");
  must(shell, "madvise $a 8K free");
  CHECK(has(must(shell, "show memory").out, "lru_lazyfree batches"));
  CHECK(has(must(shell, "page $a").out, "lru_lazyfree batch of CPU 0"));
  must(shell, "b = mmap 8K");
  for (int i = 0; i < 2; ++i) must(shell, "madvise $b 8K populate_write");
  must(shell, "madvise $b 8K cold");
  CHECK(has(must(shell, "show memory").out, "lru_deactivate batches"));
}

TEST_CASE("mincore stores its rows where the C form says, page by page as any store", "[shell][madvise]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 16K rw fixed");
  must(shell, "write $a");
  must(shell, "write $a+8K");
  must(shell, "v = mmap 0x20000000 8K rw fixed");
  const Outcome stored = must(shell, "mincore(0x10000000, 16384, 0x20000ffe) = 0");
  CHECK_FALSE(stored.differs);
  CHECK(stored.minflt == 2);
  CHECK(has(stored.out, "2 of 4 pages in memory"));
  CHECK(must(shell, "read $v+4094").ret == 1);
  CHECK(must(shell, "read $v+4096").ret == 1);
  CHECK(has(must(shell, "mincore(0x10000000, 16384, [1, 0, 1, 0]) = 0").out, "1010"));
  // The vector's own page counts only for what is asked after it was stored to.
  must(shell, "munmap $v 8K");
  must(shell, "v = mmap 0x20000000 8K rw fixed");
  must(shell, "mincore(0x20000000, 4096, 0x20000000) = 0");
  CHECK(must(shell, "read $v").ret == 0);
  must(shell, "mincore(0x20000000, 4096, 0x20000000) = 0");
  CHECK(must(shell, "read $v").ret == 1);
}

TEST_CASE("mincore refuses in the kernel's order", "[shell][madvise]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 16K rw fixed");
  CHECK(type(shell, "mincore(0x10000001, 4096, NULL)").error == Errno::kEINVAL);
  CHECK(type(shell, "mincore(0x10000000, 0xffffffffffffffff, 0xffffffffffff0000)").error == Errno::kENOMEM);
  CHECK(type(shell, "mincore(0x30000000, 4096, 0xffffffffffff0000)").error == Errno::kEFAULT);
  CHECK(type(shell, "mincore(0x30000000, 4096, NULL)").error == Errno::kENOMEM);
  CHECK(type(shell, "mincore(0x10000000, 4096, NULL)").error == Errno::kEFAULT);
  must(shell, "mincore(0x10000000, 0, NULL) = 0");
}

TEST_CASE("process_madvise takes as many ranges as the kernel does", "[shell][madvise]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 64K rw fixed");
  must(shell, "write $a n=16");
  const std::string ranges = "{iov_base=0x10000000, iov_len=4096}, {iov_base=0x10004000, iov_len=8192}, {0x10008000, 4096}";
  CHECK(must(shell, "process_madvise(1, [" + ranges + "], 3, MADV_DONTNEED, 0) = 16384").ret == 16384);
  CHECK(has(must(shell, "mincore $a 64K").out, "0111001101111111"));
  CHECK(type(shell, "process_madvise(1, [" + ranges + "], 1025, MADV_DONTNEED, 0)").error == Errno::kEINVAL);
  CHECK(type(shell, "process_madvise(1, [" + ranges + "], 2, MADV_DONTNEED, 0)").kind == Outcome::Kind::kSyntax);
  CHECK(must(shell, "process_madvise(1, NULL, 0, MADV_DONTNEED, 0)").ret == 0);
}

}  // namespace
}  // namespace pw
