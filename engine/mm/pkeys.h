// Protection keys (arch/x86/include/asm/pkru.h, arch/x86/mm/pkeys.c): 16 keys, one in every area and page-table entry, and a register
// of each thread, PKRU, that says what it may do with each of them. Only data accesses are judged, and only in present entries.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

inline constexpr u32 kPkeys = 16;
inline constexpr u32 kPkeyDisableAccess = 1, kPkeyDisableWrite = 2;
inline constexpr u32 kInitPkru = 0x55555554;  // init_pkru_value: no access with any key but 0

inline u32 vma_pkey(const Vma& vma) { return static_cast<u32>((vma.flags & kVmPkeyBits) >> 32); }
inline u32 pte_pkey(Pte pte) { return static_cast<u32>(pte.raw >> kPtePkeyShift & (kPkeys - 1)); }
inline bool pkru_allows(u32 pkru, u32 pkey, bool is_write) {
  const u32 rights = pkru >> (2 * pkey);
  return (rights & kPkeyDisableAccess) == 0 && (!is_write || (rights & kPkeyDisableWrite) == 0);
}

inline u64 pkey_flags(u32 pkey) { return static_cast<u64>(pkey) << 32; }
// The thread's register with one key's two bits replaced.
u32 pkru_with(u32 pkru, u32 pkey, u32 rights);

// These change cx.pkru, which the caller writes back to its task.
void set_pkru(Cx& cx, u32 pkru);
Result<u32> do_pkey_alloc(Cx& cx, MmId mm, u64 flags, u64 rights);
Status do_pkey_free(Cx& cx, MmId mm, i32 pkey);
// mm_pkey_is_allocated: may user space name this key?
bool is_pkey_allocated(const Memory& m, MmId mm, i32 pkey);
// The key of areas that are PROT_EXEC alone, taken and denied in PKRU if need be; -1: none.
i32 execute_only_pkey(Cx& cx, MmId mm);
// arch_override_mprotect_pkey: the key that an area gets from mprotect (pkey -1) or pkey_mprotect.
u32 override_mprotect_pkey(Cx& cx, const Vma& vma, u32 prot, i32 pkey);

}  // namespace pw
