// pkey_alloc, pkey_free, pkey_mprotect (mm/mprotect.c), and the instructions that read and write PKRU.
//
// DIVERGES: on a processor without keys WRPKRU ends in SIGILL; here the command is refused with EOPNOTSUPP.
#include "engine/kernel/pkey_calls.h"

#include "engine/kernel/running.h"
#include "engine/mm/mprotect.h"

namespace pw {
namespace {

Status has_pkru(const Kernel& k) {
  return k.m.pkeys ? ok_status() : Status(fail(Errno::kEOPNOTSUPP, "the processor has no PKRU: boot pkeys=on"));
}

}  // namespace

Result<u32> sys_pkey_alloc(Kernel& k, Trace& trace, Pid pid, u64 flags, u64 rights) {
  return run_as(k, trace, pid, [&](Running& self) { return do_pkey_alloc(self.cx(), self.mm(), flags, rights); });
}

Status sys_pkey_free(Kernel& k, Trace& trace, Pid pid, i32 pkey) {
  return run_as(k, trace, pid, [&](Running& self) { return do_pkey_free(self.cx(), self.mm(), pkey); });
}

Status sys_pkey_mprotect(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, i32 pkey) {
  return run_as(k, trace, pid, [&](Running& self) { return do_pkey_mprotect(self.cx(), self.mm(), addr, length, prot, pkey); });
}

Result<u32> read_pkru(Kernel& k, Trace& trace, Pid pid) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u32> {
    const Status usable = has_pkru(k);
    return usable.ok() ? Result<u32>(self.cx().pkru) : usable.error();
  });
}

Status write_pkru(Kernel& k, Trace& trace, Pid pid, u64 pkru) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const Status usable = has_pkru(k);
    if (!usable.ok()) return usable;
    if (pkru > ~u32{0}) return fail(Errno::kEINVAL, "PKRU has 32 bits");
    set_pkru(self.cx(), static_cast<u32>(pkru));
    return ok_status();
  });
}

Status pkey_set(Kernel& k, Trace& trace, Pid pid, u64 pkey, u64 rights) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const Status usable = has_pkru(k);
    if (!usable.ok()) return usable;
    const bool is_valid = pkey < kPkeys && rights <= (kPkeyDisableAccess | kPkeyDisableWrite);
    if (!is_valid) return fail(Errno::kEINVAL, "there are keys 0 to 15, and two rights");
    set_pkru(self.cx(), pkru_with(self.cx().pkru, static_cast<u32>(pkey), static_cast<u32>(rights)));
    return ok_status();
  });
}

}  // namespace pw
