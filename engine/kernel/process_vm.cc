// process_vm_readv, process_vm_writev: process_vm_rw, process_vm_rw_core, process_vm_rw_single_vec (mm/process_vm_access.c),
// its pieces as iovec.h reads them.
//
// The remote pages of a piece are pinned first, up to 1024 of them at once, whether or not the local side has room for them all; then the
// bytes are copied to or from the caller's memory as copy_to_user would, with the caller's faults and keys. A piece that cannot be pinned
// or copied ends the call: with the bytes that went over before, or EFAULT if there were none.
// The caller may reach every process of its machine: all belong to one user and may be dumped (ptrace_may_access; Yama is off).
#include "engine/kernel/process_vm.h"

#include "engine/kernel/user_access.h"
#include "engine/mm/gup.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

constexpr u64 kMaxPagesAtOnce = 1024;  // two pages full of pointers

// The local side: pieces of the caller's memory, gone through byte by byte.
struct LocalIter {
  std::vector<Iovec> pieces;
  u64 left = 0;
  u32 at = 0;
  u64 offset = 0;

  u64 addr() const { return pieces[at].base + offset; }
  u64 room() const { return pieces[at].length - offset; }
  void skip_empty() {
    while (at < pieces.size() && room() == 0) ++at, offset = 0;
  }
  void advance(u64 bytes) {
    offset += bytes;
    left -= bytes;
    skip_empty();
  }
};

struct Transfer {
  Running& self;
  MmId remote;
  bool is_write;
};

Result<LocalIter> import_local(const Kernel& k, const std::vector<Iovec>& pieces) {
  const Result<std::vector<Iovec>> imported = import_iovec(pieces, task_size(k.m.pt.levels));
  if (!imported.ok()) return imported.error();
  LocalIter iter;
  iter.pieces = imported.value();
  for (const Iovec& piece : iter.pieces) iter.left += piece.length;
  iter.skip_empty();
  return iter;
}

// copy_page_to_iter, copy_page_from_iter: one page's part, over as many local pieces as it takes. The bytes that went over.
u64 copy_part(Transfer& t, LocalIter& iter, Pfn pfn, u32 offset, u64 length) {
  u64 done = 0;
  while (done < length && iter.left != 0) {
    const u64 part = length - done < iter.room() ? length - done : iter.room();
    const u16 at = static_cast<u16>(offset + done);
    std::string bytes;
    u64 failed = 0;
    if (t.is_write) {
      failed = copy_from_user(t.self, iter.addr(), part, &bytes);
      if (!bytes.empty()) write_bytes(t.self.cx().m.phys, pfn, at, bytes.data(), static_cast<u32>(bytes.size()));
    } else {
      bytes.resize(part);
      read_bytes(t.self.cx().m.phys, pfn, at, &bytes[0], static_cast<u32>(part));
      failed = copy_to_user(t.self, iter.addr(), bytes);
    }
    iter.advance(part - failed);
    done += part - failed;
    if (failed != 0) break;
  }
  return done;
}

// process_vm_rw_pages. False: the local side failed.
bool copy_pages(Transfer& t, LocalIter& iter, const std::vector<Pfn>& pages, u32 offset, u64 length) {
  for (const Pfn pfn : pages) {
    if (length == 0 || iter.left == 0) return true;
    const u64 part = kPageSize - offset < length ? kPageSize - offset : length;
    const u64 copied = copy_part(t, iter, pfn, offset, part);
    length -= copied;
    if (copied < part && iter.left != 0) return false;
    offset = 0;
  }
  return true;
}

// process_vm_rw_single_vec. False: EFAULT on either side.
bool copy_piece(Transfer& t, LocalIter& iter, const Iovec& piece) {
  if (piece.length == 0) return true;
  u64 addr = page_align_down(piece.base);
  u32 offset = static_cast<u32>(piece.base - addr);
  u64 length = piece.length;
  u64 pages = (piece.base + length - 1) / kPageSize - piece.base / kPageSize + 1;
  const u32 flags = kFollPin | kFollTouch | kFollRemote | (t.is_write ? kFollWrite : 0u);
  while (pages != 0 && iter.left != 0) {
    const GupResult pinned = get_user_pages(t.self.cx(), t.remote, addr, pages < kMaxPagesAtOnce ? pages : kMaxPagesAtOnce, flags);
    t.self.charge(pinned.minor, pinned.major);
    if (pinned.pages.empty()) return false;
    const u64 room = pinned.pages.size() * kPageSize - offset;
    const u64 bytes = room < length ? room : length;
    const bool copied = copy_pages(t, iter, pinned.pages, offset, bytes);
    for (const Pfn pfn : pinned.pages) put_user_page(t.self.cx(), pfn, flags, t.is_write);
    if (!copied) return false;
    length -= bytes;
    offset = 0;
    pages -= pinned.pages.size();
    addr += pinned.pages.size() * kPageSize;
  }
  return true;
}

bool has_bytes(const std::vector<Iovec>& pieces) {
  for (const Iovec& piece : pieces) {
    if (piece.length != 0) return true;
  }
  return false;
}

// A pid_t has 32 bits: what a program passes above them is not seen.
Pid remote_pid(const ProcessVmCall& call) { return static_cast<Pid>(call.remote_pid); }

// process_vm_rw_core behind its checks.
Result<u64> copy_all(Running& self, const ProcessVmCall& call, LocalIter& iter) {
  const Pid remote = remote_pid(call);
  Span span(self.cx().trace, EventId::kProcessVmRw, remote, call.remote.size(), call.is_write ? 1 : 0, 0);
  Transfer transfer{self, self.kernel().tasks[remote].mm, call.is_write};
  const u64 wanted = iter.left;
  bool is_whole = true;
  for (u32 i = 0; is_whole && i < call.remote.size() && iter.left != 0; ++i) is_whole = copy_piece(transfer, iter, call.remote[i]);
  const u64 done = wanted - iter.left;
  span.set(3, done);
  if (done == 0 && !is_whole) return fail(Errno::kEFAULT, "neither side's first byte could be reached");
  return done;
}

}  // namespace

Result<u64> sys_process_vm(Kernel& k, Trace& trace, Pid pid, const ProcessVmCall& call) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    if (call.flags != 0) return fail(Errno::kEINVAL, "flags must be 0");
    Result<LocalIter> local = import_local(k, call.local);
    if (!local.ok()) return local.error();
    LocalIter iter = local.value();
    if (iter.left == 0) return u64{0};
    const Status lengths = check_iovecs(call.remote);
    if (!lengths.ok()) return lengths.error();
    if (!has_bytes(call.remote)) return u64{0};
    if (!is_running(k, remote_pid(call))) return fail(Errno::kESRCH, "no process with memory has the remote pid");
    return copy_all(self, call, iter);
  });
}

}  // namespace pw
