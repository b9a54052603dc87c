// Hasher: XXH64 over a little-endian stream of numbers. What goes in and in which order, the lists of fields say (fields_hash.h); the
// digest is the same natively and in wasm.
#pragma once

#include <cstring>
#include <string>

#include "engine/base/ids.h"

namespace pw {

class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void add_u8(u8 value) { put(value, 1); }
  void add_u16(u16 value) { put(value, 2); }
  void add_u32(u32 value) { put(value, 4); }
  void add_u64(u64 value) { put(value, 8); }
  void add_i64(i64 value) { put(static_cast<u64>(value), 8); }
  template <class Tag>
  void add(Id<Tag> id) { put(id.v, 4); }
  void add_number(u64 value, u32 size_bytes) { put(value, size_bytes); }
  void add_bytes(const char* bytes, u32 length);
  void add_text(const std::string& text);  // length, then bytes

  u64 digest();

 private:
  // The lowest bytes of a number come first in memory on every machine that this is built for.
  void put(u64 value, u32 size_bytes) {
    if (used_ + size_bytes > kBufferBytes) flush();
    std::memcpy(buffer_ + used_, &value, size_bytes);
    used_ += size_bytes;
  }
  void flush();

  static constexpr u32 kBufferBytes = 4096;
  void* state_;
  u32 used_ = 0;
  unsigned char buffer_[kBufferBytes];
};

// 16 hex digits.
std::string to_hex16(u64 value);

}  // namespace pw
