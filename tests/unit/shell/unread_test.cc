// Commands that would touch a page of a named file through the kernel are refused by name, whoever asks.
#include "tests/support/shell_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("what reads or fills pages of a named file is refused by name, and changes nothing", "[shell][file]") {
  const char* commands[] = {
      "peek 1 0x100000004000",
      "poke 1 0x100000004000 0xcc",
      "peek 1 0x100000003ffc",  // four bytes before it could be had
      "pread64(\"/proc/1/mem\", 0x100000000000, 8, 0x100000004000)",
      "pread64(\"/proc/1/mem\", 0x100000004000, 8, 0x100000000000)",
      "pwrite64(\"/proc/1/mem\", 0x100000004000, 8, 0x100000000000)",
      "@2 process_vm_readv 1 0x100000000000 0x100000004000 8",
      "@2 process_vm_readv 1 0x100000004000 0x100000000000 8",
      "@2 process_vm_writev(1, [{iov_base=0x100000000000, iov_len=8192}], 1, [{iov_base=0x100000003000, iov_len=8192}], 1, 0)",
      "read 0x100000004000",
      "write 0x100000000000 1 n=5",
      "exec 0x100000004000",
      "process_madvise 1 0x100000000000 32K populate_read",
      "process_madvise 1 0x100000004000 4K populate_write",
      "mincore(0x100000000000, 4096, 0x100000004000)",
      "clone(flags=CLONE_CHILD_SETTID|SIGCHLD, child_tid=0x100000004000)",
      "clone(flags=CLONE_PARENT_SETTID|SIGCHLD, parent_tid=0x100000004000)",
      "madvise 0x100000000000 32K populate_read",
      "madvise 0x100000000000 32K populate_write",
      "mlock 0x100000000000 32K",
  };
  for (const char* command : commands) {
    INFO(command);
    Shell shell;
    must(shell, "mmap(0x100000000000, 16384, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)");
    must(shell, "openat(AT_FDCWD, \"/lib/x.so\", O_RDONLY)");
    must(shell, "mmap(0x100000004000, 16384, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED, 3, 0)");
    must(shell, "fork");
    const u64 hash = hash_of(shell);
    const Outcome outcome = type(shell, command);
    CHECK(is_syntax(outcome));
    CHECK(has(outcome.out, "not built yet in this version: reading files; this page belongs to /lib/x.so"));
    CHECK(hash_of(shell) == hash);
  }
}

TEST_CASE("what stops before the file, or needs none of its pages, is answered as ever", "[shell][file]") {
  Shell shell;
  must(shell, "openat(AT_FDCWD, \"/lib/x.so\", O_RDONLY)");
  must(shell, "mmap(0x100000004000, 16384, PROT_READ, MAP_PRIVATE|MAP_FIXED, 3, 0)");
  CHECK(type(shell, "mlock 0x100000000000 32K").error == Errno::kENOMEM);
  CHECK(type(shell, "madvise 0x100000004000 16K populate_write").error == Errno::kEINVAL);
  CHECK(type(shell, "process_vm_writev 1 0x7fffffffe000 0x100000004000 8").error == Errno::kEFAULT);
  CHECK(type(shell, "mlock2 0x100000004000 16K onfault").kind == Outcome::Kind::kOk);
  CHECK(must(shell, "mmap(0x100000010000, 8192, PROT_READ, MAP_PRIVATE|MAP_FIXED|MAP_POPULATE, 3, 0)").ret == 0x100000010000);
  CHECK(must(shell, "mmap 16K r file=/lib/x.so populate").minflt == 0);
  CHECK(type(shell, "poke 1 0x100000004000 1").kind == Outcome::Kind::kSyntax);  // FOLL_FORCE would copy the page
}
