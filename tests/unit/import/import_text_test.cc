#include <catch2/catch.hpp>

#include <ctime>

#include "engine/api/import_text.h"
#include "engine/api/shell_language.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

constexpr char kMaps[] =
    "555555554000-555555556000 r-xp 00000000 fe:00 77 /bin/demo\n"
    "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0  [stack]\n";
constexpr char kLog[] =
    "12 execve(\"/bin/demo\", [\"demo\"], 0x7ffe /* 1 var */) = 0\n"
    "12 brk(NULL) = 0x555555560000\n"
    "12 getpid() = 12\n"
    "12 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff7fc0000\n";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("one text: maps, a log, maps in front of a log, or none of them", "[import]") {
  CHECK(has(import_text(kMaps).script, "execve \"/bin/demo\""));
  CHECK(has(import_text(kLog).script, "mmap(0x7ffff7fc0000, 8192"));
  const ImportResult both = import_text(std::string(kMaps) + kLog);
  CHECK(has(both.script, "r-xp 00000000 fe:00 77 \"/bin/demo\""));
  CHECK(has(both.script, "brk=0x555555560000"));
  CHECK(has(both.script, "mmap(0x7ffff7fc0000, 8192"));
  const ImportResult none = import_text("hello\n");
  CHECK(none.script.empty());
  CHECK(has(none.error, "line 1, column 1"));
  CHECK_FALSE(import_text("").error.empty());
}

TEST_CASE("several texts as one, as tail prints them", "[import]") {
  const std::string all = std::string("==> 12.exec.maps <==\n") + kMaps + "\n==> log.strace <==\n" + kLog;
  const ImportResult result = import_text(all);
  CHECK(result.error.empty());
  CHECK(has(result.script, "r-xp 00000000 fe:00 77 \"/bin/demo\""));
  const ImportResult files = import_files({{"log.strace", kLog}, {"/srv/12.exec.maps", kMaps}});
  CHECK(files.script == result.script);
  CHECK_FALSE(import_files({{"a", kLog}, {"b", kLog}}).error.empty());
  CHECK(has(import_files({{"7.maps", kMaps}, {"8.maps", kMaps}}).script, "fork\nfork\n# @2 is 7 of the log\n@2 execve"));
}

TEST_CASE("what is neither is told by its name, and lines keep their numbers behind maps", "[import]") {
  const ImportResult result = import_files({{"log.strace", kLog}, {"README", "hello\n"}});
  CHECK(result.kind == ImportKind::kLog);
  CHECK(has(result.notes.back().text, "README is left out"));
  const ImportResult both = import_text(std::string(kMaps) + kLog + "12 mmap(NULL, 81");
  CHECK(has(import_notes_text(both), "line 7, column "));
  CHECK(import_text(kMaps).kind == ImportKind::kMaps);
  CHECK(import_text("a = mmap 64K\n").kind == ImportKind::kUnknown);
}

TEST_CASE("long lines in front do not hide a log; what is cut off is told with its column", "[import]") {
  const std::string log = "1 write(1, \"" + std::string(1000000, 'a') + "\", 3) = 3\n" + kLog + "12 mmap(NULL, 81";
  const ImportResult result = import_text(log);
  CHECK(result.kind == ImportKind::kLog);
  CHECK(has(import_notes_text(result), "line 6, column 17: the call of mmap is cut off"));
}

TEST_CASE("notes are listed up to a hundred, the rest are counted", "[import]") {
  std::string log = std::string(kLog) + kLog + kLog;
  for (int i = 0; i < 250; ++i) log += "\x01\x02 garbage\n";
  const ImportResult result = import_text(log);
  CHECK(has(import_notes_text(result), "line 13: nothing of a log or of maps, down to line 262"));
  std::string lost = kLog;
  for (int i = 0; i < 250; ++i) lost += "12 mmap(NULL, 81\n";
  const ImportResult many = import_text(lost);
  CHECK(many.notes.size() == 101);
  CHECK(many.unlisted == 151);
  CHECK(has(import_notes_text(many), "and 151 more like these"));
}

TEST_CASE("texts that are neither are listed up to a hundred, the rest are counted", "[import]") {
  const std::vector<ImportFile> files(300000, ImportFile{"notes.txt", "not a log\n"});
  const ImportResult result = import_files(files);
  CHECK(result.notes.size() == 100);
  CHECK(result.unlisted == 299900);
}

