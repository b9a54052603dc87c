// The n-th slot, and the n-th read, fails in turn over every written scenario of swap, once or with all after it: whatever a command then
// answers, every invariant holds at its end, and who reads a byte reads what was there or gets SIGBUS.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/shell/shell.h"
#include "engine/swap/faults.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

// Of a scenario that swaps thousands of pages every so manieth is tried.
constexpr u64 kMostTries = 24;

enum class What { kSlot, kRead };

class NthFault : public SwapFaults {
 public:
  NthFault(What what, u64 nth, bool for_good) : what_(what), nth_(nth), for_good_(for_good) {}
  bool refuses_slot() override { return what_ == What::kSlot && counts(); }
  bool refuses_read() override { return what_ == What::kRead && counts(); }
  u64 asked() const { return asked_; }
  u64 refused() const { return refused_; }

 private:
  bool counts() {
    const bool is_refused = ++asked_ == nth_ || (for_good_ && asked_ > nth_);
    refused_ += is_refused ? 1 : 0;
    return is_refused;
  }
  What what_;
  u64 nth_;
  bool for_good_;
  u64 asked_ = 0;
  u64 refused_ = 0;
};

std::vector<std::string> commands_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::vector<std::string> commands;
  for (const Shell::ScriptCommand& command : Shell::parse_script(text.str()).commands) commands.push_back(command.text);
  return commands;
}

void run_through(const std::vector<std::string>& commands) {
  Shell shell;
  for (const std::string& command : commands) {
    INFO(command);
    (void)shell.run_line(command);
    CheckReport report;
    check_kernel(shell.session().state().kernel, CheckLevel::kFull, report);
    INFO(first_messages(report));
    REQUIRE(report.ok());
  }
}

// How often it is asked for when nothing fails.
u64 count_asked(const std::vector<std::string>& commands, What what) {
  NthFault none(what, 0, false);
  const SwapFaultsStandIn standing(none);
  Shell shell;
  for (const std::string& command : commands) (void)shell.run_line(command);
  return none.asked();
}

u64 fail_each(const std::vector<std::string>& commands, What what) {
  const u64 asked = count_asked(commands, what);
  const u64 step = 1 + asked / kMostTries;
  u64 failures = 0;
  for (u64 nth = 1; nth <= asked; nth += step) {
    for (const bool for_good : {false, true}) {
      INFO((what == What::kSlot ? "slot " : "read ") << nth << (for_good ? " and all after it" : " alone"));
      NthFault failing(what, nth, for_good);
      const SwapFaultsStandIn standing(failing);
      run_through(commands);
      failures += failing.refused();
    }
  }
  return failures;
}

u64 fail_all(What what) {
  u64 failures = 0;
  for (const char* folder : {"/tests/scenarios/swap", "/tests/conformance/scenarios/swap"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PAGEWALK_SOURCE_DIR) + folder)) {
      if (entry.path().extension() != ".pw") continue;
      INFO(entry.path().filename().string());
      failures += fail_each(commands_in(entry.path()), what);
    }
  }
  return failures;
}

}  // namespace

TEST_CASE("failing swap: the n-th slot of every scenario, once and for good", "[swap]") { CHECK(fail_all(What::kSlot) > 1000); }

TEST_CASE("failing swap: the n-th read of every scenario, once and for good", "[swap]") { CHECK(fail_all(What::kRead) > 500); }
