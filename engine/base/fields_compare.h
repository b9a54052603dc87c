// Equality of any two values of the state, from the lists of their fields (fields.h), and where two differ, in words that a test shows:
//
//   find_difference(a, b)   "m.phys.node.zones[1].free_area[3].head: 4096 and 8192"; empty when they are equal
//
// Everything is compared, derived fields too. Chunks that two copies share are equal without looking.
#pragma once

#include <string>
#include <type_traits>

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

// `where` may be null; else it says what differs, its path read from the outermost field on.
template <class T>
bool is_equal(const T& a, const T& b, std::string* where);

inline bool differ_in(std::string* where, const char* field) {
  if (where != nullptr) where->insert(0, std::string(".") + field);
  return false;
}
inline bool differ_at(std::string* where, u64 index) {
  if (where != nullptr) where->insert(0, "[" + std::to_string(index) + "]");
  return false;
}
inline bool differ(std::string* where, const std::string& a, const std::string& b) {
  *where = ": " + a + " and " + b;
  return false;
}

template <Number T>
bool is_equal_number(T a, T b, std::string* where) {
  if (a == b) return true;
  if (where == nullptr) return false;
  if constexpr (std::is_enum_v<T>) {
    return is_equal_number(static_cast<std::underlying_type_t<T>>(a), static_cast<std::underlying_type_t<T>>(b), where);
  } else if constexpr (std::is_signed_v<T>) {
    return differ(where, std::to_string(static_cast<i64>(a)), std::to_string(static_cast<i64>(b)));
  } else {
    return differ(where, std::to_string(static_cast<u64>(a)), std::to_string(static_cast<u64>(b)));
  }
}
template <class Range>
bool has_equal_items(const Range& a, const Range& b, std::string* where) {
  if (!is_equal_number<u64>(a.size(), b.size(), where)) return differ_in(where, "size()");
  auto other = b.begin();
  u64 index = 0;
  for (const auto& item : a) {
    if (!is_equal(item, *other, where)) return differ_at(where, index);
    ++other;
    ++index;
  }
  return true;
}
template <class Table>
bool is_equal_table(const Table& a, const Table& b, std::string* where) {
  if (!is_equal_number(a.size(), b.size(), where)) return differ_in(where, "size()");
  for (u32 i = 0; i < a.size(); ++i) {
    if (i % Table::chunk_length() == 0 && a.shares_chunk(b, i)) {
      i += Table::chunk_length() - 1;
    } else if (!is_equal(a[i], b[i], where)) {
      return differ_at(where, i);
    }
  }
  return true;
}
template <class Pointer>
bool is_equal_shared(const Pointer& a, const Pointer& b, std::string* where) {
  if (a == b) return true;
  if (a && b) return is_equal(*a, *b, where);
  return where != nullptr && differ(where, a ? "something" : "nothing", b ? "something" : "nothing");
}

template <class T>
bool is_equal(const T& a, const T& b, std::string* where) {
  if constexpr (Number<T>) {
    return is_equal_number(a, b, where);
  } else if constexpr (std::is_array_v<T>) {
    for (u32 i = 0; i < std::extent_v<T>; ++i) {
      if (!is_equal(a[i], b[i], where)) return differ_at(where, i);
    }
    return true;
  } else if constexpr (Text<T>) {
    return a == b || (where != nullptr && differ(where, "\"" + a + "\"", "\"" + b + "\""));
  } else if constexpr (Listed<T>) {
    bool all = true;
    T::for_each_field([&](auto field, auto member) {
      if (all && !is_equal(a.*member, b.*member, where)) all = differ_in(where, field.name);
    });
    return all;
  } else if constexpr (Chunked<T>) {
    return is_equal_table(a, b, where);
  } else if constexpr (Iterable<T>) {
    return has_equal_items(a, b, where);
  } else if constexpr (Paired<T>) {
    if (!is_equal(a.first, b.first, where)) return differ_in(where, "first");
    return is_equal(a.second, b.second, where) || differ_in(where, "second");
  } else if constexpr (Shared<T>) {
    return is_equal_shared(a, b, where);
  } else {
    static_assert(kIsUnknownKind<T>, "a kind of value that cannot be compared: give the struct PW_FIELDS");
  }
}

template <class T>
std::string find_difference(const T& a, const T& b) {
  std::string where;
  is_equal(a, b, &where);
  return where.empty() || where[0] != '.' ? where : where.substr(1);
}

template <Listed T>
bool operator==(const T& a, const T& b) { return is_equal(a, b, nullptr); }

}  // namespace pw
