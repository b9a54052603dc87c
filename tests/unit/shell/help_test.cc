// Help is complete and its examples run.
#include "engine/shell/command.h"

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

TEST_CASE("every command has a synopsis, a summary and an example that runs on a fresh machine", "[shell]") {
  for (const CommandSpec* row : all_commands()) {
    INFO(row->name);
    CHECK(command_synopsis(*row).rfind(row->name, 0) == 0);
    CHECK(std::string(row->summary).size() > 10);
    CHECK((row->machine != nullptr) + (row->look != nullptr) + (row->session != nullptr) == 1);
    Shell shell;
    bool shows_itself = false;
    for (const std::string& line : lines_of(row->example)) {
      INFO(line);
      for (const Outcome& outcome : shell.run_line(line)) {
        INFO(outcome.out);
        // The examples of exec and of signals may end in one; none may fail to be understood.
        CHECK(outcome.kind == Outcome::Kind::kOk);
        shows_itself = shows_itself || has(outcome.command, row->name);
      }
    }
    CHECK(shows_itself);
    const std::string help = must(shell, std::string("help ") + row->name).out;
    CHECK(has(help, command_synopsis(*row)));
    CHECK((row->man[0] == '\0' || has(help, row->man)));
    CHECK((row->kernel[0] == '\0' || has(help, row->kernel)));
  }
}

TEST_CASE("the overview names every command, and every topic has a text", "[shell]") {
  Shell shell;
  const std::string overview = must(shell, "help").out;
  for (const CommandSpec* row : all_commands()) CHECK(has(overview, std::string("\n  ") + row->name));
  for (const std::string& topic : help_topics()) {
    INFO(topic);
    CHECK(must(shell, "help " + topic).out.size() > 20);
  }
  const std::string expressions = must(shell, "help expressions").out;
  for (const Function& function : functions()) CHECK(has(expressions, std::string(function.name) + "("));
  CHECK(has(must(shell, "help /proc/1/maps").out, "/proc/PID/maps"));
  CHECK(has(must(shell, "help maps").out, "/proc/PID/maps"));
  CHECK(has(must(shell, "help wait4").out, "wait4("));
}

TEST_CASE("C forms all belong to a command", "[shell]") {
  for (const CallRow& call : all_calls()) CHECK(call.row->machine != nullptr);
}

}  // namespace
}  // namespace pw
