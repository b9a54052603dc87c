// A struct of the state lists its fields once, inside itself; hash, equality, the bytes that a copy holds and the README's table of the
// hash follow from that list (fields_hash.h, fields_compare.h, fields_bytes.h).
//
//   struct FreeArea {
//     u32 head = Pfn::kNone;
//     u32 tail = Pfn::kNone;
//     u32 nr_free = 0;
//     PW_FIELDS(FreeArea, head, derived(tail), derived(nr_free))
//   };
//
// The compiler refuses a list that does not name every field: the struct is decomposed into as many names as the list has, inside the
// class, so that private fields and arrays count like any other. Fields stand in the order in which they are declared; a test looks at
// that. In a class with private fields the list stands in its public part.
//
// derived(x): x follows from other state, or never outlasts a command. It stays out of the hash, and is compared and weighed like the rest.
// sparse(x): x is 0 or empty on most machines. It goes into the hash only where it is not, so that a machine without what it stands for
// keeps the hash that it had before there was such a thing.
#pragma once

#include <string>
#include <type_traits>

namespace pw {

// What a visitor is told of a field beside the pointer to it.
struct StatedField {
  const char* name;
  static constexpr bool kIsDerived = false;
  static constexpr bool kIsSparse = false;
};
struct DerivedField {
  const char* name;
  static constexpr bool kIsDerived = true;
  static constexpr bool kIsSparse = false;
};
struct SparseField {
  const char* name;
  static constexpr bool kIsDerived = false;
  static constexpr bool kIsSparse = true;
};

// A struct with a list. visit(field, pointer to member) for each of its fields:
//   T::for_each_field([&](auto field, auto member) { … value.*member … });
template <class T>
concept Listed = requires { T::every_field_is_listed; };

// The other kinds of value that state is made of, beside numbers, enums and arrays.
template <class T>
concept Text = std::is_same_v<T, std::string>;
template <class T>
concept Chunked = requires(const T& value) { value.is_chunk_shared(0); };  // CowTable
template <class T>
concept Shared = requires(const T& value) { value.use_count(); };  // std::shared_ptr
template <class T>
concept Paired = requires(const T& value) { value.first; value.second; };  // an entry of a map
template <class T>
concept Iterable = !Text<T> && requires(const T& value) { value.begin(); value.end(); value.size(); };  // vector, array, map, multimap
template <class T>
concept Number = std::is_integral_v<T> || std::is_enum_v<T>;

template <class T>
inline constexpr bool kIsUnknownKind = false;

}  // namespace pw

// ---- one macro for each element of a list, up to 250 of them -------------------------------------------------------------------
#define PW_NO_MORE ()
#define PW_EXPAND(...) PW_EXPAND_A(PW_EXPAND_A(PW_EXPAND_A(PW_EXPAND_A(__VA_ARGS__))))
#define PW_EXPAND_A(...) PW_EXPAND_B(PW_EXPAND_B(PW_EXPAND_B(PW_EXPAND_B(__VA_ARGS__))))
#define PW_EXPAND_B(...) PW_EXPAND_C(PW_EXPAND_C(PW_EXPAND_C(PW_EXPAND_C(__VA_ARGS__))))
#define PW_EXPAND_C(...) __VA_ARGS__
#define PW_FOR_EACH(macro, ...) __VA_OPT__(PW_EXPAND(PW_FOR_EACH_STEP(macro, __VA_ARGS__)))
#define PW_FOR_EACH_STEP(macro, one, ...) macro(one) __VA_OPT__(PW_FOR_EACH_AGAIN PW_NO_MORE(macro, __VA_ARGS__))
#define PW_FOR_EACH_AGAIN() PW_FOR_EACH_STEP

// ---- an entry is `name`, `derived(name)` or `sparse(name)` --------------------------------------------------------------------------
// PW_ENTRY_derived(x) and PW_ENTRY_sparse(x) are the only macros of their family, so that what comes of joining tells the kinds apart.
#define PW_ENTRY_derived(name) ~, pw::DerivedField, name
#define PW_ENTRY_sparse(name) ~, pw::SparseField, name
#define PW_PICK(...) PW_PICK_SECOND(__VA_ARGS__)
#define PW_PICK_SECOND(first, second, third, ...) second, third
#define PW_SPLIT(entry) PW_SPLIT_JOINED(PW_ENTRY_##entry, pw::StatedField, entry, ~)
#define PW_SPLIT_JOINED(joined, ...) PW_PICK(joined, __VA_ARGS__)
#define PW_WITH(macro, ...) macro(__VA_ARGS__)

#define PW_VISIT_FIELD(entry) PW_WITH(PW_VISIT_SPLIT, PW_SPLIT(entry))
#define PW_VISIT_SPLIT(kind, name) visit(kind{#name}, &Self::name);
#define PW_BIND_FIELD(entry) , PW_WITH(PW_BIND_SPLIT, PW_SPLIT(entry))
#define PW_BIND_SPLIT(kind, name) listed_##name
#define PW_WITHOUT_COMMA(nothing, ...) __VA_ARGS__

#define PW_FIELDS(Struct, ...)                                                                          \
  static constexpr const char* struct_name() { return #Struct; }                                        \
  template <class Visit>                                                                                \
  static constexpr void for_each_field(Visit&& visit) {                                                 \
    using Self = Struct;                                                                                \
    (void)&Self::every_field_is_listed; /* a template's members are compiled only when used */          \
    PW_FOR_EACH(PW_VISIT_FIELD, __VA_ARGS__)                                                            \
  }                                                                                                     \
  static void every_field_is_listed(const Struct& all) {                                                \
    [[maybe_unused]] const auto& [PW_WITH(PW_WITHOUT_COMMA, PW_FOR_EACH(PW_BIND_FIELD, __VA_ARGS__))] = all; \
  }                                                                                                     \
  static_assert(true)
