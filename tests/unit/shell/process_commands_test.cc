// The commands that make tasks, reach into other processes and handle protection keys: what is typed, what is answered, what is refused.
#include "engine/shell/command.h"

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::hash_of;
using test::is_syntax;
using test::must;
using test::type;

TEST_CASE("a parent in vfork is refused with the reason, and nothing is logged", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K");
  must(shell, "c = vfork");
  const u32 length = shell.session().length();
  const u64 before = hash_of(shell);
  const Outcome refused = type(shell, "write $a");
  CHECK(refused.error == Errno::kEAGAIN);
  CHECK(has(refused.out, "pid 1 waits for its vfork child 2"));
  CHECK_FALSE(refused.logged);
  CHECK(shell.session().length() == length);
  CHECK(hash_of(shell) == before);
  CHECK(has(must(shell, "ps").out, "in vfork"));
  CHECK(has(must(shell, "cat /proc/1/status").out, "State:\tD (disk sleep)"));
  must(shell, "@$c write $a \"child\"");
  must(shell, "task $c");
  must(shell, "exit 2");
  must(shell, "task 1");
  CHECK(has(must(shell, "read $a").out, "child"));
  CHECK(has(must(shell, "wait").out, "exit code 2"));
}

TEST_CASE("execveat is execve: by a path, or by the one that stands behind the descriptor", "[shell]") {
  Shell shell;
  const auto comm = [&shell] { return shell.session().state().kernel.tasks[1].comm; };
  must(shell, "a = mmap 16K");
  must(shell, "execveat(AT_FDCWD, \"/bin/one\", [\"one\", \"x, y\"], 0x7ffc0 /* 20 vars */, 0) = 0");
  CHECK(comm() == "one");
  CHECK(type(shell, "read $a").kind == Outcome::Kind::kSignal);
  must(shell, "execveat(3</bin/two>, \"\", [\"two\"], NULL, AT_EMPTY_PATH) = 0");
  CHECK(comm() == "two");
  CHECK(is_syntax(type(shell, "execveat(3, \"\", NULL, NULL, AT_EMPTY_PATH)")));
  CHECK(is_syntax(type(shell, "execveat(3, \"/bin/x\", NULL)")));
}

TEST_CASE("clone in words and in both C forms", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K");
  CHECK(has(must(shell, "clone vm").out, "on the same address space"));
  CHECK(has(must(shell, "clone vm|vfork").out, "sleeps"));
  must(shell, "@3 exit");
  CHECK(must(shell, "clone(child_stack=NULL, flags=CLONE_VM|CLONE_VFORK|SIGCHLD) = 4").differs == false);
  must(shell, "@4 exit");
  CHECK(must(shell, "clone3({flags=CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, child_tid=$a, parent_tid=$a, exit_signal=0, stack=0x7000, "
                    "stack_size=0x1000, tls=0x7f00} => {parent_tid=[5]}, 88) = 5")
            .differs == false);
  CHECK(must(shell, "clone(0x1200011, NULL, NULL, $a, 0)").ret == 6);
  CHECK(type(shell, "clone thread").error == Errno::kEINVAL);
  CHECK(is_syntax(type(shell, "clone banana")));
  CHECK(is_syntax(type(shell, "clone CLONE_NEWPID")));
  CHECK(is_syntax(type(shell, "clone3({flags=0, colour=3}, 88)")));
  CHECK(is_syntax(type(shell, "clone3(0, 88)")));
}

TEST_CASE("exit(2) ends the thread, exit_group(2) the process", "[shell]") {
  Shell shell;
  must(shell, "c = fork");
  must(shell, "t = @$c thread");
  must(shell, "@$t exit(0)");
  CHECK(is_running(shell.session().state().kernel, 2));
  must(shell, "@$c exit_group(5)");
  CHECK(has(must(shell, "wait").out, "exit code 5"));
}

TEST_CASE("waitpid takes its options by name", "[shell]") {
  Shell shell;
  must(shell, "fork");
  CHECK(must(shell, "wait4(-1, NULL, WNOHANG, NULL)").ret == 0);
  CHECK(type(shell, "waitpid(-1, NULL, 0)").error == Errno::kEAGAIN);
  CHECK(type(shell, "waitpid(-1, NULL, __WCLONE)").error == Errno::kECHILD);
  CHECK(is_syntax(type(shell, "waitpid(-1, NULL, WBANANA)")));
}

