// Invariants of tasks, K1 … K9, above those of the memory they use; and F3, whose references come from here.
#include <map>
#include <set>

#include "engine/kernel/kernel.h"

namespace pw {
namespace {

bool is_there(const Kernel& k, Pid pid) { return find_task(k, pid) != nullptr; }

// K1, K2.
void check_task(const Kernel& k, Pid pid, CheckReport& report) {
  const Task& task = k.tasks[pid];
  report.expect(task.pid == pid, "K1", "a task stands at its pid");
  report.expect(task.cpu < k.config.cpus, "K1", "a task runs on a CPU that exists");
  if (task.state == TaskState::kZombie) {
    report.expect(task.pid == task.tgid, "K2", "only a leader becomes a zombie");
    report.expect(!task.mm.valid() && !task.files.valid(), "K2", "a zombie has neither address space nor descriptors");
  } else {
    report.expect(k.m.mms.is_live(task.mm), "K2", "a running task has a live address space");
    report.expect(k.fds.files.is_live(task.files), "K2", "a running task has descriptors");
  }
}

// K5: who sleeps in vfork does so for one running child, and each knows the other.
void check_vfork(const Kernel& k, const Task& task, CheckReport& report) {
  if (task.vfork_parent != 0) {
    report.expect(task.state == TaskState::kRunning, "K5", "a vfork child that holds up its parent is running");
    report.expect(is_running(k, task.vfork_parent), "K5", "a task that sleeps in vfork is alive");
    const bool is_known = is_there(k, task.vfork_parent) && k.tasks[task.vfork_parent].vfork_child == task.pid;
    report.expect(is_known, "K5", "a task sleeps in vfork for one child");
  }
  const bool is_answered = task.vfork_child == 0 || (is_there(k, task.vfork_child) && k.tasks[task.vfork_child].vfork_parent == task.pid);
  report.expect(is_answered, "K5", "a child that somebody sleeps for knows it");
}

// K6: the list of a group's children, both ways; `seen` gathers who stands in any.
void check_children(const Kernel& k, GroupId id, std::set<u32>& seen, CheckReport& report) {
  GroupId last;
  GroupId child = k.groups[id].first_child;
  while (child.valid()) {
    if (!k.groups.is_live(child) || !seen.insert(child.v).second) {
      report.broken("K6", "a group is the child of one parent, once");
      return;
    }
    report.expect(k.groups[child].parent == id, "K6", "a child names its parent");
    report.expect(k.groups[child].prev_sibling == last, "K6", "a child names the one before it");
    last = child;
    child = k.groups[child].next_sibling;
  }
  report.expect(k.groups[id].last_child == last, "K6", "a group knows its last child");
}

// K7: the list of a group's threads, both ways, and what is counted of them; `seen` gathers who stands in any.
void check_threads(const Kernel& k, GroupId id, std::set<Pid>& seen, CheckReport& report) {
  const ThreadGroup& group = k.groups[id];
  u32 threads = 0, live = 0;
  Pid last = 0;
  for (Pid pid = group.leader; pid != 0; pid = k.tasks[pid].next_thread) {
    if (!is_there(k, pid) || pid <= last || !seen.insert(pid).second) {
      report.broken("K7", "threads stand in one list, in the order of their pids, the leader first");
      return;
    }
    const Task& task = k.tasks[pid];
    report.expect(task.group == id && task.tgid == group.leader, "K7", "a thread names its group and its leader");
    report.expect(task.prev_thread == last, "K7", "a thread names the one before it");
    ++threads;
    live += task.state == TaskState::kRunning ? 1 : 0;
    last = pid;
  }
  report.expect(group.last_thread == last, "K7", "a group knows its last thread");
  report.expect(group.nr_threads == threads && group.live == live, "K7", "a group counts its threads, and those that run");
  report.expect(threads == 0 || live != 0 || threads == 1, "K7", "of a group that has ended its leader alone is left");
}

void check_groups(const Kernel& k, CheckReport& report) {
  std::set<u32> children;
  std::set<Pid> threads;
  k.groups.for_each([&](GroupId id, const ThreadGroup& group) {
    check_children(k, id, children, report);
    check_threads(k, id, threads, report);
    report.expect(group.parent.valid() == (group.leader != 1), "K6", "all groups but init's have a parent");
  });
  k.groups.for_each([&](GroupId id, const ThreadGroup& group) {
    report.expect(group.leader == 1 || children.count(id.v) != 0, "K6", "a group stands in its parent's list");
  });
  for (const Task& task : tasks_of(k)) report.expect(threads.count(task.pid) != 0, "K7", "a task stands in the list of its group");
}

// K3, K8: who is counted by whom.
void check_users(const Kernel& k, CheckReport& report) {
  std::map<u32, u32> mms, files, blocks;
  for (const Task& task : tasks_of(k)) {
    if (task.mm.valid()) ++mms[task.mm.v];
    if (task.files.valid()) ++files[task.files.v];
  }
  k.m.mms.for_each([&](MmId id, const Mm& mm) {
    report.expect(mm.users == mms[id.v], "K3", "mm_users counts the tasks that run on an address space");
  });
  k.fds.files.for_each([&](FilesId id, const FilesStruct& one) {
    report.expect(one.users == files[id.v], "K8", "a table of descriptors counts its tasks");
    for (const FdBlockId block : one.block) {
      if (block.valid()) ++blocks[block.v];
    }
  });
  k.fds.blocks.for_each([&](FdBlockId id, const FdBlock& block) {
    report.expect(block.users == blocks[id.v], "K8", "a block of descriptors counts the tables that have it");
    blocks.erase(id.v);
  });
  report.expect(blocks.empty(), "K8", "a table has blocks that are there");
}

// K8 and the descriptors' half of F3.
void check_descriptors(const Kernel& k, CheckReport& report) {
  std::map<u32, u32> opens;
  k.fds.blocks.for_each([&](FdBlockId, const FdBlock& block) {
    report.expect((block.close_on_exec & ~block.open) == 0, "K8", "what execve closes is open");
    for (u32 i = 0; i < kFdsPerBlock; ++i) {
      if (!block.file[i].valid()) continue;
      report.expect((block.open >> i & 1) != 0, "K8", "a descriptor that names a file is open");
      ++opens[block.file[i].v];
    }
  });
  k.m.files.pool.for_each([&](FileId id, const File& file) {
    report.expect(file.opens == opens[id.v], "F3", "a file counts the descriptors that name it");
  });
}

// G1 … G5: frames and slots say which group is charged for them.
void check_memory_groups(const Kernel& k, CheckReport& report) {
  const Memcg& memcg = k.m.phys.memcg;
  if (!has_groups(memcg)) return;
  MemcgRecount recount;
  for (std::vector<u64>* list : {&recount.pages, &recount.tables, &recount.slots}) list->resize(memcg.groups.size());
  for (u32 pfn = 0; pfn < k.m.phys.pages.size(); ++pfn) {
    const Page& page = k.m.phys.pages[pfn];
    if (page.memcg == 0 || page.memcg >= memcg.groups.size()) continue;  // P12
    ++recount.pages[page.memcg];
    recount.tables[page.memcg] += page.type == PageType::kTable ? 1 : 0;
  }
  for (const SwapArea& area : k.m.swap.areas) {
    for (u32 slot = 0; slot < area.slots.size(); ++slot) {
      const MemcgId id = area.slots[slot].memcg;
      if (id == 0) continue;
      report.expect(id < memcg.groups.size() && area.slots[slot].is_used(), "G5", "a slot that says a group is used");
      if (id < memcg.groups.size()) ++recount.slots[id];
    }
  }
  check_memcg(memcg, report, recount);
  k.groups.for_each([&](GroupId, const ThreadGroup& one) {
    const bool is_sound = one.memcg == 0 || (one.live != 0 && is_memcg_online(memcg, one.memcg));
    report.expect(is_sound, "G6", "a process runs in a group that has a folder");
  });
}

}  // namespace

void check_kernel(const Kernel& k, CheckLevel level, CheckReport& report) {
  check_memory(k.m, level, report);
  for (Pid pid = 0; pid < k.tasks.size(); ++pid) {
    if (k.tasks[pid].state == TaskState::kFree) continue;
    check_task(k, pid, report);
    check_vfork(k, k.tasks[pid], report);
    report.expect(is_sound_policy(k.tasks[pid].policy), "K9", "a task has a policy that can be set");
  }
  check_groups(k, report);
  if (level == CheckLevel::kFull) check_memory_groups(k, report);
  check_users(k, report);
  check_descriptors(k, report);
  report.expect(is_running(k, 1), "K4", "init is alive");
}

}  // namespace pw
