// Numbers as the bytes that stand in memory, lowest first.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

// The first 8 bytes, or as many as there are.
inline u64 from_little_endian(const std::string& bytes) {
  u64 value = 0;
  for (u32 i = 0; i < 8 && i < bytes.size(); ++i) value |= static_cast<u64>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

inline std::string to_little_endian(u64 value, u32 length) {
  std::string bytes;
  for (u32 i = 0; i < length; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// A store of a value: the smallest of 1, 2, 4 and 8 bytes that holds it.
inline std::string smallest_bytes_of(u64 value) {
  u32 length = 1;
  while (length < 8 && value >> (8 * length) != 0) length *= 2;
  return to_little_endian(value, length);
}

}  // namespace pw
