// What /proc counts by walking page tables: the numbers of smaps (fs/proc/task_mmu.c: smaps_pte_entry, smaps_account) and one page as
// pagemap, kpagecount and kpageflags show it.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/kernel.h"

namespace pw {

// The root's group, and those that still have pages or a folder, by id: each has LRU lists of its own.
std::vector<MemcgId> listed_groups(const Kernel& k);
// Frames of one list, the newest first; of the unevictable one, whose pages Linux does not link (mm_inline.h: lruvec_add_folio), ascending.
std::vector<u32> listed_frames(const Phys& phys, MemcgId group, LruList name);
// An inactive list with few pages beside the active one: the next reclaim, which counts anew, would make some of those inactive
// (inactive_is_low; view_lists.cc).
bool is_short_list(const Lruvec& lruvec, LruList name);

struct SmapsCounts {
  u64 rss = 0;  // bytes, as are the rest
  u64 pss_shifted = 0;  // << kPssShift, so that thirds of pages add up; as are the next ones
  u64 pss_dirty_shifted = 0;
  u64 pss_anon_shifted = 0;
  u64 pss_file_shifted = 0;
  u64 pss_shmem_shifted = 0;
  u64 pss_locked_shifted = 0;
  u64 shared_clean = 0;
  u64 shared_dirty = 0;
  u64 private_clean = 0;
  u64 private_dirty = 0;
  u64 referenced = 0;
  u64 anonymous = 0;
  u64 lazyfree = 0;
  u64 swap = 0;
  u64 swap_pss_shifted = 0;
};
inline constexpr u32 kPssShift = 12;
SmapsCounts count_smaps(const Kernel& k, const Mm& mm, const Vma& vma);
void add_smaps(const Kernel& k, const Mm& mm, const Vma& vma, SmapsCounts* counts);  // … to what is there, as smaps_rollup does

inline constexpr u64 kPmMmapExclusive = 1ull << 56;
inline constexpr u64 kPmUffdWp = 1ull << 57;
inline constexpr u64 kPmFile = 1ull << 61;
inline constexpr u64 kPmPresent = 1ull << 63;
// An absent entry has its type and offset (pgtable/absent.h) where the frame would stand, a guard marker this bit as well.
inline constexpr u64 kPmGuardRegion = 1ull << 58;
inline constexpr u64 kPmSwap = 1ull << 62;
inline constexpr u32 kPmSwapTypeBits = 5;
// One entry of /proc/PID/pagemap (pte_to_pagemap_entry). The zero page is special, so it has no page behind it and no bit 56.
u64 pagemap_entry(const Kernel& k, Pte pte);

// Flags of /proc/kpageflags (fs/proc/page.c: stable_page_flags) by name, lower case, sorted, one blank between.
std::string kpageflags_text(const Kernel& k, Pfn pfn);
// Letters of `run --json`: P present, S swapped, G guard marker (which counts as swapped), F file or shared, X mapped once only,
// E PageAnonExclusive, Z zero page; those of userfaultfd and PMD follow with their systems.
std::string page_state_letters(const Kernel& k, Pte pte);

const Mm* mm_of(const Kernel& k, Pid pid);  // nullptr for a zombie or nobody
std::vector<VmaId> vmas_of(const Kernel& k, const Mm& mm);  // ascending

}  // namespace pw
