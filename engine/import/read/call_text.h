// A call as strace writes it: `NAME(ARGUMENT, …) = RESULT`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/import/read/scan.h"

namespace pw {

//   arguments = [ argument { "," argument } ] ")"
//   argument  = { text | string | bracketed | comment | "<" path ">" }
//   string    = '"' { any | "\" any } '"' [ "..." ]
//   bracketed = "(" … ")" | "[" … "]" | "{" … "}"
//   comment   = "/*" … "*/"                          which is left out, as the annotations of -X verbose are
// The cursor stands behind the opening bracket. False: the call is cut off. Without `args` it is only
// looked at.
bool take_arguments(Scan& scan, std::vector<std::string>* args);

//   result = "=" ( NUMBER | "?" ) [ ERRNO | "errno=" NUMBER ] …
// "0x7ffff7fc0000"; "-1 ENOMEM (Cannot allocate memory)" and "-1 errno=12 (…)" -> "-1 ENOMEM"; "3</etc/passwd>" -> "3";
// "? ERESTARTSYS" -> "?". Empty: there is none.
std::string take_result(Scan& scan);

}  // namespace pw
