// The family of tasks: threads of a group, children of a group.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

const ThreadGroup& group_of(const Kernel& k, Pid pid);  // of a task that is there
ThreadGroup& group_mut(Kernel& k, Pid pid);
Pid parent_of(const Kernel& k, const Task& task);  // getppid(): the leader of the parent group; 0: nobody

// What copy_process makes. `task` gets the next pid; where it has a group it becomes its last thread, else the leader of a new one, the
// last child of `group.parent`.
Pid add_task(Kernel& k, Task task, const ThreadGroup& group);
// release_task: the task leaves its group, the last one takes the group along. It has ended: no address space, no descriptors.
void release_task(Kernel& k, Pid pid);
// forget_original_parent: a group becomes the last child of another parent.
void adopt(Kernel& k, GroupId group, GroupId parent);

}  // namespace pw
