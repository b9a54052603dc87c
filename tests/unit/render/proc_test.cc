// Files of /proc, byte for byte. The texts were compared with what a live 6.18 prints for the same steps (less the lines left out).
#include <catch2/catch.hpp>

#include "engine/render/accounting.h"
#include "engine/render/render.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

const Kernel& run(Shell& shell, const std::string& script) {
  for (const Outcome& outcome : shell.run_line(script)) {
    INFO(outcome.command << ": " << outcome.out);
    REQUIRE(outcome.kind == Outcome::Kind::kOk);
  }
  return shell.session().state().kernel;
}

std::string file(const Kernel& k, Pid pid, const std::string& path) {
  const Result<std::string> text = render_proc(k, pid, path);
  REQUIRE(text.ok());
  return text.value();
}

std::string block_of(const std::string& smaps, const std::string& start) {
  const std::string::size_type at = smaps.find(start);
  REQUIRE(at != std::string::npos);
  return smaps.substr(at, smaps.find("VmFlags", at) - at);
}

Errno error_of(const Kernel& k, const std::string& path) {
  const Result<std::string> text = render_proc(k, 1, path);
  return text.ok() ? Errno::kOk : text.error().code;
}

}  // namespace

TEST_CASE("maps: columns and the name at 73, a blank after the inode without one") {
  Shell shell;
  const Kernel& k = run(shell, "mmap 64K\nmmap 4K r\nmmap 4K none");
  CHECK(file(k, 1, "/proc/self/maps") ==
        "7ffff7fed000-7ffff7fee000 ---p 00000000 00:00 0 \n"
        "7ffff7fee000-7ffff7fef000 r--p 00000000 00:00 0 \n"
        "7ffff7fef000-7ffff7fff000 rw-p 00000000 00:00 0 \n"
        "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]\n");
}

TEST_CASE("maps: addresses have eight digits at least") {
  Shell shell;
  const Kernel& k = run(shell, "mmap(0x10000, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)");
  CHECK(file(k, 1, "/proc/1/maps").substr(0, 49) == "00010000-00011000 r--p 00000000 00:00 0 \n7ffffffd");
}

TEST_CASE("maps: five levels") {
  Shell shell;
  const Kernel& k = run(shell, "boot levels=5\nmmap 4K");
  CHECK(file(k, 1, "/proc/1/maps").find("-7ffffffff000 rw-p 00000000 00:00 0                          [stack]\n") != std::string::npos);
}

TEST_CASE("smaps: every line in place") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nread $a+32K");
  const std::string smaps = file(k, 1, "/proc/1/smaps");
  CHECK(smaps.substr(0, smaps.find("7ffffffde000")) ==
        "7ffff7fef000-7ffff7fff000 rw-p 00000000 00:00 0 \n"
        "Size:                 64 kB\n"
        "KernelPageSize:        4 kB\n"
        "MMUPageSize:           4 kB\n"
        "Rss:                  12 kB\n"
        "Pss:                  12 kB\n"
        "Pss_Dirty:            12 kB\n"
        "Shared_Clean:          0 kB\n"
        "Shared_Dirty:          0 kB\n"
        "Private_Clean:         0 kB\n"
        "Private_Dirty:        12 kB\n"
        "Referenced:           12 kB\n"
        "Anonymous:            12 kB\n"
        "KSM:                   0 kB\n"
        "LazyFree:              0 kB\n"
        "AnonHugePages:         0 kB\n"
        "ShmemPmdMapped:        0 kB\n"
        "FilePmdMapped:         0 kB\n"
        "Shared_Hugetlb:        0 kB\n"
        "Private_Hugetlb:       0 kB\n"
        "Swap:                  0 kB\n"
        "SwapPss:               0 kB\n"
        "Locked:                0 kB\n"
        "THPeligible:           0\n"
        "VmFlags: rd wr mr mw me ac \n");
}

