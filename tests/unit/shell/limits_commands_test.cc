// brk, sbrk, mseal, prlimit, ulimit and sysctl as they are typed.
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;
using test::type;

TEST_CASE("brk answers where the heap ends, sbrk fails as the library does", "[shell][limits]") {
  Shell shell;
  CHECK(must(shell, "brk(NULL) = 0x555555580000").ret == 0x555555580000);
  CHECK(must(shell, "h = brk 0x555555590000").ret == 0x555555590000);
  CHECK(has(must(shell, "cat maps").out, "[heap]"));
  CHECK(has(must(shell, "brk 0x1000").out, "not moved: below the start"));
  CHECK(must(shell, "sbrk -32K").ret == 0x555555590000);
  CHECK(must(shell, "sbrk").ret == 0x555555588000);
  must(shell, "mmap 0x5555555a0000 4K rw fixed");
  CHECK(has(type(shell, "sbrk 1M").out, "ENOMEM"));
}

TEST_CASE("limits in words, as C calls and as ulimit", "[shell][limits]") {
  Shell shell;
  CHECK(must(shell, "prlimit stack").ret == 8u << 20);
  CHECK(has(must(shell, "prlimit 1 as 1M:unlimited").out, "RLIMIT_AS 1M:unlimited"));
  CHECK(must(shell, "prlimit64(0, RLIMIT_AS, {rlim_cur=2048*1024, rlim_max=RLIM64_INFINITY}, NULL) = 0").ret == 0);
  CHECK(must(shell, "prlimit as").ret == 2u << 20);
  CHECK(must(shell, "prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0").ret == 0);
  CHECK(must(shell, "setrlimit(RLIMIT_DATA, {rlim_cur=4096, rlim_max=8192}) = 0").ret == 0);
  CHECK(must(shell, "getrlimit(RLIMIT_DATA, {rlim_cur=4096, rlim_max=8192}) = 0").ret == 0);
  CHECK(must(shell, "ulimit -s").ret == 8192);
  CHECK(must(shell, "ulimit -v 100000").ret == 100000);
  CHECK(has(must(shell, "cat /proc/1/limits").out, "Max address space         102400000            102400000            bytes"));
  CHECK(has(must(shell, "show limits").out, "RLIMIT_AS"));
  CHECK(has(type(shell, "prlimit as 2M:1M").out, "EINVAL"));
  CHECK(has(type(shell, "prlimit as unlimited:unlimited").out, "EPERM"));
  CHECK(has(type(shell, "prlimit64(0, RLIMIT_NPROC, NULL, NULL)").out, "not built yet"));
  CHECK(type(shell, "prlimit nice").kind == Outcome::Kind::kSyntax);
}

TEST_CASE("sysctl shows, sets and refuses", "[shell][limits]") {
  Shell shell;
  CHECK(must(shell, "sysctl vm.max_map_count").ret == 65530);
  CHECK(must(shell, "sysctl -w vm.max_map_count=100").ret == 100);
  CHECK(must(shell, "sysctl vm.max_map_count 200").ret == 200);
  CHECK(must(shell, "sysctl vm.overcommit_ratio = 80").ret == 80);
  CHECK(has(must(shell, "cat /proc/meminfo").out, "CommitLimit:"));
  CHECK(has(type(shell, "sysctl vm.overcommit_memory=7").out, "EINVAL"));
  CHECK(has(type(shell, "sysctl vm.max_map_counts").out, "did you mean"));
  CHECK(type(shell, "sysctl").kind == Outcome::Kind::kSyntax);
}

TEST_CASE("boot root=on: limits on locked memory do not bind, and hard limits rise", "[shell][limits]") {
  Shell shell;
  must(shell, "a = mmap 64K; prlimit memlock 4K:4K");
  CHECK(type(shell, "mlock $a 64K").error == Errno::kENOMEM);
  CHECK(type(shell, "prlimit memlock 1M:1M").error == Errno::kEPERM);
  CHECK(has(must(shell, "boot root=on").out, "root=on"));
  must(shell, "a = mmap 64K; prlimit memlock 4K:4K");
  must(shell, "mlock $a 64K");
  must(shell, "mlockall current");
  must(shell, "prlimit memlock 1M:1M");
  CHECK(has(type(shell, "boot root=maybe").out, "root takes `on` or `off`"));
}

TEST_CASE("a setting is a file: cat reads it, echo writes it", "[shell][limits]") {
  Shell shell;
  CHECK(must(shell, "echo 2 > /proc/sys/vm/overcommit_memory").logged);
  CHECK(must(shell, "cat /proc/sys/vm/overcommit_memory").out == "2");
  for (const char* line : {"echo 0>/proc/sys/vm/overcommit_memory", "echo 0 | sudo tee /proc/sys/vm/overcommit_memory"}) {
    must(shell, "sysctl vm.overcommit_memory=1");
    CHECK(must(shell, line).ret == 0);
    CHECK(shell.session().state().kernel.m.sysctl.overcommit_memory == 0);
  }
  CHECK(has(type(shell, "echo 7 > /proc/sys/vm/overcommit_memory").out, "EINVAL"));
  CHECK(has(type(shell, "echo 1 > /proc/sys/vm/max_map_counts").out, "did you mean `vm.max_map_count`"));
  for (const char* line : {"echo x > /proc/sys/vm/max_map_count", "echo 1 2 > /proc/sys/vm/max_map_count", "echo 1 > /srv/x",
                           "echo 1 > /proc/1/clear_refs"}) {
    INFO(line);
    CHECK(type(shell, line).kind == Outcome::Kind::kSyntax);
  }
  CHECK(must(shell, "echo a > b | c").out == "a > b | c");
}

}  // namespace
}  // namespace pw
