// A line of maps, column by column:
//
//   7f65643ed000-7f65643f1000 r--p 001cf000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6
//   start        end          perm offset   dev   inode                      name, blanks and all, to the end of the line
// Behind it smaps has lines `Label: …`; of those only VmFlags is kept.
#include "engine/import/maps_text.h"

#include <algorithm>

namespace pw {
namespace {

constexpr u64 kTaskSize = (u64{1} << 47) - kPageSize;
constexpr u32 kMaxName = 2000;

class LineReader {
 public:
  explicit LineReader(const std::string& line) : line_(line) {}

  // At most `digits` digits of the base; false when there is none or one too many.
  bool number(u32 base, u32 digits, u64* value) {
    *value = 0;
    const u32 begin = at_;
    while (at_ < line_.size() && at_ - begin <= digits) {
      const u32 digit = digit_of(line_[at_]);
      if (digit >= base) break;
      *value = *value * base + digit;
      ++at_;
    }
    return at_ > begin && at_ - begin <= digits;
  }
  bool take(char c) {
    if (at_ >= line_.size() || line_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool perm(std::string* text) {
    *text = line_.substr(at_, 4);
    if (text->size() != 4) return false;
    constexpr char kLetters[] = "rwxp";
    for (u32 i = 0; i < 4; ++i) {
      const char c = (*text)[i];
      const bool is_known = c == kLetters[i] || (i < 3 ? c == '-' : c == 's');
      if (!is_known) return false;
    }
    at_ += 4;
    return true;
  }
  std::string rest() {
    while (at_ < line_.size() && line_[at_] == ' ') ++at_;
    return line_.substr(at_);
  }
  u32 column() const { return at_ + 1; }
  bool at_end() const { return at_ >= line_.size(); }

 private:
  static u32 digit_of(char c) {
    if (c >= '0' && c <= '9') return static_cast<u32>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<u32>(c - 'a' + 10);
    return 99;
  }

  const std::string& line_;
  u32 at_ = 0;
};

// False: no line of maps; `column` says where it stops being one.
bool read_area(const std::string& line, MapsArea* area, u32* column) {
  LineReader reader(line);
  u64 major = 0;
  u64 minor = 0;
  const bool ok = reader.number(16, 16, &area->start) && reader.take('-') && reader.number(16, 16, &area->end) &&
                  reader.take(' ') && reader.perm(&area->perm) && reader.take(' ') && reader.number(16, 16, &area->offset) &&
                  reader.take(' ') && reader.number(16, 3, &major) && reader.take(':') && reader.number(16, 5, &minor) &&
                  reader.take(' ') && reader.number(10, 19, &area->inode) && (reader.at_end() || reader.take(' '));
  *column = reader.column();
  if (!ok) return false;
  area->dev_major = static_cast<u32>(major);
  area->dev_minor = static_cast<u32>(minor);
  area->name = reader.rest();
  return true;
}

// "Rss:                   4 kB", "VmFlags: rd ex mr", "ProtectionKey:         0".
bool is_smaps_label(const std::string& line) {
  const std::string::size_type colon = line.find(':');
  if (colon == std::string::npos || colon == 0 || colon > 24) return false;
  for (std::string::size_type i = 0; i < colon; ++i) {
    const char c = line[i];
    const bool is_label = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!is_label) return false;
  }
  return true;
}

// "" when it can be taken.
const char* objection(const MapsArea& area, u64 last_end) {
  if (!is_page_aligned(area.start) || !is_page_aligned(area.end) || !is_page_aligned(area.offset)) return "is not page aligned";
  if (area.start >= area.end) return "is empty";
  if (area.end > kTaskSize) return "lies above the user address space";
  if (area.start < last_end) return "begins before the one in front of it ends";
  return area.name.size() > kMaxName ? "has a name of more than 2000 bytes" : "";
}

class MapsParser {
 public:
  MapsText parse(const std::string& text) {
    std::string::size_type begin = 0;
    while (begin < text.size()) {
      std::string::size_type end = text.find('\n', begin);
      if (end == std::string::npos) end = text.size();
      std::string line = text.substr(begin, end - begin);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      ++result_.lines;
      read_line(line);
      begin = end + 1;
    }
    return std::move(result_);
  }

 private:
  void note(u32 column, const std::string& what) { result_.note(result_.lines, column, what); }

  void read_line(const std::string& line) {
    if (line.empty() || line[0] == '#') return;
    MapsArea area;
    u32 column = 0;
    if (read_area(line, &area, &column)) return add(area);
    if (is_smaps_label(line)) return read_label(line);
    ++result_.left_out;
    note(column, "no line of maps or smaps");
  }

  void add(MapsArea area) {
    area.line = result_.lines;
    takes_labels_ = false;
    if (area.name == "[vsyscall]") return;  // no area of the process
    const std::string what = objection(area, result_.areas.empty() ? 0 : result_.areas.back().end);
    if (!what.empty()) {
      ++result_.left_out;
      return note(1, "an area that " + what);
    }
    takes_labels_ = true;
    result_.areas.push_back(std::move(area));
  }

  void read_label(const std::string& line) {
    constexpr char kFlags[] = "VmFlags:";
    if (!takes_labels_ || line.compare(0, sizeof(kFlags) - 1, kFlags) != 0) return;
    std::string flags = line.substr(sizeof(kFlags) - 1, 200);
    while (!flags.empty() && flags.back() == ' ') flags.pop_back();
    while (!flags.empty() && flags.front() == ' ') flags.erase(0, 1);
    result_.areas.back().vm_flags = flags;
  }

  MapsText result_;
  bool takes_labels_ = false;
};

}  // namespace

MapsText parse_maps(const std::string& text) { return MapsParser().parse(text); }

bool looks_like_maps(const std::string& text) {
  std::string::size_type begin = 0;
  while (begin < text.size()) {
    const std::string::size_type end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    begin = end + 1;
    if (line.empty() || line[0] == '#') continue;
    MapsArea area;
    u32 column = 0;
    return read_area(line, &area, &column);
  }
  return false;
}

}  // namespace pw
