// Areas of a program's image. What Linux does by elf_load and by the dynamic linker's own calls is one step here: the description
// already says what came of it.
#include "engine/mm/exec.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/trace/file_events.h"

namespace pw {

VmaId place_area(Cx& cx, MmId mm, const PlacedArea& area) {
  const VmaId id = create_area(cx, mm, area.range, area.flags, area.pgoff, area.file);
  account_area(cx.m, mm, area.flags, static_cast<i64>(area.range.pages()));
  account_locked(cx.m, mm, area.flags, static_cast<i64>(area.range.pages()));
  cx.trace.emit(EventId::kLoadArea, id.v, area.range.start, area.range.end);
  return id;
}

}  // namespace pw
