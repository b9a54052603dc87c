// madvise and process_madvise as they are typed, and what they say that they did.
#include "tests/unit/shell/shell_fixture.h"

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
  CHECK(has(type(shell, "madvise $a 64K pageout").out, "not built yet"));
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

}  // namespace
}  // namespace pw
