// Groups as they come and go (mm/memcontrol.c: mem_cgroup_css_alloc, mem_cgroup_css_offline, mem_cgroup_css_free, mem_cgroup_alloc_id).
//
// A group that is removed while pages say it lives on without a folder: its pages stay charged to it, and through it to all above, until
// they are freed or taken away. Only its tables become the parent's at once (memcg_reparent_objcgs).
// The lowest free id is taken, as Linux does.
// DIVERGES: Linux charges far more to a group than pages of memory and page tables: kernel stacks (four pages a task), and every small
// object that is asked for with __GFP_ACCOUNT (areas, anon_vmas, files, inodes); none of these takes a frame here.
// DIVERGES: in v2 the memory controller is on in every group, as if each cgroup.subtree_control named it, and a group may have processes
// and children alike; Linux wants it enabled from above, and the processes at the leaves then.
//
// Owns: G1 (tree and ids), G4 (a group without folder stays while something says it).
#include "engine/memcg/memcg.h"

#include <algorithm>

#include "engine/trace/memcg_events.h"

namespace pw {
namespace {

// The root, and each CPU's stock: they come with the first group.
void start(MemcgCx& cx, const MemcgBirth& birth) {
  Memcg& memcg = cx.memcg;
  memcg.groups.resize(1);
  memcg.groups[0].is_used = memcg.groups[0].is_online = true;
  memcg.stock.resize(birth.cpus);
  memcg.rng = birth.seed;
}

MemcgId find_free_id(Memcg& memcg) {
  for (u32 id = 1; id < memcg.groups.size(); ++id) {
    if (!memcg.groups[id].is_used) return static_cast<MemcgId>(id);
  }
  if (memcg.groups.size() == kMaxMemcgs) return kNoMemcg;
  memcg.groups.emplace_back();
  return static_cast<MemcgId>(memcg.groups.size() - 1);
}

bool is_held(const Memcg& memcg, MemcgId group) {
  const MemCgroup& g = memcg.groups[group];
  return g.is_online || g.pages != 0 || g.swap_slots != 0 || !g.children.empty();
}

// objcg->memcg becomes the parent: its counters have them already, since a charge counts all the way up. The root is charged for nothing.
void reparent_tables(Memcg& memcg, MemcgId group) {
  const u64 tables = memcg.groups[group].tables;
  const MemcgId parent = memcg.groups[group].parent;
  for (const MemcgId at : {group, parent}) {
    MemCgroup& g = memcg.groups[at];
    if (at == parent && parent != 0) {
      g.tables += tables;
      g.pages += tables;
      continue;
    }
    g[MemcgCounter::kMemory].usage -= tables;
    if (memcg.is_v1) g[MemcgCounter::kMemsw].usage -= tables;
    if (memcg.is_v1) g[MemcgCounter::kKmem].usage -= tables;
  }
  memcg.groups[group].pages -= tables;
  memcg.groups[group].tables = 0;
}

}  // namespace

void raise_event(Memcg& memcg, MemcgId group, u64 MemcgEvents::*which) {
  for (MemcgId at = group; at != 0; at = memcg.groups[at].parent) {
    ++(memcg.groups[at].events.*which);
    if (memcg.is_v1) return;
  }
}

MemcgId find_memcg(const Memcg& memcg, const std::string& path) {
  MemcgId at = 0;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty()) continue;
    if (!has_groups(memcg)) return kNoMemcg;
    const std::vector<MemcgId>& children = memcg.groups[at].children;
    const auto found = std::find_if(children.begin(), children.end(), [&](MemcgId id) {
      return memcg.groups[id].is_online && memcg.groups[id].name == name;
    });
    if (found == children.end()) return kNoMemcg;
    at = *found;
  }
  return at;
}

std::string memcg_path(const Memcg& memcg, MemcgId group) {
  std::string path;
  for (MemcgId at = group; at != 0; at = memcg.groups[at].parent) path.insert(0, "/" + memcg.groups[at].name);
  return path.empty() ? "/" : path;
}

bool is_memcg_below(const Memcg& memcg, MemcgId group, MemcgId ancestor) {
  for (MemcgId at = group; at != 0; at = memcg.groups[at].parent) {
    if (at == ancestor) return true;
  }
  return ancestor == 0;
}

bool is_memcg_online(const Memcg& memcg, MemcgId group) { return group == 0 || memcg.groups[group].is_online; }

MemcgId find_online(const Memcg& memcg, MemcgId group) {
  while (!is_memcg_online(memcg, group)) group = memcg.groups[group].parent;
  return group;
}

bool has_online_child(const Memcg& memcg, MemcgId group) {
  if (!has_groups(memcg)) return false;
  const std::vector<MemcgId>& children = memcg.groups[group].children;
  return std::any_of(children.begin(), children.end(), [&](MemcgId id) { return memcg.groups[id].is_online; });
}

Result<MemcgId> make_memcg(MemcgCx& cx, MemcgId parent, const std::string& name, const MemcgBirth& birth) {
  Memcg& memcg = cx.memcg;
  if (!has_groups(memcg)) start(cx, birth);
  const MemcgId id = find_free_id(memcg);
  if (id == kNoMemcg) return fail(Errno::kENOSPC, "mkdir: no number is left for another group");
  MemCgroup group;
  group.is_used = group.is_online = true;
  group.name = name;
  group.parent = parent;
  group.swappiness = parent == 0 ? birth.swappiness : memcg.groups[parent].swappiness;
  group.oom_kill_disable = memcg.groups[parent].oom_kill_disable;
  memcg.groups[id] = group;
  memcg.groups[parent].children.push_back(id);
  cx.trace.emit(EventId::kMemcgAlloc, id, parent);
  return id;
}

void remove_memcg(MemcgCx& cx, MemcgId id) {
  Memcg& memcg = cx.memcg;
  drain_all_stock(cx, id);
  forget_stock(cx, id);
  memcg.groups[id].is_online = false;
  reparent_tables(memcg, id);
  cx.trace.emit(EventId::kMemcgOffline, id, memcg.groups[id].pages, memcg.groups[id].swap_slots);
  release_memcg(memcg, id);
}

void release_memcg(Memcg& memcg, MemcgId id) {
  while (id != 0 && !is_held(memcg, id)) {
    const MemcgId parent = memcg.groups[id].parent;
    std::vector<MemcgId>& siblings = memcg.groups[parent].children;
    siblings.erase(std::remove(siblings.begin(), siblings.end(), id), siblings.end());
    for (MemCgroup& other : memcg.groups) {  // invalidate_reclaim_iterators
      if (other.position == id) other.position = kNoMemcg;
    }
    memcg.groups[id] = MemCgroup{};
    id = parent;
  }
}

}  // namespace pw
