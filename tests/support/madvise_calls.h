// madvise and mincore for tests: the call, and a full check after it.
#pragma once

#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mincore.h"
#include "tests/support/machine.h"

namespace pw::test {

inline Errno advise(Machine& m, Pid pid, u64 addr, u64 bytes, u64 advice) {
  Trace trace(m.sink);
  const Status status = sys_madvise(m.k, trace, pid, AdvisedRange{addr, bytes}, advice);
  m.check();
  return status.error().code;
}

inline void map_shared(Machine& m, u64 addr, u64 pages) {
  Trace trace;
  CHECK(sys_mmap(m.k, trace, 1, addr, pages * kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed).ok());
}

// One load, for its value.
inline u64 load(Machine& m, Pid pid, u64 addr) {
  std::string bytes;
  const AccessResult result = m.read(pid, addr, 1, &bytes);
  REQUIRE(result.signal.signo == 0);
  return result.value;
}

// "1101"; empty when the call is refused.
inline std::string mincore_rows(Machine& m, Pid pid, u64 addr, u64 bytes) {
  Trace trace(m.sink);
  std::vector<u8> rows;
  if (!sys_mincore(m.k, trace, pid, AdvisedRange{addr, bytes}, &rows).ok()) return "";
  std::string text;
  for (const u8 row : rows) text += row != 0 ? '1' : '0';
  return text;
}

}  // namespace pw::test
