// Who executes what and when, in scripts made of logs: children that live twice or not at all, threads that execute, pids used again.
#include "engine/api/import_text.h"

#include <cstdio>

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;

std::string script_of(const std::string& log) {
  const ImportResult result = import_files({{"log", log}});
  INFO(log << result.error);
  REQUIRE(result.error.empty());
  return result.script;
}

// What the script ends in: maps of a process; nothing differs on the way unless `may_differ`.
std::string maps_after(const std::string& script, Pid pid, bool may_differ = false) {
  Shell shell;
  for (const Outcome& outcome : shell.run_line(script)) {
    INFO(script << outcome.command << "\n" << outcome.out);
    CHECK(outcome.kind != Outcome::Kind::kSyntax);
    CHECK((may_differ || !outcome.differs));
    CHECK((may_differ || outcome.kind == Outcome::Kind::kOk));
  }
  return test::must(shell, "cat /proc/" + std::to_string(pid) + "/maps").out;
}

bool stand_in_order(const std::string& text, const std::vector<std::string>& parts) {
  u64 at = 0;
  for (const std::string& part : parts) {
    INFO(text << "\nmissing behind " << at << ": " << part);
    at = text.find(part, at);
    if (at == std::string::npos) return false;
    at += part.size();
  }
  return true;
}

constexpr char kMap[] = "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f1000000000\n";

TEST_CASE("a vfork child executes twice: its parent goes on with the first, the second stands in its place", "[import]") {
  const std::string script = script_of(
      "700 execve(\"./run\", [\"./run\"], 0x7f /* 3 vars */) = 0\n"
      "700 vfork( <unfinished ...>\n"
      "701 execve(\"/bin/wrap\", [\"wrap\"], 0x7f /* 3 vars */ <unfinished ...>\n"
      "700 <... vfork resumed>)                = 701\n"
      "700 brk(NULL) = 0x55a000001000\n"
      "701 <... execve resumed>)               = 0\n"
      "701 " + std::string(kMap) +
      "701 execve(\"/bin/real\", [\"real\"], 0x7f /* 3 vars */) = 0\n"
      "701 brk(NULL) = 0x55c000001000\n");
  CHECK(stand_in_order(script, {"/bin/wrap", "@2 brk(NULL)", "@3 mmap", "/bin/real", "@3 brk(NULL)"}));
  CHECK_FALSE(has(maps_after(script, 3), "7f1000000000"));
}

TEST_CASE("a vfork child that is killed, or that the log does not follow, lets its parent go", "[import]") {
  const std::string killed = script_of(
      "700 vfork( <unfinished ...>\n701 munmap(0x7f0000000000, 4096) = 0\n"
      "700 <... vfork resumed>)                = 701\n700 " + std::string(kMap) + "701 +++ killed by SIGKILL +++\n");
  CHECK(has(maps_after(killed, 2), "7f1000000000"));
  const std::string unseen =
      script_of("vfork() = 701\n" + std::string(kMap) + "wait4(701, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 701\n");
  CHECK(stand_in_order(unseen, {"@3 exit_group(0)", "@2 mmap", "@2 wait4(3, NULL, 0, NULL) = 3"}));
  CHECK(has(maps_after(unseen, 2), "7f1000000000"));
}

TEST_CASE("a child of fork that the log does not follow ends when its parent has waited for it", "[import]") {
  const std::string script = script_of("fork() = 701\n" + std::string(kMap) + "wait4(-1, NULL, 0, NULL) = 701\n");
  CHECK(stand_in_order(script, {"@2 mmap", "@3 exit_group(0)", "@2 wait4(3"}));
  maps_after(script, 2);
}

TEST_CASE("a thread that executes goes on under its leader's number", "[import]") {
  const std::string script = script_of(
      "700 " + std::string(kMap) +
      "700 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = 701\n"
      "701 execve(\"/bin/next\", [\"next\"], 0x7f /* 3 vars */ <unfinished ...>\n"
      "700 +++ superseded by execve in pid 701 +++\n"
      "700 <... execve resumed>)               = 0\n"
      "700 brk(NULL)                           = 0x55aa00000000\n"
      "700 brk(0x55aa00021000)                 = 0x55aa00021000\n");
  CHECK(stand_in_order(script, {"@3 execve \"/bin/next\" brk=0x55aa00000000", "@2 brk(NULL)", "@2 brk(0x55aa00021000)"}));
  const std::string maps = maps_after(script, 2);
  CHECK(has(maps, "55aa00000000-55aa00021000"));
  CHECK_FALSE(has(maps, "7f1000000000"));
  const std::string changed = script_of(
      "700 " + std::string(kMap) +
      "700 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = 701\n"
      "701 execve(\"/bin/next\", [\"next\"], 0x7f /* 3 vars */ <pid changed to 700 ...>\n"
      "700 +++ superseded by execve in pid 701 +++\n"
      "700 <... execve resumed>)               = 0\n"
      "700 brk(NULL)                           = 0x55aa00000000\n");
  CHECK(stand_in_order(changed, {"@3 execve \"/bin/next\" brk=0x55aa00000000", "@2 brk(NULL)"}));
}

