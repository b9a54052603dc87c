#include "engine/import/read/known_files.h"

#include <string>

#include "engine/base/types.h"

namespace pw {
namespace {

struct KnownFile {
  std::string_view bytes;  // '?': one that is not of ASCII
  const char* said;
};

#define PW_PACKED ", which is packed: bring it unpacked"
#define PW_AREAS ": bring /proc/PID/maps of the process, or a log of strace -f -y -o FILE PROGRAM"

constexpr KnownFile kFiles[] = {
    {"\x1f?\x08", "this is a file of gzip" PW_PACKED " (zcat FILE)"},
    {"?7zXZ", "this is a file of xz" PW_PACKED " (xzcat FILE)"},
    {"(?/?", "this is a file of zstd" PW_PACKED " (zstdcat FILE)"},
    {"BZh", "this is a file of bzip2" PW_PACKED " (bzcat FILE)"},
    {"PK\x03\x04", "this is a zip file" PW_PACKED " (unzip -p FILE)"},
    {"%PDF-", "this is a PDF, which is no text: bring its text (pdftotext FILE)"},
    {"?PNG", "this is a picture, which holds no text: bring the text itself"},
    {"PERFILE2", "this is perf.data, which is no text: bring what perf trace prints, or a log of strace -f -y -o FILE PROGRAM"},
    {"MDMP", "this is a minidump, which is no text" PW_AREAS},
};

constexpr char kElf[] = "\x7f" "ELF";
constexpr u64 kElfType = 16;
constexpr char kElfCore = 4;
constexpr const char* kCore = "this is a core dump, which is no text" PW_AREAS;
constexpr const char* kProgram = "this is a program, which says nothing of a process" PW_AREAS;

// As many bytes as are looked at; each that is not of ASCII is one '?'.
std::string head_of(std::string_view line) {
  constexpr std::string_view kReplaced = "\xef\xbf\xbd";
  std::string head;
  for (u64 at = 0; at < line.size() && head.size() <= kElfType;) {
    const bool is_replaced = line.substr(at, kReplaced.size()) == kReplaced;
    head += static_cast<unsigned char>(line[at]) < 0x80 ? line[at] : '?';
    at += is_replaced ? kReplaced.size() : 1;
  }
  return head;
}

}  // namespace

const char* known_file(std::string_view first_line) {
  const std::string head = head_of(first_line);
  if (head.compare(0, 4, kElf) == 0) return head.size() > kElfType && head[kElfType] == kElfCore ? kCore : kProgram;
  for (const KnownFile& file : kFiles) {
    if (head.compare(0, file.bytes.size(), file.bytes) == 0) return file.said;
  }
  return nullptr;
}

#undef PW_PACKED
#undef PW_AREAS

}  // namespace pw
