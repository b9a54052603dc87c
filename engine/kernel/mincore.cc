// sys_mincore: the system call around do_mincore (mm/mincore.c).
//
// The answer goes out by way of a kernel page, so at most 4096 rows at a time, and never those of two areas at once: each part is asked for
// and then copied to the vector as any store of the kernel is, with the caller's faults. What the call finds on its way stays written: a
// hole leaves the rows before it, and a page of the vector that its own store faulted in counts for the parts that follow.
#include "engine/kernel/mincore.h"

#include "engine/kernel/running.h"
#include "engine/kernel/user_access.h"
#include "engine/mm/mincore.h"

namespace pw {
namespace {

constexpr u64 kRowsAtOnce = kPageSize;

Status check_arguments(const Kernel& k, AdvisedRange range, const MincoreVector& vector) {
  if (!is_page_aligned(range.start)) return fail(Errno::kEINVAL, "addr is not page aligned");
  if (!access_ok(k, range.start, range.length)) return fail(Errno::kENOMEM, "the range ends above the user address space");
  const u64 pages = to_pages(page_align_up(range.length));
  if (vector.is_given && !access_ok(k, vector.addr, pages)) return fail(Errno::kEFAULT, "the vector is no user memory");
  return ok_status();
}

Status answer_rows(Running& self, AdvisedRange range, const MincoreVector& vector, std::vector<u8>* rows) {
  u64 left = to_pages(page_align_up(range.length));
  u64 addr = range.start;
  while (left != 0) {
    const u64 before = rows->size();
    const Status status = do_mincore(self.cx(), self.mm(), addr, left < kRowsAtOnce ? left : kRowsAtOnce, rows);
    if (!status.ok()) return status;
    const std::string part(reinterpret_cast<const char*>(rows->data()) + before, rows->size() - before);
    if (vector.is_given && copy_to_user(self, vector.addr + before, part) != 0) {
      return fail(Errno::kEFAULT, "the vector cannot be written");
    }
    addr += part.size() * kPageSize;
    left -= part.size();
  }
  return ok_status();
}

}  // namespace

Status sys_mincore(Kernel& k, Trace& trace, Pid pid, AdvisedRange range, std::vector<u8>* rows, const MincoreVector& vector) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const Status sound = check_arguments(k, range, vector);
    if (!sound.ok()) return sound;
    return answer_rows(self, range, vector, rows);
  });
}

}  // namespace pw
