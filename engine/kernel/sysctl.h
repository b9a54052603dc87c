// The settings of /proc/sys/vm, as an administrator reads and writes them.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"

namespace pw {

// Settings by their name in /proc/sys: "vm.max_map_count".
struct SysctlName {
  const char* name;
  u64 (*read)(const Memory& m);
  void (*write)(Memory& m, u64 value);
  u64 min;
  u64 max;
  const char* about;
};
const SysctlName* sysctl_names();                       // ends with a nullptr name
const SysctlName* find_sysctl(const std::string& name);
u64 read_sysctl(const Memory& m, const SysctlName& name);
// root writes it. EINVAL: outside its range. overcommit_ratio and overcommit_kbytes clear each other.
Status write_sysctl(Kernel& k, Trace& trace, const SysctlName& name, u64 value);

}  // namespace pw
