// Linux's error numbers (include/uapi/asm-generic/errno-base.h). Our own enum, because libc's differ under wasm.
#pragma once

#include "engine/base/types.h"

namespace pw {

enum class Errno : u8 {
  kOk = 0,
  kEPERM = 1,
  kENOENT = 2,
  kESRCH = 3,
  kEINTR = 4,
  kEIO = 5,
  kE2BIG = 7,
  kEBADF = 9,
  kECHILD = 10,
  kEAGAIN = 11,
  kENOMEM = 12,
  kEACCES = 13,
  kEFAULT = 14,
  kEBUSY = 16,
  kEEXIST = 17,
  kENODEV = 19,
  kEINVAL = 22,
  kEMFILE = 24,
  kENOSPC = 28,
  kEOVERFLOW = 75,
  kEOPNOTSUPP = 95,
};

// "ENOMEM"; "OK" for kOk.
const char* errno_name(Errno error);
// What strerror(3) says: "Cannot allocate memory".
const char* errno_text(Errno error);
// Whether the number is one of those above, 0 apart.
bool is_errno(u64 number);
// By name; kOk when there is no such name here.
Errno find_errno(const char* name);

}  // namespace pw
