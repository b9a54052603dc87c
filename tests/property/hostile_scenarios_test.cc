// Every written scenario once as it is and once over the allocator that takes away all that it may: at the end each process reads the same
// bytes, and the same accesses are refused.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/kernel/access.h"
#include "engine/kernel/look.h"
#include "engine/shell/shell.h"
#include <catch2/catch.hpp>

#include "tests/support/hostile_allocator.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kMostPagesRead = 2000;  // of one process, evenly over its pages

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// What a process reads, page by page: the bytes, or the signal.
struct Reading {
  u64 addr = 0;
  u32 signo = 0;
  std::string bytes;
  bool may_be_lost = false;  // lazily freed or droppable
};

bool may_be_lost(const Kernel& k, Pid pid, u64 addr) {
  const Pfn pfn = frame_at(k, pid, addr);
  const VmaId id = find_vma_at(k.m.nodes, k.m.mms[k.tasks[pid].mm].tree, addr);
  if (id.valid() && k.m.vmas[id].has(kVmDroppable)) return true;
  return pfn.valid() && is_anon_mapping(k.m.phys.pages[pfn.v]) && !has_flag(k.m.phys.pages[pfn.v], kPgSwapbacked);
}

std::vector<u64> pages_of(const Kernel& k, Pid pid) {
  std::vector<u64> pages;
  for_each_vma(k.m.nodes, k.m.mms[k.tasks[pid].mm].tree, [&](VmaId id) {
    const Vma vma = k.m.vmas[id];
    const u64 step = vma.pages() > kMostPagesRead ? vma.pages() / kMostPagesRead : 1;
    for (u64 i = 0; i < vma.pages(); i += step) pages.push_back(vma.start + i * kPageSize);
  });
  return pages;
}

std::vector<Reading> read_all(Kernel k, Pid pid) {
  std::vector<Reading> readings;
  Trace silent;
  k.config.segv_kills = false;
  for (const u64 addr : pages_of(k, pid)) {
    Reading reading;
    reading.addr = addr;
    reading.may_be_lost = may_be_lost(k, pid, addr);
    const AccessResult result = load_bytes(k, silent, pid, addr, kPageSize, 1, &reading.bytes);
    reading.signo = result.signal.signo;
    readings.push_back(reading);
  }
  return readings;
}

Kernel run(const std::string& script) {
  const Shell::ParsedScript parsed = Shell::parse_script(script);
  Shell shell;
  for (const Shell::ScriptCommand& command : parsed.commands) (void)shell.run_line(command.text);
  return shell.session().state().kernel;
}

void expect_same(const std::vector<Reading>& plain, const std::vector<Reading>& hostile) {
  REQUIRE(plain.size() == hostile.size());
  for (std::vector<Reading>::size_type i = 0; i < plain.size(); ++i) {
    INFO("address " << std::hex << plain[i].addr);
    REQUIRE(plain[i].addr == hostile[i].addr);
    REQUIRE(plain[i].signo == hostile[i].signo);
    const bool is_lost = plain[i].may_be_lost && hostile[i].bytes == std::string(hostile[i].bytes.size(), '\0');
    if (!is_lost) REQUIRE(plain[i].bytes == hostile[i].bytes);
  }
}

}  // namespace

TEST_CASE("hostile allocator: every scenario leaves the bytes that it leaves elsewhere") {
  u64 scripts = 0;
  u64 taken = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(PAGEWALK_SOURCE_DIR "/tests/scenarios")) {
    if (entry.path().extension() != ".pw") continue;
    INFO(entry.path().filename().string());
    const std::string script = read_file(entry.path());
    if (script.find("swapfail") != std::string::npos) continue;  // what is taken away may come to stand in the broken block
    const Kernel plain = run(script);
    HostileAllocator hostile(7);
    const StandIn standing(hostile);
    const Kernel hurt = run(script);
    CheckReport report;
    check_kernel(hurt, CheckLevel::kFull, report);
    REQUIRE(report.messages() == std::vector<std::string>());
    REQUIRE(plain.tasks.size() == hurt.tasks.size());
    for (Pid pid = 1; pid < plain.tasks.size(); ++pid) {
      INFO("pid " << pid);
      REQUIRE(is_running(plain, pid) == is_running(hurt, pid));
      if (is_running(plain, pid)) expect_same(read_all(plain, pid), read_all(hurt, pid));
    }
    ++scripts;
    taken += hostile.taken();
  }
  CHECK(scripts > 40);
  CHECK(taken > 500);
}
