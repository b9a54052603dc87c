// The advices by name: what each does here, and which ones need a system that is not built. Those answer as a kernel does that was
// configured without it: madvise_behavior_valid() does not know them.
#include "engine/mm/madvise.h"

namespace pw {

namespace {
constexpr char kNoHugePages[] = "transparent huge pages are not built yet in this version, so it answers as a kernel without it";
constexpr char kNoKsm[] = "KSM is not built yet in this version, so it answers as a kernel without it";
constexpr char kNoMemoryFailure[] = "handling of broken memory is not built yet in this version, so it answers as a kernel without it";
}  // namespace

const std::vector<AdviceInfo>& advice_infos() {
  static const std::vector<AdviceInfo> kInfos = {
      {kMadvNormal, "MADV_NORMAL", "normal", "clears both hints on read-ahead", nullptr},
      {kMadvRandom, "MADV_RANDOM", "random", "VM_RAND_READ: reads come in no order", nullptr},
      {kMadvSequential, "MADV_SEQUENTIAL", "sequential", "VM_SEQ_READ: reads come in order", nullptr},
      {kMadvWillneed, "MADV_WILLNEED", "willneed", "reads files and swap in ahead of time", nullptr},
      {kMadvDontneed, "MADV_DONTNEED", "dontneed", "takes the pages away at once; the next touch finds zeros", nullptr},
      {kMadvDontneedLocked, "MADV_DONTNEED_LOCKED", "dontneed_locked", "the same, of locked memory, too", nullptr},
      {kMadvFree, "MADV_FREE", "free", "the pages may be dropped when memory is short, unless they are stored to first", nullptr},
      {kMadvCold, "MADV_COLD", "cold", "makes the pages the first that reclaim looks at", nullptr},
      {kMadvPopulateRead, "MADV_POPULATE_READ", "populate_read", "faults all pages in as by loads", nullptr},
      {kMadvPopulateWrite, "MADV_POPULATE_WRITE", "populate_write", "faults all pages in as by stores", nullptr},
      {kMadvDontfork, "MADV_DONTFORK", "dontfork", "VM_DONTCOPY: a child does not get the area", nullptr},
      {kMadvDofork, "MADV_DOFORK", "dofork", "… it does again", nullptr},
      {kMadvWipeonfork, "MADV_WIPEONFORK", "wipeonfork", "VM_WIPEONFORK: a child gets the area without its pages", nullptr},
      {kMadvKeeponfork, "MADV_KEEPONFORK", "keeponfork", "… with them again", nullptr},
      {kMadvDontdump, "MADV_DONTDUMP", "dontdump", "VM_DONTDUMP: left out of core dumps", nullptr},
      {kMadvDodump, "MADV_DODUMP", "dodump", "… in them again", nullptr},
      {kMadvNohugepage, "MADV_NOHUGEPAGE", "nohugepage", "VM_NOHUGEPAGE: small pages only", nullptr},
      {kMadvGuardInstall, "MADV_GUARD_INSTALL", "guard_install", "replaces the pages by guard markers: a touch ends in SIGSEGV", nullptr},
      {kMadvGuardRemove, "MADV_GUARD_REMOVE", "guard_remove", "takes the markers away", nullptr},
      {kMadvHugepage, "MADV_HUGEPAGE", "hugepage", "huge pages wanted",
       kNoHugePages},
      {kMadvCollapse, "MADV_COLLAPSE", "collapse", "huge pages now",
       kNoHugePages},
      {kMadvPageout, "MADV_PAGEOUT", "pageout", "reclaims the pages now",
       "reclaim is not built yet in this version, so it answers as a kernel without it"},
      {kMadvMergeable, "MADV_MERGEABLE", "mergeable", "equal pages may be merged",
       kNoKsm},
      {kMadvUnmergeable, "MADV_UNMERGEABLE", "unmergeable", "… not any more",
       kNoKsm},
      {kMadvRemove, "MADV_REMOVE", "remove", "punches a hole into the file",
       "punching holes into files is not built yet in this version, so it answers as a kernel without it"},
      {kMadvHwpoison, "MADV_HWPOISON", "hwpoison", "pretends that the memory is broken",
       kNoMemoryFailure},
      {kMadvSoftOffline, "MADV_SOFT_OFFLINE", "soft_offline", "takes the frames out of use",
       kNoMemoryFailure},
  };
  return kInfos;
}

const AdviceInfo* find_advice(u64 value) {
  for (const AdviceInfo& info : advice_infos()) {
    if (info.value == value) return &info;
  }
  return nullptr;
}

}  // namespace pw
