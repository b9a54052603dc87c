// Folders of groups, and who stands in them (kernel/cgroup/cgroup.c: cgroup_mkdir, cgroup_rmdir, cgroup_attach_task).
//
// A process that moves takes no charge along: what it has used stays with the group in which it used it, and what it uses from now on is
// the new one's. A child begins in its parent's group.
// Left out: other controllers, cgroup.subtree_control, threads in groups of their own, freezing, killing, namespaces, permissions; of a
// process that ended and was not waited for /proc/PID/cgroup says "/".
#include "engine/kernel/cgroup.h"

#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"
#include "engine/trace/memcg_events.h"

namespace pw {
namespace {

constexpr CgroupFile kFiles[] = {
#define PW_CGROUP_FILE(name, is_v1, is_v2, is_in_root, access) {name, is_v1, is_v2, is_in_root, access},
#include "engine/kernel/cgroup_files.def"
#undef PW_CGROUP_FILE
    {nullptr, false, false, false, nullptr},
};

// "/sys/fs/cgroup/a/b" as "a/b"; false: not below the mount point.
bool strip_mount(const Memcg& memcg, const std::string& path, std::string* below) {
  const std::string mount = cgroup_mount(memcg);
  if (path.compare(0, mount.size(), mount) != 0) return false;
  *below = path.substr(mount.size());
  if (!below->empty() && below->front() != '/') return false;
  while (!below->empty() && below->back() == '/') below->pop_back();
  if (!below->empty()) below->erase(0, 1);
  return true;
}

// Whose owner has gone elsewhere, and who is charged to a group that goes (mm_update_next_owner): another task that uses it is the owner.
void find_new_owners(Kernel& k, MemcgId gone) {
  for (const Task& task : tasks_of(k)) {
    if (!task.mm.valid() || k.m.mms[task.mm].memcg != gone) continue;
    k.m.mms.mut(task.mm).memcg = k.groups[task.group].memcg;
  }
}

}  // namespace

const CgroupFile* cgroup_files() { return kFiles; }

bool is_file_of(const Memcg& memcg, const CgroupFile& file, MemcgId group) {
  if (memcg.is_v1) return file.is_v1;
  return file.is_v2 && (group != 0 || file.is_in_root);
}

CgroupPlace find_cgroup_place(const Memcg& memcg, const std::string& path) {
  CgroupPlace place;
  std::string below;
  if (!strip_mount(memcg, path, &below)) return place;
  place.group = find_memcg(memcg, below);
  if (place.group != kNoMemcg) return place;
  const std::size_t slash = below.rfind('/');
  place.rest = slash == std::string::npos ? below : below.substr(slash + 1);
  place.group = find_memcg(memcg, slash == std::string::npos ? "" : below.substr(0, slash));
  return place;
}

const CgroupFile* find_cgroup_file(const Memcg& memcg, const CgroupPlace& place) {
  if (place.group == kNoMemcg) return nullptr;
  for (const CgroupFile* file = kFiles; file->name != nullptr; ++file) {
    if (place.rest == file->name && is_file_of(memcg, *file, place.group)) return file;
  }
  return nullptr;
}

u32 count_processes(const Kernel& k, MemcgId group) {
  u32 count = 0;
  k.groups.for_each([&](GroupId, const ThreadGroup& one) { count += one.live != 0 && one.memcg == group ? 1 : 0; });
  return count;
}

Status cgroup_mkdir(Kernel& k, Trace& trace, Pid pid, const std::string& path) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const CgroupPlace place = find_cgroup_place(k.m.phys.memcg, path);
    if (place.group == kNoMemcg) {
      return fail(Errno::kENOENT, "mkdir: folders can be made below that of groups alone, each in one that is there");
    }
    const bool is_there = place.rest.empty() || find_cgroup_file(k.m.phys.memcg, place) != nullptr;
    if (is_there) return fail(Errno::kEEXIST, "mkdir: there is something of that name");
    MemcgBirth birth;
    birth.cpus = k.config.cpus;
    birth.seed = k.config.seed;
    birth.swappiness = k.m.sysctl.swappiness;
    const Result<MemcgId> made = add_group(k.m.phys, trace, self.cx().cpu, place.group, place.rest, birth);
    return made.ok() ? ok_status() : Status(made.error());
  });
}

Status cgroup_rmdir(Kernel& k, Trace& trace, Pid pid, const std::string& path) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const CgroupPlace place = find_cgroup_place(k.m.phys.memcg, path);
    if (place.group == kNoMemcg) return fail(Errno::kENOENT, "rmdir: there is no such folder");
    if (find_cgroup_file(k.m.phys.memcg, place) != nullptr) return fail(Errno::kENOTDIR, "rmdir: that is a file");
    if (!place.rest.empty()) return fail(Errno::kENOENT, "rmdir: there is no such folder");
    const bool is_used = place.group == 0 || has_online_child(k.m.phys.memcg, place.group);
    if (is_used) return fail(Errno::kEBUSY, "rmdir: groups are below it");
    if (count_processes(k, place.group) != 0) return fail(Errno::kEBUSY, "rmdir: processes run in it");
    find_new_owners(k, place.group);
    remove_group(k.m.phys, trace, self.cx().cpu, place.group);
    return ok_status();
  });
}

}  // namespace pw
