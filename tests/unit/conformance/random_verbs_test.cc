// Every call is drawn at random against the live kernel, or left out for a reason that is written down.
#include <catch2/catch.hpp>

#include <set>

#include "engine/shell/command.h"
#include "tests/conformance/random_scenario.h"

namespace pw {
namespace {

TEST_CASE("every call of the kernel has a verb of random scenarios, or a reason why not", "[conformance]") {
  std::set<std::string> rows;
  for (const RandomVerb& verb : random_verbs()) rows.insert(verb.row);
  for (const CallRow& call : all_calls()) {
    if (call.call->nr == kOfLibrary) continue;
    INFO(call.call->name);
    CHECK((rows.count(call.row->name) == 1) != (find_undrawn(call.row->name) != nullptr));
  }
}

TEST_CASE("what random scenarios draw can be parsed", "[conformance]") {
  std::set<std::string> drawn;
  for (u64 seed = 1; seed <= 60; ++seed) {
    for (const std::string& line : RandomScenario(seed).make(60).commands) {
      INFO(line);
      Parser parser(line, 0);
      Command command;
      REQUIRE(parser.parse_command(&command));
      drawn.insert(command.spec->name);
    }
  }
  for (const RandomVerb& verb : random_verbs()) {
    INFO(verb.row);
    if (verb.make == nullptr) CHECK(drawn.count(verb.row) == 1);
  }
}

}  // namespace
}  // namespace pw
