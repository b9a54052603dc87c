// What a text is, and what it holds: calls, areas, or neither. Fed piece by piece, so that a log of any length needs the memory of its
// calls alone.
//
// Every line is looked at by itself, by one recogniser after the other: log_reader.h, call_lines.h, area_formats.h; then once more without
// what others put in front of it. So it does not matter what a text begins with, and what of it is prose. What the whole is, its lines
// decide together (kind()).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/import/read/log_reader.h"
#include "engine/import/read/maps_text.h"
#include "engine/import/read/strace_log.h"

namespace pw {

// One file, or what stands below a line `==> NAME <==` of it.
struct Section : ImportNotes {
  std::string name;
  StraceLog log;
  std::vector<MapsText> spaces;      // one or more address spaces, in the order of the text
  const char* tool = nullptr;        // one that is known, and cannot be read
  u32 tool_line = 0;
  u32 call_lines = 0;                // … that were read as what a tracer prints
  u32 area_lines = 0;
  u32 other_lines = 0;               // neither, blank lines and comments apart
  u32 first_other = 0;               // the first of these
  std::vector<std::string> others;   // the first few of these

  bool has_log() const { return !log.calls.empty(); }
};

class TextReader {
 public:
  explicit TextReader(WantedCall wanted);
  // The calls of one process alone (0: of all), and of each file these lines alone.
  void choose(u32 pid, u32 first_line, u32 last_line);
  void begin_file(const std::string& name);
  void feed(std::string_view piece);
  std::vector<Section> take();

 private:
  void begin_section(const std::string& name);
  void end_section();
  void read_line(std::string_view line);
  void begin_text(std::string_view line);
  void read_plain(std::string_view line);
  bool read_any(std::string_view line);
  void note_prefix(std::string_view prefix);
  bool read_below_prefix(std::string_view line);
  const char* words_of_other(const StraceLog& log) const;
  bool read_as_log(std::string_view line, u32 tid);
  bool read_area(std::string_view line);
  bool read_label(std::string_view line);
  void add_area(MapsArea area);
  bool begins_space(const MapsArea& area) const;
  void join_spaces();
  void know_tool(std::string_view line);
  void miss(std::string_view line);
  void tell_missed();
  void note(u64 column, const std::string& text) { notes_.note(line_, static_cast<u32>(column), text); }

  WantedCall wanted_;
  std::vector<Section> sections_;
  ImportNotes notes_;             // of the section that is read
  std::optional<LogReader> log_;  // … its log
  std::string rest_;              // a line whose end has not come yet
  const char* form_ = nullptr;  // of the areas, when it is not that of maps
  u32 line_ = 0;
  u32 only_pid_ = 0;
  u32 first_line_ = 1;
  u32 last_line_ = ~0u;
  u32 tid_of_log_ = 0;         // log.5120
  u32 tid_of_maps_ = 0;        // 5120.exec.maps
  u32 tid_of_prefix_ = 0;      // /proc/5120/maps: in front of a line
  u32 tid_ahead_ = 0;          // of the address space that comes next
  std::map<std::string, u64> file_numbers_;  // of files whose inode the text does not tell
  bool is_cut_ahead_ = false;  // an empty line, or a heading, stands behind the last area
  bool has_top_ = false;       // of the address space that is read [stack] or what the kernel puts above it was there
  bool takes_labels_ = false;
  bool is_page_ = false;       // of the web, with its tags
  bool is_no_text_ = false;
  u32 blank_cuts_ = 0;
  u32 missed_from_ = 0;
  u32 missed_to_ = 0;
};

// Whose a file is, by its name: "log.5120" of -ff; "/proc/5120/maps" and "5120.exec.maps". 0: it does not tell.
u32 pid_of_log(std::string_view name);
u32 pid_of_maps(std::string_view name);

}  // namespace pw
