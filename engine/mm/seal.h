// mseal(2) and what it forbids (mm/mseal.c, vma_is_sealed in mm/vma.h, can_madvise_modify in mm/madvise.c).
//
// There is no check of a whole range in front: each call asks area by area as it goes, so what came before a sealed area is changed.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// EPERM for a sealed area; the trace is told which, and `why` names what may not be done.
Status refuse_sealed(Cx& cx, VmaId id, Reason why);
// can_madvise_modify: advice that throws pages away (is_discard: FREE, DONTNEED, DONTNEED_LOCKED, REMOVE, DONTFORK, WIPEONFORK,
// GUARD_INSTALL) is refused with EPERM on sealed anonymous memory that may not be written. Any other advice is not asked.
Status refuse_sealed_discard(Cx& cx, VmaId id);
Status do_mseal(Cx& cx, MmId mm, u64 addr, u64 length, u64 flags);

}  // namespace pw
