// What one command did, as JSON; and the number it returned as text.
#pragma once

#include "engine/api/json.h"
#include "engine/shell/shell.h"

namespace pw {

const char* outcome_kind_name(Outcome::Kind kind);  // "ok", "errno", "signal", "syntax", "assert"
void write_outcome(const Outcome& outcome, JsonWriter& json);
// An address has no business being read as a decimal number: 64 KiB and more in hexadecimal.
std::string ret_text(u64 ret);
// "SIGSEGV", "SEGV_MAPERR", "0x…" under the keys signal, code, at.
void write_signal(const Signal& signal, JsonWriter& json);

}  // namespace pw
