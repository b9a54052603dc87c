// What is done to an address space as a whole: mapped, unmapped, protected, accessed, copied, taken down. The state itself stands in
// memory/.
#pragma once

#include "engine/base/check.h"
#include "engine/memory/cx.h"
#include "engine/memory/rss.h"

namespace pw {

// ---- mmap.cc ----------------------------------------------------------------------------------------------------------------------
inline constexpr u32 kProtRead = 1, kProtWrite = 2, kProtExec = 4, kProtNone = 0;
inline constexpr u32 kProtGrowsDown = 0x01000000, kProtGrowsUp = 0x02000000;
enum MapFlag : u32 {
#define PW_MAP_TYPE(constant, number, name) constant = number,
#define PW_MAP_FLAG(constant, number, name) constant = number,
#include "engine/mm/map_flags.def"
#undef PW_MAP_FLAG
#undef PW_MAP_TYPE
  kMapTypeMask = 0x0f,
};
// What do_mmap is to map: an open file from a page offset on, or (no file) fresh memory.
struct MapSource {
  FileId file;
  u64 pgoff = 0;
};
Result<u64> do_mmap(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot, u32 flags, const MapSource& source = {});
// Is what do_mmap maps with these flags to be faulted in at once: MAP_POPULATE without MAP_NONBLOCK, or locked memory?
bool must_populate(const Memory& m, MmId mm, u32 flags);

// ---- fault/ ---------------------------------------------------------------------------------------------------------------------
enum class Access : u8 {
#define PW_ACCESS(constant, name) constant,
#include "engine/mm/access.def"
#undef PW_ACCESS
};
// Who accesses: a program, or the kernel on its behalf (copy_to_user and its kin).
enum class AccessMode : u8 { kUser, kKernel };
struct FaultResult {
  enum class Kind : u8 { kDone, kSegvMaperr, kSegvAccerr, kSegvPkuerr, kSegvKernel, kBus, kOom } kind = Kind::kDone;
  Pfn pfn;              // kDone: the frame the access reached
  u32 minor = 0;        // faults that handle_mm_fault() accounted to the task
  u32 major = 0;
  u64 addr = 0;         // si_addr of a signal
  u32 pkey = 0;         // si_pkey of kSegvPkuerr
};
// One access to one page: TLB, walk, as many faults as it takes. Sets A and D as the processor does.
FaultResult access_page(Cx& cx, MmId mm, u64 addr, Access access, AccessMode mode = AccessMode::kUser);

// ---- create_mm.cc, dup_mmap.cc, exit_mmap.cc ------------------------------------------------------------------------------------
Result<MmId> create_mm(Cx& cx);                    // mm_alloc: a PGD and nothing else
Result<MmId> dup_mm(Cx& cx, MmId parent);          // fork's copy
Mm inherit_mm(const Mm& parent, const Mm& fresh);  // the parent's, but for what a child begins with as a new one does
// mmput, in two steps so that its last task can let go in between: leave_mm drops a user, and takes the areas down when it was the
// last (true); free_mm then frees the PGD and the struct (mmdrop).
bool leave_mm(Cx& cx, MmId mm);
void free_mm(Cx& cx, MmId mm);

void check_memory(const Memory& m, CheckLevel level, CheckReport& report);

}  // namespace pw
