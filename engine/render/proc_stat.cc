// /proc/PID/stat (fs/proc/array.c: do_task_stat), 52 fields on one line; comm and cmdline of the same process.
//
// Fields that the model does not know are 0: sessions and terminals, flags, times, signals, arguments.
#include "engine/kernel/thread_group.h"
#include "engine/kernel/vfork.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

class Fields {
 public:
  explicit Fields(std::string first) : text_(std::move(first)) {}
  Fields& put(const std::string& field) {
    text_ += " " + field;
    return *this;
  }
  Fields& put(u64 number) { return put(decimal(number)); }
  Fields& zeros(u32 count) {
    for (u32 i = 0; i < count; ++i) put(0);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

const char* state_letter(const Kernel& k, const Task& task) {
  if (task.state == TaskState::kZombie) return "Z";
  return find_vfork_child(k, task.pid) != 0 ? "D" : "R";
}

struct Faults {
  u64 minor = 0, major = 0;
};

Faults faults_of_group(const Kernel& k, const Task& task) {
  Faults sum;
  for (Pid pid = k.groups[task.group].leader; pid != 0; pid = k.tasks[pid].next_thread) {
    sum.minor += k.tasks[pid].minflt;
    sum.major += k.tasks[pid].majflt;
  }
  return sum;
}

// What the kernel does not say of a process without memory.
u64 of_mm(const Mm* mm, u64 Mm::* field) { return mm == nullptr ? 0 : mm->*field; }

// The file that the program's text belongs to; a process that never executed one goes by its name.
std::string program_of(const Kernel& k, const Task& task) {
  const Mm& mm = k.m.mms[task.mm];
  const VmaId id = mm.end_code == 0 ? VmaId() : find_vma_at(k.m.nodes, mm.tree, mm.start_code);
  const bool has_file = id.valid() && k.m.vmas[id].file.valid();
  return has_file ? k.m.files.pool[k.m.vmas[id].file].path : task.comm;
}

}  // namespace

std::string render_stat(const Kernel& k, const Task& task) {
  const Mm* mm = task.mm.valid() ? &k.m.mms[task.mm] : nullptr;
  const ThreadGroup& group = k.groups[task.group];
  const Faults faults = faults_of_group(k, task);
  const bool is_leader = task.pid == group.leader;
  Fields line(decimal(task.pid) + " (" + task.comm + ") " + state_letter(k, task));
  line.put(parent_of(k, task)).zeros(3).put("-1").put(0);                // session and terminal; flags
  line.put(faults.minor).put(0).put(faults.major).zeros(5);               // the children's; times
  line.put(20).put(0).put(group.nr_threads).zeros(2);                     // priority, nice; itrealvalue, starttime
  line.put(of_mm(mm, &Mm::total_vm) << kPageShift).put(mm == nullptr ? 0 : count_rss(*mm)).put(kRlimInfinity);
  line.put(of_mm(mm, &Mm::start_code)).put(of_mm(mm, &Mm::end_code)).put(of_mm(mm, &Mm::start_stack));
  line.zeros(9).put(is_leader ? decimal(group.exit_signal) : "-1").put(task.cpu).zeros(5);
  line.put(of_mm(mm, &Mm::start_data)).put(of_mm(mm, &Mm::end_data)).put(of_mm(mm, &Mm::start_brk)).zeros(4);
  return line.put(task.state == TaskState::kZombie ? group.exit_status : 0).text() + "\n";
}

std::string render_comm(const Kernel&, const Task& task) { return task.comm + "\n"; }

std::string render_cmdline(const Kernel& k, const Task& task) {
  return task.mm.valid() ? program_of(k, task) + std::string(1, '\0') : std::string();
}

}  // namespace pw
