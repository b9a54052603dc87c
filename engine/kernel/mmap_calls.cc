// sys_mmap, ksys_mmap_pgoff, sys_munmap, sys_brk (mm/mmap.c), sys_mprotect, sys_mseal on behalf of a task, and the mm_populate() that
// follows where memory is locked.
#include "engine/kernel/mmap_calls.h"

#include "engine/kernel/fd_table.h"
#include "engine/kernel/file_calls.h"
#include "engine/kernel/running.h"
#include "engine/mm/area.h"
#include "engine/mm/mprotect.h"
#include "engine/mm/munmap.h"
#include "engine/mm/populate.h"
#include "engine/mm/seal.h"

namespace pw {
namespace {

// vm_mmap_pgoff.
Result<u64> map_and_populate(Running& self, u64 addr, u64 length, u32 prot, u32 flags, const MapSource& source) {
  const Result<u64> mapped = do_mmap(self.cx(), self.mm(), addr, length, prot, flags, source);
  if (mapped.ok() && must_populate(self.kernel().m, self.mm(), flags)) {
    mm_populate(self.cx(), self.mm(), AddrRange{mapped.value(), mapped.value() + page_align_up(length)});
  }
  return mapped;
}

}  // namespace

Result<u64> sys_mmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags) {
  return run_as(k, trace, pid, [&](Running& self) { return map_and_populate(self, addr, length, prot, flags, MapSource()); });
}

Result<u64> sys_mmap_fd(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags, u32 fd, u64 offset) {
  PW_ASSERT(is_page_aligned(offset), "the system call's entry asked for an aligned offset");
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    const Result<FileId> file = file_to_map(k, pid, fd);
    if (!file.ok()) return file.error();
    return map_and_populate(self, addr, length, prot, flags, MapSource{file.value(), to_pages(offset)});
  });
}

Result<u64> sys_mmap_path(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags, const FileName& name,
                          u64 offset) {
  PW_ASSERT(is_page_aligned(offset), "the system call's entry asked for an aligned offset");
  return run_as(k, trace, pid, [&](Running& self) {
    const bool wants_write = (flags & kMapTypeMask) != kMapPrivate && (prot & kProtWrite) != 0;
    FileId file = find_named(k.m.files, name.path);
    const bool is_new = !file.valid() || (wants_write && !k.m.files.pool[file].is_writable);
    if (is_new) file = open_named(k.m.files, name, true, wants_write);
    get_file_open(k.m.files, file);  // until the area holds it
    const Result<u64> mapped = map_and_populate(self, addr, length, prot, flags, MapSource{file, to_pages(offset)});
    put_open_file(self.cx(), file);
    return mapped;
  });
}

Status sys_munmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length) {
  return run_as(k, trace, pid, [&](Running& self) { return do_munmap(self.cx(), self.mm(), addr, length); });
}

Status sys_mprotect(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot) {
  return run_as(k, trace, pid, [&](Running& self) { return do_mprotect(self.cx(), self.mm(), addr, length, prot); });
}

BrkResult sys_brk(Kernel& k, Trace& trace, Pid pid, u64 brk) {
  const Result<BrkResult> done = run_as(k, trace, pid, [&](Running& self) -> Result<BrkResult> {
    const BrkResult result = do_brk(self.cx(), self.mm(), brk);
    const bool locks = (k.m.mms[self.mm()].def_flags & kVmLocked) != 0;
    if (!result.grown.is_empty() && locks) mm_populate(self.cx(), self.mm(), result.grown);
    return result;
  });
  return done.ok() ? done.value() : BrkResult{0, {}, done.error()};
}

Status sys_mseal(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u64 flags) {
  return run_as(k, trace, pid, [&](Running& self) { return do_mseal(self.cx(), self.mm(), addr, length, flags); });
}

}  // namespace pw
