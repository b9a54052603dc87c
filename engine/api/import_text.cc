#include "engine/api/import_text.h"

#include <algorithm>
#include <cstdlib>

#include "engine/api/json.h"
#include "engine/base/utf8.h"
#include "engine/import/execve_text.h"
#include "engine/import/maps_text.h"
#include "engine/import/strace_script.h"

namespace pw {
namespace {

std::string line_at(const std::string& text, u64 from, u64* next) {
  u64 to = text.find('\n', from);
  if (to == std::string::npos) to = text.size();
  *next = to + 1;
  return text.substr(from, to - from);
}

// "==> 13526.exec.maps <==": the name; empty for any other line.
std::string header_name(const std::string& line) {
  const bool is_header = line.compare(0, 4, "==> ") == 0 && line.size() > 8 && line.compare(line.size() - 4, 4, " <==") == 0;
  return is_header ? line.substr(4, line.size() - 8) : "";
}

void split_sections(const ImportFile& file, std::vector<ImportFile>* sections) {
  sections->push_back({file.name, ""});
  for (u64 at = 0; at < file.text.size();) {
    u64 next = 0;
    const std::string line = line_at(file.text, at, &next);
    const std::string name = header_name(line);
    if (!name.empty()) {
      sections->push_back({name, ""});
    } else {
      sections->back().text += line + "\n";
    }
    at = next;
  }
}

// Where a log begins behind the maps that stand in front of it; the size when there is none.
u64 find_log(const std::string& text) {
  for (u64 at = 0; at < text.size();) {
    u64 next = 0;
    const std::string line = line_at(text, at, &next);
    const bool is_call = line.size() < 4096 && line.find('(') != std::string::npos && parse_strace(line).calls.size() == 1;
    if (is_call) return at;
    at = next;
  }
  return text.size();
}

u32 leading_number(const std::string& name) {
  const u64 slash = name.rfind('/');
  return static_cast<u32>(std::strtoul(name.c_str() + (slash == std::string::npos ? 0 : slash + 1), nullptr, 10));
}

constexpr u64 kMaxNotes = 100;  // as of logs and maps

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

// As many empty lines as stand in front of `to`, so that what follows keeps its line numbers.
std::string blank_lines(const std::string& text, u64 to) {
  const auto end = text.begin() + static_cast<std::string::difference_type>(to);
  return std::string(static_cast<u64>(std::count(text.begin(), end, '\n')), '\n');
}

struct Sorted {
  std::vector<std::string> logs;
  std::vector<MapsAfterExec> maps;
  std::vector<std::string> neither;  // names
};

Sorted sort_sections(const std::vector<ImportFile>& sections) {
  Sorted sorted;
  for (const ImportFile& section : sections) {
    const bool has_maps = looks_like_maps(section.text);
    const u64 log = has_maps ? find_log(section.text) : 0;
    const bool has_log = log < section.text.size() && (has_maps || is_strace(section.text));
    if (has_maps) sorted.maps.push_back({leading_number(section.name), section.text.substr(0, log)});
    if (has_log) sorted.logs.push_back(blank_lines(section.text, log) + section.text.substr(log));
    if (!has_maps && !has_log && !is_blank(section.text)) sorted.neither.push_back(section.name);
  }
  return sorted;
}

ImportResult import_sorted(const Sorted& sorted, const ScriptLanguage& language) {
  ImportResult result;
  if (sorted.logs.size() > 1) {
    result.error = "more than one strace log: import them one by one";
  } else if (sorted.logs.size() == 1) {
    result = import_strace(sorted.logs[0], sorted.maps, language);
  } else if (sorted.maps.size() == 1) {
    result = import_maps(sorted.maps[0].text);
  } else if (sorted.maps.size() > 1) {
    result.error = "more than one address space and no strace log: import them one by one";
  } else {
    result.error = "line 1, column 1: this is neither /proc/PID/maps nor smaps nor what strace prints";
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
  std::vector<ImportFile> sections;
  for (const ImportFile& file : files) split_sections(file, &sections);
  const Sorted sorted = sort_sections(sections);
  ImportResult result = import_sorted(sorted, language);
  for (const std::string& name : sorted.neither) {
    if (result.notes.size() >= kMaxNotes) {
      ++result.unlisted;
      continue;
    }
    result.notes.push_back({0, 0, (name.empty() ? "a text" : name.substr(0, 80)) + " is left out: neither maps nor what strace prints"});
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
