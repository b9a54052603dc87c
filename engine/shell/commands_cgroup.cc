// The administrator's words for groups: mkdir and rmdir of folders below /sys/fs/cgroup, and `echo TEXT > FILE`, which is cgset.
#include "engine/kernel/cgroup.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

bool take_path(Parser& p, const char* what, Command* command) {
  const Token path = p.lexer().take_raw();
  if (path.text.empty() || path.kind == TokenKind::kError) return p.fail(path.begin, std::string(what) + " is missing here");
  command->path = path.text;
  return true;
}

bool parse_folder(Parser& p, Command* command) { return take_path(p, "a folder", command) && p.no_more(); }

// A bare name is a group below the root.
std::string folder_path(const Kernel& k, const std::string& name) {
  return name[0] == '/' ? name : std::string(cgroup_mount(k.m.phys.memcg)) + "/" + name;
}

void run_mkdir(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  answer_status(&context.out, cgroup_mkdir(k, context.trace, bound.pid, folder_path(k, command.path)));
}

void run_rmdir(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  answer_status(&context.out, cgroup_rmdir(k, context.trace, bound.pid, folder_path(k, command.path)));
}

// ---- cgset -----------------------------------------------------------------------------------------------------------------------
bool parse_cgset(Parser& p, Command* command) {
  if (!take_path(p, "a file of a group", command)) return false;
  const Token text = p.lexer().take_rest();
  command->text = text.text;
  command->text_column = text.begin;
  if (command->text.empty()) return p.fail(text.begin, "what is to be written is missing here");
  return true;
}

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// $name is its number. False: no such name; its place is in *at.
bool put_numbers_in(const std::string& text, const CowMap<std::string, u64>& names, std::string* out, u32* at) {
  for (u32 i = 0; i < text.size();) {
    if (text[i] != '$') {
      *out += text[i++];
      continue;
    }
    *at = i++;
    std::string name;
    while (i < text.size() && is_name_letter(text[i])) name += text[i++];
    const u64* found = names.find(name);
    if (found == nullptr) return false;
    *out += std::to_string(*found);
  }
  return true;
}

void run_cgset(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  std::string text;
  u32 at = 0;
  if (!put_numbers_in(command.text, context.state.names, &text, &at)) {
    return set_syntax_error(&context.out, command.line,
                            {command.text_column + at, "no result is kept under this name", "`names` lists them"});
  }
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const Status status = cgroup_write(k, context.trace, bound.pid, folder_path(k, command.path), text);
  answer_status(&context.out, status);
}

constexpr CommandSpec kCgroupRows[] = {
    {.name = "mkdir",
     .group = "groups",
     .synopsis = "mkdir FOLDER",
     .summary = "Makes a group: a folder below /sys/fs/cgroup, with files that say and limit what its processes use.",
     .details =
         "A bare NAME is a group below the root. Nobody stands in it: `echo PID > FOLDER/cgroup.procs` moves a process there, and its\n"
         "children begin there. On a machine booted with cgroup=v1 groups are below /sys/fs/cgroup/memory.\n"
         "EEXIST: there is one of that name. ENOENT: the folder above is missing.",
     .example = "mkdir /sys/fs/cgroup/small\necho 1 > /sys/fs/cgroup/small/cgroup.procs\na = mmap 64K\nwrite $a n=16\n"
                "cat /sys/fs/cgroup/small/memory.current",
     .kernel = "cgroup_mkdir → mem_cgroup_css_alloc (kernel/cgroup/cgroup.c, mm/memcontrol.c)",
     .man = "cgroups(7)",
     .result = "0",
     .operands = "CGROUP",
     .parse = parse_folder,
     .machine = run_mkdir},
    {.name = "rmdir",
     .group = "groups",
     .synopsis = "rmdir FOLDER",
     .summary = "Removes a group in which nobody runs; its pages stay charged to it until they are freed.",
     .details = "EBUSY: processes run in it, or groups are below it.",
     .example = "mkdir small\nrmdir small",
     .kernel = "cgroup_rmdir → mem_cgroup_css_offline (kernel/cgroup/cgroup.c, mm/memcontrol.c)",
     .man = "cgroups(7)",
     .result = "0",
     .operands = "CGROUP",
     .parse = parse_folder,
     .machine = run_rmdir},
    {.name = "cgset",
     .group = "groups",
     .synopsis = "cgset FILE TEXT | echo TEXT > FILE",
     .summary = "Writes to a file of a group: a limit, or who stands in it.",
     .details =
         "v2, below /sys/fs/cgroup/NAME:\n"
         "  cgroup.procs               a pid: the process stands in the group from now on, and takes nothing along that it used before\n"
         "  memory.max, high           bytes, with K, M or G, or max: what is above is taken away; .max can never be passed\n"
         "  memory.low, min            bytes that others' need leaves alone\n"
         "  memory.swap.max, .high     how much of swap it may use\n"
         "  memory.reclaim             so many bytes are taken away now: `echo 1M swappiness=60 > …`\n"
         "v1, below /sys/fs/cgroup/memory/NAME: memory.limit_in_bytes, memory.memsw.limit_in_bytes, memory.swappiness,\n"
         "memory.force_empty, memory.failcnt, … `cat` shows them all.\n"
         "EINVAL: not what the file takes. EBUSY (v1): more is used, and nothing can be taken. EAGAIN: less could be taken.",
     .example = "mkdir small\necho 1 > /sys/fs/cgroup/small/cgroup.procs\ncgset /sys/fs/cgroup/small/memory.max 1M\n"
                "cat /sys/fs/cgroup/small/memory.max",
     .kernel = "cgroup_file_write (kernel/cgroup/cgroup.c)",
     .man = "cgroups(7)",
     .result = "0",
     .operands = "CGROUPFILE",
     .parse = parse_cgset,
     .machine = run_cgset},
};

}  // namespace

CommandGroup cgroup_commands() { return group_of(kCgroupRows); }

}  // namespace pw
