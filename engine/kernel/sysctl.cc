// Settings of /proc/sys/vm as root writes them: overcommit_policy_handler, overcommit_ratio_handler, overcommit_kbytes_handler (mm/util.c),
// max_map_count (mm/mmap.c). Left out: negative ratios, which Linux takes, and everything else below /proc/sys.
#include "engine/kernel/sysctl.h"

#include "engine/kernel/running.h"
#include "engine/trace/limits_events.h"

namespace pw {
namespace {

constexpr u64 kIntMax = 0x7fffffff;
constexpr u64 kLongMax = ~u64{0} >> 1;

// A setting has 32 bits or 64: the one pointer of the two that fits, and nullptr.
constexpr u32 VmSysctl::*value32(u32 VmSysctl::*member) { return member; }
constexpr u32 VmSysctl::*value32(u64 VmSysctl::*) { return nullptr; }
constexpr u64 VmSysctl::*value64(u64 VmSysctl::*member) { return member; }
constexpr u64 VmSysctl::*value64(u32 VmSysctl::*) { return nullptr; }

constexpr SysctlName kNames[] = {
#define PW_SYSCTL(name, least, most, about) {"vm." #name, value32(&VmSysctl::name), value64(&VmSysctl::name), least, most, about},
#include "engine/kernel/sysctls.def"
#undef PW_SYSCTL
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
