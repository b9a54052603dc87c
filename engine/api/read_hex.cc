#include "engine/api/read_hex.h"

namespace pw {

bool read_hex(const std::string& text, u64* value) {
  if (text.size() < 3 || text.size() > 18 || text[0] != '0' || text[1] != 'x') return false;
  *value = 0;
  for (u32 i = 2; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (c < 'a' || c > 'f')) return false;
    *value = *value << 4 | static_cast<u64>(is_digit ? c - '0' : c - 'a' + 10);
  }
  return true;
}

}  // namespace pw
