#include "engine/base/hasher.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace pw {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are copied as they stand in memory");

Hasher::Hasher() : state_(XXH64_createState()) { XXH64_reset(static_cast<XXH64_state_t*>(state_), 0); }
Hasher::~Hasher() { XXH64_freeState(static_cast<XXH64_state_t*>(state_)); }

void Hasher::flush() {
  XXH64_update(static_cast<XXH64_state_t*>(state_), buffer_, used_);
  used_ = 0;
}

void Hasher::add_bytes(const char* bytes, u32 length) {
  if (length <= kBufferBytes - used_) {
    std::memcpy(buffer_ + used_, bytes, length);
    used_ += length;
    return;
  }
  flush();
  XXH64_update(static_cast<XXH64_state_t*>(state_), bytes, length);
}

void Hasher::add_text(const std::string& text) {
  add_u32(static_cast<u32>(text.size()));
  add_bytes(text.data(), static_cast<u32>(text.size()));
}

u64 Hasher::digest() {
  flush();
  return XXH64_digest(static_cast<XXH64_state_t*>(state_));
}

std::string to_hex16(u64 value) {
  std::string text(16, '0');
  for (u32 i = 0; i < 16; ++i) text[15 - i] = "0123456789abcdef"[(value >> (4 * i)) & 15];
  return text;
}

}  // namespace pw
