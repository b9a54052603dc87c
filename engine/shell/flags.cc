// Flags of mmap, mprotect and clone by name, and what this version does with each (include/uapi/asm-generic/mman-common.h,
// arch/x86/include/uapi/asm/mman.h, include/uapi/linux/sched.h). A flag whose effect is not modelled is refused, never dropped; one
// that Linux itself ignores is ignored here, too. MAP_SYNC is only known together with MAP_SHARED_VALIDATE there, so it is refused
// with it.
#include "engine/kernel/clone.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr FlagUse kPassed = FlagUse::kPassed, kIgnored = FlagUse::kIgnored, kUnbuilt = FlagUse::kUnbuilt;

struct Named {
  u64 value;
  const char* name;
};

constexpr Named kMapNames[] = {
#define PW_MAP_TYPE(constant, number, name) {constant, name},
#define PW_MAP_FLAG(constant, number, name) {constant, name},
#include "engine/mm/map_flags.def"
#undef PW_MAP_FLAG
#undef PW_MAP_TYPE
};

constexpr Named kCloneNames[] = {
#define PW_CLONE_FLAG(constant, number, name) {constant, name},
#include "engine/kernel/clone_flags.def"
#undef PW_CLONE_FLAG
};

// Where there is no such flag it runs off the end, which no compiler accepts in a constant.
template <u32 kCount>
consteval const char* name_of(const Named (&names)[kCount], u64 value) {
  u32 i = 0;
  while (names[i].value != value) ++i;
  return names[i].name;
}

consteval FlagName map_type(MapFlag type, const char* word, const char* about) {
  return {name_of(kMapNames, type), word, type, kMapTypeMask, kPassed, about};
}
consteval FlagName map_flag(MapFlag flag, const char* word, const char* about, FlagUse use = kPassed) {
  return {name_of(kMapNames, flag), word, flag, flag, use, about};
}
consteval FlagName clone_flag(CloneFlag flag, const char* word, const char* about, FlagUse use = kPassed) {
  return {name_of(kCloneNames, flag), word, static_cast<u32>(flag), static_cast<u32>(flag), use, about};
}

constexpr FlagName kMapFlags[] = {
    map_type(kMapPrivate, "private", "copy-on-write; the default"),
    map_type(kMapShared, "shared", "seen by every process that maps it"),
    map_type(kMapSharedValidate, "shared_validate", "MAP_SHARED of a file, unknown flags refused"),
    map_flag(kMapAnonymous, "anonymous", "zero-filled memory without a file; the default"),
    {"MAP_ANON", "anon", kMapAnonymous, kMapAnonymous, kPassed, "the same as MAP_ANONYMOUS"},
    map_flag(kMapFixed, "fixed", "exactly at ADDR; what is there is unmapped first"),
    map_flag(kMapFixedNoReplace, "fixed_noreplace", "exactly at ADDR; EEXIST when something is there"),
    map_flag(kMapPopulate, "populate", "fault all pages in at once"),
    map_flag(kMapNonblock, "nonblock", "with MAP_POPULATE: do not populate after all"),
    map_flag(kMapNoReserve, "noreserve", "do not count it as promised memory"),
    map_flag(kMapStack, "stack", "no huge pages here"),
    {"MAP_FILE", "file", 0, ~0u, kIgnored, "no effect in Linux"},
    map_flag(kMapDenyWrite, "denywrite", "no effect in Linux", kIgnored),
    map_flag(kMapExecutable, "executable", "no effect in Linux", kIgnored),
    map_flag(kMapUninitialized, "uninitialized", "no effect on a machine with an MMU", kIgnored),
    map_type(kMapDroppable, "droppable", "private; may be dropped under pressure, and a child gets zeros"),
    map_flag(kMap32Bit, "low32", "placed from 1 GiB to 2 GiB, bottom-up"),
    map_flag(kMapAbove4G, "above4g", "the top-down search ends at 4 GiB"),
    map_flag(kMapGrowsDown, "growsdown", "grows down on a touch below it, like a stack"),
    map_flag(kMapLocked, "locked", "locked and faulted in at once; counts towards RLIMIT_MEMLOCK"),
    map_flag(kMapHugeTlb, "hugetlb", "hugetlb pages", kUnbuilt),
    map_flag(kMapSync, "sync", "persistent memory", kUnbuilt),
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
    clone_flag(kCloneVm, "vm", "share the address space"),
    clone_flag(kCloneFs, "fs", "no memory behind it"),
    clone_flag(kCloneFiles, "files", "share the descriptors"),
    clone_flag(kCloneSighand, "sighand", "share the signal handlers; needs CLONE_VM"),
    clone_flag(kCloneVfork, "vfork", "the caller sleeps until the child ends or executes a program"),
    clone_flag(kCloneParent, "parent", "a sibling of the caller"),
    clone_flag(kCloneThread, "thread", "a thread of the same process; needs CLONE_SIGHAND"),
    clone_flag(kCloneSysvSem, "sysvsem", "no memory behind it"),
    clone_flag(kCloneSetTls, "", "no memory behind it"),
    clone_flag(kCloneParentSettid, "", "stores the child's tid in the parent's memory"),
    clone_flag(kCloneChildCleartid, "", "stores 0 when the child leaves an address space that others use"),
    clone_flag(kCloneDetached, "", "no effect in Linux; clone3 refuses it"),
    clone_flag(kCloneUntraced, "", "no memory behind it"),
    clone_flag(kCloneChildSettid, "", "stores the child's tid in the child's memory"),
    clone_flag(kCloneIo, "", "no memory behind it"),
    {"CLONE_CLEAR_SIGHAND", "", 0, ~0u, kIgnored, "no memory behind it"},
    clone_flag(kClonePidfd, "", "file descriptors", kUnbuilt),
    clone_flag(kClonePtrace, "", "tracing", kUnbuilt),
    clone_flag(kCloneNewNs, "", "namespaces", kUnbuilt),
    clone_flag(kCloneNewCgroup, "", "namespaces", kUnbuilt),
    clone_flag(kCloneNewUts, "", "namespaces", kUnbuilt),
    clone_flag(kCloneNewIpc, "", "namespaces", kUnbuilt),
    clone_flag(kCloneNewUser, "", "namespaces", kUnbuilt),
    clone_flag(kCloneNewPid, "", "namespaces", kUnbuilt),
    clone_flag(kCloneNewNet, "", "namespaces", kUnbuilt),
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
