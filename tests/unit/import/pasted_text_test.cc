// What stands around and inside of texts that people paste, and what other tools print: by content, a line at a time.
#include <catch2/catch.hpp>

#include "engine/api/import_text.h"
#include "engine/import/read/area_formats.h"
#include "engine/import/read/text_reader.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr char kMmap[] = "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f1000000000\n";

std::string script_of(const std::string& text) {
  const ImportResult result = import_text(text);
  INFO(text << "\n" << result.error);
  CHECK(Shell::parse_script(result.script).error.empty());
  return result.script;
}

MapsArea area_of(const std::string& line) {
  const MapsText maps = parse_maps(line + "\n");
  INFO(line);
  REQUIRE(maps.areas.size() == 1);
  return maps.areas[0];
}

}  // namespace

TEST_CASE("every form of an area reads its own sample, and no other does", "[import]") {
  for (const AreaFormat* one = kAreaFormats; one->name != nullptr; ++one) {
    for (const AreaFormat* other = kAreaFormats; other->name != nullptr; ++other) {
      MapsArea area;
      INFO(one->name << " reads the sample of " << other->name);
      CHECK(one->read(other->sample, &area) == (one == other));
    }
    const MapsArea area = area_of(one->sample);
    CHECK(area.start == 0x400000);
    CHECK(area.end == 0x40c000);
    CHECK(area.perm == "r-xp");
    CHECK(has(area.name, "srv"));
  }
}

TEST_CASE("areas as debuggers, pmap and crash reports print them", "[import]") {
  CHECK(area_of("0x0000000000400000 0x000000000040b000 0x0000000000001000 rw- [heap]").offset == 0x1000);
  CHECK(area_of("0x00400000         0x0040b000         rwxp\t/bin/cat").perm == "rwxp");
  CHECK(area_of("\x1b[31m0x400000 0x40b000 r--p     b000 2000 /bin/cat\x1b[0m").offset == 0x2000);
  CHECK(area_of("0000555555554000     132      96       0 rw-s- shared").perm == "rw-s");
  CHECK(area_of("0000555555554000     132 rw--- 0000000000003000 0fe:00001 prog").offset == 0x3000);
  CHECK(area_of("00007ffffffde000    132K rw---   [ stack ]").name == "[stack]");
  CHECK(area_of("11-29 11:20:24.123   812   812 F DEBUG   :     00400000-00400fff r-x         0      1000  /bin/app").end == 0x401000);
  CHECK(area_of("--->00007f12'00402000-00007f12'00402fff rw-         0      1000").start == 0x7f1200402000);
  CHECK(area_of("> 00400000-0040c000 r-xp 00000000 08:01 254164  /bin/srv").inode == 254164);
  const ImportResult gdb = import_text("0x400000 0x40c000 0xc000 0x0  r-xp   /bin/srv\n");
  CHECK(import_notes_text(gdb) == "read as what gdb's info proc mappings prints\n");
}

TEST_CASE("address spaces of several processes are cut where they begin", "[import]") {
  const std::string low = "00400000-00401000 r-xp 00000000 08:01 7 /a\n";
  const std::string high = "00500000-00501000 r-xp 00000000 08:01 8 /b\n";
  CHECK(has(script_of(low + "\n" + high), "@3 execve \"/b\""));
  CHECK_FALSE(has(script_of(low + high), "@3"));
  // grep over /proc/*/maps
  const std::string grepped = "/proc/7/maps:" + low + "/proc/8/maps:" + high;
  CHECK(has(script_of(grepped), "# @2 is 7 of the log\n@2 execve \"/a\""));
  CHECK(has(script_of(grepped), "# @3 is 8 of the log\n@3 execve \"/b\""));
  // An empty line behind every line cuts nothing.
  std::string spread;
  for (const char* start : {"00400000-00401000", "00500000-00501000", "00600000-00601000", "00700000-00701000", "00800000-00801000"}) {
    spread += std::string(start) + " r-xp 00000000 08:01 7 /a\n\n";
  }
  CHECK_FALSE(has(script_of(spread), "@3"));
}

TEST_CASE("blanks of web pages and the mark of UTF-8 are passed over", "[import]") {
  CHECK(has(script_of(std::string("\xef\xbb\xbf") + kMmap), "mmap(0x7f1000000000, 4096"));
  CHECK(has(script_of(std::string("7\xc2\xa0") + kMmap), "# @2 is 7 of the log"));
}

