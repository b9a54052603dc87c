// Help is complete and its examples run.
#include "engine/shell/command.h"

#include "tests/support/shell_fixture.h"

#include <algorithm>

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

TEST_CASE("the overview fits a screen", "[shell]") {
  Shell shell;
  const std::string overview = must(shell, "help").out;
  u32 lines = 0;
  std::size_t longest = 0;
  for (std::size_t at = 0; at < overview.size(); ++lines) {
    const std::size_t end = std::min(overview.find('\n', at), overview.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  CHECK(lines <= 22);
  CHECK(longest <= 76);
}

TEST_CASE("help finds a word that is no command", "[shell]") {
  Shell shell;
  const std::string fault = must(shell, "help fault").out;
  CHECK(has(fault, "`fault` stands in the help of:"));
  CHECK(has(fault, "\n  write"));
  CHECK(has(must(shell, "help RMAP_walk").out, "\n  rmap "));
  CHECK(test::is_syntax(test::type(shell, "help zz")));
  CHECK(has(test::type(shell, "help frobnicate").out, "no help on"));
}

TEST_CASE("words of habit say what does the job, and do it", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  must(shell, "fork");
  CHECK(has(must(shell, "history").out, "a = mmap 64K"));
  CHECK(must(shell, "man mmap").out == must(shell, "help mmap").out);
  CHECK(has(must(shell, "top").out, must(shell, "ps").out + "\n# ps"));
  CHECK(has(must(shell, "free").out, "MemTotal:"));
  CHECK(must(shell, "free | grep MemFree | wc -l").out == "1");
  CHECK(has(must(shell, "vmstat").out, "nr_free_pages"));
  CHECK(has(must(shell, "ls").out, "/proc/PID/maps"));
  for (const char* word : {"clear", "lessons", "share"}) CHECK(must(shell, word).out.size() > 20);
  CHECK(shell.session().length() == 2);
}

TEST_CASE("the overview names every command, and every topic has a text", "[shell]") {
  Shell shell;
  const std::string overview = must(shell, "help").out;
  const std::string folded = overview.substr(overview.find("in `help all`:"));  // groups that few want: their names alone
  for (const CommandSpec* row : all_commands()) {
    INFO(row->name);
    CHECK((has(folded, row->group) || has(overview, std::string(" ") + row->name)));
  }
  const std::string all = must(shell, "help all").out;
  for (const CommandSpec* row : all_commands()) CHECK(has(all, std::string("\n  ") + row->name + " "));
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
