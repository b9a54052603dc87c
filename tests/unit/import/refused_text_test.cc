// What strangers bring that holds neither areas nor calls: one line says what it is, and what to bring instead. The lines are as the tools
// print them, each with the first that tells it; around them is what may stand around them.
#include <catch2/catch.hpp>

#include "engine/api/import_text.h"

namespace pw {
namespace {

struct Brought {
  const char* text;
  const char* said;
};

const Brought kTools[] = {
    {"malloc(1024) = 0x1c5f2a0\nstrlen(\"hello\") = 5\nfree(0x1c5f2a0) = <void>\n", "ltrace without -S"},
    {"Attaching 3 probes...\nmmap pid=4121 comm=redis-server len=4096\n@[\n    __x64_sys_mmap+0\n]: 12\n", "bpftrace"},
    {"srv  4121 [003] 81234.567999: syscalls:sys_enter_mmap: addr: 0x0, len: 0x200000, prot: 0x3, flags: 0x22\n", "perf script"},
    {"# tracer: nop\n#\n  a.out-5120    [001] ..... 81234.567890: sys_mmap(addr: 0, len: 2000, prot: 3, flags: 22)\n", "ftrace"},
    {"type=SYSCALL msg=audit(1700000000.123:456): arch=c000003e syscall=9 success=yes exit=13 a0=0 a1=2000\n", "the audit log"},
    {"SYSCALL(args) \t\t = return\nmmap(0x0, 0x100000, 0x3, 0x1002, 0x1000000, 0x0)\t\t = 0x1064F0000 0\n", "dtruss of macOS"},
    {"mmap(0x0,2097152,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANON,-1,0x0) = 34366222336 (0x800600000)\n", "truss of another system"},
    {"  4121 a.out    CALL  mmap(0,0x200000,0x3<PROT_READ|PROT_WRITE>,0x1002<MAP_PRIVATE|MAP_ANON>,0xffffffff,0)\n", "kdump of a BSD"},
    {"\"Time of Day\",\"Process Name\",\"PID\",\"Operation\",\"Path\"\n\"10:11:12\",\"notepad.exe\",\"5120\",\"Load Image\"\n",
     "Process Monitor of Windows"},
    {"0:000> !address\n        BaseAddress      EndAddress+1        RegionSize     Type       State\n", "a debugger of Windows"},
    {"Path: /Users/me/a.out\nREGION TYPE                    START - END         [ VSIZE  RSDNT] PRT/MAX SHRMOD\n", "vmmap of macOS"},
    {"reading file \"heaptrack.srv.4121.zst\" - please wait\n\nMOST CALLS TO ALLOCATION FUNCTIONS\n1234 calls to\n", "heaptrack"},
    {"0xffffb1c000000000-0xffffb1c000005000   20480 irq_init_percpu_irqstack+0x17e/0x1d0 vmap\n", "/proc/vmallocinfo"},
    {"  PID User     Command                         Swap      USS      PSS      RSS \n 4121 redis    srv  0  3120  3977  7812\n", "smem"},
    {"               total        used        free      shared  buff/cache   available\nMem:  16303428  4123456  8123456\n", "free"},
    {"  total       used       free\nMem:          7.8G       6.9G       900M\n-/+ buffers/cache:       3.6G       4.2G\n", "free"},
    {"top - 10:11:12 up 3 days\nKiB Mem :  8010408 total,   933188 free\n  PID USER      PR  NI    VIRT    RES    SHR S\n", "top"},
    {"USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nredis  4121  0.3  0.1 143872 12080 ?\n", "ps"},
    {"[   12.345678] a.out[5120]: segfault at 0 ip 000055d7d6a1e139 sp 00007ffd3b8a1c40 error 6 in a.out[55d7d6a1e000+1000]\n",
     "the kernel's log"},
    {"[81234.567890] srv invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0\n", "the kernel's OOM killer"},
    {"Out of memory: Killed process 4121 (srv) total-vm:1783872kB, anon-rss:1552000kB\n", "the kernel's OOM killer"},
    {"==5120== Memcheck, a memory error detector\n==5120== Invalid write of size 4\n==5120==    at 0x109139: main (a.c:5)\n", "valgrind"},
    {"Program received signal SIGSEGV\n(gdb) bt\n#0  0x0000555555555139 in main () at a.c:5\n", "a backtrace"},
    {"==5120==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014 at pc 0x55d\n", "a report of a sanitizer"},
    {"#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f8, pid=5120\n",
     "the head of a crash report of Java"},
    {"Program Headers:\n  Type           Offset   VirtAddr           PhysAddr\n  LOAD           0x000000 0x0000000000000000\n", "readelf"},
    {"\tlinux-vdso.so.1 (0x00007ffd3b9f5000)\n\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f2c0c000000)\n", "ldd"},
    {"lr-------- 1 root root 64 Nov 24 10:11 7f2c0c000000-7f2c0c200000 -> /usr/lib/libc.so.6\n", "a list of map_files"},
    {"strace: attach: ptrace(PTRACE_SEIZE, 4121): Operation not permitted\n", "strace that may not trace"},
};

ImportResult brought(const std::string& text) { return import_files({{"it", text}}); }

}  // namespace

TEST_CASE("what another tool prints is refused by its name, with what to bring instead", "[import][refused]") {
  for (const Brought& one : kTools) {
    const ImportResult result = brought(one.text);
    INFO(one.text << result.error);
    CHECK(result.script.empty());
    CHECK(result.kind == ImportKind::kTool);
    const std::string said = std::string("column 1: this is ") + (std::string(one.said) == "the kernel's OOM killer" ? "a report of " : "");
    CHECK(result.error.find(said + one.said) != std::string::npos);
    CHECK(result.error.find(": bring ") != std::string::npos);
    CHECK(result.error.find('\n') == std::string::npos);
  }
}

TEST_CASE("a file that is no text is known by its first bytes, also behind a reader of UTF-8", "[import][refused]") {
  using namespace std::string_literals;
  const std::pair<std::string, const char*> files[] = {
      {"\x1f\x8b\x08\x00\x12\x34"s, "gzip"},           {"\x1f\xef\xbf\xbd\x08\x00"s, "gzip"},
      {"\xfd\x37zXZ\x00"s, "xz"},                      {"(\xb5/\xfd\x04"s, "zstd"},
      {"(\xef\xbf\xbd/\xef\xbf\xbd\x04"s, "zstd"},     {"PK\x03\x04\x14"s, "a zip file"},
      {"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"s, "a PDF"},    {"\x89PNG\r\n\x1a\n"s, "a picture"},
      {"PERFILE2h"s, "perf.data"},                     {"\x7f" "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>"s, "a program"},
      {"\x7f" "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0>"s + "\nmunmap(0x10000, 4096) = 0\n", "a core dump"},
  };
  for (const auto& [bytes, said] : files) {
    const ImportResult result = brought(bytes);
    INFO(said << result.error);
    CHECK(result.kind == ImportKind::kTool);
    CHECK(result.error.find(said) != std::string::npos);
    CHECK(result.error.find(": bring ") != std::string::npos);
  }
}

TEST_CASE("UTF-16, and a page of the web, are read", "[import][refused]") {
  const std::string log = "7 munmap(0x7f1000000000, 4096) = 0\r\n\r\n"
                          "7 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</lib/a&b.so>, 0) = 0x7f1000010000\r\n";
  const std::string right = import_text(log).script;
  CHECK(right.find("\"/lib/a&b.so\"") != std::string::npos);
  std::string little = "\xff\xfe", big = "\xfe\xff", decoded = "\xef\xbf\xbd\xef\xbf\xbd";
  for (const char c : log) {
    little += {c, '\0'};
    big += {'\0', c};
    decoded += {c, '\0'};
  }
  for (const std::string& text : {little, big, decoded}) {
    const ImportResult result = import_text(text);
    CHECK(result.script == right);
    CHECK(result.notes.empty());
  }
  const std::string page =
      "<!DOCTYPE html>\n<html><head><title>ENOMEM</title></head>\n<p>It fails:</p>\n<pre><code>7 munmap(0x7f1000000000, 4096) = 0\n"
      "7 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3&lt;/lib/a&amp;b.so&gt;, 0) = 0x7f1000010000</code></pre>\n</html>\n";
  CHECK(import_text(page).script == right);
}

TEST_CASE("a script that speaks of a tool stays a script", "[import][refused]") {
  CHECK(brought("# as malloc( does, SIGSEGV at pc=\nmmap 64K\n").kind == ImportKind::kUnknown);
  CHECK(brought("print \"MemTotal:\"\n").kind == ImportKind::kUnknown);
  CHECK(brought("a = mmap 16K\nmadvise($a, 0x2000, MADV_REMOVE)\nmincore $a 16K\n").kind == ImportKind::kUnknown);
}

}  // namespace pw
