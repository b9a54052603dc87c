// /proc/PID/numa_maps (fs/proc/task_mmu.c: show_numa_map, gather_stats): one line an area, with the pages of each node; here there is
// node 0 alone. The policy is that of the area's first page, or else its process's (mpol_to_str in mm/mempolicy.c).
//
//   start POLICY [file=NAME | heap | stack] anon= dirty= mapped= mapmax= swapcache= active= N0= kernelpagesize_kB=4
// An area without pages ends after its name. `mapped` stands only where it says more than anon or dirty, `active` only where some page is
// not.
#include "engine/mm/mempolicy.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

struct NumaCounts {
  u64 pages = 0;
  u64 anon = 0;
  u64 dirty = 0;
  u64 active = 0;  // or unevictable: what reclaim will not take next
  u64 swapcache = 0;
  u64 mapcount_max = 0;
};

void gather(const Page& page, Pte pte, NumaCounts& counts) {
  ++counts.pages;
  if (is_anon_mapping(page)) ++counts.anon;
  if (pte_dirty(pte) || has_flag(page, kPgDirty)) ++counts.dirty;
  if (has_flag(page, kPgSwapcache)) ++counts.swapcache;
  if (has_flag(page, kPgActive | kPgUnevictable)) ++counts.active;
  const u64 mapcount = static_cast<u64>(page_mapcount(page));
  if (mapcount > counts.mapcount_max) counts.mapcount_max = mapcount;
}

// [heap] and [stack] without their brackets; a file by its path. Other names in brackets are not shown.
std::string name_text(const Kernel& k, VmaId id) {
  const std::string name = vma_name(k, id);
  if (name == "[heap]") return " heap";
  if (name == "[stack]") return " stack";
  return k.m.vmas[id].file.valid() ? " file=" + escape_octal(name, " \t\n=") : "";
}

std::string counts_text(const NumaCounts& counts) {
  if (counts.pages == 0) return "";
  std::string out;
  if (counts.anon != 0) out += " anon=" + decimal(counts.anon);
  if (counts.dirty != 0) out += " dirty=" + decimal(counts.dirty);
  if (counts.pages != counts.anon && counts.pages != counts.dirty) out += " mapped=" + decimal(counts.pages);
  if (counts.mapcount_max > 1) out += " mapmax=" + decimal(counts.mapcount_max);
  if (counts.swapcache != 0) out += " swapcache=" + decimal(counts.swapcache);
  if (counts.active < counts.pages) out += " active=" + decimal(counts.active);
  return out + " N0=" + decimal(counts.pages) + " kernelpagesize_kB=" + decimal(kPageSize >> 10);
}

Mempolicy policy_of(const Kernel& k, const Vma& vma, Pid pid) {
  const Mempolicy own = policy_at(k.m, vma, vma.start);
  return own.is_default() ? k.tasks[pid].policy : own;
}

std::string area_line(const Kernel& k, const Mm& mm, VmaId id, Pid pid) {
  const Vma& vma = k.m.vmas[id];
  NumaCounts counts;
  for_each_entry(k.m.pt, k.m.phys, mm.pgd, vma.range(), [&](u64, PtePlace, Pte pte) {
    if (has_normal_page(pte)) gather(k.m.phys.pages[pte_pfn(pte).v], pte, counts);
  });
  return hex_digits(vma.start, 8) + " " + policy_text(policy_of(k, vma, pid)) + name_text(k, id) + counts_text(counts) + "\n";
}

}  // namespace

std::string policy_text(const Mempolicy& policy) {
  constexpr const char* kNames[kMpolModes] = {"default", "prefer", "bind", "interleave", "local", "prefer (many)", "weighted interleave"};
  std::string text = kNames[policy.mode];
  if (policy.flags != 0) text += "=";
  if ((policy.flags & kMpolStaticNodes) != 0) text += "static";
  if ((policy.flags & kMpolRelativeNodes) != 0) text += "relative";
  if ((policy.flags & kMpolNumaBalancing) != 0) text += policy.flags == kMpolNumaBalancing ? "balancing" : "|balancing";
  return policy.names_nodes() ? text + ":0" : text;
}

void render_numa_maps(const Kernel& k, const Task& task, LineSink& out) {
  const Mm& mm = k.m.mms[task.mm];
  for_each_vma(k.m.nodes, mm.tree, [&](VmaId id) { put_line(out, [&] { return area_line(k, mm, id, task.pid); }); });
}

}  // namespace pw
