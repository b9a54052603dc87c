#include "engine/api/shell_language.h"

#include "engine/api/import_text.h"
#include "engine/shell/command.h"

namespace pw {

bool ShellLanguage::has_call(const std::string& name) const {
  const CallRow* row = find_call(name);
  return row != nullptr && row->call->nr != kOfLibrary && row->call->in_log == InLog::kCommand;
}

std::string ShellLanguage::refusal(const std::string& line) const {
  Parser parser(line, 0);
  Command command;
  return parser.parse_command(&command) ? "" : parser.error().reason;
}

ImportResult import_files(const std::vector<ImportFile>& files) { return import_files(files, ShellLanguage()); }

ImportResult import_text(const std::string& text) { return import_files({{"", text}}); }

std::string import_json(const std::vector<ImportFile>& files) { return import_json(files, ShellLanguage()); }

}  // namespace pw
