// The table of commands, put together from its groups; and the names that Linux has and this version has not.
#include "engine/shell/command.h"

#include <cstring>

namespace pw {
namespace {

struct Unbuilt {
  const char* name;
  const char* what;
};

constexpr Unbuilt kUnbuilt[] = {
    {"pread64", "files"},
    {"pwrite64", "files"},
    {"memfd_create", "files"},
    {"ftruncate", "files"},
    {"shmget", "shared memory"},
    {"shmat", "shared memory"},
    {"userfaultfd", "faults handled by user space"},
    {"tick", "background daemons"},
};

const std::vector<CommandGroup>& all_groups() {
  static const std::vector<CommandGroup> groups = {
      memory_commands(), mremap_commands(), madvise_commands(), process_commands(), clone_commands(), kill_commands(),
      file_commands(), exec_commands(), import_commands(), remote_commands(), pkey_commands(), numa_commands(), limits_commands(),
      mlock_commands(), swap_commands(), cgroup_commands(), look_commands(), story_commands(), session_commands(),
      other_commands(),
  };
  return groups;
}

}  // namespace

const std::vector<const CommandSpec*>& all_commands() {
  static const std::vector<const CommandSpec*> all = []() {
    std::vector<const CommandSpec*> rows;
    for (const CommandGroup& group : all_groups()) {
      for (u32 i = 0; i < group.row_count; ++i) rows.push_back(&group.rows[i]);
    }
    return rows;
  }();
  return all;
}

const CommandSpec* find_command(const std::string& name) {
  for (const CommandSpec* row : all_commands()) {
    if (name == row->name) return row;
  }
  return nullptr;
}

const std::vector<CallRow>& all_calls() {
  static const std::vector<CallRow> all = []() {
    std::vector<CallRow> calls;
    for (const CommandGroup& group : all_groups()) {
      for (u32 i = 0; i < group.row_count; ++i) {
        const CommandSpec& row = group.rows[i];
        if (row.call.name != nullptr) calls.push_back({&row, &row.call});
        for (u32 j = 0; j < group.call_count; ++j) {
          if (std::strcmp(group.calls[j].row, row.name) == 0) calls.push_back({&row, &group.calls[j].call});
        }
      }
    }
    return calls;
  }();
  return all;
}

const CallRow* find_call(const std::string& name) {
  for (const CallRow& call : all_calls()) {
    if (name == call.call->name) return &call;
  }
  return nullptr;
}

const char* find_unbuilt(const std::string& name) {
  for (const Unbuilt& row : kUnbuilt) {
    if (name == row.name) return row.what;
  }
  return nullptr;
}

}  // namespace pw
