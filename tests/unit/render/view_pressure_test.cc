// The text twin of pressure: zones against their watermarks, how reclaim would divide its looks and why, and what commands left free.
#include "engine/render/pressure.h"
#include "engine/render/render.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

std::string show(Shell& shell) { return must(shell, "show pressure").out + "\n"; }

TEST_CASE("show pressure: without swap only pages of files would be looked at; no command has left anything free yet", "[views]") {
  Shell shell;
  CHECK(show(shell) ==
        "zone    free  min  low  high\n"
        "DMA     3999   65   81    97  above high\n"
        "DMA32  11001  179  223   267  above high\n"
        "kswapd: asleep\n"
        "reclaim would look at: pages of files only, since no slot of swap is free\n"
        "pages      inactive  active  swappiness  cost  share\n"
        "anonymous         0       0          60     0      0  %\n"
        "of files          0       0         140     0    100  %\n");
}

TEST_CASE("show pressure: shares go by swappiness while nothing has cost anything; a page of the stack is there, too", "[views]") {
  Shell shell;
  must(shell, "mkswap sda 64M; swapon sda; sysctl vm.swappiness=50; a = mmap 64K; write $a n=10; drain");
  const std::string text = show(shell);
  CHECK(has(text, "reclaim would look at: some of both, by swappiness and by what each kind has cost of late\n"));
  CHECK(has(text, "anonymous        11       0          50     0     25  %\n"));
  CHECK(has(text, "of files          0       0         150     0     75  %\n"));
  CHECK(has(text, "  command  left free  kswapd ran  direct reclaim\n"));
}

TEST_CASE("show pressure: a zone below its watermark says which; the command in which kswapd ran says how often", "[views]") {
  Shell shell;
  must(shell, "mkswap sda 64M; swapon sda; a = mmap 96M; write $a n=11000");
  CHECK(has(show(shell), "below low: a request that finds no other zone wakes kswapd\n"));
  must(shell, "write $a+44000K n=5000");
  const Tally& last = shell.session().tally(4);
  CHECK(last.kswapd > 0);
  const Phys& phys = shell.session().state().kernel.m.phys;
  CHECK(last.free[0] == phys.node.zones[0].free_pages);
  CHECK(last.free[1] == phys.node.zones[1].free_pages);
  const std::string free = std::to_string(last.free[0] + last.free[1]);
  CHECK(has(show(shell), "        5        " + free + "           " + std::to_string(last.kswapd) + "               0\n"));
  CHECK(shell.session().tally(3).kswapd == 0);
}

}  // namespace
}  // namespace pw