TEST_CASE("pieces of process_vm_readv, and what is wrong with them", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  must(shell, "write $a \"piece\"");
  must(shell, "c = fork");
  CHECK(has(must(shell, "process_vm_readv $c $a+8K $a 5").out, "5 bytes"));
  CHECK(must(shell, "process_vm_readv($c, [{iov_base=$a+8K, iov_len=2}, {iov_base=$a+12K, iov_len=3}], 2, "
                    "[{iov_base=$a, iov_len=5}], 1, 0) = 5")
            .differs == false);
  CHECK(type(shell, "process_vm_readv($c, [{iov_base=$a, iov_len=2}], 1025, [{iov_base=$a, iov_len=2}], 1, 0)").error == Errno::kEINVAL);
  for (const char* line : {"process_vm_readv $c $a", "process_vm_readv($c, [{iov_base=\"text\", iov_len=4}], 1, NULL, 0, 0)",
                           "process_vm_readv($c, [{iov_base=$a, iov_len=4}], 2, NULL, 0, 0)",
                           "process_vm_readv($c, [{iov_len=4}], 1, NULL, 0, 0)",
                           "process_vm_readv($c, [{iov_base=$a, iov_len=4]], 1, NULL, 0, 0)"}) {
    INFO(line);
    CHECK(is_syntax(type(shell, line)));
  }
}

TEST_CASE("peek and poke, and the file behind them", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K r");
  must(shell, "c = fork");
  CHECK(must(shell, "poke $c $a 0x1234").ret == 2);
  CHECK(must(shell, "peek $c $a").ret == 0x1234);
  CHECK(has(must(shell, "peek $c $a 16K").out, "16384 bytes"));
  CHECK(must(shell, "poke $c $a \"text\"").ret == 4);
  must(shell, "b = mmap 16K");
  CHECK(must(shell, "pread64(\"/proc/$c/mem\", $b, 4, $a) = 4").differs == false);
  CHECK(has(must(shell, "read $b").out, "text"));
  CHECK(must(shell, "pwrite64(\"/proc/self/mem\", $b, 4, $a)").ret == 4);
  CHECK(type(shell, "peek 77 $a").error == Errno::kENOENT);
  CHECK(type(shell, "peek $c 0x4000").error == Errno::kEIO);
  CHECK(is_syntax(type(shell, "pread64(\"/etc/passwd\", $b, 4, $a)")));
  CHECK(is_syntax(type(shell, "pread64(3, $b, 4, $a)")));
  CHECK(is_syntax(type(shell, "pread64(\"/proc/12345678901/mem\", $b, 4, $a)")));
  CHECK(is_syntax(type(shell, "poke $c $a \"\"")));
}

TEST_CASE("protection keys from boot to SIGSEGV", "[shell]") {
  Shell shell;
  must(shell, "boot pkeys=on");
  CHECK(has(shell.script(), "pkeys=on"));
  must(shell, "a = mmap 16K");
  must(shell, "k = pkey_alloc none");
  must(shell, "pkey_mprotect $a 16K rw $k");
  CHECK(has(type(shell, "read $a").out, "SEGV_PKUERR"));
  must(shell, "pkey_set($k, 0)");
  must(shell, "write $a");
  CHECK(must(shell, "pkru").ret == 0x55555550);
  CHECK(must(shell, "pkru 0").ret == 0);
  CHECK(must(shell, "pkey_mprotect($a, 4096, PROT_READ, -1) = 0").differs == false);
  CHECK(must(shell, "pkey_alloc(0, PKEY_DISABLE_WRITE) = 2").differs == false);
  CHECK(is_syntax(type(shell, "pkey_alloc maybe")));
  CHECK(is_syntax(type(shell, "boot pkeys=perhaps")));
  must(shell, "boot");
  CHECK(type(shell, "pkru 0").error == Errno::kEOPNOTSUPP);
}

}  // namespace
}  // namespace pw
