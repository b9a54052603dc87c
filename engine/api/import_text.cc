#include "engine/api/import_text.h"

#include <cstdlib>

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

struct Sorted {
  std::vector<std::string> logs;
  std::vector<MapsAfterExec> maps;
};

Sorted sort_sections(const std::vector<ImportFile>& sections) {
  Sorted sorted;
  for (const ImportFile& section : sections) {
    const bool has_maps = looks_like_maps(section.text);
    const u64 log = has_maps ? find_log(section.text) : 0;
    if (has_maps) sorted.maps.push_back({leading_number(section.name), section.text.substr(0, log)});
    if (log < section.text.size() && (has_maps || is_strace(section.text))) sorted.logs.push_back(section.text.substr(log));
  }
  return sorted;
}

}  // namespace

ImportResult import_files(const std::vector<ImportFile>& files) {
  std::vector<ImportFile> sections;
  for (const ImportFile& file : files) split_sections(file, &sections);
  const Sorted sorted = sort_sections(sections);
  ImportResult result;
  if (sorted.logs.size() > 1) {
    result.error = "more than one strace log: import them one by one";
  } else if (sorted.logs.size() == 1) {
    result = import_strace(sorted.logs[0], sorted.maps);
  } else if (sorted.maps.size() == 1) {
    result = import_maps(sorted.maps[0].text);
  } else if (sorted.maps.size() > 1) {
    result.error = "more than one address space and no strace log: import them one by one";
  } else {
    result.error = "line 1, column 1: this is neither /proc/PID/maps nor smaps nor what strace prints";
  }
  return result;
}

ImportResult import_text(const std::string& text) { return import_files({{"", text}}); }

std::string import_notes_text(const ImportResult& result) {
  std::string text;
  for (const ImportNote& note : result.notes) {
    if (note.line != 0) text += "line " + std::to_string(note.line);
    if (note.line != 0 && note.column != 0) text += ", column " + std::to_string(note.column);
    text += (note.line != 0 ? ": " : "") + note.text + "\n";
  }
  return text;
}

}  // namespace pw
