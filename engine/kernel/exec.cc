// execve: begin_new_exec, exec_mmap, setup_arg_pages (fs/exec.c), load_elf_binary and set_brk (fs/binfmt_elf.c), for an image that is
// described.
//
// The old address space is left (and taken down when nobody else uses it), the other threads end (de_thread.cc), descriptors that ask
// for it are closed. The new one gets its stack, the described areas exactly as they are described, code and data borders from the
// program's own areas, and a heap: where [heap] stands, or just above the program's last writable area. No randomisation.
//
//   a new mm, one page of stack for the arguments      may fail: errno, and nothing has changed
//   ---- the point of no return ----                   the old program is gone
//   the stack grows by 128 KiB; areas, one by one      RLIMIT_AS, RLIMIT_DATA or no promise: bprm_execve kills the process, SIGSEGV
//
// Left out: what the dynamic linker does on its way (the description says what came of it; where a limit stops it, the program ends with
// a message, not with a signal), credentials, arguments and environment.
// An execve that would kill pid 1 is refused, see exit.cc.
#include "engine/kernel/exec.h"

#include <algorithm>

#include "engine/kernel/de_thread.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/running.h"
#include "engine/kernel/vfork.h"
#include "engine/mm/account.h"
#include "engine/mm/exec.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/file_events.h"
#include "engine/trace/limits_events.h"
#include "engine/trace/process_events.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

using Kind = ImageArea::Kind;
constexpr u32 kCommBytes = 15;  // TASK_COMM_LEN less its zero

// Whether there is room for one more area, as mmap_region asks; its pages are promised then. [vdso] and the like are never refused
// (_install_special_mapping).
ReasonCode find_obstacle(Cx& cx, MmId mm, ImageFiles& files, const ImageArea& area) {
  if (area.kind == Kind::kSpecial) return Reason::kNone;
  const ReasonCode passed = find_passed_limit(cx, mm, area.flags, area.range.pages());
  if (passed == Reason::kPassesRlimitAs) return Reason::kExecPassesAs;
  if (passed == Reason::kPassesRlimitData) return Reason::kExecPassesData;
  const u64 own = (area.flags & kVmAccount) != 0 ? area.range.pages() : 0;
  const u64 pages = own + files.promised_by(cx.m.files, area);
  return pages == 0 || charge_pages(cx, mm, pages).ok() ? Reason::kNone : Reason::kExecNotPromised;
}

// Area by area, until one does not fit.
ReasonCode place_program(Cx& cx, MmId mm, const std::vector<ImageArea>& areas) {
  ImageFiles files(areas);
  for (const ImageArea& area : areas) {
    if (area.kind == Kind::kStack) continue;
    const ReasonCode obstacle = find_obstacle(cx, mm, files, area);
    if (obstacle != Reason::kNone) return obstacle;
    place_described(cx, mm, files, area);
  }
  return Reason::kNone;
}

// The program itself among the files: the path that was executed may be a symbolic link, and then it is the first file of the
// image.
std::string program_of(const ExecImage& image) {
  const ImageArea* first = nullptr;
  for (const ImageArea& area : image.areas) {
    if (area.kind != Kind::kFile) continue;
    if (area.name.path == image.path) return image.path;
    if (first == nullptr) first = &area;
  }
  return first == nullptr ? image.path : first->name.path;
}

// Whether two areas of the program are one segment: the head of its data, which is made read-only after relocation, stands
// directly in front of the rest, in the file as in memory.
bool is_one_segment(const ImageArea& head, const ImageArea& rest) {
  const bool is_relro = (head.flags & (kVmWrite | kVmExec)) == 0 && (rest.flags & kVmWrite) != 0;
  return is_relro && head.range.end == rest.range.start && head.offset + head.range.size_bytes() == rest.offset;
}

