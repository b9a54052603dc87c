// Random and mutated lines: no crash, an error always has a reason and a column in its line, and what cannot be parsed changes nothing.
#include "tests/support/random.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::Random;

const char* const kSeeds[] = {
    "a = mmap 64K rw private",
    "mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000",
    "write $a+4K \"hello\" n=3",
    "[pid 2] munmap(0x7ffff7fef000, 4096) = -1 EINVAL (Invalid argument)",
    "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7f) = 3",
    "@2 exit 3; wait; fork; task 1",
    "cat /proc/1/smaps | grep -v Rss | head -n 3 | wc -l",
    "assert mapcount(frame(1, $a)) == 1 and (pte(2, $a).writable or not alive(2))",
    "print -1 / (3 - $a % 7) * stat(\"pgfault\")",
    "mprotect $a 8K r-x",
    "show rmap pfn 0x3e0",
    "trace 1; undo; redo; seek 2",
    "taskset 1 2; drain; read $a n=4",
    "help /proc/PID/maps",
    "rmap $a; page pfn 3; walk $a",
    "boot mem=32M cpus=2",
    "echo it's \xe4\xb8\xad\xe6\x96\x87 # comment",
};
constexpr u32 kSeedCount = sizeof(kSeeds) / sizeof(kSeeds[0]);

std::string random_bytes(Random& random) {
  std::string line;
  const u32 length = random.below(40);
  for (u32 i = 0; i < length; ++i) line += static_cast<char>(random.below(256));
  return line;
}

// Cuts, doubles, swaps or changes a few bytes, or glues two seeds together.
std::string mutate(Random& random, std::string line) {
  const u32 edits = 1 + random.below(4);
  for (u32 i = 0; i < edits && !line.empty(); ++i) {
    const u32 at = random.below(static_cast<u32>(line.size()));
    switch (random.below(6)) {
      case 0: line.erase(at, 1 + random.below(4)); break;
      case 1: line.insert(at, line.substr(at, 1 + random.below(6))); break;
      case 2: line[at] = "()[]|;=\"'$@#.,+-*/%<>!09azAZ \t\\"[random.below(31)]; break;
      case 3: line[at] = static_cast<char>(random.below(256)); break;
      case 4: line = line.substr(0, at) + kSeeds[random.below(kSeedCount)]; break;
      default: line.insert(at, "("); break;
    }
  }
  return line;
}

void check_outcome(const Outcome& outcome, const std::string& line) {
  if (outcome.kind != Outcome::Kind::kSyntax) return;
  CHECK_FALSE(outcome.logged);
  CHECK(outcome.column <= line.size());
  CHECK(outcome.out.find('^') != std::string::npos);
}

TEST_CASE("random lines never crash, and a syntax error changes nothing", "[shell]") {
  Random random(20250618);
  Shell shell;
  for (u32 round = 0; round < 6000; ++round) {
    const std::string line = random.one_in(4) ? random_bytes(random) : mutate(random, kSeeds[random.below(kSeedCount)]);
    INFO("round " << round << ": " << line);
    const bool is_single = line.find_first_of(";\n") == std::string::npos;
    const u64 hash = is_single && random.one_in(8) ? test::hash_of(shell) : 0;
    const u32 length = shell.session().length();
    for (const Outcome& outcome : shell.run_line(line)) {
      check_outcome(outcome, line);
      const bool is_error = is_single && outcome.kind == Outcome::Kind::kSyntax;
      if (is_error) CHECK(shell.session().length() == length);
      if (is_error && hash != 0) CHECK(test::hash_of(shell) == hash);
    }
    shell.complete(line, random.below(static_cast<u32>(line.size()) + 1));
    if (random.one_in(16)) shell.evaluate(line);
  }
  CheckReport report;
  check_kernel(shell.session().state().kernel, CheckLevel::kFull, report);
  CHECK(report.ok());
}

TEST_CASE("what was typed at random replays to the same machine", "[shell]") {
  Random random(42);
  Shell shell;
  for (u32 round = 0; round < 300; ++round)
    shell.run_line(random.one_in(2) ? kSeeds[random.below(kSeedCount)] : mutate(random, kSeeds[random.below(kSeedCount)]));
  Shell second;
  const Shell::ParsedScript script = Shell::parse_script(shell.script());
  REQUIRE(script.error.empty());
  for (const Shell::ScriptCommand& command : script.commands) second.run_line(command.text);
  CHECK(test::hash_of(second) == test::hash_of(shell));
  CHECK(second.script() == shell.script());
}

}  // namespace
}  // namespace pw
