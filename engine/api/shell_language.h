// The language of scripts as the shell reads it, for who makes scripts of other texts (engine/import/language.h).
#pragma once

#include "engine/import/language.h"

namespace pw {

class ShellLanguage final : public ScriptLanguage {
 public:
  bool has_call(const std::string& name) const override;
  std::string refusal(const std::string& line) const override;
};

}  // namespace pw
