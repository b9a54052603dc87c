// Looking at the machine without changing it: a frame's mappers, holders, the frame behind an address.
#pragma once

#include <vector>

#include "engine/kernel/kernel.h"

namespace pw {

// Who runs on each address space, gathered once for many questions.
class MmTasks {
 public:
  explicit MmTasks(const Kernel& k);
  Pid first(MmId mm) const { return mm.v < first_.size() ? first_[mm.v] : 0; }  // the lowest pid; 0: nobody

 private:
  std::vector<Pid> first_;
};

Pfn frame_at(const Kernel& k, Pid pid, u64 addr);      // the frame a PTE maps, present or PROT_NONE; invalid else

// refcount = mapcount + what else holds the frame: each holder named.
struct Holder {
  // kPageCache: the object that the page belongs to. kOperation: the call that runs at this moment (the gather of munmap, a fault in
  // progress); none between commands. kPin: one of those holds it with a pin, which counts as 1024.
  enum class Kind : u8 { kPte, kLruBatch, kTable, kKernel, kOperation, kPin, kPageCache, kSwapCache } kind = Kind::kPte;
  Pid pid = 0;    // kPte: first task of that mm
  u64 addr = 0;   // kPte
  u32 cpu = 0;    // kLruBatch
  BatchKind batch = BatchKind::kLruAdd;
};
std::vector<Holder> find_holders(const Kernel& k, Pfn pfn);

}  // namespace pw
