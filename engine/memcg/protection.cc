// memory.min and memory.low (mm/page_counter.c: page_counter_calculate_protection, effective_protection): what a group uses up to there is
// left alone. Below a group that is protected itself its children share that in proportion to what they claim and use.
// Left out: the mount option memory_recursiveprot, by which what no child claims protects them all.
#include "engine/memcg/memcg.h"

#include <algorithm>

namespace pw {
namespace {

// Of one of the two settings.
u64 effective(const Memcg& memcg, MemcgId root, MemcgId group, u64 MemCgroup::*setting) {
  if (group == root) return 0;
  const MemCgroup& g = memcg.groups[group];
  if (g.parent == root) return g.*setting;
  u64 claimed = 0;
  for (const MemcgId sibling : memcg.groups[g.parent].children) {
    const MemCgroup& other = memcg.groups[sibling];
    claimed += std::min(other[MemcgCounter::kMemory].usage, other.*setting);
  }
  const u64 above = effective(memcg, root, g.parent, setting);
  const u64 own = std::min(g[MemcgCounter::kMemory].usage, g.*setting);
  return claimed > above ? own * above / claimed : own;
}

}  // namespace

Protection protection_of(const Memcg& memcg, MemcgId root, MemcgId group) {
  Protection protection;
  if (group == 0 || group == root) return protection;
  protection.usage = memcg.groups[group][MemcgCounter::kMemory].usage;
  protection.min = effective(memcg, root, group, &MemCgroup::min);
  protection.low = effective(memcg, root, group, &MemCgroup::low);
  return protection;
}

}  // namespace pw