TEST_CASE("a line that a notice has split, and that never goes on", "[import]") {
  const std::string script = script_of(
      "execve(\"/bin/a\", [\"a\"], 0x7ffe) = 0\n"
      "clone(child_stack=NULL, flags=SIGCHLDstrace: Process 12 attached\n"
      "[pid    12] munmap(0x7f1000000000, 4096) = 0\n"
      "[pid    11] <... clone resumed>) = 12\n"
      "[pid    11] exit_group(0) = ?\n");
  CHECK(has(script, "# @2 is 11 of the log"));
  CHECK(has(script, "@2 clone(flags=SIGCHLD)\n# @3 is 12 of the log\n@3 munmap("));
  CHECK(has(script, "@2 exit_group(0)"));
}

TEST_CASE("processes that strace was attached to together are told apart by what only processes do", "[import]") {
  const std::string one = "900 " + std::string(kMmap);
  CHECK(has(script_of(one + "950 " + kMmap), "fork\n# @3 is 950 of the log"));
  CHECK(has(script_of(one + "900 munmap(0x7f1000000000, 4096) = 0\n950 " + kMmap), "CLONE_THREAD"));
  CHECK(has(script_of("900 brk(NULL) = 0x55a000001000\n950 brk(NULL) = 0x561000001000\n"), "fork\n# @3 is 950 of the log"));
  CHECK(has(script_of("strace: Process 900 attached with 2 threads\n[pid 900] " + std::string(kMmap) +
                      "[pid 901] munmap(0x7f1000000000, 4096) = 0\n"),
            "CLONE_THREAD"));
}

TEST_CASE("tools that print calls", "[import]") {
  const std::string ltrace = script_of(
      "malloc(16 <unfinished ...>\nSYS_brk(0) = 0x55a000001000\n<... malloc resumed> ) = 0x55a000000010\n"
      "mmap@SYS(nil, 8192, 3, 34, 0xffffffff, 0) = 0x7f1000000000\nSYS_munmap(0x7f1000000000, 4096) = 0\n"
      "SYS_exit_group(0 <no return ...>\n+++ exited (status 0) +++\n");
  CHECK(has(ltrace, "@2 mmap(0x7f1000000000, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)"));
  CHECK(has(ltrace, "@2 munmap(0x7f1000000000, 4096) = 0"));
  const std::string perf =
      script_of("     0.061 ( 0.005 ms): mmap(len: 8192, prot: READ|WRITE, flags: PRIVATE|ANONYMOUS) = 0x7f1000000000\n");
  CHECK(has(perf, "mmap(0x7f1000000000, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)"));
  CHECK(has(import_text("malloc(16) = 0x55a000000010\nfree(0x55a000000010) = <void>\n").error, "ltrace without -S"));
}

TEST_CASE("what holds neither areas nor calls is refused by its name, with what to bring", "[import]") {
  const char* const kTexts[] = {
      "00400000-7ffd1c601000 ---p 00000000 00:00 0 [rollup]\nRss: 884 kB\n",
      "      Start Addr           End Addr       Size     Offset objfile\n"
      "        0x400000     0x40c000     0xc000    0x0 /bin/srv\n",
      "7f3f30a1c000 default file=/lib/libc.so.6 mapped=12 N0=12 kernelpagesize_kB=4\n",
      "% time     seconds  usecs/call     calls    errors syscall\n",
      "__TEXT                 100000000-100004000    [   16K    16K     0K     0K] r-x/r-x SM=COW  /bin/x\n",
      "Name:\tsrv\nVmPeak:\t 100 kB\n",
  };
  for (const char* const text : kTexts) {
    const ImportResult result = import_text(text);
    INFO(text << result.error);
    CHECK(result.kind == ImportKind::kTool);
    CHECK((has(result.error, "bring ") || has(result.error, "record without")));
  }
}

TEST_CASE("names in Latin-1 and with escapes come through", "[import]") {
  const std::string script = script_of(
      "openat(AT_FDCWD, \"/srv/caf\\351\\x41\", O_RDONLY) = 3\n"
      "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f1000000000\n"
      "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 4</srv/\\303\\251\\76</dev/x<char 1:5>>, 0) = 0x7f1000010000\n");
  CHECK(has(script, "openat(AT_FDCWD, \"/srv/caf\\xe9A\", O_RDONLY) = 3"));
  Shell shell;
  for (const Outcome& outcome : shell.run_line("execve \"/srv/caf\\xe9A\"")) CHECK(outcome.kind == Outcome::Kind::kOk);
}

}  // namespace pw
