// Imports for programs: which kind of text it is, and what it becomes.
//
//   maps or smaps            the commands that build that address space
//   strace                   the calls of the log; what execve mapped is unknown
//   several of them          a log, and maps of its processes after execve: by the pid that the file's name begins with, else in order
// Several texts may come as one, as `tail -n +1 FILE…` prints them, under lines `==> NAME <==`; maps may also stand right in front of
// a log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/import/import.h"
#include "engine/import/language.h"
#include "engine/import/read/text_reader.h"

namespace pw {

struct ImportFile {
  std::string name;
  std::string text;
};

// What is wanted of a log; without a choice all of it.
struct ImportChoice {
  u32 pid = 0;         // the calls of this process alone; 0: of all
  u32 first_line = 1;  // of each file
  u32 last_line = ~0u;
};

// Fed piece by piece, so that a log of any length needs the memory of its script alone.
class Importer {
 public:
  explicit Importer(const ScriptLanguage& language, const ImportChoice& choice = {});
  void begin_file(const std::string& name) { reader_.begin_file(name); }
  void feed(std::string_view piece) { reader_.feed(piece); }
  ImportResult finish();

 private:
  const ScriptLanguage& language_;
  TextReader reader_;
};

ImportResult import_files(const std::vector<ImportFile>& files, const ScriptLanguage& language);
// What the page is given of import_files: its kind ("unknown", "maps", "log"), script and notes, or {"error"}. "unknown" is no error
// here, since the text may still be a script.
std::string import_json(const std::vector<ImportFile>& files, const ScriptLanguage& language);
std::string import_json(const ImportResult& result);
// "line 3, column 1: …" a line, for a terminal.
std::string import_notes_text(const ImportResult& result);

// The same in the language of the shell (shell_language.cc).
ImportResult import_files(const std::vector<ImportFile>& files);
ImportResult import_text(const std::string& text);
std::string import_json(const std::vector<ImportFile>& files);

}  // namespace pw
