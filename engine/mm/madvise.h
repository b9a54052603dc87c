// madvise and process_madvise: what a program tells the kernel about a range (mm/madvise.c).
#pragma once

#include <vector>

#include "engine/mm/mm.h"

namespace pw {

// MADV_* of include/uapi/asm-generic/mman-common.h.
enum Advice : u32 {
#define PW_ADVICE(constant, number, name, word, effect, refusal) constant = number,
#include "engine/mm/advice.def"
#undef PW_ADVICE
};

struct AdviceInfo {
  u32 value;
  const char* c_name;   // "MADV_DONTNEED"
  const char* word;     // "dontneed"
  const char* effect;
  const char* refusal;  // of an advice whose system is not built: why it answers EINVAL; nullptr: it acts
};
const std::vector<AdviceInfo>& advice_infos();
const AdviceInfo* find_advice(u64 value);  // nullptr: unknown

// One range as the caller gave it: not rounded, not checked.
struct AdvisedRange {
  u64 start = 0;
  u64 length = 0;
};

// do_madvise. What was done before an error stays done.
Status do_madvise(Cx& cx, MmId mm, AdvisedRange range, u64 advice);
// process_madvise behind its checks (vector_madvise): range by range, up to the first error. Bytes done, or the error if there are none.
Result<u64> vector_madvise(Cx& cx, MmId mm, const std::vector<AdvisedRange>& ranges, u64 advice);
// process_madvise_remote_valid: what one process may advise about another.
bool may_advise_remote(u64 advice);

}  // namespace pw
