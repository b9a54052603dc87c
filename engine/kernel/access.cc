// Loads, stores and instruction fetches of a program, page by page, with the signals they end in.
#include "engine/kernel/access.h"

#include "engine/base/bytes.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/running.h"
#include "engine/mm/fault/fault.h"

namespace pw {
namespace {

Signal signal_of(const FaultResult& fault) {
  Signal signal;
  signal.signo = kSigsegv;
  signal.addr = fault.addr;
  signal.pkey = fault.pkey;
  switch (fault.kind) {
    case FaultResult::Kind::kSegvMaperr: signal.code = static_cast<i32>(SiCode::kMaperr); break;
    case FaultResult::Kind::kSegvAccerr: signal.code = static_cast<i32>(SiCode::kAccerr); break;
    case FaultResult::Kind::kSegvPkuerr: signal.code = static_cast<i32>(SiCode::kPkuerr); break;
    case FaultResult::Kind::kBus:
      signal.signo = kSigbus;
      signal.code = kBusAdrerr;
      break;
    case FaultResult::Kind::kSegvKernel: signal.code = static_cast<i32>(SiCode::kKernel); break;
    default: return Signal{};
  }
  return signal;
}

// One access inside one page. False: it ended in a signal or for lack of memory, told in `result`; the frame is in `pfn` otherwise.
bool touch(Running& self, u64 addr, Access access, AccessResult* result, Pfn* pfn) {
  const FaultResult fault = access_page(self.cx(), self.mm(), addr, access);
  self.charge(fault.minor, fault.major);
  if (fault.kind == FaultResult::Kind::kDone) {
    *pfn = fault.pfn;
    return true;
  }
  if (fault.kind == FaultResult::Kind::kOom) result->error = Errno::kENOMEM;
  result->signal = signal_of(fault);
  return false;
}

// The widest single store. One that crosses a page border needs both pages before it changes either; a longer run of bytes is a
// loop of stores.
constexpr u64 kWidestStore = 8;

bool store_once(Running& self, u64 addr, const std::string& data, AccessResult* result) {
  if (data.size() <= kWidestStore && bytes_to_page_end(addr, data.size()) < data.size()) {
    Pfn first, second;
    if (!touch(self, addr, Access::kWrite, result, &first)) return false;
    if (!touch(self, page_align_down(addr) + kPageSize, Access::kWrite, result, &second)) return false;
  }
  u64 done = 0;
  do {
    Pfn pfn;
    if (!touch(self, addr + done, Access::kWrite, result, &pfn)) return false;
    const u32 length = static_cast<u32>(bytes_to_page_end(addr + done, data.size() - done));
    write_bytes(self.cx().m.phys, pfn, static_cast<u16>((addr + done) & (kPageSize - 1)), data.data() + done, length);
    done += length;
  } while (done < data.size());
  return true;
}

bool load_once(Running& self, u64 addr, u32 length, AccessResult* result, std::string* out) {
  u64 done = 0;
  do {
    Pfn pfn;
    if (!touch(self, addr + done, Access::kRead, result, &pfn)) return false;
    char bytes[kPageSize];
    const u32 part = static_cast<u32>(bytes_to_page_end(addr + done, length - done));
    read_bytes(self.cx().m.phys, pfn, static_cast<u16>((addr + done) & (kPageSize - 1)), bytes, part);
    if (out != nullptr) out->append(bytes, part);
    done += part;
  } while (done < length);
  return true;
}

// The default action of a signal, where `boot segv=kill` asked for it.
void deliver(Kernel& k, Trace& trace, Pid pid, const AccessResult& result) {
  if (k.m.work.unread.valid() || result.signal.signo == 0 || !k.config.segv_kills || k.tasks[pid].tgid == 1) return;
  end_thread_group(k, trace, pid, result.signal.signo);
}

// An access of task `pid`: body(running, &result) makes it.
template <class Body>
AccessResult access_as(Kernel& k, Trace& trace, Pid pid, Body body) {
  AccessResult result;
  const Status ran = run_as(k, trace, pid, [&](Running& self) {
    body(self, &result);
    return ok_status();
  });
  if (ran.ok()) deliver(k, trace, pid, result);
  else result.error = ran.error().code;
  return result;
}

}  // namespace

AccessResult store_bytes(Kernel& k, Trace& trace, Pid pid, u64 addr, const std::string& data, u64 repeat_pages) {
  return access_as(k, trace, pid, [&](Running& self, AccessResult* result) {
    while (result->pages_done < repeat_pages && store_once(self, addr + result->pages_done * kPageSize, data, result)) {
      ++result->pages_done;
    }
  });
}

AccessResult load_bytes(Kernel& k, Trace& trace, Pid pid, u64 addr, u32 length, u64 repeat_pages, std::string* out) {
  return access_as(k, trace, pid, [&](Running& self, AccessResult* result) {
    while (result->pages_done < repeat_pages) {
      std::string* wanted = result->pages_done == 0 ? out : nullptr;
      if (!load_once(self, addr + result->pages_done * kPageSize, length, result, wanted)) break;
      ++result->pages_done;
    }
    if (out != nullptr && result->signal.signo == 0) result->value = from_little_endian(*out);
  });
}

AccessResult fetch_instruction(Kernel& k, Trace& trace, Pid pid, u64 addr) {
  return access_as(k, trace, pid, [&](Running& self, AccessResult* result) {
    Pfn pfn;
    if (touch(self, addr, Access::kExec, result, &pfn)) result->pages_done = 1;
  });
}

}  // namespace pw
