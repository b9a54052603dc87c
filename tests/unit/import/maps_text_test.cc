// maps and smaps: read line by line, written as execve and load, and back through the machine to the same text.
#include "engine/import/read/maps_text.h"

#include <catch2/catch.hpp>

#include "engine/api/import_text.h"
#include "engine/render/proc.h"
#include "engine/shell/shell.h"
#include "tests/support/random.h"

using namespace pw;

namespace {

const char kMaps[] =
    "55ad4841e000-55ad4841f000 r--p 00000000 fe:00 330144                     /usr/bin/python3.11\n"
    "55ad4841f000-55ad48420000 r-xp 00001000 fe:00 330144                     /usr/bin/python3.11\n"
    "55ad48420000-55ad48421000 r--p 00002000 fe:00 330144                     /usr/bin/python3.11\n"
    "55ad48421000-55ad48422000 r--p 00002000 fe:00 330144                     /usr/bin/python3.11\n"
    "55ad48422000-55ad48423000 rw-p 00003000 fe:00 330144                     /usr/bin/python3.11\n"
    "55ad644d9000-55ad64668000 rw-p 00000000 00:00 0                          [heap]\n"
    "7f6563c48000-7f6563d7b000 rw-p 00000000 00:00 0 \n"
    "7f656421e000-7f6564244000 r--p 00000000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7f6564244000-7f656439a000 r-xp 00026000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7f656439a000-7f65643ed000 r--p 0017c000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7f65643ed000-7f65643f1000 r--p 001cf000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7f65643f1000-7f65643f3000 rw-p 001d3000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "7f65643f3000-7f6564400000 rw-p 00000000 00:00 0 \n"
    "7f6564400000-7f6564410000 rw-s 00000000 00:01 4711                       /dev/zero (deleted)\n"
    "7f6564410000-7f6564420000 r--s 00000000 fe:00 99                         /srv/a \"b\" \\c, d; e # f (deleted)\n"
    "7f6564a98000-7f6564a9c000 r--p 00000000 00:00 0                          [vvar]\n"
    "7f6564a9c000-7f6564a9e000 r--p 00000000 00:00 0                          [vvar_vclock]\n"
    "7f6564a9e000-7f6564aa0000 r-xp 00000000 00:00 0                          [vdso]\n"
    "7fff53f5d000-7fff53f7e000 rw-p 00000000 00:00 0                          [stack]\n";

std::string run_and_show(const std::string& script) {
  Shell shell;
  shell.run_line("boot mem=256M");
  for (const Outcome& out : shell.run_line(script)) {
    INFO(out.command << "\n" << out.out);
    REQUIRE(out.kind == Outcome::Kind::kOk);
  }
  const Kernel& k = shell.session().state().kernel;
  CheckReport report;
  check_kernel(k, CheckLevel::kFull, report);
  REQUIRE(report.ok());
  return render_proc(k, 1, "/proc/1/maps").value();
}

}  // namespace

TEST_CASE("a maps file comes back through execve and load as it was", "[import]") {
  const ImportResult result =
      import_text(std::string(kMaps) + "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n");
  CHECK(result.error.empty());
  CHECK(result.notes.empty());
  CHECK(result.script.find("base=0x7f6564aa0000") != std::string::npos);
  CHECK(run_and_show(result.script) == kMaps);
}

TEST_CASE("a program's read-only data is promised memory; the next mapping lands below the highest", "[import]") {
  Shell shell;
  shell.run_line("boot mem=256M");
  shell.run_line(import_text(kMaps).script);
  const Kernel& k = shell.session().state().kernel;
  const Mm& mm = k.m.mms[k.tasks[1].mm];
  CHECK(k.m.vmas[find_vma_at(k.m.nodes, mm.tree, 0x7f65643ed000)].has(kVmAccount));
  CHECK_FALSE(k.m.vmas[find_vma_at(k.m.nodes, mm.tree, 0x7f656439a000)].has(kVmAccount));
  CHECK(k.tasks[1].comm == "python3.11");
  CHECK(mm.start_brk == 0x55ad644d9000);
  CHECK(shell.run_line("mmap 4K r").at(0).ret == 0x7f6564a97000);
}

