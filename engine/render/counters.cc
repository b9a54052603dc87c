#include "engine/render/counters.h"

namespace pw {
namespace {

u64 count_tasks(const Kernel& k) {
  u64 tasks = 0;
  k.groups.for_each([&](GroupId, const ThreadGroup& group) { tasks += group.nr_threads; });
  return tasks;
}

u64 sum_tlb(const Kernel& k, u64 TlbStat::*counter) {
  u64 sum = 0;
  for (u32 cpu = 0; cpu < k.m.tlb.cpus; ++cpu) sum += k.m.tlb.cpu[cpu].stat.*counter;
  return sum;
}

}  // namespace

u64 count_free_pages(const Kernel& k) {
  u64 pages = 0;
  for (const Zone& zone : k.m.phys.node.zones) pages += zone.free_pages;
  return pages;
}

const std::vector<CounterInfo>& counter_infos() {
  static const std::vector<CounterInfo> kInfos = {
#define PW_COUNTER(name, value, what) {#name, what},
#include "engine/render/counters.def"
#undef PW_COUNTER
  };
  return kInfos;
}

std::vector<u64> read_counters(const Kernel& k) {
  return {
#define PW_COUNTER(name, value, what) static_cast<u64>(value),
#include "engine/render/counters.def"
#undef PW_COUNTER
  };
}

}  // namespace pw