TEST_CASE("as the page gets it: kind, script and notes, or an error", "[import]") {
  const std::string log = import_json({{"log.strace", kLog}});
  CHECK(has(log, "{\"kind\":\"log\",\"script\":\"boot mem=1G\\n"));
  CHECK(has(log, "\"notes\":[{\"line\":0,\"column\":0,\"text\":\"1 call is left out"));
  CHECK(has(import_json({{"", "mmap 64K"}}), "{\"kind\":\"unknown\",\"script\":\"\""));
  CHECK(has(import_json({{"a", kLog}, {"b", kLog}}), "{\"error\":\"more than one strace log"));
}

TEST_CASE("a log without maps says what is unknown, and counts what it leaves out", "[import]") {
  const ImportResult result = import_text(kLog);
  REQUIRE(result.notes.size() >= 2);
  CHECK(has(result.notes[0].text, "1 call is left out"));
  CHECK(has(result.notes[0].text, "getpid 1"));
  CHECK(has(result.notes[1].text, "what execve mapped is not in a log"));
  CHECK(result.notes[1].line == 1);
}

TEST_CASE("a log of many tasks and programs is read in linear time, and no further than the machine goes", "[import]") {
  std::string log = "1 getpid() = 1\n";
  for (int i = 2; i < 20000; ++i) log += "1 clone(child_stack=NULL, flags=SIGCHLD) = " + std::to_string(i) + "\n";
  for (int i = 2; i < 20000; ++i) log += std::to_string(i) + " execve(\"/bin/demo\", [\"demo\"], 0x7ffe) = 0\n";
  const ImportResult result = import_text(log);
  CHECK(result.error.empty());
  CHECK(has(result.script, "# @4096 is 4095 of the log"));
  CHECK_FALSE(has(result.script, "@4097"));
  CHECK(result.notes.size() <= 104);
}

TEST_CASE("so is one of as many tasks of which none was seen being made", "[import]") {
  std::string attached, begun, resumed;
  for (int i = 1; i < 110000; ++i) {
    const std::string tid = std::to_string(i);
    attached += "strace: Process " + tid + " attached\n";
    begun += tid + " brk(NULL <unfinished ...>\n";
    resumed += tid + " <... brk resumed>) = 0x55000" + std::to_string(i % 10) + "000\n";
  }
  // They are threads of one process; told one by one they are processes.
  for (const std::string& text : {begun, begun + resumed, attached + begun + resumed}) {
    const std::clock_t before = std::clock();
    const ImportResult result = import_text(text);
    CHECK((std::clock() - before) / CLOCKS_PER_SEC < 4);
    CHECK(result.error.empty());
    CHECK(result.notes.size() <= 104);
  }
}

TEST_CASE("threads that were there before the log belong to the process that strace was attached to", "[import]") {
  const std::string log =
      "[pid 31] futex(0x7fc170000b70, FUTEX_WAIT, 0, NULL <unfinished ...>\n"
      "[pid 32] mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000010000\n"
      "[pid 33] munmap(0x7f0000010000, 4096) = 0\n"
      "[pid 34] getpid() = 30\n";
  const ImportResult alone = import_text(log);
  CHECK(has(alone.script, "# @2 is 31 of the log\n@2 clone(flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD)\n"
                          "# @3 is 32 of the log\n@3 mmap("));
  CHECK(has(alone.script, "# @4 is 33 of the log\n@4 munmap("));
  CHECK_FALSE(has(alone.script, "34"));
  CHECK(has(import_notes_text(alone), "2 calls are left out, of what changes no memory that is modelled: futex 1, getpid 1"));
  CHECK(has(import_notes_text(alone), "no call of the log returned task 33: it is taken as a thread of the first process, @2"));
  // Named maps say which process it is, and what was there.
  const ImportResult named = import_files({{"log", log}, {"30.maps", kMaps}});
  CHECK(named.error.empty());
  CHECK(has(named.script, "fork\n# @2 is 30 of the log\n@2 execve "));
  CHECK(has(named.script, "r-xp 00000000 fe:00 77 \"/bin/demo\""));
  CHECK(has(named.script, "# @3 is 32 of the log"));
}

