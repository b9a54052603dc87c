// added_bytes(now, before): what one version of a value holds on the heap and another version of it does not share, from the lists of
// fields (fields.h): the price of keeping `now` for somebody who keeps `before` anyway. The work follows what differs, since chunks and
// nodes that both have are passed over.
//
// A value's own bytes (sizeof) are counted by whatever it lies in.
#pragma once

#include <string>
#include <type_traits>

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

// What an allocator adds to a block, about.
inline constexpr u64 kBlockBytes = 8;
// Links and colour of the standard library's tree nodes, beside their value.
inline constexpr u64 kTreeNodeBytes = 4 * sizeof(void*);

template <class T>
u64 added_bytes(const T& now, const T& before);

// A list, or a map, that every copy holds whole.
template <class Range>
u64 added_by_range(const Range& now) {
  using Item = typename Range::value_type;
  u64 bytes = 0;
  if constexpr (requires { typename Range::key_type; }) bytes = now.size() * (kBlockBytes + kTreeNodeBytes + sizeof(Item));
  else if constexpr (requires { now.capacity(); }) bytes = now.capacity() == 0 ? 0 : kBlockBytes + now.capacity() * sizeof(Item);
  const Item none{};
  for (const auto& item : now) bytes += added_bytes<Item>(item, none);
  return bytes;
}

// … and one whose items stand at the same places in both.
template <class List>
u64 added_by_list(const List& now, const List& before) {
  using Item = typename List::value_type;
  u64 bytes = now.capacity() == 0 ? 0 : kBlockBytes + now.capacity() * sizeof(Item);
  if constexpr (!std::is_trivially_copyable_v<Item>) {
    const Item none{};
    for (u64 i = 0; i < now.size(); ++i) bytes += added_bytes<Item>(now[i], i < before.size() ? before[i] : none);
  }
  return bytes;
}

template <class Table>
u64 added_by_table(const Table& now, const Table& before) {
  using Item = typename Table::Item;
  u64 bytes = now.row_bytes() == 0 ? 0 : kBlockBytes + now.row_bytes();
  const auto on_branch = [&bytes] { bytes += kBlockBytes + Table::branch_bytes(); };
  now.for_each_unlike(before, on_branch, [&](u32 first) {
    bytes += kBlockBytes + Table::chunk_bytes();
    if constexpr (!std::is_trivially_copyable_v<Item>) {
      const Item none{};
      const u32 end = now.size() - first < Table::chunk_length() ? now.size() : first + Table::chunk_length();
      for (u32 i = first; i < end; ++i) bytes += added_bytes<Item>(now[i], i < before.size() ? before[i] : none);
    }
  });
  return bytes;
}

template <class Map>
u64 added_by_nodes(const Map& now, const Map& before) {
  using Item = typename Map::value_type;
  const Item none{};
  u64 bytes = 0;
  now.for_each_unlike(before, [&](const Item& item) { bytes += kBlockBytes + Map::node_bytes() + added_bytes<Item>(item, none); });
  return bytes;
}

template <class T>
u64 added_bytes(const T& now, const T& before) {
  if constexpr (std::is_trivially_copyable_v<T>) {
    return 0;
  } else if constexpr (std::is_array_v<T>) {
    u64 bytes = 0;
    for (u64 i = 0; i < std::extent_v<T>; ++i) bytes += added_bytes(now[i], before[i]);
    return bytes;
  } else if constexpr (Text<T>) {
    return now.capacity() <= std::string().capacity() ? 0 : kBlockBytes + now.capacity() + 1;
  } else if constexpr (Listed<T>) {
    u64 bytes = 0;
    T::for_each_field([&](auto, auto member) { bytes += added_bytes(now.*member, before.*member); });
    return bytes;
  } else if constexpr (Chunked<T>) {
    return added_by_table(now, before);
  } else if constexpr (requires { T::node_bytes(); }) {
    return added_by_nodes(now, before);
  } else if constexpr (requires { now.capacity(); now[0]; }) {
    return added_by_list(now, before);
  } else if constexpr (Iterable<T>) {
    return added_by_range(now);
  } else if constexpr (Paired<T>) {
    return added_bytes(now.first, before.first) + added_bytes(now.second, before.second);
  } else if constexpr (Shared<T>) {
    if (now == nullptr || now == before) return 0;
    using Item = std::remove_const_t<std::remove_reference_t<decltype(*now)>>;
    return kBlockBytes + 2 * sizeof(void*) + sizeof(Item) + added_bytes<Item>(*now, Item{});
  } else {
    static_assert(kIsUnknownKind<T>, "a kind of value that cannot be weighed: give the struct PW_FIELDS");
  }
}

}  // namespace pw
