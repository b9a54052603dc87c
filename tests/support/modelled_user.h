// Processes that call at random where memory is short, with a naive model of what each of them must read back.
#pragma once

#include <memory>

#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "tests/support/hostile_allocator.h"
#include "tests/support/memory_model.h"

namespace pw::test {

// kHostile: the allocator takes away all that it may, at any request. kPressed: the real one, on a machine of which a process that takes no
// part holds nearly all in locked pages, with swap areas of every kind that come and go: kswapd and direct reclaim take what is taken.
enum class Surroundings : u8 { kHostile, kPressed };

class ModelledUser {
 public:
  // The seed decides everything: the calls, the machine (CPUs, levels of page tables, protection keys), how often the allocator strikes, or
  // how much is left free.
  explicit ModelledUser(u64 seed, Surroundings around = Surroundings::kHostile);

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
    bool only_pressed = false;
  };
  static const Act kActs[];

  // While it is there the allocator strikes.
  std::unique_ptr<StandIn> strike();
  void press();
  u64 count_free() const;
  std::string pick_device() { return "swap" + std::to_string(pick(3)); }

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
  void page_out();
  void swap_on();
  void swap_off();
  void break_slot();
  void turn_knobs();
  void drain();

  Surroundings around_;
  Random random_;
  HostileAllocator hostile_;
  Kernel k_;
  MemoryModel model_;
  Trace trace_;
  Pid holder_ = 0;  // kPressed: the process that holds the memory
  Pid pid_ = 0;
  MmId mm_;
  u64 at_ = 0;
  u64 pages_ = 0;
};

}  // namespace pw::test
