#include "engine/api/import_text.h"

#include <algorithm>

#include "engine/api/json.h"
#include "engine/base/utf8.h"
#include "engine/import/read/merge_logs.h"
#include "engine/import/read/text_reader.h"
#include "engine/import/script/execve_text.h"
#include "engine/import/script/strace_script.h"

namespace pw {
namespace {

constexpr u64 kMaxNotes = 100;  // as of logs and maps

// Sections by what they hold.
struct Sorted : ImportNotes {
  std::vector<NamedLog> logs;
  std::vector<MapsAfterExec> maps;
  std::vector<const Section*> neither;
};

// A script may hold calls as strace prints them. It is one when all of its other lines are commands.
bool is_script(const Section& section, const ScriptLanguage& language) {
  if (section.area_lines > 0 || section.others.empty()) return false;
  const auto is_command = [&language](const std::string& line) { return language.refusal(line).empty(); };
  return std::all_of(section.others.begin(), section.others.end(), is_command);
}

// Of several files, which one it is about.
std::string in_file(const std::string& name, const std::string& text) {
  const u64 slash = name.rfind('/');
  return "in " + name.substr(slash == std::string::npos ? 0 : slash + 1) + ": " + text;
}

void add_notes(const ImportNotes& from, const std::string& name, ImportNotes* to) {
  for (const ImportNote& one : from.notes) to->note(one.line, one.column, name.empty() ? one.text : in_file(name, one.text));
  to->unlisted += from.unlisted;
}

// "5120.exit.maps"
bool is_end_of_process(const std::string& name) { return name.find(".exit.") != std::string::npos; }

Sorted sort_sections(std::vector<Section>& sections, const ScriptLanguage& language) {
  Sorted sorted;
  for (Section& section : sections) {
    const bool has_log = section.has_log() && !is_script(section, language);
    if (!has_log && section.spaces.empty()) {
      sorted.neither.push_back(&section);
      continue;
    }
    add_notes(section, sections.size() > 1 ? section.name : "", &sorted);
    for (MapsText& space : section.spaces) sorted.maps.push_back({space.tid, std::move(space), is_end_of_process(section.name)});
    if (has_log) sorted.logs.push_back({section.name, std::move(section.log)});
  }
  return sorted;
}

// Lines of the whole are told as lines of its files.
ImportResult import_merged(Sorted& sorted, const ScriptLanguage& language) {
  std::vector<std::string> names;
  for (const NamedLog& log : sorted.logs) names.push_back(log.name);
  MergedLog merged = merge_logs(std::move(sorted.logs));
  ImportResult result = import_strace(merged.log, sorted.maps, language);
  for (ImportNote& note : result.notes) {
    if (note.line == 0 || note.line > merged.places.size()) continue;
    const MergedPlace& place = merged.places[note.line - 1];
    note = {place.line, note.column, in_file(names[place.file], note.text)};
  }
  add_notes(sorted, "", &result);
  const ImportNote guess{
      0, 0, "these files have no times: a child runs to its end behind the call that made it; record with -tt for the real order"};
  if (merged.is_guessed) result.notes.insert(result.notes.begin(), guess);
  return result;
}

ImportResult refusal_of(const Sorted& sorted, const ScriptLanguage& language) {
  ImportResult result;
  result.error = "line 1, column 1: this is neither /proc/PID/maps nor smaps nor what strace prints: bring one of these, or commands";
  // Calls of which none is whole.
  const auto is_broken = [&language](const Section* section) {
    return section->log.unread > 0 && !section->notes.empty() && !is_script(*section, language);
  };
  const auto broken = std::find_if(sorted.neither.begin(), sorted.neither.end(), is_broken);
  if (broken != sorted.neither.end()) {
    const ImportNote& first = (*broken)->notes.front();
    const std::string place = "line " + std::to_string(first.line) + ", column " + std::to_string(first.column) + ": ";
    result.kind = ImportKind::kLog;
    result.error = place + first.text;
    return result;
  }
  const auto is_known = [&language](const Section* section) { return section->tool != nullptr && !is_script(*section, language); };
  const auto known = std::find_if(sorted.neither.begin(), sorted.neither.end(), is_known);
  if (known == sorted.neither.end()) return result;
  result.kind = ImportKind::kTool;
  const std::string place = "line " + std::to_string((*known)->tool_line) + ", column 1: ";
  result.error = place + (*known)->tool;
  return result;
}

ImportResult import_sorted(Sorted& sorted, const ScriptLanguage& language) {
  ImportResult result;
  const bool has_logs = !sorted.logs.empty();
  const bool has_maps = !sorted.maps.empty();
  if (sorted.logs.size() > 1 && !belong_together(sorted.logs)) {
    result.error = "more than one strace log: import them one by one";
  } else if (sorted.logs.size() > 1) {
    result = import_merged(sorted, language);
  } else if (has_logs) {
    static_cast<ImportNotes&>(sorted.logs[0].log) = sorted;
    result = import_strace(sorted.logs[0].log, sorted.maps, language);
    if (sorted.logs[0].log.is_32bit) result.note(0, 0, "a 32-bit program: its addresses stand as they are on a 64-bit machine");
  } else if (has_maps) {
    std::vector<MapsText> spaces;
    for (MapsAfterExec& one : sorted.maps) spaces.push_back(std::move(one.maps));
    result = import_spaces(spaces);
    add_notes(sorted, "", &result);
  } else {
    return refusal_of(sorted, language);
  }
  if (has_logs) result.kind = ImportKind::kLog;
  else if (has_maps) result.kind = ImportKind::kMaps;
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

Importer::Importer(const ScriptLanguage& language, const ImportChoice& choice)
    : language_(language), reader_([&language](const std::string& name) { return is_scripted(name, language); }) {
  reader_.choose(choice.pid, choice.first_line, choice.last_line);
}

ImportResult import_files(const std::vector<ImportFile>& files, const ScriptLanguage& language) {
  Importer importer(language);
  for (const ImportFile& file : files) {
    importer.begin_file(file.name);
    importer.feed(file.text);
  }
  return importer.finish();
}

ImportResult Importer::finish() {
  std::vector<Section> sections = reader_.take();
  Sorted sorted = sort_sections(sections, language_);
  ImportResult result = import_sorted(sorted, language_);
  // Of one text alone the error says it.
  if (!result.error.empty() && sorted.neither.size() == 1) sorted.neither.clear();
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
  return import_json(import_files(files, language));
}

std::string import_json(const ImportResult& result) {
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
  std::vector<ImportNote> notes = result.notes;
  std::stable_sort(notes.begin(), notes.end(), [](const ImportNote& a, const ImportNote& b) { return a.line < b.line; });
  for (const ImportNote& note : notes) {
    if (note.line != 0) text += "line " + std::to_string(note.line);
    if (note.line != 0 && note.column != 0) text += ", column " + std::to_string(note.column);
    text += (note.line != 0 ? ": " : "") + note.text + "\n";
  }
  if (result.unlisted > 0) text += "and " + std::to_string(result.unlisted) + " more like these\n";
  return text;
}

}  // namespace pw
