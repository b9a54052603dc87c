// One set of calls, written in every form in which logs come: each has to give the same script.
//
// A program opens a library and maps it, makes memory of its own, forks; the child takes its copy away and ends, the parent waits for it.
// How each form looks was taken from strace 6.1 and 4.8 (terminal), and from what the tools print that put something in front of lines.
#include <catch2/catch.hpp>

#include <functional>

#include "engine/api/import_text.h"

namespace pw {
namespace {

struct Operation {
  u32 pid;
  std::string name, args, result;
  std::string raw;      // the arguments of -X raw; empty: the same
  std::string verbose;  // … of -X verbose
};

const u32 kParent = 5119;
const u32 kChild = 5120;

std::vector<Operation> operations() {
  return {
      {kParent, "execve", "\"./job\", [\"./job\"], 0x7ffd10000000 /* 3 vars */", "0", "", ""},
      {kParent, "brk", "NULL", "0x55a000001000", "", ""},
      {kParent, "openat", "AT_FDCWD, \"/lib/a (b), c.so\", O_RDONLY|O_CLOEXEC", "3", "-100, \"/lib/a (b), c.so\", 0x80000",
       "-100 /* AT_FDCWD */, \"/lib/a (b), c.so\", 0x80000 /* O_RDONLY|O_CLOEXEC */"},
      {kParent, "read", "3, \"\\177ELF) = 7, \\\"\"..., 832", "832", "", ""},
      {kParent, "mmap", "NULL, 8192, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_DENYWRITE, 3, 0x1000", "0x7f1000010000",
       "NULL, 8192, 0x5, 0x802, 3, 0x1000",
       "NULL, 8192, 0x5 /* PROT_READ|PROT_EXEC */, 0x802 /* MAP_PRIVATE|MAP_DENYWRITE */, 3, 0x1000"},
      {kParent, "close", "3", "0", "", ""},
      {kParent, "mmap", "NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0", "0x7f1000000000",
       "NULL, 8192, 0x3, 0x22, -1, 0",
       "NULL, 8192, 0x3 /* PROT_READ|PROT_WRITE */, 0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */, -1, 0"},
      {kParent, "clone", "child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f1000200a10", "5120",
       "child_stack=NULL, flags=0x1200011, child_tidptr=0x7f1000200a10",
       "child_stack=NULL, flags=0x1200011 /* CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD */, child_tidptr=0x7f1000200a10"},
      {kParent, "mprotect", "0x7f1000000000, 4096, PROT_READ", "0", "0x7f1000000000, 4096, 0x1",
       "0x7f1000000000, 4096, 0x1 /* PROT_READ */"},
      {kChild, "munmap", "0x7f1000000000, 8192", "0", "", ""},
      {kChild, "madvise", "0x7f1000010000, 4096, MADV_DONTNEED", "0", "0x7f1000010000, 4096, 0x4",
       "0x7f1000010000, 4096, 0x4 /* MADV_DONTNEED */"},
      {kChild, "mprotect", "0x7f1000300000, 4096, PROT_NONE", "-1 ENOMEM (Cannot allocate memory)", "0x7f1000300000, 4096, 0", ""},
      {kChild, "exit_group", "0", "?", "", ""},
      {kParent, "wait4", "5120, NULL, 0, NULL", "5120", "", ""},
      {kParent, "munmap", "0x7f1000000000, 8192", "0", "", ""},
      {kParent, "exit_group", "0", "?", "", ""},
  };
}

std::string call(const Operation& one) {
  std::string text = one.name + "(" + one.args + ")";
  text.resize(std::max<std::string::size_type>(text.size() + 1, 40), ' ');
  return text + "= " + one.result;
}

std::string number(u64 value) { return std::to_string(value); }

using Write = std::function<std::string(const Operation& one, u32 index)>;

// `strace -f -o`, a line a call.
std::string lines(const Write& write) {
  std::string text;
  u32 index = 0;
  for (const Operation& one : operations()) {
    text += write(one, index++) + "\n";
    if (one.name == "exit_group") text += write({one.pid, "", "", "", "", ""}, index++) + "\n";
  }
  return text;
}

std::string body(const Operation& one) { return one.name.empty() ? "+++ exited with 0 +++" : call(one); }
std::string in_file(const Operation& one, u32) { return number(one.pid) + " " + body(one); }

std::string with_args(Operation one, std::string Operation::*args) {
  if (!(one.*args).empty()) one.args = one.*args;
  return in_file(one, 0);
}

// Each prefix in front of a line of `strace -f -o`.
Write behind(const std::function<std::string(u32)>& prefix) {
  return [prefix](const Operation& one, u32 index) { return prefix(index) + in_file(one, index); };
}
// Each column between the pid and the call.
Write between(const std::function<std::string(u32)>& column) {
  return [column](const Operation& one, u32 index) { return number(one.pid) + " " + column(index) + body(one); };
}

std::string two_digits(u32 index) { return (index < 10 ? "0" : "") + number(index); }

// A terminal: no pid while there is one process; notices, old and new, alone and inside lines.
std::string terminal(const std::string& notice, bool inside) {
  std::string text;
  bool has_two = false;
  for (const Operation& one : operations()) {
    const std::string tag = has_two ? "[pid  " + number(one.pid) + "] " : "";
    std::string line = call(one);
    if (one.name == "clone") {
      const std::string::size_type at = inside ? line.find(", child_tidptr") : line.find("child_stack");
      line = line.substr(0, at) + notice + "\n" + line.substr(at);
      has_two = true;
    }
    text += tag + line + "\n";
    if (one.name != "exit_group") continue;
    text += tag + "+++ exited with 0 +++\n";
    has_two = false;
  }
  return text;
}

// Calls that are interrupted by the other process.
std::string unfinished() {
  std::string text;
  for (const Operation& one : operations()) {
    const std::string pid = number(one.pid) + " ";
    const bool is_split = one.name == "mprotect" || one.name == "munmap" || one.name == "clone" || one.name == "wait4";
    if (!is_split) {
      text += pid + body(one) + "\n";
      continue;
    }
    const std::string::size_type half = one.args.rfind(',');
    text += pid + one.name + "(" + one.args.substr(0, half) + " <unfinished ...>\n";
    text += number(one.pid == kParent ? kChild : kParent) + " --- SIGCHLD {si_signo=SIGCHLD} ---\n";
    text += pid + "<... " + one.name + " resumed>" + one.args.substr(half) + ") = " + one.result + "\n";
  }
  return text;
}

std::string import_form(const std::string& text) {
  const ImportResult result = import_text(text);
  INFO(text << "\n" << import_notes_text(result));
  CHECK(result.error.empty());
  return result.script;
}

const std::string& right() {
  static const std::string kRight = import_form(lines(in_file));
  return kRight;
}

void check_form(const std::string& name, const std::string& text) {
  INFO(name << "\n" << text);
  CHECK(import_form(text) == right());
}

}  // namespace

TEST_CASE("the calls of all forms, as the first one gives them", "[import][forms]") {
  CHECK(right().find("# @2 is 5119 of the log") != std::string::npos);
  CHECK(right().find("\"/lib/a (b), c.so\"") != std::string::npos);
  CHECK(right().find("@3 munmap(0x7f1000000000, 8192) = 0") != std::string::npos);
  CHECK(right().find("@2 wait4(3, NULL, 0, NULL) = 3") != std::string::npos);
}

TEST_CASE("strace's options", "[import][forms]") {
  check_form("-t", lines(between([](u32 i) { return "12:34:" + two_digits(i) + " "; })));
  check_form("-tt", lines(between([](u32 i) { return "12:34:" + two_digits(i) + ".123456 "; })));
  check_form("-ttt", lines(between([](u32 i) { return "1700000000.1234" + two_digits(i) + " "; })));
  check_form("-r", lines(between([](u32) { return "     0.000123 "; })));
  check_form("-r -t", lines(between([](u32) { return "12:34:56 (+     0.000123) "; })));
  check_form("-i", lines(between([](u32 i) { return i == 7 ? "[????????????????] " : "[00007f1c2a4e5f27] "; })));
  check_form("-n", lines(between([](u32) { return "[ 257] "; })));
  check_form("-tt -n -i", lines(between([](u32) { return "12:34:56.123456 [   9] [00007f1c2a4e5f27] "; })));
  check_form("-T", lines([](const Operation& one, u32 i) { return in_file(one, i) + (one.name.empty() ? "" : " <0.000123>"); }));
  check_form("-X raw", lines([](const Operation& one, u32) { return with_args(one, &Operation::raw); }));
  check_form("-X verbose", lines([](const Operation& one, u32) { return with_args(one, &Operation::verbose); }));
  check_form("-Y", lines([](const Operation& one, u32) { return number(one.pid) + "<job (1)> " + body(one); }));
  check_form("-k", lines([](const Operation& one, u32 i) {
               return in_file(one, i) + (one.name.empty() ? "" : "\n > /usr/lib/libc.so.6(mmap64+0x4f) [0x11b92f]\n > [vdso]() [0x8a1]");
             }));
  check_form("-yy", lines([](Operation one, u32 i) {
               if (one.name == "mmap" && one.args.find(", 3, ") != std::string::npos) {
                 one.args.replace(one.args.find(", 3, "), 5, ", 3</lib/a (b), c.so>, ");
               }
               if (one.name == "openat") one.args.replace(0, 8, "AT_FDCWD</srv>");
               if (one.name == "openat") one.result = "3</lib/a (b), c.so>";
               if (one.name == "read" || one.name == "close") one.args.replace(0, 1, "3<TCP:[127.0.0.1:5->127.0.0.1:80]>");
               return in_file(one, i);
             }));
  check_form("interrupted calls", unfinished());
}

TEST_CASE("terminals", "[import][forms]") {
  check_form("notice inside", terminal("strace: Process 5120 attached", true));
  check_form("notice in front", terminal("Process 5120 attached", false));
  check_form("old", terminal("Process 5120 attached (waiting for parent)\nProcess 5120 resumed (parent 5119 ready)", true));
  check_form("pids alone", lines([](const Operation& one, u32) { return "[pid  " + number(one.pid) + "] " + body(one); }));
}

TEST_CASE("what others put in front of lines", "[import][forms]") {
  check_form("grep -n", lines(behind([](u32 i) { return number(28300 + i) + ":"; })));
  check_form("grep -n -C", lines(behind([](u32 i) { return number(28300 + i) + (i % 2 == 0 ? ":" : "-"); })));
  check_form("grep -H", lines(behind([](u32) { return "logs/log.strace:"; })));
  check_form("grep -Hn", lines(behind([](u32 i) { return "log.strace:" + number(i) + ":"; })));
  check_form("cat -n", lines(behind([](u32 i) { return "    " + two_digits(i + 10) + "\t"; })));
  check_form("less -N", lines(behind([](u32 i) { return "     " + number(i + 1) + " "; })));
  check_form("ts", lines(behind([](u32 i) { return "Nov 29 11:20:" + two_digits(i) + " "; })));
  check_form("journal", lines(behind([](u32) { return "Nov  9 11:20:24 db1 strace[812]: "; })));
  check_form("syslog", lines(behind([](u32) { return "2024-11-29T11:20:24.123456+00:00 db1 strace[812]: "; })));
  check_form("containers", lines(behind([](u32) { return "2024-11-29T11:20:24.123456789Z stderr F "; })));
  check_form("compose", lines(behind([](u32) { return "app-1  | "; })));
  check_form("kernel log", lines(behind([](u32) { return "[   12.345678] "; })));
  check_form("quoted", lines(behind([](u32) { return "> "; })));
  check_form("quoted twice", lines(behind([](u32) { return "> > "; })));
  check_form("indented", lines(behind([](u32) { return "    "; })));
  check_form("tabs", lines(behind([](u32) { return "\t"; })));
  check_form("line ends of DOS", lines([](const Operation& one, u32 i) { return in_file(one, i) + "\r"; }));
  check_form("prose around", "Hello,\n\nmy program (see below) fails:\n\n```\n$ strace -f ./job\n" + lines(in_file) + "```\nAny idea?\n");
  check_form("empty lines", lines([](const Operation& one, u32 i) { return in_file(one, i) + "\n"; }));
}

TEST_CASE("a file a process, with times and without", "[import][forms]") {
  for (const bool has_times : {true, false}) {
    std::string parent, child;
    u32 second = 0;
    for (const Operation& one : operations()) {
      // A call of wait begins long before the child ends.
      const u32 at = one.name == "wait4" ? 7 : ++second;
      const std::string time = has_times ? "12:34:" + two_digits(at) + ".000001 " : "";
      (one.pid == kParent ? parent : child) += time + body(one) + "\n";
    }
    const ImportResult result = import_files({{"log.5120", child}, {"log.5119", parent}});
    CHECK(result.error.empty());
    if (has_times) CHECK(result.script == right());
    CHECK(result.script.find("@3 exit_group(0)") < result.script.find("@2 wait4(3"));
    CHECK(result.script.size() == right().size());
  }
}

}  // namespace pw
