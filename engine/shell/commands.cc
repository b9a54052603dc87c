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
    {"swapon", "swap"},
    {"swapoff", "swap"},
    {"kill", "signals; `@PID exit` ends a process"},
    {"tick", "background daemons"},
};

}  // namespace

const std::vector<const CommandSpec*>& all_commands() {
  static const std::vector<const CommandSpec*> all = []() {
    std::vector<const CommandSpec*> rows;
    for (const std::vector<CommandSpec>* group :
         {&memory_commands(), &mremap_commands(), &madvise_commands(), &process_commands(), &clone_commands(), &file_commands(),
          &exec_commands(), &import_commands(), &remote_commands(), &pkey_commands(), &limits_commands(), &mlock_commands(),
          &look_commands(), &session_commands()}) {
      for (const CommandSpec& row : *group) rows.push_back(&row);
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

const std::vector<CForm>& c_forms() {
  static const std::vector<CForm> all = []() {
    std::vector<CForm> forms = memory_c_forms();
    for (const std::vector<CForm>* group :
         {&mremap_c_forms(), &madvise_c_forms(), &process_c_forms(), &clone_c_forms(), &file_c_forms(), &exec_c_forms(),
          &remote_c_forms(), &pkey_c_forms(), &limits_c_forms(), &mlock_c_forms()})
      forms.insert(forms.end(), group->begin(), group->end());
    return forms;
  }();
  return all;
}

const CForm* find_c_form(const std::string& name) {
  for (const CForm& form : c_forms()) {
    if (name == form.name) return &form;
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
