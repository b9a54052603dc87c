// copy_to_user, copy_from_user, put_user; and of the futex that a cleared tid wakes, its look at the page (kernel/futex/core.c). The
// processor's side is access_page() in kernel mode (mm/fault/access.cc).
#include "engine/kernel/user_access.h"

#include "engine/base/bytes.h"
#include "engine/mm/gup.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

// One page's part of a copy; an invalid frame where it cannot be had.
Pfn touch_page(Running& self, u64 addr, Access access) {
  const FaultResult fault = access_page(self.cx(), self.mm(), addr, access, AccessMode::kKernel);
  self.charge(fault.minor, fault.major);
  return fault.kind == FaultResult::Kind::kDone ? fault.pfn : Pfn();
}

}  // namespace

bool access_ok(const Kernel& k, u64 addr, u64 size_bytes) {
  const u64 top = task_size(k.m.pt.levels);
  return size_bytes <= top && addr <= top - size_bytes;
}

u64 copy_to_user(Running& self, u64 addr, const std::string& bytes) {
  Span span(self.cx().trace, EventId::kCopyToUser, addr, bytes.size(), 0);
  u64 done = 0;
  while (access_ok(self.kernel(), addr, bytes.size()) && done < bytes.size()) {
    const Pfn pfn = touch_page(self, addr + done, Access::kWrite);
    if (!pfn.valid()) break;
    const u64 part = bytes_to_page_end(addr + done, bytes.size() - done);
    write_bytes(self.cx().m.phys, pfn, static_cast<u16>((addr + done) & (kPageSize - 1)), bytes.data() + done, static_cast<u32>(part));
    done += part;
  }
  span.set(2, bytes.size() - done);
  return bytes.size() - done;
}

u64 copy_from_user(Running& self, u64 addr, u64 size_bytes, std::string* bytes) {
  Span span(self.cx().trace, EventId::kCopyFromUser, addr, size_bytes, 0);
  u64 done = 0;
  while (access_ok(self.kernel(), addr, size_bytes) && done < size_bytes) {
    const Pfn pfn = touch_page(self, addr + done, Access::kRead);
    if (!pfn.valid()) break;
    char page[kPageSize];
    const u32 part = static_cast<u32>(bytes_to_page_end(addr + done, size_bytes - done));
    read_bytes(self.cx().m.phys, pfn, static_cast<u16>((addr + done) & (kPageSize - 1)), page, part);
    bytes->append(page, part);
    done += part;
  }
  span.set(2, size_bytes - done);
  return size_bytes - done;
}

// get_futex_key for FUTEX_WAKE, which asks for the page to write and then to read: an area that may only be read gets its page.
void look_up_futex(Running& self, u64 addr) {
  if (addr % 4 != 0 || !access_ok(self.kernel(), addr, 4)) return;
  for (const u32 flags : {u32{kFollTouch | kFollWrite}, u32{kFollTouch}}) {
    const GupResult got = get_user_pages(self.cx(), self.mm(), addr, 1, flags);
    self.charge(got.minor, got.major);
    if (got.pages.empty()) continue;
    put_user_page(self.cx(), got.pages[0], flags, false);
    return;
  }
}

void store_tid(Kernel& k, Trace& trace, Pid pid, u64 addr, u32 value, ReasonCode why) {
  Running self(k, trace, pid);
  const std::string bytes = to_little_endian(value, 4);
  Span span(trace, EventId::kStoreTid, addr, value, 0);
  span.because(why);
  span.set(2, copy_to_user(self, addr, bytes) == 0 ? 1 : 0);
  if (why == Reason::kChildCleartid) look_up_futex(self, addr);
}

}  // namespace pw
