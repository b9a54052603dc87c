// pkey_alloc, pkey_free, and the key of execute-only areas (mm/mprotect.c, arch/x86/include/asm/pkeys.h, arch/x86/mm/pkeys.c).
//
// PROT_EXEC alone means "may be fetched, not read". Page tables cannot say that, so the kernel takes a key for it that PKRU denies. With no
// key free, or no keys at all, such an area can be read.
// A kernel on a processor without keys has a map of one key that nobody was given: the first pkey_alloc takes it, cannot set PKRU (EINVAL),
// cannot give it back either, and from then on there is no key left (ENOSPC). Tried on a running 6.18.
#include "engine/mm/pkeys.h"

#include "engine/trace/process_events.h"

namespace pw {
namespace {

u32 max_pkey(const Memory& m) { return m.pkeys ? kPkeys : 1; }

// mm_pkey_alloc: the lowest free one; -1 when there is none.
i32 take_pkey(Memory& m, MmId mm) {
  for (u32 pkey = 0; pkey < max_pkey(m); ++pkey) {
    if ((m.mms[mm].pkey_map >> pkey & 1) != 0) continue;
    m.mms.mut(mm).pkey_map |= 1u << pkey;
    return static_cast<i32>(pkey);
  }
  return -1;
}

void drop_pkey(Memory& m, MmId mm, i32 pkey) { m.mms.mut(mm).pkey_map &= ~(1u << pkey); }

}  // namespace

bool is_pkey_allocated(const Memory& m, MmId id, i32 pkey) {
  const Mm& mm = m.mms[id];
  if (pkey < 0 || static_cast<u32>(pkey) >= max_pkey(m) || pkey == mm.execute_only_pkey) return false;
  return (mm.pkey_map >> pkey & 1) != 0;
}

void set_pkru(Cx& cx, u32 pkru) {
  cx.trace.emit(EventId::kWritePkru, cx.pkru, pkru);
  cx.pkru = pkru;
}

u32 pkru_with(u32 pkru, u32 pkey, u32 rights) { return (pkru & ~(3u << (2 * pkey))) | rights << (2 * pkey); }

Result<u32> do_pkey_alloc(Cx& cx, MmId mm, u64 flags, u64 rights) {
  if (flags != 0) return fail(Errno::kEINVAL, "flags must be 0");
  if ((rights & ~static_cast<u64>(kPkeyDisableAccess | kPkeyDisableWrite)) != 0) return fail(Errno::kEINVAL, "unknown PKEY_ bits");
  const i32 pkey = take_pkey(cx.m, mm);
  if (pkey < 0) return fail(Errno::kENOSPC, "no protection key is free");
  if (!cx.m.pkeys) return fail(Errno::kEINVAL, "the processor has no protection keys (boot pkeys=on)");
  cx.trace.emit(EventId::kPkeyAlloc, static_cast<u64>(pkey), rights);
  set_pkru(cx, pkru_with(cx.pkru, static_cast<u32>(pkey), static_cast<u32>(rights)));
  return static_cast<u32>(pkey);
}

Status do_pkey_free(Cx& cx, MmId mm, i32 pkey) {
  if (!is_pkey_allocated(cx.m, mm, pkey)) return fail(Errno::kEINVAL, "the key is not allocated, or is the one of execute-only areas");
  drop_pkey(cx.m, mm, pkey);
  cx.trace.emit(EventId::kPkeyFree, static_cast<u64>(pkey));
  return ok_status();
}

i32 execute_only_pkey(Cx& cx, MmId mm) {
  if (!cx.m.pkeys) return -1;
  i32 pkey = cx.m.mms[mm].execute_only_pkey;
  const bool is_new = pkey < 0;
  if (is_new) {
    pkey = take_pkey(cx.m, mm);
    if (pkey < 0) {
      cx.trace.emit(EventId::kExecuteOnlyPkey, Reason::kExecuteOnlyNone, 0);
      return -1;
    }
    cx.m.mms.mut(mm).execute_only_pkey = pkey;
  }
  const u32 key = static_cast<u32>(pkey);
  const bool is_denied = !is_new && !pkru_allows(cx.pkru, key, false);
  const ReasonCode reason = is_new ? Reason::kExecuteOnlyNew : is_denied ? Reason::kExecuteOnlyHeld : Reason::kExecuteOnlyDenied;
  cx.trace.emit(EventId::kExecuteOnlyPkey, reason, key);
  if (!is_denied) set_pkru(cx, pkru_with(cx.pkru, key, kPkeyDisableAccess));
  return pkey;
}

u32 override_mprotect_pkey(Cx& cx, const Vma& vma, u32 prot, i32 pkey) {
  if (!cx.m.pkeys) return 0;
  if (pkey != -1) return static_cast<u32>(pkey);
  const bool has_exec_key = static_cast<i32>(vma_pkey(vma)) == cx.m.mms[vma.mm].execute_only_pkey;
  const bool is_exec_only = (vma.flags & kVmAccessFlags) == kVmExec && has_exec_key;
  if (is_exec_only && prot != kProtExec) return 0;
  if (prot == kProtExec) {
    const i32 exec_only = execute_only_pkey(cx, vma.mm);
    if (exec_only > 0) return static_cast<u32>(exec_only);
  }
  return vma_pkey(vma);
}

}  // namespace pw
