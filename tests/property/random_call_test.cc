// Every call that is declared, drawn at random by its row: the machine stays sound, what is printed is clean, and a log of such calls
// becomes a script that parses. A new regular call is tried here without a word of its own.
#include <set>

#include "engine/api/import_text.h"
#include "tests/support/clean_text.h"
#include "tests/support/random_call.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::Random;

// A few areas and processes; now and then what no program has.
class SmallSource : public test::CallSource {
 public:
  explicit SmallSource(u64 seed) : random_(seed) {}
  Random& random() override { return random_; }
  std::string address() override {
    if (random_.one_in(40)) return one_of({"0x1001", "0x7ffffffff000", "0x800000000000", "0xffffffffffffffff"});
    return hex(kBase + random_.below(48) * kPageSize + (random_.one_in(20) ? random_.below(4096) : 0));
  }
  std::string range() override { return address() + ", " + std::to_string((1 + random_.below(8)) * kPageSize); }
  std::string pid() override { return random_.one_in(15) ? one_of({"-1", "0", "99"}) : std::to_string(1 + random_.below(5)); }
  std::string protection() override {
    return one_of({"PROT_READ|PROT_WRITE", "PROT_READ|PROT_WRITE", "PROT_READ", "PROT_NONE", "PROT_READ|PROT_EXEC"});
  }
  std::string one_of(std::initializer_list<const char*> choices) {
    return choices.begin()[random_.below(static_cast<u32>(choices.size()))];
  }

 private:
  static constexpr u64 kBase = 0x20000000;
  Random random_;
};

std::vector<const Call*> drawable_calls() {
  std::vector<const Call*> calls;
  for (const CallRow& row : all_calls()) {
    if (test::can_draw(*row.call)) calls.push_back(row.call);
  }
  return calls;
}

bool makes_task(const Call& call) { return std::string(call.name) == "fork" || std::string(call.name) == "vfork"; }

// mmap and stores, so that there is something to call about; else a call.
std::string draw_line(SmallSource& source, const std::vector<const Call*>& calls, std::set<std::string>* drawn) {
  Random& random = source.random();
  const std::string actor = random.one_in(3) ? "@" + source.pid() + " " : "";
  switch (random.below(8)) {
    case 0: return actor + "mmap(" + source.range() + ", " + source.protection() + ", MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)";
    case 1: return actor + "write " + source.address();
    default: break;
  }
  const Call& call = *calls[random.below(static_cast<u32>(calls.size()))];
  if (makes_task(call) && !random.one_in(4)) return "ps";
  drawn->insert(call.name);
  return actor + test::draw_call(call, source);
}

TEST_CASE("random calls by their rows leave every invariant whole, and print clean text", "[calls]") {
  const std::vector<const Call*> calls = drawable_calls();
  std::set<std::string> drawn;
  for (const u64 seed : {11, 12, 13}) {
    Shell shell;
    SmallSource source(seed);
    shell.run_line(seed % 2 == 0 ? "boot mem=32M" : "boot mem=32M pkeys=on");
    for (u32 step = 1; step <= 1500; ++step) {
      const std::string line = draw_line(source, calls, &drawn);
      INFO("seed " << seed << ", step " << step << ": " << line);
      for (const Outcome& outcome : shell.run_line(line)) {
        CHECK(test::find_unclean(outcome.out) == "");
        // "@99" and the like are refused, and what would read a file; a call that was drawn is never misread.
        const bool is_refused = outcome.kind == Outcome::Kind::kSyntax && outcome.out.find("expected") != std::string::npos;
        CHECK_FALSE(is_refused);
      }
      CheckReport report;
      check_kernel(shell.session().state().kernel, step % 100 == 0 ? CheckLevel::kFull : CheckLevel::kQuick, report);
      REQUIRE(report.ok());
    }
  }
  CHECK(drawn.size() == calls.size());
}

TEST_CASE("a log of random calls becomes a script that parses", "[calls]") {
  const std::vector<const Call*> calls = drawable_calls();
  for (u64 seed = 1; seed <= 40; ++seed) {
    SmallSource source(seed);
    std::set<std::string> drawn;
    std::string log = "100 execve(\"/bin/true\", [\"true\"], 0x7ffe /* 1 var */) = 0\n";
    for (u32 i = 0; i < 60; ++i) {
      std::string line = draw_line(source, calls, &drawn);
      if (line.find('(') == std::string::npos) continue;
      if (line[0] == '@') line.erase(0, line.find(' ') + 1);
      const std::string result = source.one_of({"0", "0", "-1 EINVAL (Invalid argument)", "0x20000000", "101", "?", "-1 EBADF"});
      log += std::to_string(100 + source.random().below(3)) + " " + line + " = " + result + "\n";
    }
    const ImportResult imported = import_text(log);
    INFO(log << "\n" << imported.script);
    CHECK(imported.error == "");
    const Shell::ParsedScript script = Shell::parse_script(imported.script);
    CHECK(script.error == "");
    CHECK(script.commands.size() > 3);
    CHECK(test::find_unclean(imported.script + import_notes_text(imported)) == "");
  }
}

}  // namespace
}  // namespace pw
