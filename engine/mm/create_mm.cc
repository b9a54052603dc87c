// mm_alloc (kernel/fork.c), setup_arg_pages (fs/exec.c), arch_pick_mmap_layout (arch/x86/mm/mmap.c): an address space as execve leaves it
// for a program that maps nothing of its own.
//
// Address-space randomisation is off. With five levels the stack still lies below 2^47, as in Linux. The stack is 33 pages (the argument
// page and 128 KiB of room), its top page touched: the program's name stands there. mmap_base leaves 128 MiB below the top of the user
// space, the least that Linux reserves for a stack of 8 MiB. DIVERGES: [vvar], [vdso] and [vsyscall], which Linux maps into every
// process, are left out.
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/exec.h"
#include "engine/mm/gup.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

constexpr u64 kMmapGap = 128ull << 20;
constexpr char kProgramName[] = "/sbin/init";

}  // namespace

Result<MmId> create_mm(Cx& cx) {
  const Pfn pgd = alloc_table(cx.m.pt, cx.m.phys, cx.frames);
  if (!pgd.valid()) return fail(Errno::kENOMEM, "no frame for a page-table root");
  Mm mm;
  mm.pgd = pgd;
  mm.users = 1;
  mm.task_size = task_size(cx.m.pt.levels);
  mm.mmap_base = kDefaultMapWindow - kMmapGap;
  mm.start_brk = mm.brk = kStartBrk;
  // init_new_context: key 0 is everybody's.
  if (cx.m.pkeys) mm.pkey_map = 1;
  if (cx.m.pkeys) mm.execute_only_pkey = -1;
  return cx.m.mms.alloc(mm);
}

Status setup_stack(Cx& cx, MmId mm) {
  PlacedArea stack;
  stack.range = AddrRange{kDefaultMapWindow - kStackPages * kPageSize, kDefaultMapWindow};
  stack.flags = kStackFlags;
  return setup_stack_at(cx, mm, stack, kProgramName);
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
