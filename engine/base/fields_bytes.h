// What a copy of the state holds on the heap and shares with no other copy, from the lists of fields (fields.h): the price of keeping it.
//
// A value's own bytes (sizeof) are counted by whatever it lies in; held_bytes() adds up what its fields own besides.
#pragma once

#include <string>
#include <type_traits>

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

// What an allocator adds to a block.
inline constexpr u64 kBlockBytes = 16;
// Links and colour of a tree's node, beside its value.
inline constexpr u64 kTreeNodeBytes = 4 * sizeof(void*);

template <class T>
u64 held_bytes(const T& value);

template <class Range>
u64 held_by_items(const Range& range) {
  u64 bytes = 0;
  for (const auto& item : range) bytes += held_bytes(item);
  return bytes;
}
template <class Range>
u64 held_by_range(const Range& range) {
  using Item = typename Range::value_type;
  if constexpr (requires { typename Range::key_type; }) {
    return range.size() * (kBlockBytes + kTreeNodeBytes + sizeof(Item)) + held_by_items(range);
  } else if constexpr (requires { range.capacity(); }) {
    return (range.capacity() == 0 ? 0 : kBlockBytes + range.capacity() * sizeof(Item)) + held_by_items(range);
  } else {
    return held_by_items(range);
  }
}
// The row of pointers is the copy's own, and so are the chunks that no other copy has, with what hangs on their items.
template <class Table>
u64 held_by_table(const Table& table) {
  u64 bytes = table.row_bytes();
  for (u32 i = 0; i < table.size(); i += Table::chunk_length()) {
    if (table.is_chunk_shared(i)) continue;
    bytes += kBlockBytes + Table::chunk_bytes();
    if constexpr (!std::is_trivially_copyable_v<typename Table::Item>) {
      for (u32 at = i; at < table.size() && at < i + Table::chunk_length(); ++at) bytes += held_bytes(table[at]);
    }
  }
  return bytes;
}

template <class T>
u64 held_bytes(const T& value) {
  if constexpr (std::is_trivially_copyable_v<T>) {
    return 0;
  } else if constexpr (std::is_array_v<T>) {
    u64 bytes = 0;
    for (const auto& item : value) bytes += held_bytes(item);
    return bytes;
  } else if constexpr (Text<T>) {
    return value.capacity() <= std::string().capacity() ? 0 : kBlockBytes + value.capacity() + 1;
  } else if constexpr (Listed<T>) {
    u64 bytes = 0;
    T::for_each_field([&](auto, auto member) { bytes += held_bytes(value.*member); });
    return bytes;
  } else if constexpr (Chunked<T>) {
    return held_by_table(value);
  } else if constexpr (Iterable<T>) {
    return held_by_range(value);
  } else if constexpr (Paired<T>) {
    return held_bytes(value.first) + held_bytes(value.second);
  } else if constexpr (Shared<T>) {
    return value.use_count() == 1 ? kBlockBytes + 2 * sizeof(void*) + sizeof(*value) + held_bytes(*value) : 0;
  } else {
    static_assert(kIsUnknownKind<T>, "a kind of value that cannot be weighed: give the struct PW_FIELDS");
  }
}

}  // namespace pw
