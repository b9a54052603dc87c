// What the reader of logs asks about the language of scripts: which calls stand there as a log prints them, and whether a line can be read.
//
// The shell answers (engine/api/shell_language.h). Without it the reader is text in, text out: in the page it is a module of its own, which
// is handed the answers of the other one.
#pragma once

#include <string>

namespace pw {

class ScriptLanguage {
 public:
  virtual ~ScriptLanguage() = default;
  // The call is a command, its line in a log a line of a script.
  virtual bool has_call(const std::string& name) const = 0;
  // Why the line is no command, in the parser's words; empty: it is one.
  virtual std::string refusal(const std::string& line) const = 0;
};

}  // namespace pw
