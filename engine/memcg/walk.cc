// mem_cgroup_iter (mm/memcontrol.c) and css_next_descendant_pre (kernel/cgroup/cgroup.c): the order in which groups are asked for pages.
//
// A group comes before those below it, and those in the order in which they were made. Whoever wants a few pages only asks until it has
// them, and the next one goes on behind the group that was asked last; so all are asked in turn. A group that was removed is asked as long
// as it has pages.
#include "engine/memcg/memcg.h"

#include <algorithm>

namespace pw {
namespace {

// The group behind `at`; kNoMemcg: that was the last.
MemcgId next_in_tree(const Memcg& memcg, MemcgId root, MemcgId at) {
  if (at == kNoMemcg) return root;
  if (!has_groups(memcg)) return kNoMemcg;
  if (!memcg.groups[at].children.empty()) return memcg.groups[at].children.front();
  for (; at != root; at = memcg.groups[at].parent) {
    const std::vector<MemcgId>& siblings = memcg.groups[memcg.groups[at].parent].children;
    const auto place = std::find(siblings.begin(), siblings.end(), at);
    if (place + 1 != siblings.end()) return *(place + 1);
  }
  return kNoMemcg;
}

}  // namespace

MemcgId MemcgWalk::next() {
  const bool remembers = is_partial_ && has_groups(memcg_);
  if (remembers) at_ = memcg_.groups[root_].position;
  at_ = next_in_tree(memcg_, root_, at_);
  if (at_ == kNoMemcg && !has_begun_) at_ = root_;
  has_begun_ = true;
  if (remembers) memcg_.groups[root_].position = at_;
  return at_;
}

}  // namespace pw
