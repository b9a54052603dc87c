// gfp_t (include/linux/gfp_types.h): what an allocation may do, as bits with the numbers of 6.18.
//
//    bit                     may the allocator …                                              read by
//    0..3  zone, MOVABLE     take from which zone; move the page later                        nobody: no request names a zone yet
//    6, 7  IO, FS            start I/O, call into file systems                                nobody yet: every request may
//    8     ZERO              leave zeroing to the caller, when it is clear                    nobody: every frame leaves zeroed
//    10,11 RECLAIM           take pages away itself; wake kswapd                              the slow path
//    13..16                  stay silent; try for long; never fail; give up at once           the slow path: NOFAIL, NORETRY
//    17,19 (NO)MEMALLOC      go below the watermarks                                          nobody yet (the free lists)
//    22    ACCOUNT           charge the group of whoever asks                                 kernel/page_allocator.cc
// Requests carry the bits as Linux sets them, also those that nobody reads (the slow path: kernel/page_allocator.h).
// Left out: bits of sanitizers and of the page-table's own lists.
#pragma once

#include "engine/base/types.h"

namespace pw {

using Gfp = u32;

// The single bits, __GFP_… in Linux.
inline constexpr Gfp kGfpBitDma = 1u << 0;
inline constexpr Gfp kGfpBitHighmem = 1u << 1;
inline constexpr Gfp kGfpBitDma32 = 1u << 2;
inline constexpr Gfp kGfpBitMovable = 1u << 3;
inline constexpr Gfp kGfpBitReclaimable = 1u << 4;
inline constexpr Gfp kGfpBitHigh = 1u << 5;
inline constexpr Gfp kGfpBitIo = 1u << 6;
inline constexpr Gfp kGfpBitFs = 1u << 7;
inline constexpr Gfp kGfpBitZero = 1u << 8;
inline constexpr Gfp kGfpBitDirectReclaim = 1u << 10;
inline constexpr Gfp kGfpBitKswapdReclaim = 1u << 11;
inline constexpr Gfp kGfpBitWrite = 1u << 12;
inline constexpr Gfp kGfpBitNowarn = 1u << 13;
inline constexpr Gfp kGfpBitRetryMayfail = 1u << 14;
inline constexpr Gfp kGfpBitNofail = 1u << 15;
inline constexpr Gfp kGfpBitNoretry = 1u << 16;
inline constexpr Gfp kGfpBitMemalloc = 1u << 17;
inline constexpr Gfp kGfpBitComp = 1u << 18;
inline constexpr Gfp kGfpBitNomemalloc = 1u << 19;
inline constexpr Gfp kGfpBitHardwall = 1u << 20;
inline constexpr Gfp kGfpBitThisnode = 1u << 21;
inline constexpr Gfp kGfpBitAccount = 1u << 22;
inline constexpr Gfp kGfpBitReclaim = kGfpBitDirectReclaim | kGfpBitKswapdReclaim;

// The usual sets of them, GFP_… in Linux.
inline constexpr Gfp kGfpAtomic = kGfpBitHigh | kGfpBitKswapdReclaim;
inline constexpr Gfp kGfpNowait = kGfpBitKswapdReclaim | kGfpBitNowarn;
inline constexpr Gfp kGfpKernel = kGfpBitReclaim | kGfpBitIo | kGfpBitFs;
inline constexpr Gfp kGfpKernelAccount = kGfpKernel | kGfpBitAccount;
inline constexpr Gfp kGfpPgtableUser = kGfpKernelAccount | kGfpBitZero;
inline constexpr Gfp kGfpUser = kGfpKernel | kGfpBitHardwall;
inline constexpr Gfp kGfpHighuser = kGfpUser | kGfpBitHighmem;
inline constexpr Gfp kGfpHighuserMovable = kGfpHighuser | kGfpBitMovable;

}  // namespace pw
