// `pagewalk run` and `pagewalk hash`: a script on a machine of its own.
#include <cstdio>

#include "engine/api/run_script.h"
#include "engine/base/utf8.h"
#include "engine/cli/cli.h"

namespace pw::cli {
namespace {

int print_run(const ScriptRun& run) {
  std::fwrite(run.text.data(), 1, run.text.size(), stdout);
  if (!run.error.empty()) std::fprintf(stderr, "%s\n", run.error.c_str());
  return static_cast<int>(run.exit);
}

}  // namespace

bool read_script(const std::string& name, std::string* text) {
  std::FILE* file = name == "-" ? stdin : std::fopen(name.c_str(), "rb");
  char buffer[65536];
  if (file != nullptr) {
    for (std::size_t got = 1; got > 0;) {
      got = std::fread(buffer, 1, sizeof buffer, file);
      text->append(buffer, got);
    }
  }
  const bool ok = file != nullptr && std::ferror(file) == 0;
  if (!ok) std::fprintf(stderr, "pagewalk: cannot read %s\n", printable(name).c_str());
  if (file != nullptr && file != stdin) std::fclose(file);
  return ok;
}

int run_command(const Args& args) {
  RunForm form = RunForm::kText;
  std::string name;
  for (const std::string& arg : args) {
    if (arg == "--json") form = RunForm::kJson;
    else if (name.empty() && (arg == "-" || arg.empty() || arg[0] != '-')) name = arg;
    else name = "--";
  }
  if (name.empty() || name == "--") {
    std::fprintf(stderr, "usage: pagewalk run [--json] FILE|-\n");
    return kExitUsage;
  }
  std::string script;
  if (!read_script(name, &script)) return kExitUsage;
  return print_run(run_script(script, form));
}

int run_stdin() {
  std::string script;
  if (!read_script("-", &script)) return kExitUsage;
  return print_run(run_script(script, RunForm::kText));
}

int hash_command(const Args& args) {
  if (args.size() != 1) {
    std::fprintf(stderr, "usage: pagewalk hash FILE|-\n");
    return kExitUsage;
  }
  std::string script;
  if (!read_script(args[0], &script)) return kExitUsage;
  const ScriptRun run = run_script(script, RunForm::kHash);
  if (!run.error.empty()) return print_run(run);
  std::printf("%s\n", run.hash.c_str());
  return kExitOk;
}

}  // namespace pw::cli
