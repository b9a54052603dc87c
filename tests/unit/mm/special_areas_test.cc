// The kernel's own areas, [vvar], [vvar_vclock] and [vdso], under every call that could cut one. Each row was tried on a live 6.18
// (tests/conformance/scenarios/special compares the same calls with the kernel).
#include <catch2/catch.hpp>

#include "engine/shell/shell.h"

namespace pw {
namespace {

// Four pages, two and two, one behind the other.
constexpr char kLoad[] =
    "load { 100000000000-100000004000 r--p 00000000 00:00 0 \"[vvar]\", 100000004000-100000006000 r--p 00000000 00:00 0 "
    "\"[vvar_vclock]\", 100000006000-100000008000 r-xp 00000000 00:00 0 \"[vdso]\" }";
constexpr char kVvar[] = "0x100000000000";
constexpr char kVdso[] = "0x100000006000";

// What a call answers, and that a refused one has changed no area.
Errno answer_to(const std::string& line, const std::string& before = "") {
  Shell shell;
  shell.run_line(kLoad);
  if (!before.empty()) REQUIRE(shell.run_line(before).back().kind == Outcome::Kind::kOk);
  const std::string maps = shell.run_line("cat smaps").back().out;
  const Outcome outcome = shell.run_line(line).back();
  INFO(line << ": " << outcome.out);
  const bool has_answered = outcome.kind == Outcome::Kind::kOk || outcome.kind == Outcome::Kind::kErrno;
  REQUIRE(has_answered);
  if (outcome.kind == Outcome::Kind::kErrno) CHECK(shell.run_line("cat smaps").back().out == maps);
  CHECK(shell.run_line("check").back().kind == Outcome::Kind::kOk);
  return outcome.kind == Outcome::Kind::kOk ? Errno::kOk : outcome.error;
}

std::string at(const std::string& call, const std::string& addr, const std::string& rest) { return call + " " + addr + " " + rest; }

}  // namespace

TEST_CASE("special areas: what would cut one is EINVAL, and whole ones go, change and move", "[special]") {
  for (const std::string& addr : {std::string(kVvar), std::string(kVdso)}) {
    const std::string whole = addr == kVvar ? "16K" : "8K";
    CHECK(answer_to(at("munmap", addr, "4K")) == Errno::kEINVAL);
    CHECK(answer_to("munmap " + addr + "+4K " + (addr == kVvar ? "12K" : "4K")) == Errno::kEINVAL);
    CHECK(answer_to(at("munmap", addr, whole)) == Errno::kOk);
    CHECK(answer_to("mmap(" + addr + ", 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)") == Errno::kEINVAL);
    CHECK(answer_to(at("mprotect", addr, "4K none")) == Errno::kEINVAL);
    CHECK(answer_to(at("mprotect", addr, addr == kVvar ? "4K r" : "4K rx")) == Errno::kOk);  // changes nothing
    CHECK(answer_to(at("mprotect", addr, whole + " none")) == Errno::kOk);
    CHECK(answer_to(at("mseal", addr, "4K")) == Errno::kEINVAL);
    CHECK(answer_to(at("mseal", addr, whole)) == Errno::kOk);
    CHECK(answer_to("mremap(" + addr + ", " + whole + ", 4096, 0)") == Errno::kEINVAL);
    CHECK(answer_to("mremap(" + addr + ", " + whole + ", 65536, MREMAP_MAYMOVE)") == Errno::kEFAULT);
    CHECK(answer_to("mremap(" + addr + ", 4096, 4096, MREMAP_MAYMOVE|MREMAP_FIXED, 0x200000000000)") == Errno::kEINVAL);
    CHECK(answer_to("mremap(" + addr + ", " + whole + ", " + whole + ", MREMAP_MAYMOVE|MREMAP_FIXED, 0x200000000000)") == Errno::kOk);
  }
  CHECK(answer_to(at("mprotect", kVvar, "4K rw")) == Errno::kEACCES);
  CHECK(answer_to(at("munmap", kVvar, "32K")) == Errno::kOk);
}

TEST_CASE("special areas: the seal and the area limit are asked before the cut", "[special]") {
  CHECK(answer_to(at("munmap", kVvar, "4K"), at("mseal", kVvar, "16K")) == Errno::kEPERM);
  // The middle of an area makes one more than there may be; its end does not.
  const std::string full = "sysctl vm.max_map_count=4";
  CHECK(answer_to("munmap 0x100000001000 4K", full) == Errno::kENOMEM);
  CHECK(answer_to("munmap 0x100000001000 12K", full) == Errno::kEINVAL);
  CHECK(answer_to(at("mprotect", kVvar, "4K none"), full) == Errno::kENOMEM);
  CHECK(answer_to(at("madvise", kVvar, "4K random"), full) == Errno::kEAGAIN);
}

TEST_CASE("special areas: advice that changes flags cuts, other advice follows its own rules", "[special]") {
  for (const char* advice : {"sequential", "random", "dontfork", "nohugepage", "wipeonfork"}) {
    INFO(advice);
    for (const std::string& addr : {std::string(kVvar), std::string(kVdso)}) {
      CHECK(answer_to(at("madvise", addr, std::string("4K ") + advice)) == Errno::kEINVAL);
      CHECK(answer_to(at("madvise", addr, std::string(addr == kVvar ? "16K " : "8K ") + advice)) == Errno::kOk);
    }
  }
  struct Row {
    const char* advice;
    Errno on_vvar;
    Errno on_vdso;
  };
  const Row rows[] = {{"dontneed", Errno::kEINVAL, Errno::kOk}, {"dontneed_locked", Errno::kEINVAL, Errno::kOk},
                      {"free", Errno::kEINVAL, Errno::kEINVAL}, {"cold", Errno::kEINVAL, Errno::kOk},
                      {"dofork", Errno::kEINVAL, Errno::kOk},   {"dodump", Errno::kEINVAL, Errno::kEINVAL},
                      {"dontdump", Errno::kOk, Errno::kEINVAL}, {"guard_install", Errno::kEINVAL, Errno::kEINVAL},
                      {"willneed", Errno::kOk, Errno::kOk},     {"keeponfork", Errno::kOk, Errno::kOk}};
  for (const Row& row : rows) {
    INFO(row.advice);
    CHECK(answer_to(at("madvise", kVvar, std::string("4K ") + row.advice)) == row.on_vvar);
    CHECK(answer_to(at("madvise", kVdso, std::string("4K ") + row.advice)) == row.on_vdso);
  }
}

TEST_CASE("special areas: mlock answers 0 and locks nothing, mincore says that all is there", "[special]") {
  Shell shell;
  shell.run_line(kLoad);
  const std::string maps = shell.run_line("cat smaps").back().out;
  const auto lines = {at("mlock", kVvar, "4K"), at("mlock", kVvar, "32K"), at("munlock", kVdso, "4K"), at("mlock", kVdso, "4K")};
  for (const std::string& line : lines) {
    const Outcome outcome = shell.run_line(line).back();
    INFO(line << ": " << outcome.out);
    CHECK(outcome.kind == Outcome::Kind::kOk);
    CHECK(shell.run_line("cat smaps").back().out == maps);
  }
  CHECK(shell.run_line(at("mincore", kVvar, "32K")).back().out.substr(0, 15) == "11111111 · 8 o");
}

TEST_CASE("fork: the child gets the leaf tables under [vvar], empty ones too, and none for [vdso]", "[special]") {
  // The page beside the area brings the parent's table; the child has no other reason to have it.
  for (const bool is_vvar : {true, false}) {
    Shell shell;
    shell.run_line(is_vvar ? "load { 100000000000-100000004000 r--p 00000000 00:00 0 \"[vvar]\" }"
                           : "load { 100000000000-100000002000 r-xp 00000000 00:00 0 \"[vdso]\" }");
    shell.run_line("mmap(0x100000010000, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS|MAP_FIXED, -1, 0)");
    shell.run_line("write 0x100000010000");
    shell.run_line("fork");
    const Kernel& k = shell.session().state().kernel;
    const u32 with_table = k.m.mms[k.tasks[1].mm].nr_tables;
    CHECK(k.m.mms[k.tasks[2].mm].nr_tables == (is_vvar ? with_table : with_table - 3));
    CHECK(shell.run_line("check").back().kind == Outcome::Kind::kOk);
  }
}

}  // namespace pw
