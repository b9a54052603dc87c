// The text twin of the LRU lists: order, runs of frames that say the same, batches.
#include "engine/render/render.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

std::string show(Shell& shell) { return must(shell, "show lists").out + "\n"; }

TEST_CASE("show lists: a page waits in the batch of its CPU before it is on a list; the first is the stack's", "[lists][views]") {
  Shell shell;
  must(shell, "a = mmap 16K; write $a n=3");
  CHECK(show(shell) ==
        "inactive_anon: 0 pages\n"
        "active_anon: 0 pages\n"
        "inactive_file: 0 pages\n"
        "active_file: 0 pages\n"
        "unevictable: 0 pages\n"
        "lru_add batch of CPU 0: 4 pages wait\n"
        "  frames          pages  flags  mapped by\n"
        "  0x3e04              1  -      1 entry\n"
        "  0x3e06..0x3e08      3  -      1 entry\n");
}

TEST_CASE("show lists: the newest page comes first; one that says something else has a row of its own", "[lists][views]") {
  Shell shell;
  must(shell, "boot mem=64M cpus=1; a = mmap 32K; write $a n=4; drain; fork; @2 munmap $a+4K 28K");
  CHECK(has(show(shell),
            "inactive_anon: 5 pages, the newest first\n"
            "  frames          pages  flags  mapped by\n"
            "  0x3e09..0x3e07      3  -      1 entry\n"
            "  0x3e06              1  -      2 entries\n"
            "  0x3e04              1  -      2 entries\n"
            "active_anon: 0 pages\n"));
}

TEST_CASE("show lists: locked pages are counted on a list that links none, and stand in the order of their frames", "[lists][views]") {
  Shell shell;
  must(shell, "boot mem=64M cpus=1; a = mmap 16K; write $a n=4; mlock $a 16K; drain");
  CHECK(has(show(shell),
            "unevictable: 4 pages, in the order of their frames\n"
            "  frames          pages  flags               mapped by\n"
            "  0x3e06..0x3e09      4  "));
}

TEST_CASE("show lists: an inactive list that is short beside the active one says what reclaim would do", "[lists][views]") {
  Shell shell;
  must(shell, "boot mem=64M cpus=1; a = mmap 128K; write $a n=32; drain; fork");
  must(shell, "@2 process_vm_readv 1 $a+64K $a 64K; @2 process_vm_readv 1 $a+64K $a 64K; drain; @2 exit; munmap $a+64K 64K");
  const std::string text = show(shell);
  CHECK(has(text, "active_anon: 16 pages, the newest first\n"));
  CHECK(has(text, "inactive_anon: 1 page; few beside the active ones, so reclaim would make some of those inactive\n"));
}

TEST_CASE("show lists: each group has lists of its own, named by their paths as soon as there is one beside the root", "[lists][views]") {
  Shell shell;
  must(shell, "boot mem=64M cpus=1; mkdir /sys/fs/cgroup/a; echo 1 > /sys/fs/cgroup/a/cgroup.procs; a = mmap 16K; write $a n=3; drain");
  const std::string text = show(shell);
  CHECK(has(text, "group /:\ninactive_anon: 1 page\n"));
  CHECK(has(text, "group /a:\ninactive_anon: 3 pages, the newest first\n"));
}

}  // namespace
}  // namespace pw
