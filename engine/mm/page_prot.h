// From an area's flags to the bits of its page-table entries (vm_get_page_prot, arch/x86/mm/pgprot.c).
#pragma once

#include "engine/pgtable/pte.h"
#include "engine/vma/vma.h"

namespace pw {

// A private area is never given RW here, writable or not: the first store faults and decides (PAGE_COPY). A shared one is: its only
// files are those of tmpfs, which need no notice of the first store (vma_wants_writenotify). A present entry always starts with A
// set; PROT_NONE has P clear and the PROTNONE bit set.
inline u64 vm_page_prot(u64 vm_flags) {
  const u64 pkey = (vm_flags & kVmPkeyBits) >> 32 << kPtePkeyShift;
  if ((vm_flags & kVmAccessFlags) == 0) return kPteProtnone | kPteA | pkey;
  const bool is_shared_writable = (vm_flags & (kVmShared | kVmWrite)) == (kVmShared | kVmWrite);
  const u64 bits = kPteP | kPteUs | kPteA | pkey | (is_shared_writable ? kPteRw : 0);
  return (vm_flags & kVmExec) != 0 ? bits : bits | kPteNx;
}

// maybe_mkwrite(): RW only where the area may be written now.
inline Pte maybe_mkwrite(Pte pte, const Vma& vma) { return vma.has(kVmWrite) ? pte_mkwrite(pte) : pte; }

}  // namespace pw
