// Every field of the state, one by one, in a machine that has something of everything: changed, it changes the hash unless it is derived,
// and equality names it. The lists of fields drive this (engine/base/fields.h): a new field needs no line here.
#include <functional>
#include <map>
#include <set>
#include <string>

#include "engine/base/fields_compare.h"
#include "engine/kernel/madvise_calls.h"
#include "tests/support/field_walk.h"
#include "tests/support/shell_fixture.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

Kernel machine_of_everything() {
  Shell shell;
  for (const char* line : {"boot mem=32M cpus=2", "a = mmap 64K", "write $a n=3", "fork", "write $a \"nine bytes and more\"",
                           "s = mmap 32K rw shared", "write $s \"text\"", "write $s+8K", "mbind $s+4K 8K bind:0",
                           "open \"/etc/hosts\"", "mlock $a 8K", "thread", "@2 read $a", "o = mmap 0x20000000 32K fixed",
                           "write $o \"goes\" n=4", "mkdir a", "mkdir a/b", "echo 1 > /sys/fs/cgroup/a/cgroup.procs", "write $a+12K"}) {
    must(shell, line);
  }
  Kernel k = shell.session().state().kernel;
  turn_swap_on(k, "disk", SwapKind::kDisk, 600);
  REQUIRE(break_swap_slot(k.m.swap, "disk", 17).ok());
  Trace silent;
  REQUIRE(sys_madvise(k, silent, 1, AdvisedRange{0x20000000, 32 * 1024}, kMadvPageout).ok());
  lru_add_drain_all(k.m.phys, silent);
  return k;
}

class ChangedFields {
 public:
  explicit ChangedFields(const Kernel& k) : before_(k), k_(k), hash_(state_hash(k)) {}

  std::set<std::string> run() {
    for_each_change(k_, FieldPlace(), *this);
    return names_;
  }
  // Twice for each name, lowest and highest bit, and once more where the same struct is derived in one place and not in another.
  template <class Change, class Restore>
  void operator()(const FieldPlace& place, Change change, Restore restore) {
    names_.insert(place.name);
    if (++tried_[place.name + (place.is_derived ? " derived" : "")] > 2) return;
    INFO(place.name);
    change();
    const std::string difference = find_difference(before_, k_);
    CHECK(("." + difference).find("." + place.field) != std::string::npos);
    CHECK((state_hash(k_) == hash_) == place.is_derived);
    restore();
    CHECK(find_difference(before_, k_).empty());
  }

 private:
  const Kernel before_;
  Kernel k_;
  u64 hash_;
  std::set<std::string> names_;
  std::map<std::string, u32> tried_;
};

// Fields stand in the order in which they are declared, in a struct and in the first of everything that it holds.
template <class T>
void require_order(const T& value) {
  if constexpr (std::is_array_v<T> || Chunked<T>) {
    if (std::is_array_v<T> || std::size(value) > 0) require_order(value[0]);
  } else if constexpr (Listed<T>) {
    const void* last = nullptr;
    T::for_each_field([&](auto field, auto member) {
      INFO(T::struct_name() << "." << field.name);
      const void* at = &(value.*member);
      CHECK(std::less<const void*>()(last, at));
      last = at;
      require_order(value.*member);
    });
  } else if constexpr (Paired<T>) {
    require_order(value.second);
  } else if constexpr (Iterable<T>) {
    if (value.size() > 0) require_order(*value.begin());
  } else if constexpr (Shared<T>) {
    if (value) require_order(*value);
  }
}

}  // namespace

TEST_CASE("state: every field reaches the hash or is derived, and equality names it", "[kernel]") {
  const std::set<std::string> reached = ChangedFields(machine_of_everything()).run();
  std::set<std::string> all;
  name_places<Kernel>("", all);
  CHECK(all.size() > 150);
  for (const std::string& name : all) {
    INFO(name << " has no value in the machine that this test makes");
    CHECK(reached.count(name) == 1);
  }
}

TEST_CASE("state: lists of fields stand in the order of declaration", "[kernel]") { require_order(machine_of_everything()); }

TEST_CASE("state: equal logs give equal machines", "[kernel]") {
  CHECK(find_difference(machine_of_everything(), machine_of_everything()).empty());
}