TEST_CASE("smaps: pages shared by a fork count a share each") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nfork\nfork\n@2 write $a");
  const std::string parent = block_of(file(k, 1, "/proc/1/smaps"), "7ffff7fef000");
  CHECK(parent.find("Rss:                  12 kB\n") != std::string::npos);
  // One page with one other process, two with two others: 4096 / 2 + 2 x 4096 / 3, in whole kB.
  CHECK(parent.find("Pss:                   4 kB\n") != std::string::npos);
  CHECK(parent.find("Shared_Dirty:         12 kB\n") != std::string::npos);
  const std::string child = block_of(file(k, 2, "/proc/2/smaps"), "7ffff7fef000");
  CHECK(child.find("Private_Dirty:         4 kB\n") != std::string::npos);
  CHECK(child.find("Shared_Dirty:          8 kB\n") != std::string::npos);
  // A child's entries start out not accessed; only the page that it wrote is.
  CHECK(child.find("Referenced:            4 kB\n") != std::string::npos);
}

TEST_CASE("status: tabs, eight columns, kB") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nmunmap $a+8K 56K\nthread");
  CHECK(file(k, 1, "/proc/1/status") ==
        "Name:\tinit\nState:\tR (running)\nTgid:\t1\nPid:\t1\nPPid:\t0\n"
        "VmPeak:\t     196 kB\nVmSize:\t     140 kB\nVmLck:\t       0 kB\nVmPin:\t       0 kB\nVmHWM:\t      16 kB\nVmRSS:\t      12 kB\n"
        "RssAnon:\t      12 kB\nRssFile:\t       0 kB\nRssShmem:\t       0 kB\nVmData:\t       8 kB\nVmStk:\t     132 kB\n"
        "VmExe:\t       0 kB\nVmLib:\t       0 kB\nVmPTE:\t      16 kB\nVmSwap:\t       0 kB\nHugetlbPages:\t       0 kB\n"
        "CoreDumping:\t0\nTHP_enabled:\t1\nuntag_mask:\t0xffffffffffffffff\nThreads:\t2\n");
  CHECK(file(k, 1, "/proc/1/statm") == "35 3 0 0 0 35 0\n");
}

// Field 0 is the pid; the name has no blank here.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ' ') fields.emplace_back();
    else if (c != '\n') fields.back() += c;
  }
  return fields;
}

TEST_CASE("stat: 52 fields, of which the modelled ones agree with status and statm") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nthread\n@2 write $a+16K\nfork");
  const std::vector<std::string> stat = fields_of(file(k, 1, "/proc/1/stat"));
  REQUIRE(stat.size() == 52);
  CHECK(stat[0] == "1");
  CHECK(stat[1] == "(init)");
  CHECK(stat[2] == "R");
  CHECK(stat[7] == "-1");
  CHECK(stat[9] == "4");
  CHECK(stat[17] == "20");
  CHECK(stat[19] == "2");
  CHECK(stat[22] == std::to_string((64 + 132) * 1024));
  CHECK(stat[23] == fields_of(file(k, 1, "/proc/1/statm"))[1]);
  CHECK(stat[24] == "18446744073709551615");
  CHECK(stat[37] == "17");
  CHECK(stat[38] == "0");
  CHECK(stat[51] == "0");
  const std::vector<std::string> child = fields_of(file(k, 3, "/proc/3/stat"));
  CHECK(child[3] == "1");
  CHECK(child[38] == std::to_string(k.tasks[3].cpu));
}

