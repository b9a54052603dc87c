// mseal(2) and what it forbids (mm/mseal.c, vma_is_sealed in mm/vma.h). What it forbids madvise is asked there.
//
// There is no check of a whole range in front: each call asks area by area as it goes, so what came before a sealed area is changed.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// EPERM for a sealed area; the trace is told which, and `why` names what may not be done.
Status refuse_sealed(Cx& cx, VmaId id, ReasonCode why);
Status do_mseal(Cx& cx, MmId mm, u64 addr, u64 length, u64 flags);

}  // namespace pw
