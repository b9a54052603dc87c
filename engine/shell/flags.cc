// Flags of mmap, mprotect and clone by name, and what this version does with each (include/uapi/asm-generic/mman-common.h,
// arch/x86/include/uapi/asm/mman.h, include/uapi/linux/sched.h). A flag whose effect is not modelled is refused, never dropped; one
// that Linux itself ignores is ignored here, too. MAP_SYNC is only known together with MAP_SHARED_VALIDATE there, so it is refused
// with it.
#include "engine/kernel/clone.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr FlagUse kPassed = FlagUse::kPassed, kIgnored = FlagUse::kIgnored, kUnbuilt = FlagUse::kUnbuilt;

constexpr FlagName kMapFlags[] = {
    {"MAP_PRIVATE", "private", kMapPrivate, 0x0f, kPassed, "copy-on-write; the default"},
    {"MAP_SHARED", "shared", kMapShared, 0x0f, kPassed, "seen by every process that maps it"},
    {"MAP_SHARED_VALIDATE", "shared_validate", kMapSharedValidate, 0x0f, kPassed, "MAP_SHARED of a file, unknown flags refused"},
    {"MAP_ANONYMOUS", "anonymous", kMapAnonymous, kMapAnonymous, kPassed, "zero-filled memory without a file; the default"},
    {"MAP_ANON", "anon", kMapAnonymous, kMapAnonymous, kPassed, "the same as MAP_ANONYMOUS"},
    {"MAP_FIXED", "fixed", kMapFixed, kMapFixed, kPassed, "exactly at ADDR; what is there is unmapped first"},
    {"MAP_FIXED_NOREPLACE", "fixed_noreplace", kMapFixedNoReplace, kMapFixedNoReplace, kPassed,
     "exactly at ADDR; EEXIST when something is there"},
    {"MAP_POPULATE", "populate", kMapPopulate, kMapPopulate, kPassed, "fault all pages in at once"},
    {"MAP_NONBLOCK", "nonblock", kMapNonblock, kMapNonblock, kPassed, "with MAP_POPULATE: do not populate after all"},
    {"MAP_NORESERVE", "noreserve", kMapNoReserve, kMapNoReserve, kPassed, "do not count it as promised memory"},
    {"MAP_STACK", "stack", kMapStack, kMapStack, kPassed, "no huge pages here"},
    {"MAP_FILE", "file", 0, ~0u, kIgnored, "no effect in Linux"},
    {"MAP_DENYWRITE", "denywrite", 0x800, 0x800, kIgnored, "no effect in Linux"},
    {"MAP_EXECUTABLE", "executable", 0x1000, 0x1000, kIgnored, "no effect in Linux"},
    {"MAP_UNINITIALIZED", "uninitialized", 0x4000000, 0x4000000, kIgnored, "no effect on a machine with an MMU"},
    {"MAP_DROPPABLE", "droppable", kMapDroppable, 0x0f, kPassed, "private; may be dropped under pressure, and a child gets zeros"},
    {"MAP_32BIT", "low32", kMap32Bit, kMap32Bit, kPassed, "placed from 1 GiB to 2 GiB, bottom-up"},
    {"MAP_ABOVE4G", "above4g", kMapAbove4G, kMapAbove4G, kPassed, "the top-down search ends at 4 GiB"},
    {"MAP_GROWSDOWN", "growsdown", kMapGrowsDown, kMapGrowsDown, kPassed, "grows down on a touch below it, like a stack"},
    {"MAP_LOCKED", "locked", kMapLocked, kMapLocked, kPassed, "locked and faulted in at once; counts towards RLIMIT_MEMLOCK"},
    {"MAP_HUGETLB", "hugetlb", 0x40000, 0x40000, kUnbuilt, "hugetlb pages"},
    {"MAP_SYNC", "sync", 0x80000, 0x80000, kUnbuilt, "persistent memory"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};

constexpr FlagName kProtFlags[] = {
    {"PROT_READ", "r", kProtRead, kProtRead, kPassed, "may be read"},
    {"PROT_WRITE", "w", kProtWrite, kProtWrite, kPassed, "may be written"},
    {"PROT_EXEC", "x", kProtExec, kProtExec, kPassed, "may be executed"},
    {"PROT_NONE", "none", 0, ~0u, kPassed, "no access"},
    {"PROT_SEM", "sem", 0x8, 0x8, kPassed, "no effect on x86"},
    {"PROT_GROWSDOWN", "growsdown", kProtGrowsDown, kProtGrowsDown, kPassed, "mprotect: down to the start of a growing area"},
    {"PROT_GROWSUP", "growsup", kProtGrowsUp, kProtGrowsUp, kPassed, "mprotect: up to the end of a growing area"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};

constexpr FlagName kCloneFlags[] = {
    {"CLONE_VM", "vm", 0x100, 0x100, kPassed, "share the address space"},
    {"CLONE_FS", "fs", 0x200, 0x200, kPassed, "no memory behind it"},
    {"CLONE_FILES", "files", kCloneFiles, kCloneFiles, kPassed, "share the descriptors"},
    {"CLONE_SIGHAND", "sighand", 0x800, 0x800, kPassed, "share the signal handlers; needs CLONE_VM"},
    {"CLONE_VFORK", "vfork", 0x4000, 0x4000, kPassed, "the caller sleeps until the child ends or executes a program"},
    {"CLONE_PARENT", "parent", 0x8000, 0x8000, kPassed, "a sibling of the caller"},
    {"CLONE_THREAD", "thread", 0x10000, 0x10000, kPassed, "a thread of the same process; needs CLONE_SIGHAND"},
    {"CLONE_SYSVSEM", "sysvsem", 0x40000, 0x40000, kPassed, "no memory behind it"},
    {"CLONE_SETTLS", "", 0x80000, 0x80000, kPassed, "no memory behind it"},
    {"CLONE_PARENT_SETTID", "", 0x100000, 0x100000, kPassed, "stores the child's tid in the parent's memory"},
    {"CLONE_CHILD_CLEARTID", "", 0x200000, 0x200000, kPassed, "stores 0 when the child leaves an address space that others use"},
    {"CLONE_DETACHED", "", 0x400000, 0x400000, kPassed, "no effect in Linux; clone3 refuses it"},
    {"CLONE_UNTRACED", "", 0x800000, 0x800000, kPassed, "no memory behind it"},
    {"CLONE_CHILD_SETTID", "", 0x1000000, 0x1000000, kPassed, "stores the child's tid in the child's memory"},
    {"CLONE_IO", "", 0x80000000, 0x80000000, kPassed, "no memory behind it"},
    {"CLONE_CLEAR_SIGHAND", "", 0, ~0u, kIgnored, "no memory behind it"},
    {"CLONE_PIDFD", "", 0x1000, 0x1000, kUnbuilt, "file descriptors"},
    {"CLONE_PTRACE", "", 0x2000, 0x2000, kUnbuilt, "tracing"},
    {"CLONE_NEWNS", "", 0x20000, 0x20000, kUnbuilt, "namespaces"},
    {"CLONE_NEWCGROUP", "", 0x2000000, 0x2000000, kUnbuilt, "namespaces"},
    {"CLONE_NEWUTS", "", 0x4000000, 0x4000000, kUnbuilt, "namespaces"},
    {"CLONE_NEWIPC", "", 0x8000000, 0x8000000, kUnbuilt, "namespaces"},
    {"CLONE_NEWUSER", "", 0x10000000, 0x10000000, kUnbuilt, "namespaces"},
    {"CLONE_NEWPID", "", 0x20000000, 0x20000000, kUnbuilt, "namespaces"},
    {"CLONE_NEWNET", "", 0x40000000, 0x40000000, kUnbuilt, "namespaces"},
    {"SIGCHLD", "", 17, 0xff, kPassed, "the signal at the child's end"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};

}  // namespace

const FlagName* map_flag_table() { return kMapFlags; }
const FlagName* prot_flag_table() { return kProtFlags; }
const FlagName* clone_flag_table() { return kCloneFlags; }

// "rw", "r-x", and the four characters of a maps line; each letter at most once.
bool parse_prot_word(const std::string& word, u32* prot, bool* is_shared) {
  *prot = 0;
  *is_shared = false;
  if (word == "none") return true;
  std::string letters = word;
  if (letters.size() == 4 && (letters.back() == 'p' || letters.back() == 's')) {
    *is_shared = letters.back() == 's';
    letters.pop_back();
  }
  if (letters.empty() || letters.size() > 3) return false;
  for (const char c : letters) {
    const u32 bit = c == 'r' ? kProtRead : c == 'w' ? kProtWrite : c == 'x' ? kProtExec : 0;
    if ((bit == 0 && c != '-') || (*prot & bit) != 0) return false;
    *prot |= bit;
  }
  return true;
}

std::string perm_word(u32 prot) {
  std::string text = "---";
  if ((prot & kProtRead) != 0) text[0] = 'r';
  if ((prot & kProtWrite) != 0) text[1] = 'w';
  if ((prot & kProtExec) != 0) text[2] = 'x';
  return text;
}

}  // namespace pw
