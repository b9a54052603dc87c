// /proc/PID/limits (fs/proc/base.c: proc_pid_limits): a name of 25 columns, soft and hard limit of 20 each, the unit of 10, with one blank
// between them.
#include "engine/kernel/rlimit.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string row(const char* name, const std::string& soft, const std::string& hard, const char* unit) {
  return pad_right(name, 25) + " " + pad_right(soft, 20) + " " + pad_right(hard, 20) + " " + pad_right(unit, 10) + "\n";
}

std::string limit_row(const char* name, const Rlimit& limit) {
  const auto number = [](u64 bytes) { return bytes == kRlimInfinity ? std::string("unlimited") : decimal(bytes); };
  return row(name, number(limit.soft), number(limit.hard), "bytes");
}

}  // namespace

std::string render_limits(const Kernel& k, const Task& task) {
  const Limits& limits = limits_of(k, task.pid);
  return row("Limit", "Soft Limit", "Hard Limit", "Units") + limit_row("Max data size", limits.data) +
         limit_row("Max stack size", limits.stack) + limit_row("Max locked memory", limits.memlock) +
         limit_row("Max address space", limits.as);
}

}  // namespace pw
