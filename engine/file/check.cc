// Invariants of files, F1 … F9 (engine/file/README.md), over what this layer can see; F3 (areas and descriptors are counted) is asked in
// mm/check.cc and kernel/check.cc. kQuick asks F1 and the sizes of F4's indexes, kFull everything.
#include "engine/base/check_interval_tree.h"
#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"

namespace pw {
namespace {

std::string name_of(InodeId id) { return "inode " + std::to_string(id.v); }

void check_quick(const Files& files, CheckReport& report) {
  files.pool.for_each([&](FileId id, const File& file) {
    const std::string name = "file " + std::to_string(id.v);
    if (file.areas == 0 && file.opens == 0) report.broken("F1", name + " is referred to by nobody");
    if (file.inode.valid() && !files.inodes.is_live(file.inode)) report.broken("F1", name + " has an inode that is gone");
  });
  report.expect(files.index.size() == files.pool.live_count(), "F4", "the index has one entry a file");
  report.expect(files.inode_index.size() == files.inodes.live_count(), "F4", "the index of inodes has one entry an inode");
}

void check_index(const Files& files, CheckReport& report) {
  std::vector<u32> open(files.inodes.capacity(), 0);
  files.pool.for_each([&](FileId id, const File& file) {
    if (!find_file(files, kind_of(files, id), name_of(files, id)).valid())
      report.broken("F4", "file " + std::to_string(id.v) + " is not found by its name");
    if (file.inode.valid()) ++open[file.inode.v];
  });
  files.inodes.for_each([&](InodeId id, const Inode& inode) {
    if (inode.i_count != open[id.v] || inode.i_count == 0) report.broken("F5", name_of(id) + " miscounts the files that are open on it");
    if (!is_indexed(files, id)) report.broken("F4", name_of(id) + " is not found by its number");
  });
}

void check_page(const Phys& phys, InodeId id, const Inode& inode, u64 index, Pfn pfn, CheckReport& report) {
  const std::string where = name_of(id) + ": frame " + std::to_string(pfn.v);
  if (index >= inode.size_pages) report.broken("F2", where + " lies behind its end");
  if (pfn.v >= phys.pages.size()) return report.broken("F2", where + " does not exist");
  const Page& page = phys.pages[pfn.v];
  const bool names_it = inode_of(page) == id && page.index == index;
  if (!names_it || !has_flag(page, kPgUptodate) || !has_flag(page, kPgSwapbacked)) report.broken("F2", where + " does not know it");
  if (has_flag(page, kPgLocked)) report.broken("F2", where + " was left locked");
}

void check_policies(InodeId id, const Inode& inode, CheckReport& report) {
  u64 from = 0;
  for (const SharedPolicy& one : inode.policies) {
    const bool is_sound = is_sound_policy(one.policy) && !one.policy.is_default();
    if (one.first < from || one.end <= one.first || !is_sound) report.broken("F9", name_of(id) + " has a policy that none could set");
    from = one.end;
  }
}

u64 count_swapped(const Files& files, const Inode& inode) {
  u64 swapped = 0;
  xa_for_each(files.xa_nodes, inode.i_pages, 0, ~u64{0}, [&](u64, XaEntry entry) { swapped += names_slot(entry) ? 1 : 0; });
  return swapped;
}

void check_pages(const Files& files, const Phys& phys, CheckReport& report) {
  std::vector<bool> seen(files.xa_nodes.capacity(), false);
  u32 nodes = 0;
  files.inodes.for_each([&](InodeId id, const Inode& inode) {
    const XaCount count = check_xarray(files.xa_nodes, inode.i_pages, name_of(id), seen, report);
    nodes += count.nodes;
    const bool is_right = count.objects == inode.nrpages && count_swapped(files, inode) == inode.swapped;
    if (!is_right) report.broken("F6", name_of(id) + " miscounts its pages");
    if (!inode.is_shmem && count.objects + count.values != 0) report.broken("F6", name_of(id) + " has pages and is no shmem object");
    check_policies(id, inode, report);
    for_each_cached(files, id, 0, ~u64{0}, [&](u64 index, Pfn pfn) { check_page(phys, id, inode, index, pfn, report); });
  });
  report.expect(nodes == files.xa_nodes.live_count(), "F6", "every node of an XArray is in one");
}

// An area whose file is gone is told of under F3.
InodeId live_inode(const Files& files, const Vma& vma) {
  return files.pool.is_live(vma.file) ? mapped_inode(files, vma) : InodeId();
}

void check_mappings(const Files& files, const VmaPool& vmas, CheckReport& report) {
  std::vector<bool> seen(vmas.capacity(), false);
  files.inodes.for_each([&](InodeId id, const Inode& inode) {
    const IntervalTreeRules rules{"F8", "F8", "area", "the i_mmap tree of " + name_of(id)};
    const auto enter = [&](VmaId area) {
      const bool is_there = vmas.is_live(area) && !seen[area.v] && live_inode(files, vmas[area]) == id;
      const std::string name = "area " + std::to_string(area.v);
      if (is_there) seen[area.v] = true;
      else report.broken("F7", rules.tree_name + " has " + name + " twice, or it maps something else");
      return is_there;
    };
    check_interval_tree(MappingNodes<const VmaPool>{vmas}, inode.i_mmap, rules, enter, report);
  });
  vmas.for_each([&](VmaId id, const Vma& vma) {
    if (seen[id.v] || !live_inode(files, vma).valid()) return;
    report.broken("F7", "area " + std::to_string(id.v) + " is not in the tree of the inode that it maps");
  });
}

}  // namespace

void check_files(const Files& files, const VmaPool& vmas, const Phys& phys, CheckLevel level, CheckReport& report) {
  const u32 before = report.count();
  check_quick(files, report);
  if (level == CheckLevel::kQuick || report.count() != before) return;
  check_index(files, report);
  check_pages(files, phys, report);
  check_mappings(files, vmas, report);
}

}  // namespace pw
