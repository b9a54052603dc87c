#include "engine/api/import_text.h"

#include <algorithm>

#include "engine/api/json.h"
#include "engine/base/utf8.h"
#include "engine/import/read/text_reader.h"
#include "engine/import/script/execve_text.h"
#include "engine/import/script/strace_script.h"

namespace pw {
namespace {

constexpr u64 kMaxNotes = 100;  // as of logs and maps

// Sections by what they hold.
struct Sorted : ImportNotes {
  std::vector<StraceLog> logs;
  std::vector<MapsAfterExec> maps;
  std::vector<const Section*> neither;
};

// A script may hold calls as strace prints them. It is one when all of its other lines are commands.
bool is_script(const Section& section, const ScriptLanguage& language) {
  if (section.area_lines > 0 || section.others.empty()) return false;
  const auto is_command = [&language](const std::string& line) { return language.refusal(line).empty(); };
  return std::all_of(section.others.begin(), section.others.end(), is_command);
}

void add_notes(const ImportNotes& from, ImportNotes* to) {
  for (const ImportNote& one : from.notes) to->note(one.line, one.column, one.text);
  to->unlisted += from.unlisted;
}

Sorted sort_sections(std::vector<Section>& sections, const ScriptLanguage& language) {
  Sorted sorted;
  for (Section& section : sections) {
    const bool has_log = section.has_log() && !is_script(section, language);
    if (!has_log && section.spaces.empty()) {
      sorted.neither.push_back(&section);
      continue;
    }
    add_notes(section, &sorted);
    for (MapsText& space : section.spaces) sorted.maps.push_back({space.tid, std::move(space)});
    if (has_log) sorted.logs.push_back(std::move(section.log));
  }
  return sorted;
}

ImportResult refusal_of(const Sorted& sorted) {
  ImportResult result;
  result.error = "line 1, column 1: this is neither /proc/PID/maps nor smaps nor what strace prints";
  const auto is_known = [](const Section* section) { return section->tool != nullptr; };
  const auto known = std::find_if(sorted.neither.begin(), sorted.neither.end(), is_known);
  if (known == sorted.neither.end()) return result;
  result.kind = ImportKind::kTool;
  const std::string place = "line " + std::to_string((*known)->tool_line) + ", column 1: ";
  result.error = place + (*known)->tool;
  return result;
}

ImportResult import_sorted(Sorted& sorted, const ScriptLanguage& language) {
  ImportResult result;
  if (sorted.logs.size() > 1) {
    result.error = "more than one strace log: import them one by one";
  } else if (sorted.logs.size() == 1) {
    static_cast<ImportNotes&>(sorted.logs[0]) = sorted;
    result = import_strace(sorted.logs[0], sorted.maps, language);
  } else if (!sorted.maps.empty()) {
    std::vector<MapsText> spaces;
    for (MapsAfterExec& one : sorted.maps) spaces.push_back(std::move(one.maps));
    result = import_spaces(spaces);
    add_notes(sorted, &result);
  } else {
    return refusal_of(sorted);
  }
  if (!sorted.logs.empty()) result.kind = ImportKind::kLog;
  else if (!sorted.maps.empty()) result.kind = ImportKind::kMaps;
  return result;
}

// In a quoted name of the script \x1b stands for the byte that it replaces; what is not quoted holds no such byte, or would not parse.
void make_printable(ImportResult* result) {
  result->script = printable_lines(result->script);
  result->error = printable_lines(result->error);
  for (ImportNote& note : result->notes) note.text = printable(note.text);
}

const char* kind_name(ImportKind kind) {
  return kind == ImportKind::kLog ? "log" : kind == ImportKind::kMaps ? "maps" : "unknown";
}

}  // namespace

ImportResult import_files(const std::vector<ImportFile>& files, const ScriptLanguage& language) {
  TextReader reader([&language](const std::string& name) { return is_scripted(name, language); });
  for (const ImportFile& file : files) {
    reader.begin_file(file.name);
    reader.feed(file.text);
  }
  std::vector<Section> sections = reader.take();
  Sorted sorted = sort_sections(sections, language);
  ImportResult result = import_sorted(sorted, language);
  for (const Section* section : sorted.neither) {
    if (result.notes.size() >= kMaxNotes) {
      ++result.unlisted;
      continue;
    }
    const std::string name = section->name.empty() ? "a text" : section->name.substr(0, 80);
    result.notes.push_back({0, 0, name + " is left out: neither maps nor what strace prints"});
  }
  make_printable(&result);
  return result;
}

std::string import_json(const std::vector<ImportFile>& files, const ScriptLanguage& language) {
  const ImportResult result = import_files(files, language);
  if (!result.error.empty() && result.kind != ImportKind::kUnknown) return json_error(result.error);
  JsonWriter json;
  json.begin_object().key("kind").string(kind_name(result.kind)).key("script").string(result.script);
  json.key("notes").begin_array();
  for (const ImportNote& note : result.notes) {
    json.begin_object().key("line").number(note.line).key("column").number(note.column).key("text").string(note.text).end_object();
  }
  return json.end_array().key("unlisted").number(result.unlisted).end_object().text();
}

std::string import_notes_text(const ImportResult& result) {
  std::string text;
  for (const ImportNote& note : result.notes) {
    if (note.line != 0) text += "line " + std::to_string(note.line);
    if (note.line != 0 && note.column != 0) text += ", column " + std::to_string(note.column);
    text += (note.line != 0 ? ": " : "") + note.text + "\n";
  }
  if (result.unlisted > 0) text += "and " + std::to_string(result.unlisted) + " more like these\n";
  return text;
}

}  // namespace pw