void set_borders_of(Mm& mm, const ImageArea* before, const ImageArea& area) {
  if (before == nullptr || !is_one_segment(*before, area)) mm.start_data = area.range.start;
  mm.end_data = area.range.end;
  if ((area.flags & kVmExec) == 0) return;
  if (mm.start_code == 0) mm.start_code = area.range.start;
  mm.end_code = area.range.end;
}

// load_elf_binary: code is what may be executed of the program's own file, data its last segment, whatever that may be used for. All of it
// in whole pages, as the image is described. Returns where the program ends, with the anonymous memory behind its data (.bss).
u64 set_program_borders(Mm& mm, const ExecImage& image) {
  const std::string program = program_of(image);
  const ImageArea* last = nullptr;
  u64 end = 0;
  for (const ImageArea& area : image.areas) {
    const bool is_bss = area.kind == Kind::kAnonymous && area.range.start == end && (area.flags & kVmWrite) != 0;
    const bool is_program = area.kind == Kind::kFile && area.name.path == program;
    if (is_bss || is_program) end = area.range.end;
    if (!is_program) continue;
    set_borders_of(mm, last, area);
    last = &area;
  }
  return end;
}

void set_borders(Mm& mm, const ExecImage& image) {
  const u64 program_end = set_program_borders(mm, image);
  const u64 wanted = image.start_brk != 0 ? image.start_brk : program_end;
  mm.start_brk = mm.brk = wanted != 0 ? wanted : kStartBrk;
  bool is_first = true;
  for (const ImageArea& area : image.areas) {
    if (area.kind != Kind::kHeap) continue;
    if (is_first && image.start_brk == 0) mm.start_brk = area.range.start;
    mm.brk = area.range.end;
    is_first = false;
  }
}

const ImageArea* find_described_stack(const ExecImage& image) {
  for (const ImageArea& area : image.areas) {
    if (area.kind == Kind::kStack) return &area;
  }
  return nullptr;
}

// __bprm_mm_init: the page that holds the arguments; the whole of a stack that is described.
PlacedArea first_stack(const ExecImage& image) {
  PlacedArea stack;
  const ImageArea* described = find_described_stack(image);
  stack.range = described != nullptr ? described->range : AddrRange{kDefaultMapWindow - kPageSize, kDefaultMapWindow};
  stack.flags = described != nullptr ? described->flags : kStackFlags;
  return stack;
}

// setup_arg_pages: the argument page gets 128 KiB of room, as far as RLIMIT_STACK goes.
ReasonCode extend_stack(Cx& cx, MmId mm, const ExecImage& image) {
  if (find_described_stack(image) != nullptr) {
    return find_passed_limit(cx, mm, kStackFlags, 0) == Reason::kNone ? Reason::kNone : Reason::kExecPassesAs;
  }
  const VmaId stack = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, kDefaultMapWindow - kPageSize);
  const u64 pages = std::min(kStackPages, to_pages(cx.limits.stack.soft));
  if (pages <= 1) return Reason::kNone;
  if (find_passed_limit(cx, mm, kStackFlags, pages - 1) != Reason::kNone) return Reason::kExecPassesAs;
  return expand_downwards(cx, stack, kDefaultMapWindow - pages * kPageSize) ? Reason::kNone : Reason::kExecNotPromised;
}

std::string comm_of(const std::string& path) {
  const std::string::size_type slash = path.rfind('/');
  return path.substr(slash == std::string::npos ? 0 : slash + 1, kCommBytes);
}

// mmap_base (arch/x86/mm/mmap.c): room for the largest stack that RLIMIT_STACK allows and its guard gap, within bounds; a stack
// without limit gets the largest. (The bottom-up layout is personality's and sysctl's alone on x86.)
u64 mmap_base_for(const Rlimit& stack) {
  constexpr u64 kLeastGap = 128ull << 20;
  const u64 most = kDefaultMapWindow / 6 * 5;
  const u64 wanted = std::min(stack.soft, most) + kStackGuardGap;
  return page_align_up(kDefaultMapWindow - std::min(std::max(wanted, kLeastGap), most));
}

