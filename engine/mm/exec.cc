// setup_arg_pages (fs/exec.c), and the areas of a program's image. What Linux does by elf_load and by the dynamic linker's own calls is one
// step here: the description already says what came of it.
//
// Also with five levels the stack lies below 2^47. It is 33 pages, the argument page and 128 KiB of room, its top page touched: the
// program's name stands there. DIVERGES: get_arg_page also marks that page accessed (FOLL_TOUCH); here it is as its fault left it.
#include "engine/mm/exec.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/gup.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/file_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

constexpr char kInitProgram[] = "/sbin/init";

}  // namespace

VmaId place_area(Cx& cx, MmId mm, const PlacedArea& area) {
  const VmaId id = create_area(cx, mm, area.range, area.flags, area.pgoff, area.file);
  account_area(cx.m, mm, area.flags, static_cast<i64>(area.range.pages()));
  account_locked(cx.m, mm, area.flags, static_cast<i64>(area.range.pages()));
  cx.trace.emit(EventId::kLoadArea, id.v, area.range.start, area.range.end);
  return id;
}

Status setup_stack(Cx& cx, MmId mm) {
  PlacedArea stack;
  stack.range = AddrRange{kDefaultMapWindow - kStackPages * kPageSize, kDefaultMapWindow};
  stack.flags = kStackFlags;
  return setup_stack_at(cx, mm, stack, kInitProgram);
}

Status setup_stack_at(Cx& cx, MmId mm, const PlacedArea& stack, const std::string& program) {
  const AddrRange range = stack.range;
  Span span(cx.trace, EventId::kExecStack, range.start, range.end);
  const Status charged = (stack.flags & kVmAccount) != 0 ? charge_pages(cx, mm, range.pages()) : ok_status();
  if (!charged.ok()) return charged;
  create_area(cx, mm, range, stack.flags, to_pages(range.start));
  account_area(cx.m, mm, stack.flags, static_cast<i64>(range.pages()));
  const u64 page = range.end - kPageSize;
  const GupResult top = get_user_pages(cx, mm, page, 1, kFollWrite | kFollRemote);  // get_arg_page
  if (top.pages.empty()) return fail(Errno::kENOMEM, "no frame for the stack");
  const std::string name = program.substr(0, 255) + '\0';
  const u16 offset = static_cast<u16>(kPageSize - 8 - name.size());
  write_bytes(cx.m.phys, top.pages[0], offset, name.data(), static_cast<u32>(name.size()));
  put_user_page(cx, top.pages[0], 0, false);
  Mm& self = cx.m.mms.mut(mm);
  self.start_stack = page + offset - 8;
  self.nr_tables_start = self.nr_tables;
  return ok_status();
}

}  // namespace pw
