// Is there an area, and does it allow what was tried? (do_user_addr_fault, access_error; bad_area_nosemaphore and bad_area_access_error,
// which both end in __bad_area_nosemaphore, in arch/x86/mm/fault.c; lock_mm_and_find_vma in mm/mmap_lock.c.)
//
// Note what access_error() does not ask: an instruction fetch from an area without VM_EXEC is refused only once the page is
// present. The first fetch maps the page, the second meets its NX bit.
#include "engine/mm/fault/fault.h"
#include "engine/mm/pkeys.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

AreaVerdict refuse(Cx& cx, u64 addr, SiCode code, ReasonCode reason) {
  cx.trace.emit(EventId::kBadArea, reason, addr, static_cast<u64>(code));
  AreaVerdict verdict;
  verdict.code = code;
  return verdict;
}

// arch_vma_access_permitted: the area's key is asked before there is an entry that carries it.
bool is_pkey_denied(const Cx& cx, const Vma& vma, u64 error_code) {
  if ((error_code & kPfPk) != 0) return true;
  return (error_code & kPfInstr) == 0 && !pkru_allows(cx.pkru, vma_pkey(vma), (error_code & kPfWrite) != 0);
}

AreaVerdict refuse_pkey(Cx& cx, u64 addr, const Vma& vma) {
  AreaVerdict verdict = refuse(cx, addr, SiCode::kPkuerr, Reason::kPkeyDenied);
  verdict.pkey = vma_pkey(vma);
  return verdict;
}

// kNone: allowed.
ReasonCode access_error(const Vma& vma, u64 error_code) {
  if ((error_code & kPfWrite) != 0) return vma.has(kVmWrite) ? Reason::kNone : Reason::kVmaNotWritable;
  if ((error_code & kPfProt) != 0) return Reason::kPteForbids;
  return (vma.flags & kVmAccessFlags) != 0 ? Reason::kNone : Reason::kVmaNotAccessible;
}

}  // namespace

AreaVerdict find_fault_area(Cx& cx, MmId mm, u64 addr, u64 error_code) {
  // handle_page_fault sends addresses above user space to do_kern_addr_fault, which looks for no area.
  if (addr >= task_size(cx.m.pt.levels)) return refuse(cx, addr, SiCode::kMaperr, Reason::kKernelAddress);
  Span span(cx.trace, EventId::kDoUserAddrFault, addr, error_code);
  const VmaId id = find_vma(cx.m.nodes, cx.m.mms[mm].tree, addr);
  if (!id.valid()) return refuse(cx, addr, SiCode::kMaperr, Reason::kNoVma);
  if (addr < cx.m.vmas[id].start) {
    if (!cx.m.vmas[id].has(kVmGrowsDown)) return refuse(cx, addr, SiCode::kMaperr, Reason::kNoVma);
    if (!expand_downwards(cx, id, page_align_down(addr))) return refuse(cx, addr, SiCode::kMaperr, Reason::kNoVma);
  }
  const Vma& vma = cx.m.vmas[id];
  if (is_pkey_denied(cx, vma, error_code)) return refuse_pkey(cx, addr, Vma(vma));
  const ReasonCode error = access_error(vma, error_code);
  if (error != Reason::kNone) return refuse(cx, addr, SiCode::kAccerr, error);
  AreaVerdict verdict;
  verdict.vma = id;
  return verdict;
}

}  // namespace pw
