// vma_is_sealed where it refuses something (mm/vma.c, mm/mprotect.c, mm/mremap.c, mm/madvise.c).
#include "engine/mm/seal.h"

namespace pw {

Status refuse_sealed(Cx& cx, VmaId id, Reason why) {
  const Vma vma = cx.m.vmas[id];
  if (!vma.has(kVmSealed)) return ok_status();
  cx.trace.emit(EventId::kIsSealed, why, id.v, vma.start, vma.end);
  return fail(Errno::kEPERM, "the area is sealed (mseal)");
}

Status refuse_sealed_discard(Cx& cx, VmaId id) {
  const Vma& vma = cx.m.vmas[id];
  const bool is_anonymous = !vma.file.valid();
  if (!is_anonymous || vma.has(kVmWrite)) return ok_status();
  return refuse_sealed(cx, id, Reason::kSealedNoDiscard);
}

}  // namespace pw
