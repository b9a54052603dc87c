// "0x…" alone: an address as a view gives it.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

bool read_hex(const std::string& text, u64* value);

}  // namespace pw
