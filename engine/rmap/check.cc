// The invariants of reverse mapping, R1 … R11 (engine/rmap/README.md); R12 is about pages: check_pages.cc.
//
// kQuick reads each object's own fields and compares totals (the ends of R2's lists, R3's totals, R6, the sums of R7, R8 and R9, R10's
// emptiness, R11); kFull recounts everything.
#include <string>
#include <vector>

#include "engine/rmap/check_tree.h"
#include "engine/rmap/rmap.h"

namespace pw {
namespace {

std::string name_of(AnonVmaId id) { return "anon_vma " + std::to_string(id.v); }
std::string name_of(VmaId id) { return "area " + std::to_string(id.v); }

// ---- quick ----------------------------------------------------------------------------------------------------------------------------

bool is_linked(const Rmap& rmap, const AnonVma& anon_vma) {
  return rmap.anon_vmas.is_live(anon_vma.root) && rmap.anon_vmas.is_live(anon_vma.parent);
}

void check_family(const Rmap& rmap, AnonVmaId id, const AnonVma& anon_vma, CheckReport& report) {
  if (!is_linked(rmap, anon_vma)) {
    report.broken("R6", name_of(id) + " has a root or parent that is gone");
    return;
  }
  const bool is_root = anon_vma.root == id;
  if ((anon_vma.parent == id) != is_root) report.broken("R6", name_of(id) + ": a root is its own parent, and no other is");
  if (rmap.anon_vmas[anon_vma.parent].root != anon_vma.root) report.broken("R6", name_of(id) + " has a parent of another family");
  if (!anon_vma.rb_root.valid()) report.broken("R11", name_of(id) + " lives with an empty tree");
}

void check_area_ends(VmaId id, const Vma& vma, CheckReport& report) {
  const bool has_list = vma.avc_count != 0;
  if (vma.avc_head.valid() != has_list || vma.avc_tail.valid() != has_list) {
    report.broken("R2", name_of(id) + ": head, tail and count disagree");
  }
  if (vma.anon_vma.valid() != has_list) report.broken("R10", name_of(id) + " has an anon_vma and no chain, or a chain and none");
}

struct Totals {
  u32 links = 0;     // over the areas' lists
  u32 active = 0;    // areas with an anon_vma
  u32 members = 0;   // anon_vmas that are not roots
  u32 children = 0;  // sums of the counters of the anon_vmas
  u32 counted_active = 0;
  u32 references = 0;
};

void check_totals(const Rmap& rmap, const Totals& totals, CheckReport& report) {
  report.expect(totals.links == rmap.avcs.live_count(), "R3", "as many avcs live as the areas' lists hold");
  report.expect(totals.children == rmap.anon_vmas.live_count(), "R7", "every anon_vma is counted once as a child");
  report.expect(totals.counted_active == totals.active, "R8", "every area with an anon_vma is counted once as active");
  report.expect(totals.references == rmap.anon_vmas.live_count() + totals.members, "R9", "one reference an anon_vma and one to its root");
}

void check_quick(const Rmap& rmap, const VmaPool& vmas, CheckReport& report) {
  Totals totals;
  vmas.for_each([&](VmaId id, const Vma& vma) {
    check_area_ends(id, vma, report);
    totals.links += vma.avc_count;
    totals.active += vma.anon_vma.valid() ? 1 : 0;
  });
  rmap.anon_vmas.for_each([&](AnonVmaId id, const AnonVma& anon_vma) {
    check_family(rmap, id, anon_vma, report);
    totals.children += anon_vma.num_children;
    totals.counted_active += anon_vma.num_active_vmas;
    totals.references += anon_vma.refcount;
    totals.members += anon_vma.root == id ? 0 : 1;
  });
  check_totals(rmap, totals, report);
}

// ---- full: lists ------------------------------------------------------------------------------------------------------------------------

bool names_live(const Rmap& rmap, const VmaPool& vmas, const Avc& avc) {
  return vmas.is_live(avc.vma) && rmap.anon_vmas.is_live(avc.anon_vma);
}

void check_list(const Rmap& rmap, VmaId id, const Vma& vma, std::vector<bool>& listed, CheckReport& report) {
  u32 length = 0;
  AvcId previous;
  AvcId at = vma.avc_head;
  for (; at.valid() && length < vma.avc_count; at = rmap.avcs[at].same_vma_next) {
    if (!rmap.avcs.is_live(at)) {
      report.broken("R2", name_of(id) + " lists an avc that is freed");
      return;
    }
    const Avc& avc = rmap.avcs[at];
    if (avc.vma != id) report.broken("R2", name_of(id) + " lists another area's avc");
    if (avc.same_vma_prev != previous) report.broken("R2", name_of(id) + ": a link back is wrong");
    if (listed[at.v]) report.broken("R3", "avc " + std::to_string(at.v) + " is in two lists");
    listed[at.v] = true;
    previous = at;
    ++length;
  }
  if (at.valid() || length != vma.avc_count || vma.avc_tail != previous) {
    report.broken("R2", name_of(id) + ": its list has another length or end");
  }
}

bool is_on_tree_of(const Rmap& rmap, const Vma& vma, AnonVmaId anon_vma) {
  u32 steps = 0;
  for (AvcId at = vma.avc_head; at.valid() && steps++ < vma.avc_count; at = rmap.avcs[at].same_vma_next) {
    if (rmap.avcs[at].anon_vma == anon_vma) return true;
  }
  return false;
}

// Chains are closed upwards, which is why the root goes last and why a page may name any ancestor and still be found.
// stamp[anon_vma] is the last area found on its tree.
void check_chain(const Rmap& rmap, VmaId id, const Vma& vma, std::vector<u32>& stamp, CheckReport& report) {
  if (!vma.anon_vma.valid()) return;
  if (!rmap.anon_vmas.is_live(vma.anon_vma) || !is_on_tree_of(rmap, vma, vma.anon_vma)) {
    report.broken("R10", name_of(id) + " is not on the tree of its own anon_vma");
    return;
  }
  const AnonVmaId root = rmap.anon_vmas[vma.anon_vma].root;
  for (AvcId at = vma.avc_head; at.valid(); at = rmap.avcs[at].same_vma_next) stamp[rmap.avcs[at].anon_vma.v] = id.v;
  for (AvcId at = vma.avc_head; at.valid(); at = rmap.avcs[at].same_vma_next) {
    const AnonVma& anon_vma = rmap.anon_vmas[rmap.avcs[at].anon_vma];
    if (anon_vma.root != root) report.broken("R10", name_of(id) + " is on trees of two families");
    if (anon_vma.parent.v >= stamp.size() || stamp[anon_vma.parent.v] != id.v)
      report.broken("R10", name_of(id) + " is on a tree, but not on that of its parent");
  }
}

bool check_lists(const Rmap& rmap, const VmaPool& vmas, CheckReport& report) {
  const u32 before = report.count();
  rmap.avcs.for_each([&](AvcId id, const Avc& avc) {
    if (!names_live(rmap, vmas, avc)) report.broken("R1", "avc " + std::to_string(id.v) + " names an area or anon_vma that is gone");
  });
  std::vector<bool> listed(rmap.avcs.capacity(), false);
  vmas.for_each([&](VmaId id, const Vma& vma) { check_list(rmap, id, vma, listed, report); });
  rmap.avcs.for_each([&](AvcId id, const Avc&) {
    if (!listed[id.v]) report.broken("R3", "avc " + std::to_string(id.v) + " is in no area's list");
  });
  if (report.count() != before) return false;
  std::vector<u32> stamp(rmap.anon_vmas.capacity(), VmaId::kNone);
  vmas.for_each([&](VmaId id, const Vma& vma) { check_chain(rmap, id, vma, stamp, report); });
  return true;
}

// ---- full: trees and counters ---------------------------------------------------------------------------------------------------

void check_trees(const Rmap& rmap, const VmaPool& vmas, CheckReport& report) {
  std::vector<bool> seen(rmap.avcs.capacity(), false);
  rmap.anon_vmas.for_each([&](AnonVmaId id, const AnonVma&) { check_avc_tree(rmap, vmas, id, seen, report); });
  rmap.avcs.for_each([&](AvcId id, const Avc&) {
    if (!seen[id.v]) report.broken("R3", "avc " + std::to_string(id.v) + " is on no tree");
  });
}

struct Recount {
  u32 children = 0;
  u32 active = 0;
  u32 references = 1;
};

void check_counters(const Rmap& rmap, const VmaPool& vmas, CheckReport& report) {
  std::vector<Recount> counts(rmap.anon_vmas.capacity());
  rmap.anon_vmas.for_each([&](AnonVmaId id, const AnonVma& anon_vma) {
    if (!is_linked(rmap, anon_vma)) return;
    ++counts[anon_vma.parent.v].children;
    if (anon_vma.root != id) ++counts[anon_vma.root.v].references;
  });
  vmas.for_each([&](VmaId, const Vma& vma) {
    if (rmap.anon_vmas.is_live(vma.anon_vma)) ++counts[vma.anon_vma.v].active;
  });
  rmap.anon_vmas.for_each([&](AnonVmaId id, const AnonVma& anon_vma) {
    const Recount& count = counts[id.v];
    if (anon_vma.num_children != count.children) report.broken("R7", name_of(id) + " miscounts its children");
    if (anon_vma.num_active_vmas != count.active) report.broken("R8", name_of(id) + " miscounts its active areas");
    if (anon_vma.refcount != count.references) report.broken("R9", name_of(id) + " miscounts its references");
  });
}

}  // namespace

void check_rmap(const Rmap& rmap, const VmaPool& vmas, CheckLevel level, CheckReport& report) {
  check_quick(rmap, vmas, report);
  if (level == CheckLevel::kQuick) return;
  check_counters(rmap, vmas, report);
  if (check_lists(rmap, vmas, report)) check_trees(rmap, vmas, report);
}

}  // namespace pw
