// Entries that are not present: what the kernel writes where the processor sees nothing (include/linux/swapops.h, include/linux/swap.h;
// __swp_entry and its kin in arch/x86/include/asm/pgtable_64.h).
//
//    63 .. 59 58 .......................... 9  8   7 .. 4  3   2   1   0
//   +--------+-------------------------------+---+-------+---+---+---+---+
//   |  type  |  offset, every bit inverted   | 0 |   0   | E | F | S | 0 |     E exclusive  F userfaultfd  S soft-dirty
//   +--------+-------------------------------+---+-------+---+---+---+---+
// Bits 0 and 8 are clear, or pte_present() would hold. The offset is inverted so that the frame number which a leaky processor reads out
// of an absent entry (L1TF) lies above all memory.
//
//   type 0..27   swap: which device; the offset is the slot there
//        28..30  migration: the offset is the frame that is on its way to another one
//        31      marker: the offset is a set of bits, each of which tells the fault handler something
// The numbers are those of the configuration modelled here, without CONFIG_DEVICE_PRIVATE and CONFIG_MEMORY_FAILURE: with either, fewer
// types are left for swap. Left out: the A and D bits that a migration entry carries above its frame number.
//
// Whoever walks entries says by a `switch` over pte_form() without a default what it does with each form, so that a new form does not
// compile until all have decided. Guard markers are made by madvise; the others have no maker yet.
#pragma once

#include "engine/pgtable/pte.h"

namespace pw {

enum class PteForm : u8 { kNone, kPresent, kSwap, kMigration, kMarker };

// swp_entry_t.
struct SwpEntry {
  u32 type = 0;
  u64 offset = 0;
  friend constexpr bool operator==(SwpEntry a, SwpEntry b) { return a.type == b.type && a.offset == b.offset; }
};

inline constexpr u32 kSwpTypeShift = 59;
inline constexpr u32 kSwpOffsetShift = 9;
inline constexpr u64 kSwpOffsetBits = 50;
inline constexpr u64 kSwpOffsetMask = (u64{1} << kSwpOffsetBits) - 1;
inline constexpr u64 kPteSwpSoftDirty = kPteRw;
inline constexpr u64 kPteSwpUffdWp = kPteUs;
inline constexpr u64 kPteSwpExclusive = kPtePwt;

inline constexpr u32 kMaxSwapfiles = 28;  // MAX_SWAPFILES
inline constexpr u32 kSwpMigrationRead = 28;
inline constexpr u32 kSwpMigrationReadExclusive = 29;
inline constexpr u32 kSwpMigrationWrite = 30;
inline constexpr u32 kSwpPteMarker = 31;

constexpr Pte swp_entry_to_pte(SwpEntry entry) {
  return Pte{u64{entry.type} << kSwpTypeShift | (~entry.offset & kSwpOffsetMask) << kSwpOffsetShift};
}
// Of an entry that is neither empty nor present.
constexpr SwpEntry pte_to_swp_entry(Pte pte) {
  return SwpEntry{static_cast<u32>(pte.raw >> kSwpTypeShift), ~pte.raw >> kSwpOffsetShift & kSwpOffsetMask};
}

// swp_to_radix_entry: the slot of a page of an object, as the value that stands in the object's XArray.
inline constexpr u32 kSwpRadixTypeShift = 58;
constexpr u64 swp_to_radix_entry(SwpEntry entry) { return u64{entry.type} << kSwpRadixTypeShift | entry.offset; }
constexpr SwpEntry radix_to_swp_entry(u64 value) {
  return SwpEntry{static_cast<u32>(value >> kSwpRadixTypeShift), value & ((u64{1} << kSwpRadixTypeShift) - 1)};
}

constexpr PteForm pte_form(Pte pte) {
  if (pte_none(pte)) return PteForm::kNone;
  if (pte_present(pte)) return PteForm::kPresent;
  const u32 type = pte_to_swp_entry(pte).type;
  if (type < kMaxSwapfiles) return PteForm::kSwap;
  return type == kSwpPteMarker ? PteForm::kMarker : PteForm::kMigration;
}

// vm_normal_page: present, with a page of its own behind it, which the zero page has not. What asks for a page and does nothing with any
// other entry asks this.
constexpr bool has_normal_page(Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kPresent: return !pte_special(pte);
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: return false;
  }
  return false;
}

// ---- swap -------------------------------------------------------------------------------------------------------------------------
// pte_swp_exclusive: no other entry named the page when it was taken away (PageAnonExclusive, kept while there is no page to carry it).
constexpr bool pte_swp_exclusive(Pte pte) { return (pte.raw & kPteSwpExclusive) != 0; }
constexpr Pte pte_swp_mkexclusive(Pte pte) { return Pte{pte.raw | kPteSwpExclusive}; }
constexpr Pte pte_swp_clear_exclusive(Pte pte) { return Pte{pte.raw & ~kPteSwpExclusive}; }

// ---- migration --------------------------------------------------------------------------------------------------------------------
// What the entry may do once its page has arrived. A child's entry, and the parent's after a fork, are kRead.
enum class Migration : u8 { kRead, kReadExclusive, kWrite };
constexpr Pte make_migration(Pfn pfn, Migration what) {
  return swp_entry_to_pte(SwpEntry{kSwpMigrationRead + static_cast<u32>(what), pfn.v});
}
constexpr Migration migration_of(Pte pte) { return static_cast<Migration>(pte_to_swp_entry(pte).type - kSwpMigrationRead); }
constexpr Pfn migration_pfn(Pte pte) { return Pfn(static_cast<u32>(pte_to_swp_entry(pte).offset)); }

// ---- markers ----------------------------------------------------------------------------------------------------------------------
// PTE_MARKER_UFFD_WP, PTE_MARKER_POISONED, PTE_MARKER_GUARD: bits, of which handle_pte_marker() asks in the order of this enum.
enum class Marker : u8 { kPoisoned, kGuard, kUffdWp };
constexpr u64 marker_bit(Marker marker) {
  switch (marker) {
    case Marker::kPoisoned: return 2;
    case Marker::kGuard: return 4;
    case Marker::kUffdWp: return 1;
  }
  return 0;
}
constexpr Pte make_pte_marker(Marker marker) { return swp_entry_to_pte(SwpEntry{kSwpPteMarker, marker_bit(marker)}); }
constexpr Marker marker_of(Pte pte) {
  const u64 bits = pte_to_swp_entry(pte).offset;
  if ((bits & marker_bit(Marker::kPoisoned)) != 0) return Marker::kPoisoned;
  return (bits & marker_bit(Marker::kGuard)) != 0 ? Marker::kGuard : Marker::kUffdWp;
}
constexpr bool pte_is_guard(Pte pte) { return pte_form(pte) == PteForm::kMarker && marker_of(pte) == Marker::kGuard; }

static_assert(make_pte_marker(Marker::kGuard).raw == 0xfffffffffffff600ull, "the guard marker as a live 6.18 writes it");

}  // namespace pw
