// The text twin of swap: areas, clusters by list, and slots as runs of those that say the same.
#include "engine/render/render.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

std::string show(Shell& shell) { return must(shell, "show swap").out + "\n"; }

TEST_CASE("show swap: without an area there are no slots", "[swap][views]") {
  Shell shell;
  CHECK(show(shell) == "swap: 0 of 0 slots free; in the swap cache: 0 pages\n");
}

TEST_CASE("show swap: a fresh area has its header in a nonfull cluster, and free ones behind it", "[swap][views]") {
  Shell shell;
  must(shell, "mkswap sda 4M; swapon sda prio=7");
  CHECK(show(shell) ==
        "swap: 1023 of 1023 slots free; in the swap cache: 0 pages\n"
        "area 0: /dev/sda, disk, priority 7: 0 of 1023 slots in use\n"
        "  cluster  list     in use\n"
        "  0        nonfull  1 of 512\n"
        "  1 free cluster\n"
        "  slots  count  named by    in memory  on the device\n"
        "  0:0        1  the header  -          -\n");
}

TEST_CASE("show swap: pages that went to zram leave shadows; a fork names their slots twice, zeros are only marked", "[swap][views]") {
  Shell shell;
  must(shell, "sysctl vm.page-cluster=0; mkswap ram 1M kind=zram; swapon ram; a = mmap 32K");
  must(shell, "write $a 5 n=6; write $a+24K 0 n=2; drain; madvise $a 32K pageout; fork; @2 munmap $a+16K 16K");
  CHECK(show(shell) ==
        "swap: 247 of 255 slots free; in the swap cache: 0 pages\n"
        "area 0: /dev/ram, zram, priority -2: 8 of 255 slots in use\n"
        "  CPU 0 goes on at 0:9\n"
        "  cluster  list  in use\n"
        "  0        frag  265 of 512\n"
        "  slots   count  named by    in memory  on the device\n"
        "  0:0         1  the header  -          -\n"
        "  0:1..4      4  2 entries   shadow     the page\n"
        "  0:5..6      2  1 entry     shadow     the page\n"
        "  0:7..8      2  1 entry     shadow     zeros\n");
}

TEST_CASE("show swap: pages in the swap cache stand with their frames", "[swap][views]") {
  Shell shell;
  must(shell, "mkswap sda 40K; swapon sda; a = mmap 8K; write $a; drain; madvise $a 4K pageout");
  const std::string text = show(shell);
  CHECK(has(text, "in the swap cache: 1 page\n"));
  CHECK(has(text, "priority -2: 1 of 9 slots in use, goes on at 0:2\n"));
  CHECK(has(text, "  0:1        1  1 entry     frame 0x"));
}

}  // namespace
}  // namespace pw