TEST_CASE("stat, comm, cmdline: of a program, of a zombie") {
  Shell shell;
  const Kernel& k = run(shell,
                        "fork\n@2 execve /usr/bin/a-long-program-name { 400000-401000 r-xp 0 08:01 12 \"/usr/bin/a-long-program-name\" }\n"
                        "fork\n@3 exit 3");
  CHECK(file(k, 2, "/proc/2/comm") == "a-long-program-\n");
  CHECK(file(k, 2, "/proc/2/cmdline") == std::string("/usr/bin/a-long-program-name\0", 29));
  CHECK(fields_of(file(k, 2, "/proc/2/stat"))[25] == std::to_string(0x400000));
  CHECK(file(k, 3, "/proc/3/cmdline").empty());
  CHECK(file(k, 1, "/proc/1/cmdline") == std::string("init\0", 5));
  const std::vector<std::string> zombie = fields_of(file(k, 3, "/proc/3/stat"));
  CHECK(zombie[2] == "Z");
  CHECK(zombie[22] == "0");
  CHECK(zombie[51] == "768");
}

TEST_CASE("smaps_rollup: sums, and Pss by kind of page") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nmlock $a 8K\nfork");
  CHECK(file(k, 1, "/proc/1/smaps_rollup") ==
        "7ffff7fef000-7ffffffff000 ---p 00000000 00:00 0                          [rollup]\n"
        "Rss:                  16 kB\n"
        "Pss:                   8 kB\n"
        "Pss_Dirty:             8 kB\n"
        "Pss_Anon:              8 kB\n"
        "Pss_File:              0 kB\n"
        "Pss_Shmem:             0 kB\n"
        "Shared_Clean:          0 kB\n"
        "Shared_Dirty:         16 kB\n"
        "Private_Clean:         0 kB\n"
        "Private_Dirty:         0 kB\n"
        "Referenced:           16 kB\n"
        "Anonymous:            16 kB\n"
        "KSM:                   0 kB\n"
        "LazyFree:              0 kB\n"
        "AnonHugePages:         0 kB\n"
        "ShmemPmdMapped:        0 kB\n"
        "FilePmdMapped:         0 kB\n"
        "Shared_Hugetlb:        0 kB\n"
        "Private_Hugetlb:       0 kB\n"
        "Swap:                  0 kB\n"
        "SwapPss:               0 kB\n"
        "Locked:                4 kB\n");
}

TEST_CASE("smaps: what a locked area holds of shared pages") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nmlock $a 12K\nfork\nfork");
  const std::string smaps = file(k, 1, "/proc/1/smaps");
  // Three times a third of a page, each cut off at a 4096th of a byte: a byte less than a page, in whole kB.
  CHECK(smaps.find("Locked:                3 kB\nTHPeligible:           0\nVmFlags: rd wr mr mw me lo ac \n") != std::string::npos);
  CHECK(file(k, 1, "/proc/1/status").find("VmLck:\t      12 kB\n") != std::string::npos);
  CHECK(file(k, 1, "/proc/2/status").find("VmLck:\t       0 kB\n") != std::string::npos);
  CHECK(file(k, 1, "/proc/meminfo").find("Unevictable:          12 kB\nMlocked:              12 kB\n") != std::string::npos);
  CHECK(file(k, 1, "/proc/vmstat").find("\nnr_mlock 3\n") != std::string::npos);
}

TEST_CASE("numa_maps: one node, and only what says something") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a n=3\nread $a+16K\nmmap 4K r\nb = mmap 0x10000000 32K rw fixed\nmlock $b 8K\nfork");
  CHECK(file(k, 1, "/proc/1/numa_maps") ==
        "10000000 default anon=2 dirty=2 mapmax=2 N0=2 kernelpagesize_kB=4\n"
        "10002000 default\n"
        "7ffff7fee000 default\n"
        "7ffff7fef000 default anon=3 dirty=3 mapmax=2 active=0 N0=3 kernelpagesize_kB=4\n"
        "7ffffffde000 default stack anon=1 dirty=1 mapmax=2 active=0 N0=1 kernelpagesize_kB=4\n");
}

