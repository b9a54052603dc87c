// Walks over the fields of a value of the state by their lists (engine/base/fields.h), for tests: every place where a value can be changed,
// and the names of all that there are.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw::test {

// How a walk came to a value.
struct FieldPlace {
  std::string name;         // "Zone.pcp_high"; of the places inside a container the field that holds it
  std::string field;        // "pcp_high"
  bool is_derived = false;  // it, or what it lies in
};

// visit(place, change, restore) for everything that can be different in `value`: numbers, texts, lengths of lists. The change is made and
// taken back by the visitor, within its call.
template <class T, class Visit>
void for_each_change(T& value, const FieldPlace& place, Visit& visit);

template <class T, class Visit>
void change_number(T& value, const FieldPlace& place, Visit& visit) {
  using Small = std::conditional_t<sizeof(T) == 2, u16, u8>;
  using Bits = std::conditional_t<sizeof(T) == 8, u64, std::conditional_t<sizeof(T) == 4, u32, Small>>;
  const T before = value;
  const auto flip = [&](u32 bit) { value = static_cast<T>(static_cast<Bits>(before) ^ static_cast<Bits>(Bits{1} << bit)); };
  visit(place, [&] { flip(0); }, [&] { value = before; });
  if constexpr (!std::is_same_v<T, bool>) visit(place, [&] { flip(8 * sizeof(T) - 1); }, [&] { value = before; });
}

template <class Map, class Visit>
void change_map(Map& map, const FieldPlace& place, Visit& visit) {
  for (auto& [key, item] : map) for_each_change(item, place, visit);
  if (map.empty()) return;
  const auto first = *map.begin();
  visit(place, [&] { map.erase(map.begin()); }, [&] { map.insert(first); });
}

template <class Table, class Visit>
void change_table(Table& table, const FieldPlace& place, Visit& visit) {
  for (u32 i = 0; i < table.size();) {
    u32 span = 1;
    bool is_in_hash = true;
    if constexpr (requires { table[i].hash_span(); }) span = table[i].hash_span();
    if constexpr (requires { table[i].is_in_hash(); }) is_in_hash = table[i].is_in_hash();
    if (is_in_hash) for_each_change(table.mut(i), place, visit);
    i += span;
  }
}

template <class Map, class Visit>
void change_shared_nodes(Map& map, const FieldPlace& place, Visit& visit) {
  if (map.empty()) return;
  const Map before = map;
  visit(place, [&] { map.erase((*before.begin()).first); }, [&] { map = before; });
}

// What is shared is changed in a copy, which takes its place.
template <class Pointer, class Visit>
void change_shared(Pointer& pointer, const FieldPlace& place, Visit& visit) {
  using Item = std::remove_const_t<typename Pointer::element_type>;
  if (!pointer) return;
  const Pointer before = pointer;
  const auto copy = std::make_shared<Item>(*before);
  pointer = copy;
  for_each_change(*copy, place, visit);
  pointer = before;
}

template <class T, class Visit>
void for_each_change(T& value, const FieldPlace& place, Visit& visit) {
  if constexpr (Number<T>) {
    change_number(value, place, visit);
  } else if constexpr (std::is_array_v<T>) {
    for (auto& item : value) for_each_change(item, place, visit);
  } else if constexpr (Text<T>) {
    visit(place, [&] { value += 'x'; }, [&] { value.pop_back(); });
  } else if constexpr (Listed<T>) {
    T::for_each_field([&](auto field, auto member) {
      const bool is_derived = place.is_derived || decltype(field)::kIsDerived;
      const FieldPlace inside{std::string(T::struct_name()) + "." + field.name, field.name, is_derived};
      for_each_change(value.*member, inside, visit);
    });
  } else if constexpr (Chunked<T>) {
    change_table(value, place, visit);
  } else if constexpr (requires { T::node_bytes(); }) {
    change_shared_nodes(value, place, visit);
  } else if constexpr (requires { typename T::key_type; }) {
    change_map(value, place, visit);
  } else if constexpr (Iterable<T>) {
    for (auto& item : value) for_each_change(item, place, visit);
    if constexpr (requires { value.emplace_back(); }) visit(place, [&] { value.emplace_back(); }, [&] { value.pop_back(); });
  } else {
    static_assert(Shared<T>, "a kind of value that tests cannot change");
    change_shared(value, place, visit);
  }
}

// The names of all places in a type's values, whatever they hold now: "Struct.field".
template <class T>
void name_places(const std::string& name, std::set<std::string>& names) {
  if constexpr (Number<T> || Text<T> || requires { T::node_bytes(); }) {
    names.insert(name);
  } else if constexpr (std::is_array_v<T>) {
    name_places<std::remove_extent_t<T>>(name, names);
  } else if constexpr (Listed<T>) {
    T::for_each_field([&](auto field, auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member)>;
      name_places<Member>(std::string(T::struct_name()) + "." + field.name, names);
    });
  } else if constexpr (Chunked<T>) {
    name_places<typename T::Item>(name, names);
  } else if constexpr (requires { typename T::mapped_type; }) {
    name_places<typename T::mapped_type>(name, names);
  } else if constexpr (Iterable<T>) {
    name_places<typename T::value_type>(name, names);
  } else {
    name_places<std::remove_const_t<typename T::element_type>>(name, names);
  }
}

}  // namespace pw::test
