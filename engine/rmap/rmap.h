// Reverse mapping of anonymous memory: anon_vma, anon_vma_chain and their interval trees (mm/rmap.c, mm/interval_tree.c,
// include/linux/rmap.h).
//
//   page.mapping ──> anon_vma ──interval tree──> avc ──> vma        "who may map this page?"
//                    vma ──anon_vma_chain list──> avc ──> anon_vma  "on whose trees am I?"
// One avc is one membership: this area on that tree. It hangs in both structures at once, and that is why it exists.
//
// Operations one to a file: prepare.cc, clone.cc, fork.cc, unlink.cc (with chain.cc below them), interval_tree.cc, page.cc
// (mapcounts, mapping), walk.cc, check.cc and check_pages.cc.
// Left out: the locks (one of the root for its whole family), and the out-of-memory paths of the two slab caches.
#pragma once

#include "engine/base/check.h"
#include "engine/base/pool.h"
#include "engine/base/rb_tree.h"
#include "engine/file/file.h"
#include "engine/pgtable/pgtable.h"
#include "engine/phys/phys.h"
#include "engine/trace/trace.h"
#include "engine/vma/vma.h"

namespace pw {

struct AnonVma {
  AnonVmaId root;    // the tree of trees shares root's lock; a page shared by fork may point to any of them
  AnonVmaId parent;  // itself at the root
  u32 refcount = 1;  // children hold their root
  u32 num_children = 0;      // a root counts itself
  u32 num_active_vmas = 0;   // areas whose `anon_vma` this is
  AvcId rb_root;             // interval tree of avcs, by linear page offset
  PW_FIELDS(AnonVma, root, parent, refcount, num_children, num_active_vmas, rb_root);
};

struct Avc {
  VmaId vma;
  AnonVmaId anon_vma;
  AvcId same_vma_prev;  // the area's list
  AvcId same_vma_next;
  RbNode<AvcId> rb;     // its place in the anon_vma's interval tree; rb.subtree is rb_subtree_last
  PW_FIELDS(Avc, vma, anon_vma, same_vma_prev, same_vma_next, rb);
};

struct Rmap {
  Pool<AnonVma, AnonVmaId> anon_vmas;
  Pool<Avc, AvcId> avcs;
  PW_FIELDS(Rmap, anon_vmas, avcs);
};

// Every function that links or unlinks takes the areas by id, since it writes their list heads and `anon_vma`.

// __anon_vma_prepare: gives an area its anon_vma at the first fault. `reusable` is a neighbour's, found by the caller through
// can_reuse_anon_vma(), or invalid for a new one. The area must have none.
void prepare_anon_vma(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma, AnonVmaId reusable);
// anon_vma_clone: src's whole chain onto dst, whose own list must be empty. What the caller put into dst.anon_vma says why it asks:
//   - set, to src's: an exact copy for a split or a merge inside one process. As vm_area_dup() leaves it, and as dup_anon_vma() sets it
//     on the survivor of a merge. dst becomes one more active area of that anon_vma;
//   - unset while src has one: fork. An old anon_vma with one child at most and no active area is reused and set on dst;
//   - unset with src unset too: nothing but an empty chain to copy.
void clone_anon_vma(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId dst, VmaId src);
// anon_vma_fork: the child's area gets the parent's chain, then an anon_vma of its own unless one was reused. The child's list must be
// empty; an anon_vma that it inherited by the copy of the struct is dropped first.
void fork_anon_vma(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId child, VmaId parent);
// unlink_anon_vmas: the area leaves every tree; anon_vmas that nobody needs are freed.
void unlink_anon_vmas(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma);

// Around any change of an area's start, end or pgoff (anon_vma_interval_tree_{pre,post}_update_vma).
void remove_from_interval_trees(Rmap& rmap, const VmaPool& vmas, VmaId vma);
void insert_into_interval_trees(Rmap& rmap, const VmaPool& vmas, VmaId vma);
// anon_vma_interval_tree_iter_{first,next}: areas of the tree that overlap [first, last] (linear page offsets, both inclusive), in tree
// order: by first offset, and among equals the one inserted earlier. Invalid: no (further) one.
AvcId first_avc(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, u64 first, u64 last);
AvcId next_avc(const Rmap& rmap, const VmaPool& vmas, AvcId avc, u64 first, u64 last);
// visit(avc_id) for each of them. The tree must not change during the visits.
template <class Visit>
void for_each_avc(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, u64 first, u64 last, Visit visit);

// ---- page.cc ------------------------------------------------------------------------------------------------------------------
// PTEs come and go one at a time; the caller writes the entry and keeps the refcount.
// folio_add_new_anon_rmap: the first PTE of a new page: mapcount 1, exclusive; or not, where entries of the swap form name the same page:
// then it is owned by the root of the area's anon_vma, below which all who may map it stand.
enum class RmapMode : u8 { kExclusive, kShared };
void folio_add_new_anon_rmap(Rmap& rmap, Phys& phys, const VmaPool& vmas, Trace& trace, Pfn pfn, VmaId vma, u64 addr,
                             RmapMode mode = RmapMode::kExclusive);
// folio_add_anon_rmap_ptes: one more PTE of an anonymous page that was taken out of page tables and is still in the swap cache. A locked
// area takes hold of it through this CPU's mlock batch.
void folio_add_anon_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, u32 cpu, Pfn pfn, VmaId vma, RmapMode mode);
// folio_try_dup_anon_rmap_pte: fork, one more PTE, no longer exclusive.
void folio_dup_anon_rmap(Phys& phys, Trace& trace, Pfn pfn);
// folio_add_file_rmap_ptes: one more PTE of a page of the page cache. A locked area takes hold of it through this CPU's mlock batch.
void folio_add_file_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, u32 cpu, Pfn pfn, VmaId vma);
// folio_remove_rmap_pte: one PTE less, that of `vma`, of either kind. A locked area lets go of the page through this CPU's mlock batch.
void folio_remove_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, u32 cpu, Pfn pfn, VmaId vma);
// To the area's own anon_vma, at reuse.
void folio_move_anon_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, Pfn pfn, VmaId vma);
// vma_address: where the area maps linear offset `index`; kNoAddress when it does not.
inline constexpr u64 kNoAddress = ~u64{0};
u64 vma_address(const Vma& vma, u64 index);

