// Areas with their tree, as small as tests of engine/vma need them: no mm, no frames.
#pragma once

#include <string>

#include "engine/vma/vma_tree.h"

namespace pw::test {

struct AreaSet {
  NodePool nodes;
  Pool<Vma, VmaId> vmas;
  VmaTree tree;
  MmId mm{0};

  VmaId add(u64 start, u64 end, u64 flags = kVmRead | kVmWrite) {
    Vma vma;
    vma.mm = mm;
    vma.start = start;
    vma.end = end;
    vma.flags = flags;
    vma.pgoff = to_pages(start);
    const VmaId id = vmas.alloc(vma);
    insert_vma(nodes, tree, vma.range(), id);
    return id;
  }
  void remove(VmaId id) {
    erase_vma(nodes, tree, vmas[id].range());
    vmas.free(id);
  }
  void move(VmaId id, AddrRange to) {
    set_vma_range(nodes, tree, vmas[id].range(), to, id);
    vmas.mut(id).start = to.start;
    vmas.mut(id).end = to.end;
  }
};

// "" when every invariant holds, else the first that is broken.
inline std::string first_broken(const AreaSet& areas) {
  CheckReport report;
  check_tree(areas.nodes, areas.tree, CheckLevel::kFull, report);
  check_areas(areas.nodes, areas.vmas, areas.tree, areas.mm, report);
  return report.ok() ? "" : report.messages()[0];
}

}  // namespace pw::test
