// pagewalk: without arguments a prompt; with a subcommand one of the rows below.
#include <unistd.h>

#include <cstdio>

#include "engine/api/playground.h"
#include "engine/base/utf8.h"
#include "engine/cli/cli.h"

namespace pw::cli {
namespace {

int help_command(const Args& args);
int version_command(const Args& args);

constexpr Subcommand kSubcommands[] = {
    {"run", "run [--json] FILE|-", "runs a script: exit code 1 when an assert fails, 2 when it cannot be parsed", run_command},
    {"lesson", "lesson ID|--all", "plays a lesson by its own solution, or all of them; with an ID prints it to read",
     lesson_command},
    {"hash", "hash FILE|-", "prints the state hash at the end of a script", hash_command},
    {"import", "import FILE…|-",
     "prints the script for an strace log, or for the address space of a /proc/PID/maps or smaps; --pid PID, --lines FIRST-LAST: of a part",
     import_command},
    {"help", "help", "prints this", help_command},
    {"--version", "--version", "prints the version of the model", version_command},
};

int help_command(const Args&) {
  std::printf("pagewalk models the memory management of Linux 6.18 on x86-64.\n\n");
  std::printf("  pagewalk %-20s%s\n", "", "a prompt; `help` there explains the language");
  for (const Subcommand& row : kSubcommands) std::printf("  pagewalk %-20s%s\n", row.synopsis, row.summary);
  return kExitOk;
}

int version_command(const Args&) {
  std::printf("pagewalk, model %u: Linux 6.18, x86-64\n", kModelVersion);
  return kExitOk;
}

int dispatch(const std::string& name, const Args& args) {
  if (name == "-h" || name == "--help") return help_command(args);
  for (const Subcommand& row : kSubcommands) {
    if (name == row.name) return row.run(args);
  }
  std::fprintf(stderr, "pagewalk: there is no subcommand '%s'; `pagewalk help` lists them\n", printable(name).c_str());
  return kExitUsage;
}

}  // namespace
}  // namespace pw::cli

int main(int argc, char** argv) {
  using namespace pw::cli;
  if (argc < 2) return isatty(STDIN_FILENO) != 0 ? prompt() : run_stdin();
  return dispatch(argv[1], Args(argv + 2, argv + argc));
}