TEST_CASE("the signal of clone3, the limits of others, ranges and rows come through", "[import]") {
  const ImportResult result = import_text(
      "10 getpid() = 10\n"
      "10 clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88) = 11\n"
      "10 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7f, stack_size=9}, 88) = 12\n"
      "12 exit_group(0) = ?\n"
      "10 prlimit64(11, RLIMIT_AS, {rlim_cur=1024*1024, rlim_max=1024*1024}, NULL) = 0\n"
      "10 prlimit64(4242, RLIMIT_AS, {rlim_cur=1024*1024, rlim_max=1024*1024}, NULL) = 0\n"
      "10 prlimit64(0, RLIMIT_DATA, {rlim_cur=1024*1024, rlim_max=1024*1024}, NULL) = 0\n"
      "10 pidfd_open(11, 0) = 3\n"
      "10 process_madvise(3, [{iov_base=0x7f0000000000, iov_len=4096}], 1, MADV_COLD, 0) = -1 EPERM (Operation not permitted)\n"
      "10 mincore(0x7f0000000000, 8192, [1, 0]) = 0\n"
      "10 wait4(12, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], WSTOPPED|WCONTINUED, NULL) = 12\n");
  CHECK(has(result.script, "@2 clone(flags=SIGCHLD)\n"));
  CHECK(has(result.script, "@2 clone(flags=CLONE_VM|CLONE_VFORK|SIGCHLD)\n"));
  CHECK(has(result.script, "@2 prlimit64(3, RLIMIT_AS, {rlim_cur=1024*1024, rlim_max=1024*1024}, NULL) = 0\n"));
  CHECK(has(result.script, "@2 setrlimit(RLIMIT_DATA, "));
  CHECK_FALSE(has(result.script, "setrlimit(RLIMIT_AS"));
  CHECK(has(result.script, "@2 process_madvise(3, [{iov_base=0x7f0000000000, iov_len=4096}], 1, MADV_COLD, 0) = -1 EPERM"));
  CHECK(has(result.script, "@2 mincore(0x7f0000000000, 8192, []) = 0\n"));
  CHECK(has(result.script, "NULL) = 4\n"));
  CHECK(has(import_notes_text(result), "1 call is left out, of tasks that had ended or were left out themselves: prlimit64 1"));
}

TEST_CASE("a log is the same in pieces, and a part of it can be asked for", "[import]") {
  const std::string log = std::string(kLog) +
                          "12 clone(child_stack=NULL, flags=SIGCHLD) = 13\n"
                          "13 munmap(0x7ffff7fc0000, 4096 <unfinished ...>\n"
                          "12 mprotect(0x7ffff7fc0000, 4096, PROT_READ) = 0\n"
                          "13 <... munmap resumed>) = 0\n"
                          "13 exit_group(0) = ?\n";
  const auto import_part = [&log](u64 piece, const ImportChoice& choice) {
    const ShellLanguage language;
    Importer importer(language, choice);
    importer.begin_file("log");
    for (u64 from = 0; from < log.size(); from += piece) importer.feed(std::string_view(log).substr(from, piece));
    return importer.finish().script;
  };
  const std::string whole = import_text(log).script;
  for (const u64 piece : {1u, 7u, 64u, 100000u}) CHECK(import_part(piece, {}) == whole);
  const std::string child = import_part(9, {.pid = 13});
  CHECK(has(child, "# @2 is 13 of the log\n@2 munmap(0x7ffff7fc0000, 4096) = 0\n@2 exit_group(0)\n"));
  CHECK_FALSE(has(child, "mprotect"));
  const std::string lines = import_part(9, {.first_line = 4, .last_line = 7});
  CHECK_FALSE(has(lines, "execve"));
  CHECK(has(lines, "mprotect"));
  CHECK_FALSE(has(lines, "exit_group"));
}

TEST_CASE("a text of broken calls alone says where the first one breaks", "[import]") {
  CHECK(import_text("mmap(NULL, 81\nmmap(NULL, 81\n").error == "line 1, column 14: the call of mmap is cut off");
  CHECK(has(import_text("==77==Process memory map follows:\n\t0x000000400000-0x00000040c000\t/bin/srv\n").error, "sanitizer"));
}

TEST_CASE("a log that makes a script of more than 4 MiB is cut, and says where", "[import]") {
  std::string log;
  const std::string line = "9 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000010000\n";
  while (log.size() < (4u << 20) - 200) log += line;
  const ImportResult result = import_text(log);
  CHECK(result.error.empty());
  CHECK(result.script.size() <= kMaxScriptBytes);
  CHECK(Shell::parse_script(result.script).error.empty());
  REQUIRE_FALSE(result.notes.empty());
  CHECK(has(result.notes[0].text, "the script is full: at most 4M"));
  CHECK(has(result.notes[0].text, "bring a part: fewer lines, or pagewalk import --pid PID"));
  CHECK(result.notes[0].line > 1000);
}

}  // namespace pw
