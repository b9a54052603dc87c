// Calls on the address space of which the answer is no number, or which would change the helper, too.
#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstring>

#include "engine/render/text.h"
#include "tests/conformance/live/proc.h"
#include "tests/conformance/live/verbs.h"

namespace pw::live {
namespace {

using Input = VerbInput;
constexpr u64 kNrPrlimit = 302;
constexpr u64 kPopulateWrite = 23;  // MADV_POPULATE_WRITE

// The vector is written to the scratch page, so it has room for so many pages; or where the scenario has it, and then it is read there.
void run_mincore(const Input& input, StepResult* result) {
  if (input.command.new_addr.present()) {
    return take_return(call_kernel(input, SYS_mincore, {input.bound.addr, input.bound.size, input.bound.new_addr}), result);
  }
  const u64 vector = to_pages(input.bound.size) <= kScratchSize ? scratch_addr(input.slot) : 0;
  take_return(call_kernel(input, SYS_mincore, {input.bound.addr, input.bound.size, vector}), result);
  if (result->kind != StepResult::Kind::kRet || vector == 0) return;
  const u8* rows = input.machine.host().scratch(input.slot);
  for (u64 i = 0; i < to_pages(page_align_up(input.bound.size)); ++i) result->answer += (rows[i] & 1) != 0 ? '1' : '0';
}

// ---- policies --------------------------------------------------------------------------------------------------------------------
// The policy stands at the beginning of the scratch page, its nodes 8 bytes behind; a mask may be as long as 1024 bits.
void run_get_mempolicy(const Input& input, StepResult* result) {
  constexpr u64 kNrGetMempolicy = 239, kMaskBytes = 128;
  const u64 at = scratch_addr(input.slot);
  const bool has_room = input.command.new_addr.present();
  const std::string room(8 + kMaskBytes, '\0');
  take_return(call_kernel(input, kNrGetMempolicy,
                          {at, has_room ? at + 8 : 0, input.bound.new_size, input.bound.addr, input.command.flags}, room),
              result);
  if (result->kind != StepResult::Kind::kRet) return;
  u64 words[2] = {};
  std::memcpy(words, input.machine.host().scratch(input.slot), sizeof words);
  result->answer = "(mode " + hex(words[0] & 0xffffffff) + (has_room ? ", nodes " + hex(words[1]) : std::string()) + ")";
}

// ---- the kernel's own areas ------------------------------------------------------------------------------------------------------
// The helper unmaps those that execve gives it; arch_prctl(ARCH_MAP_VDSO_64) maps the three anew, at the address that it is given.
void run_load(const Input& input, StepResult* result) {
  constexpr u64 kMapVdso64 = 0x2003;
  const std::vector<ImageArea>& areas = input.command.image;
  const bool is_vdso = areas.size() == 3 && areas[0].name.path == "[vvar]" && areas[1].name.path == "[vvar_vclock]" &&
                       areas[2].name.path == "[vdso]";
  if (!is_vdso) {
    set_errno(result, 0);
    result->answer = "(of images only [vvar], [vvar_vclock] and [vdso] can be had)";
    return;
  }
  const LiveAnswer answer = call_kernel(input, SYS_arch_prctl, {kMapVdso64, areas[0].range.start});
  take_return(answer, result);
  if (answer.ret > 0) set_ret(result, 0);  // the size of [vdso]
}

// ---- heap ------------------------------------------------------------------------------------------------------------------------
void run_brk(const Input& input, StepResult* result) {
  const LiveAnswer answer = call_kernel(input, SYS_brk, {input.bound.addr});
  take_faults(answer, result);
  set_ret(result, static_cast<u64>(answer.ret));
}

// As the library does it: it remembers where the heap ends, and looks only for an end that is lower than asked.
void run_sbrk(const Input& input, StepResult* result) {
  const u64 end = static_cast<u64>(call_kernel(input, SYS_brk, {0}).ret);
  const u64 wanted = end + input.bound.size;
  if (input.bound.size == 0) return set_ret(result, end);
  const bool shrinks = static_cast<i64>(input.bound.size) < 0;
  if (shrinks ? wanted > end : wanted < end) return set_errno(result, ENOMEM);
  const LiveAnswer answer = call_kernel(input, SYS_brk, {wanted});
  take_faults(answer, result);
  if (static_cast<u64>(answer.ret) < wanted) return set_errno(result, ENOMEM);
  set_ret(result, end);
}

// ---- limits ----------------------------------------------------------------------------------------------------------------------
// What the helper itself takes of a limit.
u64 helper_share(u32 resource) { return resource == RLIMIT_AS ? kHelperBytes : 0; }
u64 shifted(u64 limit, u64 share) { return limit > RLIM_INFINITY - share - 1 ? limit : limit + share; }
u64 shifted_back(u64 limit, u64 share) { return limit == RLIM_INFINITY || limit < share ? limit : limit - share; }

void run_prlimit(const Input& input, StepResult* result) {
  const u32 resource = input.command.flags;
  const u64 share = helper_share(resource);
  const u64 at = scratch_addr(input.slot);
  const bool is_ulimit = std::strcmp(input.command.spec->name, "ulimit") == 0;
  u64 soft = input.bound.number, hard = input.bound.size;
  if (is_ulimit) soft = hard = soft > RLIM_INFINITY / 1024 ? RLIM_INFINITY : soft * 1024;
  const u64 target = input.bound.target == 0 ? static_cast<u64>(input.pid) : input.bound.target;
  const LiveProcess* whose = input.machine.find(static_cast<Pid>(target));
  rlimit old{RLIM_INFINITY, RLIM_INFINITY};
  const bool exists = whose != nullptr && !is_reaped(whose->pidfd);
  if (exists) ::prlimit(whose->host_pid, static_cast<__rlimit_resource>(resource), nullptr, &old);
  const bool keeps_hard = !is_ulimit && !input.command.size.present();
  const std::string wanted = bytes_of(shifted(soft, share)) + bytes_of(keeps_hard ? old.rlim_max : shifted(hard, share));
  const u64 sets = input.command.number.present() ? at : 0;
  const LiveAnswer answer = call_kernel(input, kNrPrlimit, {target, resource, sets, at + 16}, wanted);
  take_return(answer, result);
  if (result->kind != StepResult::Kind::kRet || input.command.is_c_form()) return;
  const u64 before = shifted_back(old.rlim_cur, share);
  if (!is_ulimit) return set_ret(result, before);
  const u64 now = sets != 0 ? soft : before;
  set_ret(result, now == RLIM_INFINITY ? now : now / 1024);
}

// ---- mlockall --------------------------------------------------------------------------------------------------------------------
// It would lock the helper, too: its pages are touched before, so that no fault is counted for them; the limit has room for them
// meanwhile; and they are unlocked again.
void run_mlockall(const Input& input, StepResult* result) {
  const int host_pid = input.machine.find(input.pid)->host_pid;
  call_kernel(input, SYS_madvise, {kSlotBase, kSlots * kSlotSize, kPopulateWrite});
  rlimit limit{};
  ::prlimit(host_pid, RLIMIT_MEMLOCK, nullptr, &limit);
  rlimit wider = limit;
  const bool has_room = limit.rlim_cur != 0 && limit.rlim_cur != RLIM_INFINITY;
  if (has_room) wider.rlim_cur = limit.rlim_cur + kHelperBytes < limit.rlim_max ? limit.rlim_cur + kHelperBytes : limit.rlim_max;
  ::prlimit(host_pid, RLIMIT_MEMLOCK, &wider, nullptr);
  take_return(call_kernel(input, SYS_mlockall, {input.command.flags}), result);
  ::prlimit(host_pid, RLIMIT_MEMLOCK, &limit, nullptr);
  call_kernel(input, SYS_munlock, {kHelperBase, kPageSize});
  call_kernel(input, SYS_munlock, {kSlotBase, kSlots * kSlotSize});
}

}  // namespace

const std::vector<LiveVerb>& memory_verbs() {
  static const std::vector<LiveVerb> verbs = {
      {"get_mempolicy", run_get_mempolicy}, {"mincore", run_mincore}, {"mlockall", run_mlockall}, {"load", run_load},     {"brk", run_brk},
      {"sbrk", run_sbrk},       {"prlimit", run_prlimit},   {"ulimit", run_prlimit},
  };
  return verbs;
}

}  // namespace pw::live