TEST_CASE("a descriptor whose close the log leaves out has the file that stands beside it", "[import]") {
  const std::string script = script_of(
      "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 0x7f1000000000\n"
      "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</usr/lib/libc.so.6>, 0) = 0x7f1000002000\n"
      "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</usr/lib/libc.so.6>(deleted), 0) = 0x7f1000004000\n"
      "openat(AT_FDCWD, \"/etc/other\", O_RDONLY) = 3\n"
      "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f1000006000\n");
  CHECK(stand_in_order(script, {"ld.so.cache", "close(3)", "libc.so.6", "close(3)", "/etc/other"}));
  const std::string maps = maps_after(script, 2);
  CHECK(stand_in_order(maps, {"7f1000000000", "ld.so.cache", "7f1000002000", "libc.so.6", "7f1000004000", "libc.so.6", "/etc/other"}));
}

TEST_CASE("a pid that is used again is another process", "[import]") {
  const std::string script = script_of(
      "700 fork() = 701\n701 " + std::string(kMap) + "701 exit_group(0) = ?\n701 +++ exited with 0 +++\n"
      "700 wait4(701, NULL, 0, NULL) = 701\n700 brk(NULL) = 0x5555000000\n700 fork() = 701\n701 brk(NULL) = 0x5555000000\n");
  CHECK(stand_in_order(script, {"@2 clone", "@3 mmap", "@3 exit_group", "@2 wait4(3", "@2 brk", "@2 clone", "@4 brk"}));
  CHECK_FALSE(has(maps_after(script, 4), "7f1000000000"));
}

TEST_CASE("namespaces are a fork for memory, whatever number the child has there", "[import]") {
  const std::string script = script_of(
      "500 clone(child_stack=NULL, flags=CLONE_NEWNS|CLONE_NEWUSER|CLONE_NEWPID|SIGCHLD, child_tidptr=0x7f0) = 501\n"
      "501 " + std::string(kMap));
  CHECK(has(script, "@2 clone(flags=SIGCHLD)"));
  CHECK(has(maps_after(script, 3), "7f1000000000"));
  const std::string inner = script_of(
      "500 clone3({flags=CLONE_NEWPID|CLONE_PIDFD|CLONE_CLEAR_SIGHAND|CLONE_INTO_CGROUP, exit_signal=SIGCHLD}, 88) = 2\n"
      "777 " + std::string(kMap));
  CHECK(has(inner, "# @3 is 777 of the log"));
  CHECK(has(maps_after(inner, 3), "7f1000000000"));
  CHECK(has(script_of("500 clone(child_stack=NULL, flags=0x3c020000|SIGCHLD) = 501\n501 " + std::string(kMap)), "@2 clone(flags=SIGCHLD)"));
}

TEST_CASE("the first brk gives the heap, with and without an execve", "[import]") {
  for (const char* ask : {"brk(NULL)", "brk(0)"}) {
    const std::string script = script_of(std::string(ask) + " = 0x5650a0c46000\nbrk(0x5650a0c67000) = 0x5650a0c67000\n");
    CHECK(has(maps_after(script, 2), "5650a0c46000-5650a0c67000"));
  }
  const ImportResult attached = import_files({{"log", "9 brk(0x5650a0c67000) = 0x5650a0c67000\n9 brk(0x5650a0c88000) = 0x5650a0c88000\n"}});
  CHECK(has(maps_after(attached.script, 2), "5650a0c67000-5650a0c88000"));
  REQUIRE(attached.notes.size() == 1);
  CHECK(attached.notes[0].text == "where the heap begins is not in the log: it is taken to begin at 0x5650a0c67000");
}

