// Links between tasks and groups: copy_process, release_task (__exit_signal, __unhash_process), reparent_leader (kernel/fork.c,
// kernel/exit.c).
//
// Owns: K6 (children), K7 (threads).
#include "engine/kernel/thread_group.h"

#include <utility>

namespace pw {
namespace {

void link_child(GroupPool& groups, GroupId id) {
  const GroupId parent = groups[id].parent;
  if (!parent.valid()) return;
  const GroupId last = groups[parent].last_child;
  groups.mut(id).prev_sibling = last;
  if (last.valid()) groups.mut(last).next_sibling = id;
  else groups.mut(parent).first_child = id;
  groups.mut(parent).last_child = id;
}

void unlink_child(GroupPool& groups, GroupId id) {
  const GroupId parent = groups[id].parent;
  if (!parent.valid()) return;
  const GroupId prev = groups[id].prev_sibling;
  const GroupId next = groups[id].next_sibling;
  if (prev.valid()) groups.mut(prev).next_sibling = next;
  else groups.mut(parent).first_child = next;
  if (next.valid()) groups.mut(next).prev_sibling = prev;
  else groups.mut(parent).last_child = prev;
  ThreadGroup& group = groups.mut(id);
  group.parent = group.prev_sibling = group.next_sibling = GroupId();
}

void link_thread(Kernel& k, Pid pid) {
  ThreadGroup& group = group_mut(k, pid);
  const Pid last = group.last_thread;
  group.last_thread = pid;
  ++group.nr_threads;
  ++group.live;
  if (last == 0) return;
  k.tasks.mut(last).next_thread = pid;
  k.tasks.mut(pid).prev_thread = last;
}

void unlink_thread(Kernel& k, Pid pid) {
  const Pid prev = k.tasks[pid].prev_thread;
  const Pid next = k.tasks[pid].next_thread;
  ThreadGroup& group = group_mut(k, pid);
  if (next == 0) group.last_thread = prev;
  --group.nr_threads;
  if (prev != 0) k.tasks.mut(prev).next_thread = next;
  if (next != 0) k.tasks.mut(next).prev_thread = prev;
}

}  // namespace

const ThreadGroup& group_of(const Kernel& k, Pid pid) { return k.groups[k.tasks[pid].group]; }

ThreadGroup& group_mut(Kernel& k, Pid pid) { return k.groups.mut(k.tasks[pid].group); }

Pid parent_of(const Kernel& k, const Task& task) {
  const GroupId parent = k.groups[task.group].parent;
  return parent.valid() ? k.groups[parent].leader : 0;
}

Pid add_task(Kernel& k, Task task, const ThreadGroup& group) {
  PW_ASSERT(k.tasks.size() <= kMaxTasks, "a pid is left");
  PW_ASSERT(k.m.mms.is_live(task.mm), "a new task has an address space");
  const Pid pid = k.tasks.size();
  task.pid = pid;
  task.state = TaskState::kRunning;
  if (!task.group.valid()) {
    task.tgid = pid;
    task.group = k.groups.alloc(group);
    k.groups.mut(task.group).leader = pid;
    link_child(k.groups, task.group);
  }
  PW_ASSERT(task.tgid == k.groups[task.group].leader, "a thread joins the group of its leader");
  k.tasks.push_back(std::move(task));
  link_thread(k, pid);
  return pid;
}

void release_task(Kernel& k, Pid pid) {
  const Task& task = k.tasks[pid];
  PW_ASSERT(task.state == TaskState::kZombie, "only a task that has ended is let go of");
  PW_ASSERT(!task.mm.valid() && !task.files.valid(), "a task that has ended holds nothing");
  const GroupId id = task.group;
  const bool is_last = k.groups[id].nr_threads == 1;
  PW_ASSERT(is_last || pid != k.groups[id].leader, "a leader outlasts its threads");
  unlink_thread(k, pid);
  k.tasks.mut(pid) = Task();
  if (!is_last) return;
  PW_ASSERT(!k.groups[id].first_child.valid(), "init has adopted the children of who has ended");
  unlink_child(k.groups, id);
  k.groups.free(id);
}

void adopt(Kernel& k, GroupId group, GroupId parent) {
  PW_ASSERT(group != parent, "nobody is its own child");
  unlink_child(k.groups, group);
  k.groups.mut(group).parent = parent;
  link_child(k.groups, group);
}

}  // namespace pw
