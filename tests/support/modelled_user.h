// Processes that call at random over the hostile allocator, with a naive model of what each of them must read back.
#pragma once

#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "tests/support/hostile_allocator.h"
#include "tests/support/memory_model.h"

namespace pw::test {

class ModelledUser {
 public:
  // The seed decides everything: the calls, the machine (CPUs, levels of page tables, protection keys), how often the allocator strikes.
  explicit ModelledUser(u64 seed);

  const Kernel& kernel() const { return k_; }
  const HostileAllocator& hostile() const { return hostile_; }
  // One call of one process.
  void step();
  // Every page of every process, as far as it may be read.
  void read_everything();

 private:
  struct Act {
    u32 weight;
    void (ModelledUser::*run)();
  };
  static const Act kActs[];

  u64 pick(u64 bound) { return random_.below(static_cast<u32>(bound)); }
  u64 pick_address();
  u64 size() const { return pages_ * kPageSize; }
  AddrRange range() const { return AddrRange{at_, at_ + size()}; }
  u32 pick_prot();
  Pid pick_running();
  u64 pick_clone_flags();
  // A store of the kernel's that may have been refused unseen.
  void may_store(MmId mm, u64 addr, u32 value);
  void may_clear_tids();
  void load(u64 addr, u32 length);
  void store_here(u64 addr, const std::string& bytes, u64 pages);
  void map(u32 flags);

  void map_private() { map(kMapPrivate | kMapAnonymous); }
  void map_shared();
  void map_otherwise();
  void unmap();
  void protect();
  void store();
  void load_some();
  void clone();
  void end();
  void execve();
  void wait();
  void move();
  void lock();
  void lock_all();
  void advise();
  void advise_by_pieces();
  void between();
  void brk();
  void stack();
  void protect_by_key();
  void limit();
  void look();
  void seal();
  void change_cpu();

  Random random_;
  HostileAllocator hostile_;
  Kernel k_;
  MemoryModel model_;
  Trace trace_;
  Pid pid_ = 0;
  MmId mm_;
  u64 at_ = 0;
  u64 pages_ = 0;
};

}  // namespace pw::test