TEST_CASE("the machine is as large and as privileged as the log proves", "[import]") {
  CHECK(has(script_of(kMap), "boot mem=1G\n"));
  const auto map = [](const char* size, const char* flags) {
    return "mmap(0x10000000000, " + std::string(size) + ", PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED" + flags +
           ", -1, 0) = 0x10000000000\n";
  };
  const std::string six = script_of(map("6442450944", ""));
  CHECK(has(six, "boot mem=8G\n"));
  maps_after(six, 2);
  const std::string huge = script_of(map("109951162777600", ""));
  CHECK(stand_in_order(huge, {"boot mem=1G\n", "sysctl vm.overcommit_memory=1\n"}));
  maps_after(huge, 2);
  CHECK(has(script_of(map("109951162777600", "|MAP_NORESERVE")), "boot mem=1G\nfork"));
  const std::string locked = script_of(map("3221225472", "|MAP_NORESERVE") + "mlockall(MCL_CURRENT) = 0\n");
  CHECK(stand_in_order(locked, {"boot mem=4G root=on\n", "mlockall"}));
  maps_after(locked, 2);
  const std::string heap = script_of(
      "brk(NULL) = 0x555500000000\nexecve(\"/b\", [\"b\"], 0x7f /* 1 var */) = 0\nbrk(NULL) = 0x666600000000\n");
  CHECK(has(heap, "boot mem=1G\nfork"));
}

TEST_CASE("pages behind a library's data are not taken as written, which is told; maps of the end decide better", "[import]") {
  const std::string log =
      "21 mmap(NULL, 12288, PROT_READ, MAP_PRIVATE, 3</usr/lib/libdata.so>, 0) = 0x7ffff7529000\n"
      "21 mmap(0x7ffff7529000, 792, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0x7ffff7529000\n"
      "21 munmap(0x7ffff752a000, 8192) = 0\n"
      "21 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff752c000\n"
      "21 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff752a000\n";
  const ImportResult guess = import_files({{"log", log}});
  CHECK(has(maps_after(guess.script, 2), "7ffff7529000-7ffff752e000"));
  REQUIRE(guess.notes.size() == 1);
  CHECK(guess.notes[0].line == 5);
  const ImportResult two = import_files({{"log", log}, {"21.exit.maps",
                                                       "7ffff7529000-7ffff752c000 rw-p 00000000 00:00 0\n"
                                                       "7ffff752c000-7ffff752e000 rw-p 00000000 00:00 0\n"}});
  CHECK(two.notes.empty());
  CHECK(has(maps_after(two.script, 2), "7ffff752c000-7ffff752e000"));
  const ImportResult one = import_files({{"log", log}, {"21.exit.maps", "7ffff7529000-7ffff752e000 rw-p 00000000 00:00 0\n"}});
  CHECK(one.notes.empty());
  CHECK(has(maps_after(one.script, 2), "7ffff7529000-7ffff752e000"));
}

TEST_CASE("more areas than a script holds: it runs, and what is left out is told", "[import]") {
  std::string maps;
  for (u64 i = 0; i < 40000; ++i) {
    char line[200];
    const u64 start = 0x7f0000000000 + i * 0x4000;
    std::snprintf(line, sizeof line, "%llx-%llx r--s 00000000 fe:01 %-26llu /var/lib/search/nodes/0/indices/Q7sQ/0/index/_%llu.cfs\n",
                  static_cast<unsigned long long>(start), static_cast<unsigned long long>(start + 0x2000),
                  static_cast<unsigned long long>(100000 + i), static_cast<unsigned long long>(i));
    maps += line;
  }
  const ImportResult result = import_files({{"big.maps", maps}});
  CHECK(result.script.size() > kMaxLogBytes - 8192);
  CHECK(Shell::parse_script(result.script).error.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK(has(result.notes[0].text, "the script is full: at most 4M; areas from 0x7f0"));
}

TEST_CASE("a recorded failure leaves memory as it was, in a script as at the prompt", "[import]") {
  const std::string script = script_of(
      "66 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f1477965000\n"
      "66 mprotect(0x7f1477965000, 4096, PROT_NONE) = -1 ENOMEM (Cannot allocate memory)\n"
      "66 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)\n"
      "66 brk(NULL) = 0x555500000000\n66 brk(0x555500021000) = 0x555500000000\n"
      "66 munmap(0x7f1477965000, 4096) = -1 ENOMEM (Cannot allocate memory)\n");
  const std::string maps = maps_after(script, 2, true);
  CHECK(has(maps, "7f1477965000-7f1477967000 rw-p"));
  CHECK_FALSE(has(maps, "[heap]"));
}

}  // namespace
}  // namespace pw
