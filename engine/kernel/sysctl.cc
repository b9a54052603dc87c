// Settings of /proc/sys/vm as root writes them: overcommit_policy_handler, overcommit_ratio_handler, overcommit_kbytes_handler (mm/util.c),
// max_map_count (mm/mmap.c), page-cluster (mm/swap.c). Left out: negative ratios, which Linux takes, and everything else below /proc/sys.
#include "engine/kernel/sysctl.h"

#include "engine/kernel/running.h"
#include "engine/trace/limits_events.h"

namespace pw {
namespace {

constexpr u64 kIntMax = 0x7fffffff;
constexpr u64 kLongMax = ~u64{0} >> 1;

constexpr SysctlName kNames[] = {
#define PW_SYSCTL(name, place, least, most, about) \
  {"vm." #name, [](const Memory& m) { return static_cast<u64>(m.place); }, \
   [](Memory& m, u64 value) { m.place = static_cast<decltype(m.place)>(value); }, least, most, about},
#include "engine/kernel/sysctls.def"
#undef PW_SYSCTL
    {nullptr, nullptr, nullptr, 0, 0, nullptr},
};

// Of these two one alone counts, and who sets it clears the other.
void clear_the_other(VmSysctl& sysctl, const std::string& name) {
  if (name == "vm.overcommit_ratio") sysctl.overcommit_kbytes = 0;
  if (name == "vm.overcommit_kbytes") sysctl.overcommit_ratio = 0;
}

}  // namespace

const SysctlName* sysctl_names() { return kNames; }

const SysctlName* find_sysctl(const std::string& name) {
  for (const SysctlName* row = kNames; row->name != nullptr; ++row) {
    if (name == row->name) return row;
  }
  return nullptr;
}

u64 read_sysctl(const Memory& m, const SysctlName& name) { return name.read(m); }

Status write_sysctl(Kernel& k, Trace& trace, const SysctlName& name, u64 value) {
  if (value < name.min || value > name.max) return refused(trace, fail(Errno::kEINVAL, "the value is out of the setting's range"));
  name.write(k.m, value);
  clear_the_other(k.m.sysctl, name.name);
  trace.emit(EventId::kSysctl, static_cast<u64>(&name - kNames), value);
  return ok_status();
}

}  // namespace pw
