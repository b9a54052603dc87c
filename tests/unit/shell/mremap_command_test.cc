// mremap as it is typed: words, C form, what is answered, what is offered.
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::is_syntax;
using test::must;
using test::type;

TEST_CASE("mremap in words", "[shell][mremap]") {
  Shell shell;
  must(shell, "a = mmap 0x100000000000 16K rw fixed");
  must(shell, "write $a n=4");
  CHECK(must(shell, "mremap $a 16K 32K").out == "0x100000000000 · grown in place");
  CHECK(must(shell, "mremap $a 32K 16K").out == "0x100000000000 · shrunk");
  CHECK(must(shell, "mremap $a 16K 16K").out == "0x100000000000 · same size");
  CHECK(must(shell, "b = mremap $a 16K 16K maymove fixed 0x100040001000").out == "0x100040001000 · moved · 4 pages moved");
  CHECK(must(shell, "mremap $b 16K 16K maymove dontunmap $a").out == "0x100000000000 · moved · 4 pages moved");
  CHECK(must(shell, "mremap $a 4K 4K dontunmap maymove").out == "0x7ffff7ffe000 · moved · 1 page moved");
  must(shell, "mmap 0x200000000000 4M rw fixed; write 0x200000000000; write 0x200000200000");
  CHECK(has(must(shell, "mremap 0x200000000000 4M 4M maymove fixed 0x300000000000").out, "2 pages moved · 2 tables moved whole"));
  CHECK(has(type(shell, "mremap $a 4K 0").out, "EINVAL: Invalid argument · the new size is 0"));
}

TEST_CASE("mremap as C writes it, with the result that strace saw", "[shell][mremap]") {
  Shell shell;
  must(shell, "mmap(0x100000000000, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)");
  must(shell, "mremap(0x100000000000, 4096, 8192, MREMAP_MAYMOVE) = 0x100000000000");
  must(shell, "mremap(0x100000000000, 8192, 8192, MREMAP_MAYMOVE|MREMAP_FIXED, 0x200000000000) = 0x200000000000");
  must(shell, "mremap(0x200000000000, 8192, 8192, 3, 0x100000000000)");
  CHECK(type(shell, "mremap(0x100000000000, 8192, 8192, 8) = -1 EINVAL (Invalid argument)").error == Errno::kEINVAL);
}

TEST_CASE("mremap's slips are told by column", "[shell][mremap]") {
  Shell shell;
  CHECK(is_syntax(type(shell, "mremap 0x1000 4K")));
  CHECK(has(type(shell, "mremap 0x1000 4K 8K fixed").out, "the new address"));
  CHECK(has(type(shell, "mremap 0x1000 4K 8K 0x2000").out, "fixed or dontunmap"));
  CHECK(has(type(shell, "mremap 0x1000 4K 8K fixed 0x1000 dontunmap 0x2000").out, "given twice"));
  CHECK(has(type(shell, "mremap 0x1000 4K 8K move").out, "maymove, fixed NEW_ADDR"));
  CHECK(has(type(shell, "mremap(0x1000, 4096, 8192, MREMAP_MAYMOV)").out, "MREMAP_MAYMOVE"));
}

TEST_CASE("mremap's flags are offered", "[shell][mremap]") {
  const Shell shell;
  const auto first = [&shell](const std::string& line) {
    const Completion completion = shell.complete(line, static_cast<u32>(line.size()));
    return completion.candidates.empty() ? "" : completion.candidates.front().text;
  };
  CHECK(first("mrem") == "mremap");
  CHECK(first("mremap 0x1000 4K 8K may") == "maymove");
  CHECK(first("mremap(0x1000, 4096, 8192, MREMAP_D") == "MREMAP_DONTUNMAP");
}

}  // namespace
}  // namespace pw
