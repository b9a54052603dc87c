// `pagewalk import`: what a real system printed, as a script on standard output; what was left out, on standard error.
#include <cstdio>

#include "engine/api/import_text.h"
#include "engine/base/utf8.h"
#include "engine/cli/cli.h"

namespace pw::cli {

int import_command(const Args& args) {
  if (args.empty()) {
    std::fprintf(stderr, "usage: pagewalk import FILE…|-\n");
    return kExitUsage;
  }
  std::vector<ImportFile> files;
  for (const std::string& name : args) {
    ImportFile file{name, ""};
    if (!read_script(name, &file.text)) return kExitUsage;
    files.push_back(std::move(file));
  }
  const ImportResult result = import_files(files);
  std::fprintf(stderr, "%s", import_notes_text(result).c_str());
  if (!result.error.empty()) {
    std::fprintf(stderr, "pagewalk: %s: %s\n", printable(args[0]).c_str(), result.error.c_str());
    return kExitUsage;
  }
  std::fwrite(result.script.data(), 1, result.script.size(), stdout);
  return kExitOk;
}

}  // namespace pw::cli
