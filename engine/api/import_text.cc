#include "engine/api/import_text.h"

#include "engine/import/execve_text.h"
#include "engine/import/maps_text.h"

namespace pw {

ImportResult import_text(const std::string& text) {
  if (looks_like_maps(text)) return import_maps(text);
  ImportResult result;
  result.error = "this is neither /proc/PID/maps nor smaps";
  return result;
}

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
