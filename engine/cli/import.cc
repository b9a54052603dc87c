// `pagewalk import`: what a real system printed, as a script on standard output; what was left out, on standard error.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "engine/api/import_text.h"
#include "engine/api/shell_language.h"
#include "engine/base/utf8.h"
#include "engine/cli/cli.h"

namespace pw::cli {
namespace {

constexpr u64 kToldBytes = 16u << 20;  // so often is said how far it is

struct ImportWish {
  ImportChoice choice;
  Args files;
};

bool read_number(const std::string& text, u32* value) {
  char* end = nullptr;
  *value = static_cast<u32>(std::strtoul(text.c_str(), &end, 10));
  return !text.empty() && *end == '\0' && *value != 0;
}

// "100-2000", "100-", "-2000"
bool read_lines(const std::string& text, ImportChoice* choice) {
  const std::string::size_type dash = text.find('-');
  if (dash == std::string::npos) return false;
  const std::string first = text.substr(0, dash);
  const std::string last = text.substr(dash + 1);
  return (first.empty() || read_number(first, &choice->first_line)) && (last.empty() || read_number(last, &choice->last_line));
}

bool read_wish(const Args& args, ImportWish* wish) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    const bool is_option = args[i] == "--pid" || args[i] == "--lines";
    if (!is_option) {
      wish->files.push_back(args[i]);
      continue;
    }
    if (i + 1 == args.size()) return false;
    const bool ok = args[i] == "--pid" ? read_number(args[i + 1], &wish->choice.pid) : read_lines(args[i + 1], &wish->choice);
    if (!ok) return false;
    ++i;
  }
  return !wish->files.empty();
}

// Piece by piece: a log may be larger than memory. On a terminal it is said how far it is.
bool feed_file(const std::string& name, Importer& importer) {
  std::FILE* file = name == "-" ? stdin : std::fopen(name.c_str(), "rb");
  std::vector<char> buffer(1u << 16);
  const bool tells = isatty(STDERR_FILENO) != 0;
  u64 bytes = 0;
  importer.begin_file(name);
  for (std::size_t got = 1; file != nullptr && got > 0;) {
    got = std::fread(buffer.data(), 1, buffer.size(), file);
    importer.feed({buffer.data(), got});
    const u64 before = bytes;
    bytes += got;
    const bool is_time = bytes / kToldBytes != before / kToldBytes;
    if (tells && is_time) std::fprintf(stderr, "\r%s: %u MiB", printable(name).c_str(), static_cast<u32>(bytes >> 20));
  }
  if (tells && bytes >= kToldBytes) std::fprintf(stderr, "\n");
  const bool ok = file != nullptr && std::ferror(file) == 0;
  if (!ok) std::fprintf(stderr, "pagewalk: cannot read %s\n", printable(name).c_str());
  if (file != nullptr && file != stdin) std::fclose(file);
  return ok;
}

}  // namespace

int import_command(const Args& args) {
  ImportWish wish;
  if (!read_wish(args, &wish)) {
    std::fprintf(stderr, "usage: pagewalk import [--pid PID] [--lines FIRST-LAST] FILE…|-\n");
    return kExitUsage;
  }
  const ShellLanguage language;
  Importer importer(language, wish.choice);
  for (const std::string& name : wish.files) {
    if (!feed_file(name, importer)) return kExitUsage;
  }
  const ImportResult result = importer.finish();
  std::fprintf(stderr, "%s", import_notes_text(result).c_str());
  if (!result.error.empty()) {
    std::fprintf(stderr, "pagewalk: %s: %s\n", printable(wish.files[0]).c_str(), result.error.c_str());
    return kExitUsage;
  }
  std::fwrite(result.script.data(), 1, result.script.size(), stdout);
  return kExitOk;
}

}  // namespace pw::cli
