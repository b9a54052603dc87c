// The state hash of any value of the state, from the lists of its fields (fields.h): one walk, in the order of the lists, for all of it.
//
// Numbers, enums and ids go in as they are, little-endian. A list of variable length puts its length (u32) in front; a map likewise, each
// key before its value. What is shared goes in as what it is, wherever it stands. Derived fields stay out. A sparse field is left out where
// it is 0 or empty, and has its number among the struct's sparse fields (u8, from 1) in front where it is not.
#pragma once

#include <type_traits>
#include <utility>

#include "engine/base/fields.h"
#include "engine/base/fields_compare.h"
#include "engine/base/hasher.h"

namespace pw {

template <class T>
constexpr bool is_plain();

template <class T>
constexpr bool has_plain_fields() {
  bool all = std::has_unique_object_representations_v<T>;
  T::for_each_field([&](auto field, auto member) {
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*member)>;
    if (decltype(field)::kIsDerived || decltype(field)::kIsSparse || !is_plain<Member>()) all = false;
  });
  return all;
}
// Are the bytes in memory the very bytes that the hash takes? Every build is little-endian, so it holds where nothing is left out and
// nothing is padding; a row of such values is hashed in one go.
template <class T>
constexpr bool is_plain() {
  if constexpr (std::is_array_v<T>) {
    return is_plain<std::remove_extent_t<T>>();
  } else if constexpr (Number<T>) {
    return true;
  } else if constexpr (Listed<T>) {
    return has_plain_fields<T>();
  } else {
    return false;
  }
}

template <class T>
void hash_value(Hasher& hasher, const T& value);

template <class Range>
void hash_items(Hasher& hasher, const Range& range) {
  hasher.add_u32(static_cast<u32>(range.size()));
  for (const auto& item : range) hash_value(hasher, item);
}
// An item may say that it stays out of the hash (is_in_hash()), and that it stands for the next ones, too (hash_span() says for how many in
// all, itself included), which are then stepped over: reserved frames, and the frames of a free block.
template <class Table>
void hash_table(Hasher& hasher, const Table& table) {
  hasher.add_u32(table.size());
  for (u32 i = 0; i < table.size();) {
    const auto& item = table[i];
    bool is_in_hash = true;
    if constexpr (requires { item.is_in_hash(); }) is_in_hash = item.is_in_hash();
    if (is_in_hash) hash_value(hasher, item);
    if constexpr (requires { item.hash_span(); }) {
      i += item.hash_span();
    } else {
      ++i;
    }
  }
}

template <class T>
void hash_fields(Hasher& hasher, const T& value) {
  u8 sparse = 0;
  T::for_each_field([&](auto field, auto member) {
    if constexpr (decltype(field)::kIsSparse) {
      ++sparse;
      if (is_equal(value.*member, std::remove_cvref_t<decltype(value.*member)>{}, nullptr)) return;
      hasher.add_u8(sparse);
    }
    if constexpr (!decltype(field)::kIsDerived) hash_value(hasher, value.*member);
  });
}

template <class T>
void hash_value(Hasher& hasher, const T& value) {
  if constexpr (Number<T>) {
    hasher.add_number(static_cast<u64>(value), sizeof(T));
  } else if constexpr (is_plain<T>()) {
    hasher.add_bytes(reinterpret_cast<const char*>(&value), sizeof(T));
  } else if constexpr (std::is_array_v<T>) {
    for (const auto& item : value) hash_value(hasher, item);
  } else if constexpr (Text<T>) {
    hasher.add_text(value);
  } else if constexpr (Listed<T>) {
    hash_fields(hasher, value);
  } else if constexpr (Chunked<T>) {
    hash_table(hasher, value);
  } else if constexpr (Iterable<T>) {
    hash_items(hasher, value);
  } else if constexpr (Paired<T>) {
    hash_value(hasher, value.first);
    hash_value(hasher, value.second);
  } else if constexpr (Shared<T>) {
    hasher.add_u8(value ? 1 : 0);
    if (value) hash_value(hasher, *value);
  } else {
    static_assert(kIsUnknownKind<T>, "a kind of value that the state hash does not know: give the struct PW_FIELDS");
  }
}

template <class T>
u64 hash_of(const T& value) {
  Hasher hasher;
  hash_value(hasher, value);
  return hasher.digest();
}

}  // namespace pw
