// What /proc says of swap, byte for byte: swaps, meminfo, smaps, status, numa_maps, pagemap; and entries decoded. The forms are those of a
// live 6.18.
#include "engine/render/accounting.h"
#include "engine/render/render.h"
#include "engine/render/swap_text.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

std::string cat(const Shell& shell, const std::string& file) {
  const Result<std::string> text = render_proc(shell.session().state().kernel, 1, file);
  REQUIRE(text.ok());
  return text.value();
}

void put_out(Shell& shell, const std::string& kind) {
  must(shell, "sysctl vm.page-cluster=0; mkswap s 1M kind=" + kind + "; swapon s; a = mmap 32K");
  must(shell, "write $a 5 n=8; drain; madvise $a 32K pageout");
}

TEST_CASE("swaps: a path takes 40 columns, or a blank behind it; a short number two tabs", "[swap]") {
  Shell shell;
  CHECK(cat(shell, "/proc/swaps") == "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
  must(shell, "mkswap zram0 261M kind=zram; swapon zram0");
  const std::string path = "/a/path/that/is/longer/than/forty/columns/s";
  must(shell, "mkswap " + path + " 10000004K kind=file; swapon " + path + " prio=7");
  CHECK(cat(shell, "/proc/swaps") ==
        "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
        "/dev/zram0                              partition\t267260\t\t0\t\t-2\n" +
            path + " file\t\t10000000\t0\t\t7\n");
}

TEST_CASE("swaps: what would end a field of a path stands in octal", "[swap]") {
  Shell shell;
  must(shell, "mkswap a\\b 64K; swapon a\\b");
  CHECK(has(cat(shell, "/proc/swaps"), "/dev/a\\134b                             partition\t60\t\t0\t\t-2\n"));
}

TEST_CASE("meminfo and vmstat count swap", "[swap]") {
  Shell shell;
  CHECK(has(cat(shell, "/proc/meminfo"), "SwapTotal:             0 kB\nSwapFree:              0 kB\n"));
  put_out(shell, "disk");
  CHECK(has(cat(shell, "/proc/meminfo"), "SwapTotal:          1020 kB\nSwapFree:            988 kB\n"));
  CHECK(has(cat(shell, "/proc/meminfo"), "SwapCached:           32 kB\n"));
  CHECK(has(cat(shell, "/proc/vmstat"), "nr_swapcached 8\npswpin 0\npswpout 8\n"));
  must(shell, "write $a 0; drain; madvise $a 4K pageout");
  CHECK(has(cat(shell, "/proc/vmstat"), "swap_ra 0\nswap_ra_hit 0\nswpin_zero 0\nswpout_zero 1\n"));
}

TEST_CASE("smaps: an entry counts whole in Swap and by its share in SwapPss", "[swap]") {
  Shell shell;
  put_out(shell, "zram");
  CHECK(has(cat(shell, "/proc/1/smaps"), "Swap:                 32 kB\nSwapPss:              32 kB\n"));
  must(shell, "fork; @2 madvise $a 8K dontneed");
  CHECK(has(cat(shell, "/proc/1/smaps"), "Swap:                 32 kB\nSwapPss:              20 kB\n"));
  CHECK(has(cat(shell, "/proc/2/smaps"), "Swap:                 24 kB\nSwapPss:              12 kB\n"));
  must(shell, "@2 fork");
  // A third of a page is cut off to 4096ths of a byte, so two pages come to a little less than 8 KiB, as in Linux.
  CHECK(has(cat(shell, "/proc/2/smaps"), "Swap:                 24 kB\nSwapPss:               7 kB\n"));
  CHECK(has(cat(shell, "/proc/2/status"), "VmSwap:\t      24 kB\n"));
  CHECK(has(cat(shell, "/proc/2/smaps_rollup"), "SwapPss:               7 kB\n"));
}

TEST_CASE("smaps: of an object's pages in swap the area counts those that it maps", "[swap]") {
  Shell shell;
  must(shell, "mkswap s 1M kind=zram; swapon s; a = mmap 32K shared; write $a 5 n=8; drain; madvise $a 32K pageout; munmap $a 12K");
  CHECK(has(cat(shell, "/proc/1/smaps"), "Swap:                 20 kB\nSwapPss:               0 kB\n"));
  CHECK(has(cat(shell, "/proc/1/status"), "VmSwap:\t       0 kB\n"));
}

TEST_CASE("numa_maps counts pages in the swap cache, kpageflags names them", "[swap]") {
  Shell shell;
  put_out(shell, "disk");
  must(shell, "read $a n=3");
  CHECK(has(cat(shell, "/proc/1/numa_maps"), " anon=3"));
  CHECK(has(cat(shell, "/proc/1/numa_maps"), " swapcache=3 "));
  const Kernel& k = shell.session().state().kernel;
  const Pfn pfn(static_cast<u32>(must(shell, "print frame(1, $a)").ret));
  CHECK(has(kpageflags_text(k, pfn), "swapbacked swapcache"));
  CHECK(cached_slot_text(k, k.m.phys.pages[pfn.v]) == "slot 0:1 of /dev/s, named by 0 entries");
  CHECK(has(must(shell, "page $a").out, "swap       slot 0:1 of /dev/s, named by 0 entries"));
}

TEST_CASE("an entry decoded: pagemap, walk, and a count beyond one byte of the map", "[swap]") {
  Shell shell;
  put_out(shell, "zram");
  CHECK(has(cat(shell, "/proc/1/pagemap"), "0x4000000000000020"));
  const std::string walk = must(shell, "walk $a+4K").out;
  CHECK(has(walk, "swap entry: type 0, offset 2"));
  CHECK(has(walk, "exclusive  yes"));
  CHECK(has(walk, "area       /dev/s, zram, priority -2\n"));
  CHECK(has(walk, "cluster    0, on the list `frag`"));
  CHECK(has(walk, "named by   1 entry\n"));
  CHECK(has(walk, "swap cache a shadow"));
  CHECK(has(walk, "on device  the page\n"));
  CHECK(must(shell, "page $a+4K").out == walk.substr(walk.find("swap entry"), walk.rfind("no translation") - walk.find("swap entry") - 1));
  for (u32 i = 0; i < 70; ++i) must(shell, "fork");
  CHECK(has(must(shell, "walk $a+4K").out, "named by   71 entries, in swap_map 0x88 0x1\n"));
  CHECK(has(must(shell, "walk $a+4K").out, "exclusive  no"));
}

}  // namespace
}  // namespace pw
