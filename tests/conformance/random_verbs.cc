// The verbs of random scenarios: one row each. Flags and rows that the engine does not know are left out, so a row may be here first.
// A call without a row is drawn by its operands, with weight 1.
#include <algorithm>
#include <cstring>

#include "engine/render/text.h"
#include "engine/shell/command.h"
#include "tests/conformance/random_scenario.h"
#include "tests/support/random_call.h"

namespace pw {
namespace {

using Draw = RandomScenario;

// "0x…, SIZE" of a C form as the operands of a command in words.
std::string words(std::string range) {
  range.erase(std::remove(range.begin(), range.end(), ','), range.end());
  return range;
}

// ---- mmap ------------------------------------------------------------------------------------------------------------------------
// A locked area is more than its flag: pages that mlock keeps off the LRU lists.
bool has_flag_name(const char* name) {
  if (std::string(name) == "MAP_LOCKED" && find_command("mlock") == nullptr) return false;
  for (const FlagName* flag = map_flag_table(); flag->c_name != nullptr; ++flag) {
    if (std::string(name) == flag->c_name) return flag->use != FlagUse::kUnbuilt;
  }
  return false;
}

struct RareFlag {
  const char* name;
  u32 one_in;
};
constexpr RareFlag kRareFlags[] = {
    {"MAP_NORESERVE", 12}, {"MAP_POPULATE", 25}, {"MAP_GROWSDOWN", 30}, {"MAP_STACK", 40},
    {"MAP_LOCKED", 40},    {"MAP_NONBLOCK", 60}, {"MAP_32BIT", 80},     {"MAP_ABOVE4G", 120},
    {"MAP_UNINITIALIZED", 90}, {"MAP_DENYWRITE", 120},
};

std::string mmap_flags(Draw& draw) {
  std::string flags = draw.one_in(6) && has_flag_name("MAP_SHARED") ? "MAP_SHARED|MAP_ANONYMOUS" : "MAP_PRIVATE|MAP_ANONYMOUS";
  if (draw.one_in(40) && has_flag_name("MAP_DROPPABLE")) flags = "MAP_DROPPABLE|MAP_ANONYMOUS";
  if (draw.one_in(80)) flags = draw.pick({"MAP_SHARED_VALIDATE|MAP_ANONYMOUS", "MAP_ANONYMOUS"});
  // What reclaim takes out of an object without reserve is promised for a while on Linux: a DIVERGES of reclaim/remove.cc.
  const bool has_reserve = draw.has_swap() && flags.find("MAP_SHARED") == 0;
  for (const RareFlag& flag : kRareFlags) {
    if (has_reserve && std::strcmp(flag.name, "MAP_NORESERVE") == 0) continue;
    if (draw.one_in(flag.one_in) && has_flag_name(flag.name)) flags += std::string("|") + flag.name;
  }
  return flags;
}

std::string make_mmap_fixed(Draw& draw) {
  const char* fixed = draw.one_in(8) ? "|MAP_FIXED_NOREPLACE" : "|MAP_FIXED";
  return "mmap(" + draw.small_range() + ", " + draw.protection() + ", " + mmap_flags(draw) + fixed + ", -1, 0)";
}

// A place that the kernel chooses, or a hint.
std::string make_mmap_anywhere(Draw& draw) {
  static constexpr u64 kSizes[] = {0x1000, 0x1000, 0x2000, 0x5000, 0x200000, 0x300000};
  const std::string addr = draw.one_in(3) ? draw.address() : "NULL";
  return "mmap(" + addr + ", " + hex(draw.pick(kSizes)) + ", " + draw.protection() + ", " + mmap_flags(draw) + ", -1, 0)";
}

// Longer than any address space: refused, whatever the flags.
std::string make_mmap_huge(Draw& draw) {
  static constexpr const char* kSizes[] = {"0xffffffffffffffff", "0xfffffffffffff001", "0xfffffffffffff000", "0x8000000000000000",
                                           "0x1000000000000",    "0x800000000000"};
  const char* fixed = draw.one_in(3) ? "|MAP_FIXED" : "";
  return "mmap(" + draw.address() + ", " + draw.pick(kSizes) + ", " + draw.protection() + ", " + mmap_flags(draw) + fixed + ", -1, 0)";
}

// ---- ranges ----------------------------------------------------------------------------------------------------------------------
std::string make_mprotect(Draw& draw) {
  std::string prot = draw.protection();
  static constexpr const char* kExtra[] = {"|PROT_GROWSDOWN", "|PROT_GROWSDOWN", "|PROT_GROWSUP", "|PROT_GROWSDOWN|PROT_GROWSUP",
                                           "|PROT_SEM"};
  if (draw.one_in(15)) prot += draw.pick(kExtra);
  return "mprotect(" + draw.range() + ", " + prot + ")";
}
std::string make_mincore(Draw& draw) { return "mincore " + words(draw.small_range()); }

std::string make_mremap(Draw& draw) {
  static constexpr const char* kOdd[] = {"0", "0", "0", "0xfffffffffffff000", "0xffffffffffffffff", "0x800000000000"};
  const std::string old_size = draw.one_in(30) ? draw.pick(kOdd) : decimal(draw.page_size_of(8));
  const std::string new_size = draw.one_in(30) ? draw.pick(kOdd) : decimal(draw.page_size_of(10));
  const std::string call = "mremap(" + draw.address() + ", " + old_size + ", " + new_size + ", ";
  switch (draw.random().below(6)) {
    case 0:
      return call + "0)";
    case 1:
      return call + "MREMAP_MAYMOVE|MREMAP_FIXED, " + draw.address() + ")";
    case 2:
      return "mremap(" + draw.address() + ", " + old_size + ", " + old_size + ", MREMAP_MAYMOVE|MREMAP_DONTUNMAP" +
             (draw.one_in(2) ? "|MREMAP_FIXED, " + draw.address() : "") + ")";
    case 3:
      return call + draw.pick({"MREMAP_FIXED, 0x1003fff4000", "MREMAP_DONTUNMAP", "8", "MREMAP_MAYMOVE"}) + ")";
    default:
      return call + "MREMAP_MAYMOVE)";
  }
}

// All areas around a border of 1 GiB or 2 MiB move far away, or come back: whole tables go where the areas allow it.
std::string make_far_mremap(Draw& draw) {
  static constexpr const char* kHere[] = {"0x1003fe00000", "0x1003ffe00000"};
  static constexpr const char* kThere[] = {"0x5003fe00000", "0x5003ffe00000"};
  const u32 which = draw.one_in(4) ? 1 : 0;
  const bool returns = draw.one_in(2);
  const std::string from = returns ? kThere[which] : kHere[which];
  const std::string to = returns ? kHere[which] : kThere[which];
  const std::string flags = std::string("MREMAP_MAYMOVE|MREMAP_FIXED") + (draw.one_in(6) ? "|MREMAP_DONTUNMAP" : "");
  return "mremap(" + from + ", 0x400000, 0x400000, " + flags + ", " + to + ")";
}

std::string advice(Draw& draw) {
  return draw.pick({"MADV_DONTNEED", "MADV_DONTNEED", "MADV_DONTNEED", "MADV_DONTFORK", "MADV_DOFORK",
                    "MADV_WIPEONFORK", "MADV_WIPEONFORK", "MADV_KEEPONFORK", "MADV_POPULATE_READ", "MADV_POPULATE_WRITE",
                    "MADV_DONTDUMP", "MADV_DODUMP", "MADV_GUARD_INSTALL", "MADV_GUARD_INSTALL", "MADV_GUARD_REMOVE", "MADV_NORMAL",
                    "MADV_RANDOM", "MADV_SEQUENTIAL", "MADV_NOHUGEPAGE", "MADV_WILLNEED", "MADV_DONTNEED_LOCKED", "MADV_FREE",
                    "MADV_FREE", "MADV_FREE", "MADV_COLD", "MADV_COLD", "MADV_REMOVE", "MADV_REMOVE", "MADV_MERGEABLE",
                    "MADV_UNMERGEABLE", "5"});
}
std::string make_madvise(Draw& draw) { return "madvise(" + draw.range() + ", " + advice(draw) + ")"; }

// ---- other calls on ranges -------------------------------------------------------------------------------------------------------
std::string make_pkey_mprotect(Draw& draw) {
  return "pkey_mprotect(" + draw.range() + ", " + draw.protection() + ", " + draw.pick({"-1", "-1", "-1", "0", "1", "16"}) + ")";
}

// ---- policies --------------------------------------------------------------------------------------------------------------------
// MPOL_MF_MOVE is left out: the kernel puts pages that are where they should be into other frames for it.
std::string random_policy(Draw& draw) {
  const char* mode = draw.pick({"MPOL_DEFAULT, NULL, 0", "MPOL_DEFAULT, NULL, 0", "MPOL_BIND, [0x1], 64", "MPOL_BIND, [0x1], 64",
                                "MPOL_BIND|MPOL_F_STATIC_NODES, [0x3], 64", "MPOL_LOCAL, NULL, 0", "MPOL_INTERLEAVE, [0x1], 64",
                                "MPOL_PREFERRED|MPOL_F_RELATIVE_NODES, [0x2], 64", "MPOL_PREFERRED_MANY, [0x1], 64", "MPOL_BIND, [0x2], 64",
                                "MPOL_PREFERRED, [0], 64", "MPOL_INTERLEAVE|MPOL_F_NUMA_BALANCING, [0x1], 64"});
  return mode;
}
std::string make_mbind(Draw& draw) {
  return "mbind(" + draw.range() + ", " + random_policy(draw) + (draw.one_in(4) ? ", MPOL_MF_STRICT)" : ", 0)");
}
std::string make_set_mempolicy(Draw& draw) { return "set_mempolicy(" + random_policy(draw) + ")"; }
std::string make_get_mempolicy(Draw& draw) {
  if (draw.one_in(3)) return "get_mempolicy([0], [0], 64, NULL, " + std::string(draw.pick({"0", "0", "MPOL_F_NODE", "4"})) + ")";
  const char* flags = draw.pick({"MPOL_F_ADDR", "MPOL_F_ADDR", "MPOL_F_NODE|MPOL_F_ADDR"});
  return "get_mempolicy([0], [0], 64, " + draw.address() + ", " + flags + ")";
}

// ---- heap and limits -------------------------------------------------------------------------------------------------------------
std::string make_brk(Draw& draw) { return "brk(" + hex(0x555555580000 + draw.random().below(20) * 0xc00) + ")"; }
// The heap as an area like any other: written, cut, protected, mapped over.
std::string make_heap_use(Draw& draw) {
  const std::string range = hex(0x555555580000 + draw.random().below(16) * kPageSize) + ", " + decimal(draw.page_size_of(4));
  switch (draw.random().below(6)) {
    case 0: return "munmap(" + range + ")";
    case 1: return "mprotect(" + range + ", " + draw.protection() + ")";
    case 2: return "mmap(" + range + ", " + draw.protection() + ", " + mmap_flags(draw) + "|MAP_FIXED, -1, 0)";
    default: return "write " + range.substr(0, range.find(',')) + draw.page_count_option();
  }
}

std::string make_prlimit(Draw& draw) {
  static constexpr u64 kLimits[] = {0, 0x1000, 0x4000, 0x10000, 0x24000, 0x40000, 0x800000};
  const std::string whose = draw.one_in(8) ? draw.target() + " " : "";
  const std::string resource = draw.pick({"as", "data", "stack", "memlock"});
  std::string limit = draw.one_in(3) ? "8388608" : decimal(draw.pick(kLimits));
  // Under a small hard limit the live side cannot make room for the helper any more.
  if (draw.one_in(8)) limit += ":" + decimal(resource == "stack" ? draw.pick(kLimits) : kPageSize << draw.pick({13u, 14u}));
  if (resource == "stack" && draw.has_large_stacks()) limit = draw.pick({"1G", "64G", "unlimited"});
  return "prlimit " + whose + resource + " " + limit;
}

// A few bytes in front of the next page.
std::string over_a_border(Draw& draw) {
  const std::string addr = draw.address();
  const bool is_page = addr.size() > 3 && addr.compare(addr.size() - 3, 3, "000") == 0;
  return is_page ? addr.substr(0, addr.size() - 3) + draw.pick({"ff9", "ffa", "ffc", "ffe", "fff"}) : addr;
}

// ---- other processes -------------------------------------------------------------------------------------------------------------
std::string make_process_vm(Draw& draw) {
  return std::string(draw.one_in(2) ? "process_vm_readv " : "process_vm_writev ") + draw.target() + " " +
         draw.address() + " " + draw.address() + " " + decimal(draw.one_in(2) ? 8 : draw.page_size_of(4));
}
// Two pieces on each side, which need not fit each other.
std::string make_process_vm_pieces(Draw& draw) {
  const auto piece = [&draw](const char* end) {
    static constexpr u64 kSizes[] = {0, 1, 100, 0x1000, 0x1800, 0x3000};
    return "{iov_base=" + draw.address() + "+" + decimal(draw.random().below(2) * 2000) + ", iov_len=" + hex(draw.pick(kSizes)) + "}" + end;
  };
  const std::string name = draw.one_in(2) ? "process_vm_readv(" : "process_vm_writev(";
  const std::string flags = draw.one_in(30) ? "1)" : "0)";
  return name + draw.target() + ", [" + piece(", ") + piece("], 2, [") + piece(", ") + piece("], 2, ") + flags;
}
std::string make_mem_file(Draw& draw) {
  static constexpr u64 kSizes[] = {8, 8, 0, 0x1000, 0x1800, 0x3000};
  const std::string name = draw.one_in(2) ? "pread64(" : "pwrite64(";
  return name + "\"/proc/" + draw.target() + "/mem\", " + draw.address() + ", " + hex(draw.pick(kSizes)) + ", " +
         draw.address() + ")";
}
std::string make_peek(Draw& draw) { return "peek " + draw.target() + " " + draw.address(); }
std::string make_poke(Draw& draw) {
  if (draw.one_in(4)) return "poke " + draw.target() + " " + over_a_border(draw) + " 0x1122334455667788";
  return "poke " + draw.target() + " " + draw.address();
}

// ---- accesses --------------------------------------------------------------------------------------------------------------------
std::string make_write(Draw& draw) { return "write " + draw.address() + draw.page_count_option(); }
std::string make_wide_write(Draw& draw) {
  return "write " + over_a_border(draw) + draw.pick({" 0x1122334455667788", " 0x11223344", " \"as long as sixteen\""});
}
// A growing area that begins at a low address, so that its page offset is small, and moves to a high one; and stores far below it. None
// far below the low one: the helper's own area would be the next above them, where the engine finds the scenario's.
std::string make_growing(Draw& draw) {
  constexpr u64 kLow = 0x100000, kHigh = 0x200000000000;
  switch (draw.random().below(3)) {
    case 0: return "mmap(" + hex(kLow) + ", 0x2000, " + draw.protection() + ", MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED|MAP_GROWSDOWN, -1, 0)";
    case 1: return "mremap(" + hex(kLow) + ", 0x2000, 0x2000, MREMAP_MAYMOVE|MREMAP_FIXED, " + hex(kHigh) + ")";
    default: return "write " + hex(kHigh + kPageSize - draw.random().below(600) * kPageSize);
  }
}
std::string make_read(Draw& draw) { return "read " + draw.address() + draw.page_count_option(); }
std::string make_exec(Draw& draw) { return "exec " + draw.address(); }

// ---- processes -------------------------------------------------------------------------------------------------------------------
std::string make_fork(Draw& draw) {
  if (!draw.can_fork()) return "";
  draw.forked();
  return "fork";
}

// Tasks on the same address space; pid 1 makes no threads, since their exit would end it.
std::string make_clone_vm(Draw& draw) {
  if (!draw.can_fork()) return "";
  draw.forked();
  return draw.one_in(3) ? "vfork" : "clone vm";
}

std::string make_thread(Draw& draw) {
  if (!draw.can_fork() || draw.actor() == 1) return "";
  draw.forked();
  return "thread";
}

// The child's first access, before it runs: the kernel stores its tid.
std::string make_clone_settid(Draw& draw) {
  if (!draw.can_fork()) return "";
  const std::string vm = draw.one_in(3) ? "CLONE_VM|" : "";
  const std::string call = "clone(flags=" + vm + "CLONE_CHILD_SETTID|CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID|SIGCHLD, parent_tid=" +
                           draw.address() + ", child_tid=" + draw.address() + ")";
  draw.forked();
  return call;
}

// Struct and flags in all shapes; what is refused makes nobody.
std::string make_clone3(Draw& draw) {
  const bool is_refused = draw.one_in(2);
  if (!is_refused && !draw.can_fork()) return "";
  const std::string flags = draw.pick({"0", "CLONE_VM", "CLONE_VM|CLONE_VFORK", "CLONE_VFORK", "CLONE_CHILD_SETTID"});
  const std::string tid = flags == "CLONE_CHILD_SETTID" ? ", child_tid=" + draw.address() : "";
  if (is_refused) {
    const std::string wrong = draw.pick({"65, stack=0, stack_size=0}, 88)", "SIGCHLD, stack=0x1000, stack_size=0}, 88)",
                                         "SIGCHLD, stack=0, stack_size=0}, 63)", "SIGCHLD, stack=0, stack_size=0}, 5000)",
                                         "SIGCHLD, stack=0, stack_size=0x1000}, 64)"});
    return "clone3({flags=" + flags + tid + ", exit_signal=" + wrong;
  }
  draw.forked();
  return "clone3({flags=" + flags + tid + ", exit_signal=SIGCHLD, stack=0, stack_size=0}, " + draw.pick({"64", "80", "88"}) + ")";
}

std::string make_execve(Draw& draw) { return draw.actor() == 1 && !draw.one_in(3) ? "" : "execve \"/bin/true\""; }

std::string make_exit(Draw& draw) {
  if (draw.actor() == 1) return "";
  draw.ended();
  return "exit";
}

std::string make_wait(Draw&) { return "wait"; }

std::string make_taskset(Draw& draw) {
  return "taskset " + decimal(draw.random().below(2)) + " " + draw.target();
}

constexpr RandomVerb kVerbs[] = {
    {"mmap", 44, make_mmap_fixed},
    {"mmap", 8, make_mmap_anywhere},
    {"mmap", 1, make_mmap_huge},
    {"mmap", 2, make_growing},
    {"munmap", 16, nullptr},
    {"mprotect", 36, make_mprotect},
    {"write", 52, make_write},
    {"write", 4, make_wide_write},
    {"read", 16, make_read},
    {"exec", 4, make_exec},
    {"fork", 12, make_fork},
    {"exit", 8, make_exit},
    {"wait", 4, make_wait},
    {"taskset", 4, make_taskset},
    {"pkey_mprotect", 2, make_pkey_mprotect},
    {"mbind", 3, make_mbind},
    {"set_mempolicy", 1, make_set_mempolicy},
    {"get_mempolicy", 2, make_get_mempolicy},
    {"mremap", 24, make_mremap},
    {"mremap", 6, make_far_mremap},
    {"madvise", 28, make_madvise},
    {"mincore", 1, make_mincore},
    {"mlock", 5, nullptr},
    {"mlock2", 3, nullptr},
    {"munlock", 4, nullptr},
    {"brk", 4, make_brk},
    {"brk", 4, make_heap_use},
    {"prlimit", 3, make_prlimit},
    {"process_vm_readv", 6, make_process_vm},
    {"peek", 3, make_peek},
    {"poke", 5, make_poke},
    {"process_vm_readv", 3, make_process_vm_pieces},
    {"peek", 3, make_mem_file},
    {"process_madvise", 2, nullptr},
    {"clone", 2, make_clone_vm},
    {"thread", 1, make_thread},
    {"clone", 2, make_clone_settid},
    {"clone", 2, make_clone3},
    {"execve", 2, make_execve},
};

constexpr UndrawnRow kUndrawn[] = {
    {"vfork", "the verb of clone draws it, and counts the child"},
    {"pkey_alloc", "whether there are keys is the processor's business"},
    {"pkey_free", "as pkey_alloc"},
    {"open", "files of the live machine are others"},
    {"close", "as open"},
    {"dup", "as open"},
    {"swapon", "no process has the right to; the scenario's own area is switched by words"},
    {"swapoff", "as swapon"},
    {"kill", "the live processes are held by their tracer, and pid 1 is init here alone"},
};

bool has_verb(const std::vector<RandomVerb>& verbs, const char* row) {
  const auto is_it = [row](const RandomVerb& verb) { return std::strcmp(verb.row, row) == 0; };
  return std::any_of(verbs.begin(), verbs.end(), is_it);
}

// The scenario's own ranges and processes.
class ScenarioSource : public test::CallSource {
 public:
  explicit ScenarioSource(Draw& draw) : draw_(draw) {}
  test::Random& random() override { return draw_.random(); }
  std::string address() override { return draw_.address(); }
  std::string range() override { return draw_.range(); }
  std::string pid() override { return draw_.target(); }
  std::string protection() override { return draw_.protection(); }

 private:
  Draw& draw_;
};

}  // namespace

const UndrawnRow* find_undrawn(const std::string& row) {
  for (const UndrawnRow& undrawn : kUndrawn) {
    if (row == undrawn.row) return &undrawn;
  }
  return nullptr;
}

std::string make_random(const RandomVerb& verb, RandomScenario& scenario) {
  if (verb.make != nullptr) return verb.make(scenario);
  ScenarioSource source(scenario);
  return test::draw_call(find_command(verb.row)->call, source);
}

const std::vector<RandomVerb>& random_verbs() {
  static const std::vector<RandomVerb> verbs = [] {
    std::vector<RandomVerb> built;
    for (const RandomVerb& verb : kVerbs) {
      if (find_command(verb.row) != nullptr) built.push_back(verb);
    }
    for (const CommandSpec* row : all_commands()) {
      const bool is_plain = row->call.nr != kOfLibrary && test::can_draw(row->call) && find_undrawn(row->name) == nullptr;
      if (is_plain && !has_verb(built, row->name)) built.push_back({row->name, 1, nullptr});
    }
    return built;
  }();
  return verbs;
}

}  // namespace pw
