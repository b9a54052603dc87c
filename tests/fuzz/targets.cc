#include "tests/fuzz/targets.h"

#include <cstdio>
#include <cstdlib>

#include "engine/api/import_text.h"
#include "engine/import/read/area_formats.h"
#include "engine/import/read/call_lines.h"
#include "engine/import/read/call_text.h"
#include "engine/import/read/dress.h"
#include "engine/import/read/known_files.h"
#include "engine/import/read/known_tools.h"
#include "engine/import/read/leader.h"
#include "engine/import/read/merge_logs.h"
#include "engine/import/read/notice.h"
#include "engine/import/read/text_reader.h"

namespace pw::fuzz {
namespace {

void demand(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", promise);
  std::abort();
}

// ---- one line ----
bool is_perm(const std::string& perm) {
  if (perm.size() != 4 || (perm[3] != 'p' && perm[3] != 's')) return false;
  for (u32 i = 0; i < 3; ++i) {
    if (perm[i] != '-' && perm[i] != "rwx"[i]) return false;
  }
  return true;
}

template <bool (*kRead)(std::string_view, MapsArea*)>
void run_area(std::string_view bytes) {
  MapsArea area;
  if (!kRead(bytes, &area)) return;
  demand(is_perm(area.perm), "an area has permissions");
  demand(area.name.size() <= bytes.size(), "a name is part of the line");
}

void run_maps(std::string_view bytes) {
  run_area<read_maps_line>(bytes);
  is_smaps_label(bytes);
  MapsArea area;
  const u32 column = maps_line_breaks_at(bytes);
  demand(column <= bytes.size() + 1, "a column stands in the line");
  demand(column == 0 || !read_maps_line(bytes, &area), "what is read does not break");
}

void run_debuggers(std::string_view bytes) {
  run_area<read_gdb_line>(bytes);
  run_area<read_plugin_line>(bytes);
  run_area<read_lldb_line>(bytes);
}

void run_pmap(std::string_view bytes) {
  run_area<read_pmap_line>(bytes);
  run_area<read_pmap_wide_line>(bytes);
}

void run_tombstone(std::string_view bytes) { run_area<read_tombstone_line>(bytes); }

void run_perf(std::string_view bytes) {
  StraceCall call;
  if (read_perf_line(bytes, &call)) demand(!call.name.empty(), "a call has a name");
}

void run_leader(std::string_view bytes) {
  Scan scan{bytes};
  take_leader(scan);
  demand(scan.at <= bytes.size(), "a leader is part of the line");
  u32 tid = 0;
  for (u64 before = scan.at; take_foreign_prefix(scan, &tid); before = scan.at) {
    demand(scan.at > before && scan.at <= bytes.size(), "a prefix is part of the line, and not empty");
  }
}

void run_call(std::string_view bytes) {
  Scan with{bytes};
  Scan without{bytes};
  std::vector<std::string> args;
  const bool is_whole = take_arguments(with, &args);
  demand(is_whole == take_arguments(without, nullptr) && with.at == without.at, "arguments end in the same place, kept or not");
  take_result(with);
  demand(with.at <= bytes.size() + 1, "a result is part of the line");
  const Notice notice = find_notice(bytes);
  demand(notice.at <= bytes.size(), "a notice is part of the line");
}

void run_tools(std::string_view bytes) {
  known_tool(bytes);
  known_file(bytes);
  process_of_heading(bytes);
  is_heading(bytes);
  pid_of_log(bytes);
  pid_of_maps(bytes);
}

void run_dress(std::string_view bytes) {
  demand(undressed(bytes).size() <= bytes.size() && page_text(bytes).size() <= bytes.size(), "what is taken off is not put on");
  demand(is_dressed(bytes) || undressed(bytes).size() + 1 >= bytes.size(), "what has nothing on has nothing to take off");
  begins_page(bytes);
}

// ---- many lines ----
std::vector<Section> sections_of(std::string_view bytes, u64 piece) {
  TextReader reader([](const std::string& name) { return name != "read" && name != "getpid"; });
  reader.begin_file("log.7");
  for (u64 from = 0; from < bytes.size(); from += piece) reader.feed(bytes.substr(from, piece));
  return reader.take();
}

std::string shown(const std::vector<Section>& sections) {
  std::string text;
  for (const Section& section : sections) {
    text += section.name + " " + std::to_string(section.spaces.size()) + " " + std::to_string(section.notes.size()) + "\n";
    for (const StraceCall& call : section.log.calls) {
      text += std::to_string(call.tid) + " " + call.name + " " + call.result + " " + std::to_string(call.line) + "\n";
      for (const std::string& arg : call.args) text += "  " + arg + "\n";
    }
  }
  return text;
}

void run_text(std::string_view bytes) {
  const std::vector<Section> whole = sections_of(bytes, bytes.size() + 1);
  demand(shown(whole) == shown(sections_of(bytes, 1 + bytes.size() % 7)), "a text is the same in pieces");
  for (const Section& section : whole) {
    u32 last = 0;
    for (const StraceCall& call : section.log.calls) {
      demand(call.line >= last && call.end_line >= call.line, "calls stand in the order of their lines");
      last = call.line;
    }
    for (const MapsText& space : section.spaces) {
      u64 end = 0;
      for (const MapsArea& area : space.areas) {
        demand(area.start >= end && area.end > area.start, "areas ascend and do not overlap");
        end = area.end;
      }
    }
  }
}

// Every third file begins where the bytes hold a zero: several logs at once.
void run_merge(std::string_view bytes) {
  std::vector<NamedLog> logs;
  for (u64 from = 0; from < bytes.size();) {
    const u64 to = std::min(bytes.find('\0', from), bytes.size());
    TextReader reader([](const std::string&) { return true; });
    reader.begin_file("log." + std::to_string(700 + logs.size()));
    reader.feed(bytes.substr(from, to - from));
    for (Section& section : reader.take()) {
      if (section.has_log()) logs.push_back({section.name, std::move(section.log)});
    }
    from = to + 1;
  }
  if (logs.size() < 2 || !belong_together(logs)) return;
  u64 calls = 0;
  for (const NamedLog& log : logs) calls += log.log.calls.size();
  const MergedLog merged = merge_logs(std::move(logs));
  demand(merged.log.calls.size() == calls && merged.places.size() == calls, "no call is lost");
}

class AnyLanguage final : public ScriptLanguage {
 public:
  bool has_call(const std::string& name) const override { return name == "munmap" || name == "madvise" || name == "mlock"; }
  std::string refusal(const std::string& line) const override { return line.find('\n') == std::string::npos ? "" : "two lines"; }
};

void run_import(std::string_view bytes) {
  const ImportResult result = import_files({{"log.7", std::string(bytes)}}, AnyLanguage());
  demand(result.script.empty() != result.error.empty(), "there is a script, or a reason why not");
  demand(result.notes.size() <= 120, "notes are bounded");
  import_notes_text(result);
}

}  // namespace

const Target kTargets[] = {
    {"maps", run_maps},     {"debuggers", run_debuggers}, {"pmap", run_pmap}, {"tombstone", run_tombstone}, {"perf", run_perf},
    {"leader", run_leader}, {"call", run_call},           {"tools", run_tools}, {"dress", run_dress}, {"text", run_text},
    {"merge", run_merge},   {"import", run_import}, {nullptr, nullptr},
};

}  // namespace pw::fuzz
