// What one command may do, and what one machine may hold: refused whole, after the kernel's own checks and before anything stays changed.
#include "tests/support/shell_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

std::string quoted_text(u32 bytes) { return "\"" + std::string(bytes, 'z') + "\""; }

void require_sound(const Shell& shell) {
  CheckReport report;
  check_kernel(shell.session().state().kernel, CheckLevel::kFull, report);
  for (const std::string& message : report.messages()) UNSCOPED_INFO(message);
  REQUIRE(report.ok());
}

// Twice as many pages of the area have contents of their own: those that have are copied behind, and the copies changed by a byte.
std::vector<std::string> doubling_commands(u32 step) {
  const std::string pages = std::to_string(1u << step), bytes = std::to_string(4096u << step), at = std::to_string(4000 + 4 * step);
  return {"process_vm_readv 1 $a+" + bytes + " $a " + bytes, "write $a+" + bytes + "+" + at + " 7 n=" + pages};
}

}  // namespace

TEST_CASE("a text on many pages is kept once", "[shell][bounds]") {
  Shell shell;
  must(shell, "boot mem=1G");
  must(shell, "a = mmap 512M");
  const Contents& contents = shell.session().state().kernel.m.phys.contents;
  const u32 frames = contents.count_holders(), distinct = contents.count_distinct();
  must(shell, "write $a " + quoted_text(3900) + " n=100000");
  CHECK(contents.count_holders() == frames + 100000);
  CHECK(contents.count_distinct() == distinct + 1);
  // Across page borders there are three: the first page, the last, and all between.
  must(shell, "write $a+2000 " + quoted_text(3900) + " n=50000");
  CHECK(contents.count_distinct() <= distinct + 4);
  CHECK(must(shell, "read $a+4096").ret == 0x7a7a7a7a7a7a7a7a);
}

TEST_CASE("contents that differ are bounded, and the command that is too much leaves nothing", "[shell][bounds]") {
  Shell shell;
  must(shell, "boot mem=256M");
  must(shell, "a = mmap 200M");
  must(shell, "write $a " + quoted_text(3900));
  bool is_refused = false;
  for (u32 step = 0; step < 15 && !is_refused; ++step) {
    for (const std::string& command : doubling_commands(step)) {
      const u64 hash = state_hash(shell.session().state().kernel);
      const u32 commands = shell.session().head();
      const Outcome outcome = type(shell, command);
      is_refused = is_syntax(outcome);
      if (!is_refused) continue;
      CHECK(has(outcome.out, "64M of contents that differ"));
      CHECK(shell.session().head() == commands);
      CHECK(state_hash(shell.session().state().kernel) == hash);
      break;
    }
  }
  CHECK(is_refused);
  CHECK(shell.session().state().kernel.m.phys.contents.bytes() <= Contents::kMaxBytes);
  require_sound(shell);
  CHECK(must(shell, "write $a 1").ret == 1);
}

TEST_CASE("the kernel's own checks come before the limit of a command's work", "[shell][bounds]") {
  Shell shell;
  must(shell, "a = mmap 100T noreserve");
  struct Case {
    const char* line;
    Errno error;
  };
  for (const Case& one : {
           Case{"mmap(NULL, 0xffffffffffffffff, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_POPULATE, -1, 0)", Errno::kENOMEM},
           Case{"mmap(NULL, 0xffffffffffffffff, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_LOCKED, -1, 0)", Errno::kENOMEM},
           Case{"mmap(NULL, 0x10000000000, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_LOCKED, -1, 0)", Errno::kEAGAIN},
           Case{"madvise $a+1 64T populate_read", Errno::kEINVAL},
           Case{"madvise $a 0xffffffffffffffff populate_write", Errno::kEINVAL},
           Case{"madvise $a 0xfffffffffffff000 guard_install", Errno::kEINVAL},
           Case{"madvise 0x10000000 64T populate_read", Errno::kENOMEM},
           Case{"mincore $a 0xffffffffffffffff", Errno::kENOMEM},
           Case{"mincore $a+1 64T", Errno::kEINVAL},
           Case{"mlock $a 64T", Errno::kENOMEM},
           Case{"process_vm_readv 1 0x10000000 $a 64T", Errno::kEFAULT},
       }) {
    const Outcome outcome = type(shell, one.line);
    INFO(one.line << "\n" << outcome.out);
    CHECK(outcome.kind == Outcome::Kind::kErrno);
    CHECK(outcome.error == one.error);
  }
}

TEST_CASE("a call that would reach too many pages is refused whole", "[shell][bounds]") {
  Shell shell;
  must(shell, "a = mmap 100T r noreserve");
  const u64 hash = state_hash(shell.session().state().kernel);
  const u32 commands = shell.session().head();
  for (const char* line : {"madvise $a 100T populate_read", "madvise $a 100T guard_install", "mincore $a 100T",
                           "b = mmap 20T r noreserve populate"}) {
    const Outcome outcome = type(shell, line);
    INFO(line << "\n" << outcome.out);
    CHECK(is_syntax(outcome));
    CHECK(has(outcome.out, std::to_string(kMaxWorkPages) + " pages"));
    CHECK_FALSE(outcome.logged);
  }
  CHECK(shell.session().head() == commands);
  CHECK(state_hash(shell.session().state().kernel) == hash);
  CHECK(is_syntax(type(shell, "print $b")));
  CHECK(has(must(shell, "trace last").out, "mmap"));
}

TEST_CASE("as much is copied as one call may ask for", "[shell][bounds]") {
  Shell shell;
  CHECK(kMaxWorkPages / kCopyWork * kPageSize > 0x7ffff000);  // MAX_RW_COUNT
  must(shell, "boot mem=2G");
  must(shell, "a = mmap 1G rw");
  CHECK(must(shell, "process_vm_readv 1 $a+512M $a 512M").ret == 512u << 20);
}

TEST_CASE("a log that is full to its last byte is saved and loaded again", "[shell][bounds]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  const auto write_of = [](u64 bytes) { return "write $a " + quoted_text(static_cast<u32>(bytes - std::string("write $a \"\"").size())); };
  u64 left = kMaxLogBytes - std::string("a = mmap 64K\n").size();
  constexpr u64 kLong = 4001;  // with its newline
  for (; left >= 2 * kLong; left -= kLong) must(shell, write_of(kLong - 1));
  must(shell, write_of(left / 2 - 1));
  left -= left / 2;
  const Outcome refused = type(shell, write_of(left));  // and a newline, one byte too many
  CHECK(is_syntax(refused));
  CHECK(has(refused.out, "the log is full"));
  must(shell, write_of(left - 1));
  CHECK(is_syntax(type(shell, "write $a")));
  const std::string script = shell.script();
  CHECK(script.size() > kMaxLogBytes);
  const Shell::ParsedScript parsed = Shell::parse_script(script);
  REQUIRE(parsed.error.empty());
  CHECK(parsed.commands.size() == shell.session().length() + 1);
}
