// What the files of groups print.
#pragma once

#include "engine/kernel/cgroup.h"
#include "engine/render/line_sink.h"

namespace pw {

// A path below /sys/fs/cgroup. ENOENT, EISDIR; EINVAL: the file can only be written.
Status print_cgroup_file(const Kernel& k, const std::string& path, LineSink& out);
bool is_cgroup_path(const std::string& path);
// The folder of every group that has one, then its files: for completion and for who looks for a name.
std::vector<std::string> cgroup_folders(const Kernel& k);
std::vector<std::string> cgroup_paths(const Kernel& k);
std::string render_cgroup(const Kernel& k, const Task& task);  // /proc/PID/cgroup

}  // namespace pw
