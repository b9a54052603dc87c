// What scenarios leave on this machine in matters of swap, and how it goes away: found by itself, so that it can also be done after the
// program that made it was killed.
#pragma once

namespace pw::live {

// Backing files of areas stand here by number, and beside them what is to be put back: a file `zram` while /dev/zram0 is a scenario's, and
// one with the machine's page-cluster. It must be on a disk: neither a swap file nor a backing file may be on tmpfs.
inline constexpr char kSwapFolder[] = "/var/tmp/pagewalk-swap";
inline constexpr char kZramMark[] = "/var/tmp/pagewalk-swap/zram";
inline constexpr char kClusterMark[] = "/var/tmp/pagewalk-swap/page-cluster";
inline constexpr char kPageCluster[] = "/proc/sys/vm/page-cluster";
inline constexpr char kZramDevice[] = "/dev/zram0";
inline constexpr char kZramReset[] = "/sys/block/zram0/reset";
inline constexpr unsigned kMostAreas = 8;  // of a scenario

// Every area of kSwapFolder off, its loop device detached, its file deleted; zram reset; page-cluster as it was. Allocates nothing: the
// keeper calls it in the memory of a program that may have been killed anywhere.
void clean_swap_areas();

}  // namespace pw::live