TEST_CASE("smaps are believed in what their VmFlags say", "[import]") {
  const std::string smaps =
      "100000000000-100000004000 rw-p 00000000 00:00 0 \nSize:                 16 kB\nRss:                   4 kB\nTHPeligible:    "
      "       0\n"
      "VmFlags: rd wr mr mw me nr dc nh sd \n"
      "100000004000-100000008000 r--s 00000000 08:01 5                          /srv/x\nVmFlags: rd sh mr mw me ms \n";
  const ImportResult result = import_text(smaps);
  REQUIRE(result.error.empty());
  Shell shell;
  shell.run_line(result.script);
  const Kernel& k = shell.session().state().kernel;
  const Mm& mm = k.m.mms[k.tasks[1].mm];
  CHECK(vm_flags_text(k.m.vmas[find_vma_at(k.m.nodes, mm.tree, 0x100000000000)].flags) == "rd wr mr mw me dc nr nh");
  CHECK(vm_flags_text(k.m.vmas[find_vma_at(k.m.nodes, mm.tree, 0x100000004000)].flags) == "rd sh mr mw me ms");
}

TEST_CASE("what is no line of maps is noted with line and column, and the rest is taken", "[import]") {
  const MapsText text = parse_maps(
      "\n# comment\n00400000-00401000 r-xp 00000000 08:01 7 /a\nrubbish\n00402000-00401000 r-xp 00000000 08:01 7 /a\n"
      "00400800-00402000 r-xp 00000000 08:01 7 /a\n00500000-00501000 rxxp 0 0 0\r\n00600000-00601000 ---p 00000000 00:00 0\r\n");
  REQUIRE(text.areas.size() == 2);
  CHECK(text.areas[0].line == 3);
  CHECK(text.areas[1].name.empty());
  REQUIRE(text.notes.size() == 4);
  CHECK(text.notes[0].line == 4);
  CHECK(text.notes[0].column == 1);
  CHECK(text.notes[3].line == 7);
  CHECK(text.notes[3].column == 19);
}

TEST_CASE("ten thousand areas become commands that fit, and hostile text ends in notes", "[import]") {
  std::string text;
  char line[160];
  for (u32 i = 0; i < 10000; ++i) {
    std::snprintf(line, sizeof line,
                  "%012x-%012x r%c-p 00000000 08:01 %u                          /usr/lib/x86_64-linux-gnu/library-%u.so\n",
                  0x10000000 + i * 0x2000, 0x10001000 + i * 0x2000, i % 3 == 0 ? 'w' : '-', i, i % 50);
    text += line;
  }
  const ImportResult result = import_text(text);
  CHECK(result.error.empty());
  std::string::size_type begin = 0;
  while (begin < result.script.size()) {
    const std::string::size_type end = result.script.find('\n', begin);
    REQUIRE(end - begin < kMaxCommandBytes);
    begin = end + 1;
  }
  CHECK(Shell::parse_script(result.script).error.empty());
  CHECK(import_text(std::string(1 << 20, 'f')).error != "");
  CHECK(import_text("00400000-00401000 r-xp 00000000 08:01 7 " + std::string(1 << 20, 'x') + "\n" + kMaps).error == "");
}

TEST_CASE("random changes to a maps file never break the import, and its script always parses", "[import]") {
  test::Random random(5);
  for (u32 round = 0; round < 400; ++round) {
    std::string text = kMaps;
    for (u32 change = 0; change <= random.below(12); ++change) {
      const u32 at = random.below(static_cast<u32>(text.size()));
      if (random.one_in(3))
        text.erase(at, random.below(40));
      else if (random.one_in(2))
        text.insert(at, 1, static_cast<char>(random.below(256)));
      else
        text[at] = static_cast<char>(random.below(256));
      if (text.empty()) text = "x";
    }
    const ImportResult result = import_text(text);
    INFO(text);
    const Shell::ParsedScript script = Shell::parse_script(result.script);
    INFO(script.error);
    CHECK(script.error.empty());
  }
}