// ---- walk.cc ------------------------------------------------------------------------------------------------------------------
// How an mm's page tables are reached from below: the pgd of each mm, looked up by the caller's table.
class PgdLookup {
 public:
  virtual ~PgdLookup() = default;
  virtual Pfn pgd_of(MmId mm) const = 0;
};
struct RmapVisit {
  AvcId avc;  // invalid: found through a file
  VmaId vma;
  u64 addr = 0;
  bool maps_page = false;  // false: visited in vain
  Pte pte;                 // what stands there (an empty entry when no table)
};
struct RmapWalk {
  AnonVmaId anon_vma;  // where page.mapping points; invalid: not an anonymous page
  InodeId inode;       // … or here, of a page of the page cache; both invalid: nothing walked
  std::vector<RmapVisit> visits;
  u32 found = 0;
  u32 in_vain = 0;
};
// rmap_walk_anon or rmap_walk_file with page_vma_mapped_walk at every area, over all of them: emits an event for each visit.
RmapWalk rmap_walk(const Rmap& rmap, const Files& files, const VmaPool& vmas, const PageTables& pt, const Phys& phys, const PgdLookup& mms,
                   Trace& trace, Pfn pfn);

// R1 … R11; R12, over all frames, in check_pages.cc.
void check_rmap(const Rmap& rmap, const VmaPool& vmas, CheckLevel level, CheckReport& report);
void check_rmap_pages(const Rmap& rmap, const VmaPool& vmas, const Phys& phys, CheckReport& report);

}  // namespace pw

#include "engine/rmap/for_each_avc.inl"
