#include "engine/base/hasher.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace pw {

Hasher::Hasher() : state_(XXH64_createState()) { XXH64_reset(static_cast<XXH64_state_t*>(state_), 0); }
Hasher::~Hasher() { XXH64_freeState(static_cast<XXH64_state_t*>(state_)); }

void Hasher::put(u64 value, u32 size_bytes) {
  if (used_ + size_bytes > kBufferBytes) flush();
  for (u32 i = 0; i < size_bytes; ++i) buffer_[used_++] = static_cast<unsigned char>(value >> (8 * i));
}

void Hasher::flush() {
  XXH64_update(static_cast<XXH64_state_t*>(state_), buffer_, used_);
  used_ = 0;
}

void Hasher::add_bytes(const char* bytes, u32 length) {
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
