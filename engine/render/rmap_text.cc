// `rmap`: who maps a frame? The way of rmap_walk_anon (mm/rmap.c), from page.mapping to processes, and the holder of every reference.
#include "engine/memory/reverse_walk.h"
#include "engine/render/rmap_text.h"

#include <utility>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/render/decode.h"
#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string offsets_text(const Vma& vma) { return "[" + hex(vma.pgoff) + ".." + hex(vma.pgoff + vma.pages() - 1) + "]"; }

std::string avc_span(const Kernel& k, const Avc& avc) { return offsets_text(k.m.vmas[avc.vma]); }

// Why page_vma_mapped_walk() found nothing there.
std::string vain_text(const RmapVisit& visit) {
  if (pte_none(visit.pte)) return "in vain: nothing is mapped there";
  if (!pte_present(visit.pte)) return "in vain: the entry is no page's: " + absent_text(visit.pte);
  return "in vain: the entry points to frame " + pfn_text(pte_pfn(visit.pte));
}

void add_visit(const Kernel& k, const MmTasks& tasks, const RmapVisit& visit, bool is_last, TextTable& table) {
  const Vma& vma = k.m.vmas[visit.vma];
  table.add({is_last ? "└" : "├", visit.avc.valid() ? "avc " + id_text(visit.avc.v) : "", offsets_text(vma),
             "vma " + id_text(visit.vma.v), range_text(vma), perm_text(vma.flags), "pid " + decimal(tasks.first(vma.mm)),
             "at " + hex(visit.addr), visit.maps_page ? "maps it: " + pte_bits_text(visit.pte) : vain_text(visit)});
}

std::string walk_lines(const Kernel& k, const RmapWalk& walk) {
  TextTable table({});
  const MmTasks tasks(k);
  for (u32 i = 0; i < walk.visits.size(); ++i) add_visit(k, tasks, walk.visits[i], i + 1 == walk.visits.size(), table);
  return table.is_empty() ? "" : table.text().substr(1);  // no head line
}

std::string references(const Kernel& k, Pfn pfn) {
  std::string out = "references: " + std::to_string(k.m.phys.pages[pfn.v].refcount) + "\n";
  for (const Holder& holder : find_holders(k, pfn)) out += "  1  " + holder_text(holder) + "\n";
  return out;
}

// The children of every anon_vma; nobody is its own.
class AnonVmaChildren {
 public:
  explicit AnonVmaChildren(const Rmap& rmap)
      : first_(rmap.anon_vmas.capacity(), AnonVmaId::kNone), next_(rmap.anon_vmas.capacity(), AnonVmaId::kNone) {
    rmap.anon_vmas.for_each([this](AnonVmaId id, const AnonVma& one) {
      if (one.parent == id) return;
      next_[id.v] = first_[one.parent.v];
      first_[one.parent.v] = id.v;
    });
  }
  // The highest id first.
  template <class Visit>
  void for_each_of(AnonVmaId parent, Visit visit) const {
    for (u32 child = first_[parent.v]; child != AnonVmaId::kNone; child = next_[child]) visit(AnonVmaId(child));
  }

 private:
  std::vector<u32> first_;
  std::vector<u32> next_;
};

void print_anon_vma(const Kernel& k, const MmTasks& tasks, AnonVmaId id, u32 depth, LineSink& out) {
  put_line(out, [&] { return std::string(2 * depth, ' ') + anon_vma_text(k, id) + "\n"; });
  for_each_avc(k.m.rmap, k.m.vmas, id, 0, ~u64{0}, [&](AvcId avc_id) {
    put_line(out, [&] {
      const Avc& avc = k.m.rmap.avcs[avc_id];
      const Vma& vma = k.m.vmas[avc.vma];
      return std::string(2 * depth, ' ') + "  avc " + id_text(avc_id.v) + " " + avc_span(k, avc) + " -> vma " + id_text(avc.vma.v) + " " +
             range_text(vma) + " " + perm_text(vma.flags) + " pid " + decimal(tasks.first(vma.mm)) +
             (vma.anon_vma == id ? " (its own)" : "") + "\n";
    });
  });
}

std::string chain_line(const Kernel& k, Pid pid, VmaId id) {
  const Vma& vma = k.m.vmas[id];
  std::string line = "pid " + decimal(pid) + " vma " + id_text(id.v) + " " + range_text(vma) + ":";
  for (AvcId avc = vma.avc_head; avc.valid(); avc = k.m.rmap.avcs[avc].same_vma_next) {
    line += " avc " + id_text(avc.v) + " -> anon_vma " + id_text(k.m.rmap.avcs[avc].anon_vma.v) + ";";
  }
  line.back() = '\n';
  return line;
}

}  // namespace

