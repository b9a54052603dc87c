// One page-table entry, with the bits the processor and Linux give it (arch/x86/include/asm/pgtable_types.h).
//
//    63 62..59 58   57      56..52 51 ................. 12 11  10   9   8 7    6 5 4   3   2  1  0
//   +--+------+-------+-------+----+----------------------+---+----+----+-+----+-+-+---+---+--+--+-+
//   |NX| pkey |SAVEDRT|       |    |  frame number        |SD | .. | SP |G|PS  |D|A|PCD|PWT|US|RW|P|
//   +--+------+-------+-------+----+----------------------+---+----+----+-+----+-+-+---+---+--+--+-+
// P is clear in a PROT_NONE entry; then G (bit 8) means _PAGE_PROTNONE and pte_present() still holds. The frame number of such an entry is
// stored inverted, so that a processor which goes on in spite of P finds no frame there (L1TF; arch/x86/include/asm/pgtable-invert.h).
// An entry without P and G that is not empty maps nothing, but tells the kernel something: absent.h.
// A value, not a reference: functions return a new entry, the page table stores it.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/ids.h"

namespace pw {

struct Pte {
  u64 raw = 0;
  PW_FIELDS(Pte, raw);
  friend constexpr bool operator==(Pte a, Pte b) { return a.raw == b.raw; }
  friend constexpr bool operator!=(Pte a, Pte b) { return a.raw != b.raw; }
};

#define PW_PTE_BIT(constant, bit, name, meaning) inline constexpr u64 constant = 1ull << bit;
#include "engine/pgtable/pte_bits.def"
#undef PW_PTE_BIT
inline constexpr u64 kPteProtnone = kPteG;  // with P clear
inline constexpr u64 kPtePkeyShift = 59;
inline constexpr u64 kPteFrameMask = 0x000ffffffffff000ull;
// Entries that point to the next table: _PAGE_TABLE (present, writable, user, accessed, dirty).
inline constexpr u64 kTableBits = kPteP | kPteRw | kPteUs | kPteA | kPteD;

// What is XORed to the frame number of an entry with these bits: protnone_mask().
constexpr u64 pte_inversion(u64 bits) { return bits != 0 && (bits & kPteP) == 0 ? kPteFrameMask : 0; }
constexpr Pte make_pte(Pfn pfn, u64 bits) { return Pte{(static_cast<u64>(pfn.v) << 12 ^ pte_inversion(bits)) | bits}; }
constexpr Pfn pte_pfn(Pte pte) { return Pfn(static_cast<u32>(((pte.raw ^ pte_inversion(pte.raw)) & kPteFrameMask) >> 12)); }
constexpr u64 pte_bits(Pte pte) { return pte.raw & ~kPteFrameMask; }
constexpr bool pte_none(Pte pte) { return pte.raw == 0; }
constexpr bool pte_present(Pte pte) { return (pte.raw & (kPteP | kPteProtnone)) != 0; }
constexpr bool pte_protnone(Pte pte) { return (pte.raw & (kPteP | kPteProtnone)) == kPteProtnone; }
constexpr bool pte_write(Pte pte) { return (pte.raw & kPteRw) != 0; }
constexpr bool pte_young(Pte pte) { return (pte.raw & kPteA) != 0; }
constexpr bool pte_dirty(Pte pte) { return (pte.raw & (kPteD | kPteSavedDirty)) != 0; }
constexpr bool pte_special(Pte pte) { return pte_present(pte) && (pte.raw & kPteSpecial) != 0; }
constexpr bool pte_exec(Pte pte) { return (pte.raw & kPteNx) == 0; }
// Moves the dirty bit to where the RW bit allows it (mksaveddirty_shift, clear_saveddirty_shift in pgtable.h).
constexpr Pte pte_settle_dirty(Pte pte) {
  if (!pte_dirty(pte)) return pte;
  const u64 clean = pte.raw & ~(kPteD | kPteSavedDirty);
  return Pte{clean | (pte_write(pte) ? kPteD : kPteSavedDirty)};
}
constexpr Pte pte_mkwrite(Pte pte) { return pte_settle_dirty(Pte{pte.raw | kPteRw}); }
constexpr Pte pte_wrprotect(Pte pte) { return pte_settle_dirty(Pte{pte.raw & ~kPteRw}); }
constexpr Pte pte_mkdirty(Pte pte) { return pte_settle_dirty(Pte{pte.raw | kPteD}); }
constexpr Pte pte_mkyoung(Pte pte) { return Pte{pte.raw | kPteA}; }
constexpr Pte pte_mkold(Pte pte) { return Pte{pte.raw & ~kPteA}; }
constexpr Pte pte_mkclean(Pte pte) { return Pte{pte.raw & ~(kPteD | kPteSavedDirty)}; }
constexpr Pte pte_set(Pte pte, u64 bits) { return Pte{pte.raw | bits}; }
constexpr Pte pte_clear(Pte pte, u64 bits) { return Pte{pte.raw & ~bits}; }

}  // namespace pw
