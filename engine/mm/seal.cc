// vma_is_sealed where it refuses something (mm/vma.c, mm/mprotect.c, mm/mremap.c, mm/madvise.c).
#include "engine/mm/seal.h"

#include "engine/trace/limits_events.h"

namespace pw {

Status refuse_sealed(Cx& cx, VmaId id, ReasonCode why) {
  const Vma vma = cx.m.vmas[id];
  if (!vma.has(kVmSealed)) return ok_status();
  cx.trace.emit(EventId::kIsSealed, why, id.v, vma.start, vma.end);
  return fail(Errno::kEPERM, "the area is sealed (mseal)");
}

}  // namespace pw