std::string holder_text(const Holder& holder) {
  switch (holder.kind) {
    case Holder::Kind::kPte: return "PTE of process " + decimal(holder.pid) + " at " + hex(holder.addr);
    case Holder::Kind::kPin: return "a pin of the call that runs";
    case Holder::Kind::kLruBatch: return std::string(batch_name(holder.batch)) + " batch of CPU " + decimal(holder.cpu);
    case Holder::Kind::kTable: return "page table in use";
    case Holder::Kind::kKernel: return "the kernel itself";
    case Holder::Kind::kPageCache: return "the page cache of the object it belongs to";
    case Holder::Kind::kSwapCache: return "the swap cache";
    case Holder::Kind::kOperation: return "the operation that runs at this moment";
  }
  return "";
}

std::string anon_vma_text(const Kernel& k, AnonVmaId id) {
  const AnonVma& one = k.m.rmap.anon_vmas[id];
  return "anon_vma " + id_text(id.v) + " (root " + id_text(one.root.v) + ", parent " + id_text(one.parent.v) + ", refcount " +
         decimal(one.refcount) + ", " + counted(one.num_children, "child", "children") + ", " +
         counted(one.num_active_vmas, "active area", "active areas") + ")";
}

// A family may be as deep as there are processes, so what is still to be printed waits in a list of its own.
void print_anon_vma_families(const Kernel& k, LineSink& out) {
  const MmTasks tasks(k);
  const AnonVmaChildren children(k.m.rmap);
  std::vector<std::pair<AnonVmaId, u32>> waiting;
  k.m.rmap.anon_vmas.for_each([&](AnonVmaId root, const AnonVma& one) {
    if (one.parent != root) return;
    waiting.push_back({root, 0});
    while (!waiting.empty()) {
      const auto [id, depth] = waiting.back();
      waiting.pop_back();
      print_anon_vma(k, tasks, id, depth, out);
      children.for_each_of(id, [&waiting, below = depth + 1](AnonVmaId child) { waiting.push_back({child, below}); });
    }
  });
}

void print_vma_chains(const Kernel& k, LineSink& out) {
  const MmTasks tasks(k);
  for (const Task& task : tasks_of(k)) {
    if (task.state != TaskState::kRunning || tasks.first(task.mm) != task.pid) continue;
    for_each_vma(k.m.nodes, k.m.mms[task.mm].tree, [&](VmaId id) {
      if (k.m.vmas[id].avc_count > 0) put_line(out, [&] { return chain_line(k, task.pid, id); });
    });
  }
}

std::string render_rmap(const Kernel& k, Pfn pfn) {
  if (!pfn.valid() || pfn.v >= k.m.phys.pages.size()) return "no such frame\n";
  const Page& page = k.m.phys.pages[pfn.v];
  std::string out = "frame " + pfn_text(pfn) + ": " + page_owner_name(page_owner(page)) + ", refcount " + std::to_string(page.refcount) +
                    ", mapcount " + std::to_string(page_mapcount(page)) + "\n";
  Trace silent;
  const RmapWalk walk = walk_rmap(k.m, silent, pfn);
  if (walk.inode.valid()) {
    out += "mapping -> object " + decimal(walk.inode.v) + " \"" + printable(k.m.files.inodes[walk.inode].path) + "\", index " +
           hex(page.index) + "\n" + counted(walk.visits.size(), "area", "areas") + " over that page of it: " + decimal(walk.found) +
           " " + (walk.found == 1 ? "maps" : "map") + " the frame, " + decimal(walk.in_vain) + " visited in vain\n";
    return out + walk_lines(k, walk) + references(k, pfn);
  }
  if (!walk.anon_vma.valid()) return out + "its mapping names no anon_vma: there is no way back to who maps it\n" + references(k, pfn);
  out += "mapping -> " + anon_vma_text(k, walk.anon_vma) + ", index " + hex(page.index) + "\n";
  out += "its interval tree has " + counted(walk.visits.size(), "area", "areas") + " at that index: " + decimal(walk.found) + " " +
         (walk.found == 1 ? "maps" : "map") + " the frame, " + decimal(walk.in_vain) + " visited in vain\n";
  return out + walk_lines(k, walk) + references(k, pfn);
}

}  // namespace pw
