// A whole script on a machine of its own: what `pagewalk run`, `pagewalk run --json` and `pagewalk hash` print.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

enum class RunForm : u8 { kText, kJson, kHash };  // kHash: no text

struct ScriptRun {
  std::string text;   // for standard output
  std::string error;  // for standard error; empty: the script could be parsed
  u32 exit = 0;       // 0; 1 an assert failed; 2 it cannot be parsed
  std::string hash;   // state hash at the end
};
ScriptRun run_script(const std::string& script, RunForm form);

}  // namespace pw