TEST_CASE("status: a zombie has no memory lines, and its maps are empty") {
  Shell shell;
  const Kernel& k = run(shell, "fork\n@2 exit");
  CHECK(file(k, 1, "/proc/2/status") == "Name:\tinit\nState:\tZ (zombie)\nTgid:\t2\nPid:\t2\nPPid:\t1\nThreads:\t1\n");
  CHECK(file(k, 1, "/proc/2/maps").empty());
  CHECK(file(k, 1, "/proc/2/numa_maps").empty());
  CHECK(file(k, 1, "/proc/2/statm") == "0 0 0 0 0 0 0\n");
  CHECK(error_of(k, "/proc/2/smaps_rollup") == Errno::kESRCH);
}

TEST_CASE("pagemap: bits as the kernel sets them") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a\nread $a+4K\nfork");
  const u64 a = shell.session().state().names.at("a");
  const Mm& mm = *mm_of(k, 1);
  const Pte shared = read_pte(k.m.pt, k.m.phys, mm.pgd, a);
  const Pte zero = read_pte(k.m.pt, k.m.phys, mm.pgd, a + kPageSize);
  CHECK(pagemap_entry(k, shared) == (kPmPresent | pte_pfn(shared).v));
  CHECK(pagemap_entry(k, zero) == (kPmPresent | k.m.phys.zero_page.v));
  CHECK(pagemap_entry(k, Pte()) == 0);
  CHECK(page_state_letters(k, shared) == "P");
  CHECK(page_state_letters(k, zero) == "PZ");
  CHECK(kpageflags_text(k, pte_pfn(zero)) == "reserved zero_page");
  CHECK(file(k, 1, "/proc/1/pagemap").find("present zero-page\n") != std::string::npos);
}

TEST_CASE("buddyinfo and meminfo agree with the zones") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 1M\nwrite $a n=100");
  const std::string buddyinfo = file(k, 1, "/proc/buddyinfo");
  CHECK(buddyinfo.substr(0, 25) == "Node 0, zone      DMA    ");
  CHECK(buddyinfo.find("\nNode 0, zone    DMA32 ") != std::string::npos);
  CHECK(buddyinfo.find("Normal") == std::string::npos);
  u64 free_pages = 0;
  for (const Zone& zone : k.m.phys.node.zones) free_pages += zone.free_pages;
  const std::string meminfo = file(k, 1, "/proc/meminfo");
  CHECK(meminfo.substr(0, 16) == "MemTotal:       ");
  CHECK(meminfo.find(" " + std::to_string(free_pages * 4) + " kB\nMemAvailable") != std::string::npos);
  CHECK(meminfo.find("AnonPages:           404 kB\n") != std::string::npos);
  CHECK(file(k, 1, "/proc/vmstat").find("nr_anon_pages 101\n") != std::string::npos);
}

TEST_CASE("files that are not there") {
  Shell shell;
  const Kernel& k = run(shell, "fork");
  CHECK(error_of(k, "/proc/2/maps") == Errno::kOk);
  CHECK(error_of(k, "/proc/3/maps") == Errno::kENOENT);
  CHECK(error_of(k, "/proc/99999999999999999999/maps") == Errno::kENOENT);
  CHECK(error_of(k, "/proc/x/maps") == Errno::kENOENT);
  CHECK(error_of(k, "/proc/1/nothing") == Errno::kENOENT);
  CHECK(error_of(k, "/proc/slabinfo") == Errno::kENOENT);
  CHECK(error_of(k, "/etc/passwd") == Errno::kENOENT);
  for (const ProcFile& one : proc_files()) {
    std::string path = one.pattern;
    const std::string::size_type at = path.find("PID");
    if (at != std::string::npos) path.replace(at, 3, "1");
    CHECK(error_of(k, path) == Errno::kOk);
  }
}

TEST_CASE("status: a name forges no line of its own") {
  // As a live 6.18 prints it after prctl(PR_SET_NAME): a line feed and a backslash are escaped, nothing else.
  Shell shell;
  const Kernel& k = run(shell, "execve \"/bin/a\\nState:\\tZ\\\\\"");
  CHECK(file(k, 1, "/proc/1/status").substr(0, 28) == "Name:\ta\\nState:\tZ\\\\\nState:\tR");
}

}  // namespace pw
