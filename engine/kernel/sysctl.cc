// Settings of /proc/sys/vm as root writes them: overcommit_policy_handler, overcommit_ratio_handler, overcommit_kbytes_handler (mm/util.c),
// max_map_count (mm/mmap.c). Left out: negative ratios, which Linux takes, and everything else below /proc/sys.
#include "engine/kernel/sysctl.h"

#include "engine/kernel/running.h"

namespace pw {
namespace {

constexpr u64 kIntMax = 0x7fffffff;
constexpr u64 kLongMax = ~u64{0} >> 1;

constexpr SysctlName kNames[] = {
    {"vm.overcommit_memory", &VmSysctl::overcommit_memory, nullptr, 0, 2, "0 refuses only the obvious, 1 promises all, 2 has a limit"},
    {"vm.overcommit_ratio", &VmSysctl::overcommit_ratio, nullptr, 0, kIntMax, "mode 2: percent of memory in CommitLimit"},
    {"vm.overcommit_kbytes", nullptr, &VmSysctl::overcommit_kbytes, 0, kLongMax, "mode 2: CommitLimit itself, in KiB"},
    {"vm.user_reserve_kbytes", nullptr, &VmSysctl::user_reserve_kbytes, 0, kLongMax, "mode 2: what one process leaves to its user at most"},
    {"vm.admin_reserve_kbytes", nullptr, &VmSysctl::admin_reserve_kbytes, 0, kLongMax, "mode 2: what all leave to root"},
    {"vm.max_map_count", &VmSysctl::max_map_count, nullptr, 0, kIntMax, "areas of one process"},
    {nullptr, nullptr, nullptr, 0, 0, nullptr},
};

}  // namespace

const SysctlName* sysctl_names() { return kNames; }

const SysctlName* find_sysctl(const std::string& name) {
  for (const SysctlName* row = kNames; row->name != nullptr; ++row) {
    if (name == row->name) return row;
  }
  return nullptr;
}

u64 read_sysctl(const VmSysctl& sysctl, const SysctlName& name) {
  return name.value32 != nullptr ? sysctl.*name.value32 : sysctl.*name.value64;
}

Status write_sysctl(Kernel& k, Trace& trace, const SysctlName& name, u64 value) {
  if (value < name.min || value > name.max) return refused(trace, fail(Errno::kEINVAL, "the value is out of the setting's range"));
  VmSysctl& sysctl = k.m.sysctl;
  if (name.value32 != nullptr) {
    sysctl.*name.value32 = static_cast<u32>(value);
  } else {
    sysctl.*name.value64 = value;
  }
  if (name.value32 == &VmSysctl::overcommit_ratio) sysctl.overcommit_kbytes = 0;
  if (name.value64 == &VmSysctl::overcommit_kbytes) sysctl.overcommit_ratio = 0;
  trace.emit(EventId::kSysctl, static_cast<u64>(&name - kNames), value);
  return ok_status();
}

}  // namespace pw
