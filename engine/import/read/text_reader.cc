#include "engine/import/read/text_reader.h"

#include <utility>

#include "engine/import/read/area_formats.h"
#include "engine/import/read/call_lines.h"
#include "engine/import/read/dress.h"
#include "engine/import/read/known_files.h"
#include "engine/import/read/known_tools.h"
#include "engine/import/read/scan.h"

namespace pw {
namespace {

constexpr u64 kMaxLineBytes4M = 4u << 20;  // what a line has beyond is not read
constexpr u32 kMaxName = 2000;
constexpr u64 kTopOfFiveLevels = (u64{1} << 56) - kPageSize;
constexpr u32 kPrefixes = 4;
constexpr u32 kKeptOthers = 8;
constexpr u32 kToolLines = 10'000;  // a tool shows itself among as many

// "==> 13526.exec.maps <==": the name; empty for any other line.
std::string_view header_name(std::string_view line) {
  const bool is_header = line.substr(0, 4) == "==> " && line.size() > 8 && line.substr(line.size() - 4) == " <==";
  return is_header ? line.substr(4, line.size() - 8) : std::string_view();
}

bool is_of_kernel(const std::string& name) { return name == "[vdso]" || name == "[vsyscall]" || name.compare(0, 5, "[vvar") == 0; }

// "" when it can be taken.
const char* objection(const MapsArea& area, u64 last_end) {
  if (!is_page_aligned(area.start) || !is_page_aligned(area.end) || !is_page_aligned(area.offset)) return "is not page aligned";
  if (area.start >= area.end) return "is empty";
  if (area.end > kTopOfFiveLevels) return "lies above the user address space";
  if (area.start < last_end) return "begins before the one in front of it ends";
  return area.name.size() > kMaxName ? "has a name of more than 2000 bytes" : "";
}

std::string_view file_of(std::string_view path) {
  const u64 slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// They are few, and nearly in order: what std::stable_sort would do, in a tenth of its code.
void sort_by_line(std::vector<ImportNote>& notes) {
  for (u64 i = 1; i < notes.size(); ++i) {
    for (u64 at = i; at > 0 && notes[at - 1].line > notes[at].line; --at) std::swap(notes[at - 1], notes[at]);
  }
}

u32 number_at(std::string_view text) {
  Scan scan{text};
  u32 number = 0;
  return scan.decimal(&number) ? number : 0;
}

}  // namespace

u32 pid_of_maps(std::string_view name) {
  const u64 proc = name.find("/proc/");
  if (proc != std::string_view::npos) return number_at(name.substr(proc + 6));
  name = file_of(name);
  Scan scan{name};
  u32 pid = 0;
  return scan.decimal(&pid) && (scan.at_end() || scan.peek() == '.') ? pid : 0;
}

u32 pid_of_log(std::string_view name) {
  name = file_of(name);
  const u64 dot = name.rfind('.');
  Scan scan{name, dot == std::string_view::npos ? name.size() : dot + 1};
  u32 pid = 0;
  return scan.decimal(&pid) && scan.at_end() ? pid : 0;
}

TextReader::TextReader(WantedCall wanted) : wanted_(std::move(wanted)) {}

void TextReader::choose(u32 pid, u32 first_line, u32 last_line) {
  only_pid_ = pid;
  first_line_ = first_line;
  last_line_ = last_line;
}

void TextReader::begin_file(const std::string& name) {
  end_section();
  line_ = 0;
  begin_section(name);
}

void TextReader::begin_section(const std::string& name) {
  sections_.emplace_back();
  sections_.back().name = name;
  log_.emplace(wanted_, &notes_, only_pid_);
  tid_of_log_ = pid_of_log(name);
  tid_of_maps_ = pid_of_maps(name);
  tid_ahead_ = tid_of_prefix_ = 0;
  file_numbers_.clear();
  is_cut_ahead_ = has_top_ = takes_labels_ = is_page_ = is_no_text_ = false;
  blank_cuts_ = 0;
}

void TextReader::end_section() {
  if (!rest_.empty()) read_line(rest_);
  rest_.clear();
  if (sections_.empty() || !log_) return;
  tell_missed();
  Section& section = sections_.back();
  section.log = log_->take();
  log_.reset();
  if (const char* const words = words_of_other(section.log)) {
    section.tool = known_tool(words);
    section.tool_line = section.log.calls.empty() ? 1 : section.log.calls[0].line;
    section.log.calls.clear();
  }
  if (form_ != nullptr) notes_.note(0, 0, "read as what " + std::string(form_) + " prints");
  form_ = nullptr;
  join_spaces();
  sort_by_line(notes_.notes);
  static_cast<ImportNotes&>(section) = std::move(notes_);
  notes_ = ImportNotes();
  const bool is_empty = section.call_lines + section.area_lines + section.other_lines == 0;
  if (is_empty) sections_.pop_back();
}

void TextReader::feed(std::string_view piece) {
  for (u64 from = 0; from < piece.size();) {
    const u64 to = piece.find('\n', from);
    const std::string_view part = piece.substr(from, to == std::string_view::npos ? to : to - from);
    if (to == std::string_view::npos || !rest_.empty()) rest_ += part.substr(0, kMaxLineBytes4M - rest_.size());
    if (to == std::string_view::npos) return;
    read_line(rest_.empty() ? part : rest_);
    rest_.clear();
    from = to + 1;
  }
}

std::vector<Section> TextReader::take() {
  end_section();
  return std::move(sections_);
}

void TextReader::read_line(std::string_view line) {
  ++line_;
  if (line_ < first_line_ || line_ > last_line_) return;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const std::string_view header = header_name(line);
  if (!header.empty()) {
    const std::string name(header);
    rest_.clear();
    end_section();
    return begin_section(name);
  }
  if (trimmed(line).empty()) {
    is_cut_ahead_ = true;
    return;
  }
  if (line_ == 1) begin_text(line);
  if (is_no_text_) return;
  is_page_ = is_page_ || begins_page(line);
  if (is_page_) return read_plain(page_text(line));
  // As it stands first: a name may hold any bytes.
  if (!is_dressed(line)) return read_plain(line);
  if (read_any(line)) tell_missed();
  else read_plain(undressed(line));
}

// Of a file that is no text nothing is read: what looks like a call in it is none.
void TextReader::begin_text(std::string_view line) {
  Section& section = sections_.back();
  section.tool = known_file(line);
  is_no_text_ = section.tool != nullptr;
  section.tool_line = section.other_lines = is_no_text_ ? 1 : 0;
}

void TextReader::read_plain(std::string_view line) {
  if (trimmed(line).empty()) is_cut_ahead_ = true;
  else if (read_any(line)) tell_missed();
  else miss(line);
}

// What only looks like a log of strace: the words by which known_tool knows it. ltrace without -S has functions, and not one call that
// could become a command; other systems have calls of the same names.
const char* TextReader::words_of_other(const StraceLog& log) const {
  if (log.passed.count("SYSCALL") != 0) return "SYSCALL(args)";
  bool has_call = false;
  bool has_function = log.passed.count("malloc") != 0 || log.passed.count("free") != 0;
  for (const StraceCall& call : log.calls) {
    if (call.name == "SYSCALL") return "SYSCALL(args)";
    if (call.name == "mmap" && (call.arg(3) + ",").find("MAP_ANON,") != std::string::npos) return "|MAP_ANON,";
    has_call = has_call || (call.kind == StraceCall::Kind::kCall && wanted_(call.name));
    has_function = has_function || call.name == "malloc" || call.name == "__libc_start_main" || call.name == "puts" || call.name == "free";
  }
  return has_function && !has_call ? "malloc(" : nullptr;
}

bool TextReader::read_as_log(std::string_view line, u32 tid) {
  StraceCall call;
  if (line.find("): ") != std::string_view::npos && read_perf_line(line, &call)) {
    call.line = call.end_line = line_;
    log_->add(std::move(call));
  } else if (!log_->read_line(line, line_, tid)) {
    return false;
  }
  // What strace says of itself may be all that there is.
  if (line.substr(0, 8) == "strace: ") know_tool(line);
  ++sections_.back().call_lines;
  return true;
}

bool TextReader::read_any(std::string_view line) {
  if (trimmed(line).empty()) return false;
  return read_as_log(line, tid_of_log_) || read_area(line) || read_label(line) || read_below_prefix(line);
}

bool TextReader::read_below_prefix(std::string_view line) {
  Scan scan{line};
  u32 tid = tid_of_log_;
  for (u32 taken = 0; taken < kPrefixes && take_foreign_prefix(scan, &tid); ++taken) {
    note_prefix(line.substr(0, scan.at));
    const std::string_view rest = scan.rest();
    if (trimmed(rest).empty()) return false;
    if (read_as_log(rest, tid) || read_area(trimmed(rest))) return true;
  }
  return false;
}

// "/proc/4711/maps:", which grep puts in front of the lines of several files.
void TextReader::note_prefix(std::string_view prefix) {
  const unsigned pid = process_of_heading(prefix);
  if (pid == 0 || pid == tid_of_prefix_) return;
  tid_ahead_ = tid_of_prefix_ = pid;
  is_cut_ahead_ = true;
}

// ---- areas ----
bool TextReader::read_area(std::string_view line) {
  MapsArea area;
  const AreaFormat* format = kAreaFormats;
  while (format->name != nullptr && !format->read(line, &area)) ++format;
  if (format->name == nullptr && is_blank(line[0])) return read_area(trimmed(line));
  if (format->name == nullptr || area.name == "[rollup]") return false;
  ++sections_.back().area_lines;
  if (format != kAreaFormats) form_ = format->name;
  area.line = line_;
  const bool is_nameless_file = area.inode == kUnknownInode && area.dev_major == 0 && area.dev_minor == 0;
  if (is_nameless_file) area.inode = file_numbers_.insert({area.name, file_numbers_.size() + 1}).first->second;
  add_area(std::move(area));
  return true;
}

bool TextReader::begins_space(const MapsArea& area) const {
  const std::vector<MapsText>& spaces = sections_.back().spaces;
  if (spaces.empty()) return true;
  const MapsText& last = spaces.back();
  if (last.areas.empty()) return false;
  if (is_cut_ahead_) return true;
  return area.start < last.areas.back().start && (has_top_ || area.start <= last.areas.front().start) && area.end > area.start;
}

void TextReader::add_area(MapsArea area) {
  takes_labels_ = false;
  std::vector<MapsText>& spaces = sections_.back().spaces;
  if (begins_space(area)) {
    const bool is_blank_cut = !spaces.empty() && tid_ahead_ == 0 && area.start >= spaces.back().areas.back().end;
    if (is_blank_cut) ++blank_cuts_;
    spaces.emplace_back();
    spaces.back().line = line_;
    spaces.back().tid = tid_ahead_ != 0 ? tid_ahead_ : tid_of_maps_;
    has_top_ = false;
  }
  is_cut_ahead_ = false;
  tid_ahead_ = 0;
  has_top_ = has_top_ || area.name == "[stack]" || is_of_kernel(area.name);
  if (area.name == "[vsyscall]") return;  // no area of the process
  MapsText& space = spaces.back();
  const std::string what = objection(area, space.areas.empty() ? 0 : space.areas.back().end);
  if (!what.empty()) {
    ++space.left_out;
    return note(1, "an area that " + what);
  }
  takes_labels_ = true;
  space.areas.push_back(std::move(area));
}

// A text with an empty line behind every line holds one address space all the same.
void TextReader::join_spaces() {
  std::vector<MapsText>& spaces = sections_.back().spaces;
  const bool is_spread = blank_cuts_ >= 3 && blank_cuts_ * 2 >= sections_.back().area_lines;
  for (u64 i = spaces.size(); is_spread && i-- > 1;) {
    std::vector<MapsArea>& below = spaces[i - 1].areas;
    std::vector<MapsArea>& above = spaces[i].areas;
    if (below.empty() || above.empty() || below.back().end > above.front().start || below.back().name == "[stack]") continue;
    for (MapsArea& area : above) below.push_back(std::move(area));
    spaces.erase(spaces.begin() + static_cast<std::vector<MapsText>::difference_type>(i));
  }
}

bool TextReader::read_label(std::string_view line) {
  if (sections_.back().spaces.empty() || !is_smaps_label(line)) return false;
  constexpr std::string_view kFlags = "VmFlags:";
  if (!takes_labels_ || line.substr(0, kFlags.size()) != kFlags) return true;
  sections_.back().spaces.back().areas.back().vm_flags = trimmed(line.substr(kFlags.size()).substr(0, 200));
  return true;
}

// ---- what is neither ----
void TextReader::know_tool(std::string_view line) {
  Section& section = sections_.back();
  if (section.tool != nullptr || section.other_lines >= kToolLines) return;
  section.tool = known_tool(line);
  if (section.tool != nullptr) section.tool_line = line_;
}

void TextReader::miss(std::string_view line) {
  Section& section = sections_.back();
  if (const unsigned pid = process_of_heading(line)) {
    tid_ahead_ = pid;
    is_cut_ahead_ = true;
  }
  know_tool(line);
  if (line[0] == '#' && section.tool_line != line_) return;
  if (is_heading(line)) return;
  if (section.other_lines++ == 0) section.first_other = line_;
  if (section.others.size() < kKeptOthers) section.others.emplace_back(line.substr(0, kPageSize));
  if (const u32 column = maps_line_breaks_at(line)) {
    tell_missed();
    if (!section.spaces.empty()) ++section.spaces.back().left_out;
    return note(column, "no line of maps or smaps");
  }
  if (missed_from_ == 0) missed_from_ = line_;
  missed_to_ = line_;
}

// What stands together is told together.
void TextReader::tell_missed() {
  if (missed_from_ == 0) return;
  const std::string what = "nothing of a log or of maps";
  if (missed_from_ == missed_to_) notes_.note(missed_from_, 1, what);
  else notes_.note(missed_from_, 0, what + ", down to line " + std::to_string(missed_to_));
  missed_from_ = missed_to_ = 0;
}

MapsText parse_maps(std::string_view text) {
  TextReader reader([](const std::string&) { return true; });
  reader.begin_file("");
  reader.feed(text);
  std::vector<Section> sections = reader.take();
  if (sections.empty()) return MapsText();
  MapsText maps = sections[0].spaces.empty() ? MapsText() : std::move(sections[0].spaces[0]);
  static_cast<ImportNotes&>(maps) = sections[0];
  return maps;
}

StraceLog parse_strace(std::string_view text) {
  TextReader reader([](const std::string&) { return true; });
  reader.begin_file("");
  reader.feed(text);
  std::vector<Section> sections = reader.take();
  if (sections.empty()) return StraceLog();
  StraceLog log = std::move(sections[0].log);
  static_cast<ImportNotes&>(log) = sections[0];
  return log;
}

const std::string& StraceCall::arg(u32 index) const {
  static const std::string kNone;
  return index < args.size() ? args[index] : kNone;
}

}  // namespace pw
