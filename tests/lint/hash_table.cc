// Prints what the state hash is made of, a row for each struct, as the lists of fields say (engine/base/fields.h): the table in
// engine/README.md. Types are all that it needs, so it is compiled alone; hash_table.mjs does that.
#include <cstdio>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/kernel/kernel.h"

namespace pw {
namespace {

template <class T>
struct PoolOf {
  static constexpr bool kIs = false;
};
template <class T, class IdType, u32 kChunk>
struct PoolOf<Pool<T, IdType, kChunk>> {
  static constexpr bool kIs = true;
  using Item = T;
};

template <class T>
std::string struct_text() {
  std::string name = T::struct_name();
  return name == "Id" ? "id" : "`" + name + "`";
}

template <class T>
std::string type_text() {
  if constexpr (std::is_array_v<T>) {
    return type_text<std::remove_extent_t<T>>() + " × " + std::to_string(std::extent_v<T>);
  } else if constexpr (Number<T>) {
    const bool is_signed = std::is_signed_v<T>;
    return (is_signed ? "i" : "u") + std::to_string(8 * sizeof(T));
  } else if constexpr (Text<T>) {
    return "text";
  } else if constexpr (PoolOf<T>::kIs) {
    return "pool of " + type_text<typename PoolOf<T>::Item>();
  } else if constexpr (Listed<T>) {
    return struct_text<T>();
  } else if constexpr (Chunked<T>) {
    return "list of " + type_text<typename T::Item>();
  } else if constexpr (requires { typename T::mapped_type; }) {
    return "map of " + type_text<typename T::key_type>() + " to " + type_text<typename T::mapped_type>();
  } else if constexpr (Iterable<T>) {
    return "list of " + type_text<typename T::value_type>();
  } else {
    return "shared " + type_text<std::remove_const_t<typename T::element_type>>();
  }
}

// Rows of a struct and of those that its fields are made of, each once. Ids and pools are told in the text above the table.
class HashTable {
 public:
  template <class T>
  void add() {
    if constexpr (std::is_array_v<T>) {
      add<std::remove_extent_t<T>>();
    } else if constexpr (PoolOf<T>::kIs) {
      add<typename PoolOf<T>::Item>();
    } else if constexpr (Listed<T>) {
      add_struct<T>();
    } else if constexpr (Chunked<T>) {
      add<typename T::Item>();
    } else if constexpr (requires { typename T::mapped_type; }) {
      add<typename T::mapped_type>();
    } else if constexpr (Iterable<T> && !Text<T>) {
      add<typename T::value_type>();
    } else if constexpr (Shared<T>) {
      add<std::remove_const_t<typename T::element_type>>();
    }
  }

 private:
  template <class T>
  void add_struct() {
    if (std::string(T::struct_name()) == "Id" || !done_.insert(T::struct_name()).second) return;
    std::string stated, derived;
    T::for_each_field([&](auto field, auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member)>;
      std::string name = field.name;
      if (name.back() == '_') name.pop_back();
      std::string& list = decltype(field)::kIsDerived ? derived : stated;
      list += (list.empty() ? "" : ", ") + name;
      if (!decltype(field)::kIsDerived) list += " " + type_text<Member>();
      if (decltype(field)::kIsSparse) list += " (sparse)";
    });
    if (stated.empty()) return;
    std::printf("| %s | %s | %s |\n", struct_text<T>().c_str(), stated.c_str(), derived.c_str());
    T::for_each_field([&](auto field, auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member)>;
      if constexpr (!decltype(field)::kIsDerived) add<Member>();
    });
  }

  std::set<std::string> done_;
};

}  // namespace
}  // namespace pw

int main() {
  std::printf("| struct | in the hash, in this order | derived |\n|---|---|---|\n");
  pw::HashTable().add<pw::Kernel>();
  return 0;
}