// bprm_mm_init: a new address space with the first of its stack. The old one is untouched still, so this may fail.
Result<MmId> make_space(Cx& cx, const ExecImage& image) {
  const Result<MmId> made = create_mm(cx);
  if (!made.ok()) return made;
  const u64 base = image.mmap_base != 0 ? image.mmap_base : mmap_base_for(cx.limits.stack);
  cx.m.mms.mut(made.value()).mmap_base = base;
  const Status stack = setup_stack_at(cx, made.value(), first_stack(image), image.path);
  if (stack.ok()) return made;
  if (leave_mm(cx, made.value())) free_mm(cx, made.value());
  return stack.error();
}

// exec_mmap: the task lets go of the old address space, which its last user takes down.
void switch_space(Kernel& k, Running& running, Pid pid, MmId mm) {
  const MmId old = running.mm();
  const bool was_last = leave_mm(running.cx(), old);
  k.tasks.mut(pid).mm = mm;
  if (was_last) free_mm(running.cx(), old);
}

// unshare_files: descriptors that another process shares by CLONE_FILES stay as they are there.
void unshare_files(Kernel& k, Cx& cx, Pid pid) {
  const FilesId shared = k.tasks[pid].files;
  if (k.fds.files[shared].users == 1) return;
  k.tasks.mut(pid).files = dup_fd(k.fds, shared);
  put_files(k.fds, cx, shared);
}

Result<MmId> make_space_for(Kernel& k, Trace& trace, Pid pid, const ExecImage& image) {
  Running running(k, trace, pid);
  return make_space(running.cx(), image);
}

// Everything up to where the new program would run, or is killed: then with the signal.
Result<Signal> load_program(Kernel& k, Trace& trace, Pid pid, const ExecImage& image) {
  const Result<MmId> made = make_space_for(k, trace, pid, image);
  if (!made.ok()) return made.error();
  const Pid leader = de_thread(k, trace, pid);
  release_mm(k, trace, leader, Reason::kVforkExec);
  {
    Running running(k, trace, leader);
    switch_space(k, running, leader, made.value());
  }
  Running running(k, trace, leader);
  k.tasks.mut(leader).comm = comm_of(image.path);
  unshare_files(k, running.cx(), leader);
  close_on_exec_fds(k.fds, running.cx(), k.tasks[leader].files);
  trace.emit(EventId::kBeginNewExec, leader, made.value().v);
  ReasonCode obstacle = extend_stack(running.cx(), made.value(), image);
  if (obstacle == Reason::kNone) obstacle = place_program(running.cx(), made.value(), image.areas);
  if (obstacle == Reason::kNone) {
    set_borders(k.m.mms.mut(made.value()), image);
    return Signal{};
  }
  trace.emit(EventId::kForceFatalSig, obstacle, leader, kSigsegv);
  Signal signal;
  signal.signo = kSigsegv;
  signal.code = static_cast<i32>(SiCode::kKernel);
  return signal;
}

bool would_kill(const Kernel& k, Pid pid, const ExecImage& image) {
  Kernel trial = k;
  Trace nobody;
  const Result<Signal> end = load_program(trial, nobody, pid, image);
  return end.ok() && end.value().signo != 0;
}

}  // namespace

Result<Signal> sys_execve(Kernel& k, Trace& trace, Pid pid, const ExecImage& image) {
  if (!is_running(k, pid)) return no_such_process();
  const Pid leader = k.tasks[pid].tgid;
  const Status sound = check_image(k, image.areas, true);
  if (!sound.ok()) return refused(trace, sound.error());
  if (leader == 1 && would_kill(k, pid, image))
    return refused(trace, fail(Errno::kEPERM, "a limit would kill init, and Linux would panic; this machine refuses instead"));
  const Result<Signal> end = load_program(k, trace, pid, image);
  if (!end.ok()) return refused(trace, end.error());
  if (end.value().signo != 0) end_thread_group(k, trace, leader, end.value().signo);
  return end;
}

}  // namespace pw
