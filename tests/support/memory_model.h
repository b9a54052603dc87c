// What programs must read back, as naively as it can be said: bytes by address, one set an address space, copied by fork; one set an object
// for shared memory. Which areas there are is asked of the machine; what is in them is known here alone.
//
// A page may have several contents that are all right: a lazily freed one may be read as it was or as zeros. No content listed means that
// none is known (a call failed half-way); the next load then settles it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/kernel/kernel.h"

namespace pw::test {

class MemoryModel {
 public:
  explicit MemoryModel(const Kernel& k) : k_(k) {}

  void store(MmId mm, u64 addr, const std::string& bytes);
  // Stored or refused.
  void may_store(MmId mm, u64 addr, const std::string& bytes);
  // Whether these bytes may be read there; settles what was open.
  bool load(MmId mm, u64 addr, const std::string& bytes);
  void copy(MmId from, u64 source, MmId to, u64 target, u64 size_bytes);
  void fork(MmId parent, MmId child);
  // A fresh mapping at the range; of a shared one, a fresh object.
  void map_new(MmId mm, AddrRange range);
  // mremap: what `from` held is at `to` now. `was_mapped` says of each page of `from` whether an area held it before the call: where there
  // was none, nothing moves, and the target keeps what it has.
  std::vector<bool> mapped_pages(MmId mm, AddrRange range) const;
  void move(MmId mm, AddrRange from, AddrRange to, const std::vector<bool>& was_mapped);
  // Private pages of the range: gone; gone or as they were; gone at any time until the next store; anything.
  void drop(MmId mm, AddrRange range);
  void maybe_drop(MmId mm, AddrRange range);
  void free_lazily(MmId mm, AddrRange range);
  void forget(MmId mm, AddrRange range);
  // Forgets what no area or object stands for any more. After every call.
  void prune();

 private:
  // Of a private page (mm, page number); of a shared one (object, index) above all address spaces.
  struct Key {
    bool is_shared = false;
    u32 owner = 0;
    u64 index = 0;
    bool operator<(const Key& other) const {
      if (is_shared != other.is_shared) return is_shared < other.is_shared;
      return owner != other.owner ? owner < other.owner : index < other.index;
    }
    bool operator==(const Key& other) const { return is_shared == other.is_shared && owner == other.owner && index == other.index; }
  };
  struct PageBytesModel {
    std::vector<std::string> may;  // 4096 bytes each
    bool is_lazy = false;
  };
  const Vma* area_at(MmId mm, u64 addr) const;
  Key key_of(MmId mm, u64 addr) const;
  PageBytesModel& page(const Key& key);
  template <class Visit>
  void for_each_private(MmId mm, AddrRange range, Visit visit);

  const Kernel& k_;
  std::map<Key, PageBytesModel> pages_;
};

}  // namespace pw::test
