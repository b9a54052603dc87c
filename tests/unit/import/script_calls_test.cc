// Calls of a log that were once taken for harmless: keys, transfers between processes, policies, advice, System V memory.
#include "engine/api/import_text.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;

struct Ran {
  ImportResult import;
  std::string maps;
  std::string smaps;
};

// Imported and run; every recorded result is the machine's own, and no call is counted as left out.
Ran run_log(const std::string& log) {
  Ran ran;
  ran.import = import_files({{"log", log}});
  INFO(log << ran.import.error);
  REQUIRE(ran.import.error.empty());
  Shell shell;
  for (const Outcome& outcome : shell.run_line(ran.import.script)) {
    INFO(ran.import.script << outcome.command << "\n" << outcome.out);
    CHECK(outcome.kind == Outcome::Kind::kOk);
    CHECK_FALSE(outcome.differs);
  }
  ran.maps = test::must(shell, "cat /proc/2/maps").out;
  ran.smaps = test::must(shell, "cat /proc/2/smaps").out;
  return ran;
}

bool is_noted(const ImportResult& result, u32 line, const std::string& text) {
  for (const ImportNote& note : result.notes) {
    if (note.line == line && has(note.text, text)) return true;
  }
  return false;
}

constexpr char kMap[] = "600 mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f1000000000\n";

TEST_CASE("a log that was given a protection key runs on a machine that has them", "[import]") {
  const Ran ran = run_log(kMap + std::string("600 pkey_alloc(0, PKEY_DISABLE_ACCESS)  = 1\n"
                                             "600 pkey_mprotect(0x7f1000000000, 4096, PROT_READ|PROT_WRITE, 1) = 0\n"
                                             "600 pkey_free(1) = 0\n"));
  CHECK(has(ran.import.script, "boot mem=1G pkeys=on\n"));
  CHECK(has(ran.maps, "7f1000000000-7f1000001000 rw-p"));
  CHECK(has(ran.smaps, "ProtectionKey:         1"));
  const ImportResult refused = import_files({{"log", kMap + std::string("600 pkey_alloc(0, 0) = -1 EINVAL (Invalid argument)\n")}});
  CHECK_FALSE(has(refused.script, "pkeys=on"));
}

TEST_CASE("process_vm_readv and migrate_pages name processes by their numbers in the log", "[import]") {
  const Ran ran = run_log(kMap + std::string("600 process_vm_readv(600, [{iov_base=0x7f1000001000, iov_len=16}], 1, "
                                             "[{iov_base=0x7f1000002000, iov_len=16}], 1, 0) = 16\n"
                                             "600 migrate_pages(0, 64, [0x1], [0x1]) = 0\n"));
  CHECK(has(ran.import.script, "@2 process_vm_readv(2, "));
}

TEST_CASE("policies and advice stand in a script as they stand in the log", "[import]") {
  const Ran ran = run_log(kMap + std::string("600 mbind(0x7f1000000000, 8192, MPOL_BIND, [0x1], 64, 0) = 0\n"
                                             "600 set_mempolicy(MPOL_PREFERRED, [0x1], 65) = 0\n"
                                             "600 get_mempolicy([MPOL_PREFERRED], [0x0000000000000001], 64, NULL, 0) = 0\n"
                                             "600 get_mempolicy(NULL, [0x0000000000000001], 64, NULL, MPOL_F_MEMS_ALLOWED) = 0\n"
                                             "600 madvise(0x7f1000002000, 4096, MADV_HUGEPAGE) = 0\n"
                                             "600 madvise(0x7f1000003000, 4096, MADV_MERGEABLE) = 0\n"));
  CHECK(has(ran.maps, "7f1000000000-7f1000002000 rw-p"));
  CHECK(has(ran.smaps, " hg "));
  CHECK(has(ran.smaps, " mg "));
}

TEST_CASE("a mapping of a file that asks for its pages is made", "[import]") {
  const Ran ran = run_log("600 openat(AT_FDCWD, \"/data/db.mdb\", O_RDWR|O_CLOEXEC) = 3\n"
                          "600 mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_POPULATE, 3, 0) = 0x7f1000310000\n"
                          "600 mprotect(0x7f1000310000, 4096, PROT_READ) = 0\n");
  CHECK(has(ran.maps, "7f1000310000-7f1000311000 r--s"));
  CHECK(has(ran.maps, "7f1000311000-7f1000320000 rw-s"));
}

TEST_CASE("execveat is execve, by the path behind its descriptor where it has none of its own", "[import]") {
  const ImportResult result = import_files({{"log",
                                             "600 execveat(3</usr/bin/tool>, \"\", [\"tool\"], 0x7f /* 3 vars */, AT_EMPTY_PATH) = 0\n"
                                             "600 brk(NULL) = 0x55a000001000\n"}});
  CHECK(has(result.script, "execve \"/usr/bin/tool\""));
}

TEST_CASE("what maps memory and is not built is told with its line", "[import]") {
  const ImportResult result = import_files({{"log", kMap + std::string("600 shmget(0x52e2c1, 56, IPC_CREAT|IPC_EXCL|0600) = 9\n"
                                                                       "600 shmat(9, NULL, 0) = 0x7ffff6c1e000\n"
                                                                       "600 shmdt(0x7ffff6c1e000) = 0\n")}});
  CHECK(is_noted(result, 3, "shmat is left out: what it maps is not built"));
  CHECK(is_noted(result, 4, "shmdt is left out: what it unmaps is not built"));
}

}  // namespace
}  // namespace pw
