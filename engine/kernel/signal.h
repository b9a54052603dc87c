// The signals that end an access, as siginfo_t tells them (include/uapi/asm-generic/siginfo.h).
#pragma once

#include "engine/base/types.h"

namespace pw {

inline constexpr u32 kSigbus = 7, kSigkill = 9, kSigsegv = 11, kSigchld = 17;
inline constexpr i32 kBusAdrerr = 2;

struct Signal {
  u32 signo = 0;  // 0: none; 11 SIGSEGV, 7 SIGBUS
  i32 code = 0;   // SEGV_MAPERR 1, SEGV_ACCERR 2, SEGV_PKUERR 4, SI_KERNEL 0x80; of SIGBUS BUS_ADRERR 2
  u64 addr = 0;   // si_addr
  u32 pkey = 0;   // si_pkey, of SEGV_PKUERR
};

}  // namespace pw
