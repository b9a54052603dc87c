// The command line program: its subcommands, each a function in a file of its own.
#pragma once

#include <string>
#include <vector>

namespace pw::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitAssert = 1;
inline constexpr int kExitUsage = 2;  // also: a script that cannot be read or parsed

using Args = std::vector<std::string>;

// One row of the table in main.cc.
struct Subcommand {
  const char* name;
  const char* synopsis;
  const char* summary;
  int (*run)(const Args& args);  // args: what follows the name
};

int run_command(const Args& args);    // run.cc
int hash_command(const Args& args);   // run.cc
int import_command(const Args& args);  // import.cc
int lesson_command(const Args& args);  // lesson.cc
int prompt();                         // prompt.cc: the interactive shell
int run_stdin();                      // run.cc: what a pipe into the program means

// The whole of a file, or of standard input for "-". On failure says so on stderr.
bool read_script(const std::string& name, std::string* text);

}  // namespace pw::cli
