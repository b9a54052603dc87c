// Groups as an administrator handles them: folders and files below /sys/fs/cgroup (kernel/cgroup/cgroup.c, cgroup-v1.c; the files of
// mm/memcontrol.c, mm/memcontrol-v1.c).
//
//   v2   /sys/fs/cgroup/NAME/{cgroup.procs, memory.max, memory.current, …}
//   v1   /sys/fs/cgroup/memory/NAME/{cgroup.procs, memory.limit_in_bytes, memory.usage_in_bytes, …}
// Which of the two there is, booting decides. What the files print stands in render/cgroup_files.cc.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"

namespace pw {

// A file of a group's folder. `access` as ls -l shows it for root: "rw", "r", "w".
struct CgroupFile {
  const char* name;
  bool is_v1;
  bool is_v2;
  bool is_in_root;  // v2: the root's folder has few files; in v1 it has all
  const char* access;
};
const CgroupFile* cgroup_files();  // ends with a nullptr name
bool is_file_of(const Memcg& memcg, const CgroupFile& file, MemcgId group);

inline const char* cgroup_mount(const Memcg& memcg) { return memcg.is_v1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"; }

// A path below there, taken apart: the folder of a group that is there, and what stands behind it: "" for the folder itself.
struct CgroupPlace {
  MemcgId group = kNoMemcg;  // kNoMemcg: there is no such folder, or the path lies elsewhere
  std::string rest;
};
CgroupPlace find_cgroup_place(const Memcg& memcg, const std::string& path);
const CgroupFile* find_cgroup_file(const Memcg& memcg, const CgroupPlace& place);

u32 count_processes(const Kernel& k, MemcgId group);  // that run in it, without those below

// mkdir: ENOENT: there is no such place. EEXIST. rmdir: EBUSY: processes run in it, or groups are below it.
Status cgroup_mkdir(Kernel& k, Trace& trace, Pid pid, const std::string& path);
Status cgroup_rmdir(Kernel& k, Trace& trace, Pid pid, const std::string& path);
// echo TEXT > FILE. ENOENT, EACCES: it can only be read; else as the file has it: EINVAL, EBUSY, ESRCH, EAGAIN.
Status cgroup_write(Kernel& k, Trace& trace, Pid pid, const std::string& path, const std::string& text);

}  // namespace pw
