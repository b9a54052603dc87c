// Pages of a group are taken away: what memcg/ asks for through GroupReclaimer, with everything that reclaim/ needs to see.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/memory/cx.h"

namespace pw {

class KernelGroupReclaimer : public GroupReclaimer {
 public:
  explicit KernelGroupReclaimer(Cx& cx) : cx_(cx) {}
  u64 try_to_free(MemcgId group, u64 pages, bool may_swap) override;
  bool out_of_memory(MemcgId group) override;
  void set_swappiness(u32 value) { swappiness_ = value; }  // of memory.reclaim, in place of the groups' own

 private:
  Cx& cx_;
  u32 swappiness_ = ~u32{0};  // kOwnSwappiness
};

}  // namespace pw
