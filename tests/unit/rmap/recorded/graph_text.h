// The anon_vma graph of a machine as the recordings print it.
//
//   p2 [a:0,a:4) pgoff=a:0 av=A2(root A1 parent A1 ch=0 act=1 ref=1) chain=['A2', 'A1']
//
// One line an area of the arena, which begins at kArena (`a:0`, counted in pages); processes in the order of their names, areas in the
// order of their addresses. anon_vmas are numbered anew for each picture, when they are met: of each area the root, its own, the parent
// of that, then its chain from the head on.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/kernel.h"

namespace pw::test {

inline constexpr u64 kArena = 0x2000'0000'0000;
inline constexpr u64 kArenaPages = 512;

struct NamedTask {
  std::string name;
  Pid pid = 0;
};

class GraphText {
 public:
  explicit GraphText(const Kernel& k) : k_(k) {}

  std::vector<std::string> lines(const std::vector<NamedTask>& tasks) {
    std::vector<std::string> out;
    for (const NamedTask& task : tasks) {
      const Mm& mm = k_.m.mms[find_task(k_, task.pid)->mm];
      for_each_vma(k_.m.nodes, mm.tree, [&](VmaId id) {
        const Vma& vma = k_.m.vmas[id];
        if (vma.start >= kArena && vma.end <= kArena + kArenaPages * kPageSize) out.push_back(task.name + " " + area(vma));
      });
    }
    return out;
  }

 private:
  static std::string page(u64 index) { return "a:" + std::to_string(index - to_pages(kArena)); }

  std::string number(AnonVmaId id) {
    u32 index = 0;
    while (index < met_.size() && met_[index] != id) ++index;
    if (index == met_.size()) met_.push_back(id);
    return "A" + std::to_string(index + 1);
  }

  std::string area(const Vma& vma) {
    const std::string range = "[" + page(to_pages(vma.start)) + "," + page(to_pages(vma.end)) + ") pgoff=" + page(vma.pgoff);
    const std::string own = vma.anon_vma.valid() ? anon_vma(vma.anon_vma) : "None";
    return range + " av=" + own + " chain=[" + chain(vma) + "]";
  }

  std::string anon_vma(AnonVmaId id) {
    const AnonVma& anon_vma = k_.m.rmap.anon_vmas[id];
    const std::string root = number(anon_vma.root);
    const std::string own = number(id);
    return own + "(root " + root + " parent " + number(anon_vma.parent) + " ch=" + std::to_string(anon_vma.num_children) +
           " act=" + std::to_string(anon_vma.num_active_vmas) + " ref=" + std::to_string(anon_vma.refcount) + ")";
  }

  std::string chain(const Vma& vma) {
    std::string out;
    for (AvcId at = vma.avc_head; at.valid(); at = k_.m.rmap.avcs[at].same_vma_next) {
      out += std::string(out.empty() ? "'" : ", '") + number(k_.m.rmap.avcs[at].anon_vma) + "'";
    }
    return out;
  }

  const Kernel& k_;
  std::vector<AnonVmaId> met_;
};

}  // namespace pw::test
