// Completion lists what may stand at the cursor.
#include <algorithm>

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

std::vector<std::string> texts(const Shell& shell, const std::string& line, u32* from = nullptr) {
  const Completion completion = shell.complete(line, static_cast<u32>(line.size()));
  if (from != nullptr) *from = completion.from;
  std::vector<std::string> found;
  for (const Candidate& candidate : completion.candidates) found.push_back(candidate.text);
  return found;
}

bool offers(const std::vector<std::string>& found, const std::string& text) {
  return std::find(found.begin(), found.end(), text) != found.end();
}

TEST_CASE("commands are completed at the start, behind a prefix, a name and a semicolon", "[shell]") {
  const Shell shell;
  u32 from = 0;
  CHECK(texts(shell, "mm", &from) == std::vector<std::string>{"mmap"});
  CHECK(from == 0);
  CHECK(offers(texts(shell, ""), "fork"));
  CHECK(texts(shell, "@1 munm", &from) == std::vector<std::string>{"munmap"});
  CHECK(from == 3);
  CHECK(offers(texts(shell, "[pid 1] wr"), "write"));
  CHECK(offers(texts(shell, "a = mm"), "mmap"));
  CHECK(offers(texts(shell, "ps; fo"), "fork"));
  CHECK(offers(texts(shell, "exit_"), "exit_group"));
  CHECK(texts(shell, "echo \"a; fo").empty());
}

TEST_CASE("operands are completed by what the command takes", "[shell]") {
  Shell shell;
  test::must(shell, "area = mmap 16K");
  test::must(shell, "fork");
  CHECK(texts(shell, "write $a") == std::vector<std::string>{"$area"});
  CHECK(offers(texts(shell, "write "), "$area"));
  CHECK(offers(texts(shell, "write $area n"), "n="));
  CHECK(offers(texts(shell, "mmap 4K fix"), "fixed_noreplace"));
  CHECK(offers(texts(shell, "mmap 4K r"), "rwx"));
  CHECK_FALSE(offers(texts(shell, "mprotect $area 4K "), "fixed"));
  CHECK(offers(texts(shell, "mmap(NULL, 4096, PROT_R"), "PROT_READ"));
  CHECK(offers(texts(shell, "mmap(NULL, 4096, PROT_READ|PROT_W"), "PROT_WRITE"));
  CHECK(offers(texts(shell, "mmap(NULL, 4096, PROT_READ, MAP_A"), "MAP_ANONYMOUS"));
  CHECK(offers(texts(shell, "mmap 4K sh"), "shared"));
  CHECK(offers(texts(shell, "task "), "2"));
  CHECK(offers(texts(shell, "@"), "@2"));
  CHECK(offers(texts(shell, "show t"), "tables"));
  CHECK(offers(texts(shell, "boot m"), "mem="));
  CHECK(offers(texts(shell, "help ex"), "expressions"));
}

TEST_CASE("paths, filters, functions and fields are completed", "[shell]") {
  Shell shell;
  test::must(shell, "a = mmap 16K");
  u32 from = 0;
  CHECK(offers(texts(shell, "cat /proc/1/sm", &from), "/proc/1/smaps"));
  CHECK(from == 4);
  CHECK_FALSE(offers(texts(shell, "cat /proc/"), "/proc/2/maps"));
  CHECK(offers(texts(shell, "cat /proc/1/maps | gr"), "grep"));
  CHECK(offers(texts(shell, "assert mapc"), "mapcount("));
  CHECK(offers(texts(shell, "assert pte(1, $a).wr"), "writable"));
  CHECK(offers(texts(shell, "print anon_vma(1, vma(1, $a).start)."), "num_children"));
  CHECK(offers(texts(shell, "assert alive(1) a"), "and"));
}

TEST_CASE("any cursor in any line is fine", "[shell]") {
  const Shell shell;
  for (const std::string line : {"@", "[pid", "a =", "$", "mmap(", "ps |", "\"", ";", "@1", ").", "x).", "print )."}) {
    for (u32 cursor = 0; cursor <= line.size() + 3; ++cursor) CHECK(shell.complete(line, cursor).from <= line.size());
  }
}

}  // namespace
}  // namespace pw
