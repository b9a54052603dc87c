// madvise: do_madvise, madvise_walk_vmas, madvise_vma_behavior, vector_madvise (mm/madvise.c).
//
// The arguments are asked first: the advice, then the range. Then area by area: a hole is stepped over and remembered, so that all the
// rest is done before the call answers ENOMEM; an area that refuses ends the call, and what was done before stays.
//
//   advice that changes flags    NORMAL RANDOM SEQUENTIAL DONTFORK DOFORK WIPEONFORK KEEPONFORK DONTDUMP DODUMP HUGEPAGE NOHUGEPAGE
//                                MERGEABLE UNMERGEABLE: cut and join as mprotect does (modify.cc); out of areas it answers EAGAIN
//   advice that changes pages    DONTNEED (zap_single.cc), FREE (lazyfree.cc), COLD (cold.cc), PAGEOUT (pageout.cc), REMOVE
//                                (punch_hole.cc), guard markers (guard.cc)
//   advice that brings them in   WILLNEED (willneed.cc), POPULATE_READ, POPULATE_WRITE (populate.cc)
// DIVERGES: VM_HUGEPAGE is a flag alone, and what it covers keeps small pages; Linux, where huge pages may be asked for, backs whole 2 MiB
// of it with one. VM_MERGEABLE merges nothing in Linux either, until root starts KSM.
// Left out: reading files ahead, userfaultfd events; names of anonymous areas (prctl) are not configured.
#include "engine/mm/madvise.h"

#include "engine/mm/area.h"
#include "engine/mm/madvise_parts.h"
#include "engine/mm/populate.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

Error refuse_area(Span& span, Errno code, ReasonCode reason) {
  span.because(reason);
  return fail(code, reason_info(reason).sentence);
}

// vma_is_anonymous(): neither over a file nor one of the kernel's special mappings, which have vm_ops as well.
bool is_anonymous(const Vma& vma) { return !vma.file.valid() && (vma.flags & kVmSpecial) == 0; }

// vma->vm_file, which the kernel's special mappings have not.
bool has_file(const Memory& m, const Vma& vma) { return vma.file.valid() && !is_special_mapping(m, vma); }

// is_discard: advice after which what was in the pages is lost, here or in a child.
bool discards(u32 advice) {
  switch (advice) {
    case kMadvFree:
    case kMadvDontneed:
    case kMadvDontneedLocked:
    case kMadvRemove:
    case kMadvDontfork:
    case kMadvWipeonfork:
    case kMadvGuardInstall: return true;
    default: return false;
  }
}

// can_madvise_modify: what a program sealed and may not write, it may not throw away either.
bool is_sealed_against(const Vma& vma, u32 advice) {
  return vma.has(kVmSealed) && discards(advice) && is_anonymous(vma) && !vma.has(kVmWrite);
}

// Why an area may not have its flags changed so; kNone: it may.
ReasonCode flags_refusal(const Memory& m, const Vma& vma, u32 advice) {
  const bool is_special = (vma.flags & kVmSpecial) != 0;
  switch (advice) {
    case kMadvDofork: return vma.has(kVmIo) ? Reason::kAdviceSpecial : Reason::kNone;
    case kMadvWipeonfork: return has_file(m, vma) || vma.has(kVmShared) ? Reason::kAdviceNotAnonymous : Reason::kNone;
    case kMadvKeeponfork: return vma.has(kVmDroppable) ? Reason::kAdviceDroppable : Reason::kNone;
    case kMadvDodump:
      if (vma.has(kVmDroppable)) return Reason::kAdviceDroppable;
      return is_special ? Reason::kAdviceSpecial : Reason::kNone;
    default: return Reason::kNone;
  }
}

struct FlagChange {
  u64 cleared = 0;
  u64 set = 0;
};

FlagChange flag_change(u32 advice) {
  switch (advice) {
    case kMadvNormal: return {kVmRandRead | kVmSeqRead, 0};
    case kMadvSequential: return {kVmRandRead, kVmSeqRead};
    case kMadvRandom: return {kVmSeqRead, kVmRandRead};
    case kMadvDontfork: return {0, kVmDontCopy};
    case kMadvDofork: return {kVmDontCopy, 0};
    case kMadvWipeonfork: return {0, kVmWipeOnFork};
    case kMadvKeeponfork: return {kVmWipeOnFork, 0};
    case kMadvDontdump: return {0, kVmDontDump};
    case kMadvDodump: return {kVmDontDump, 0};
    case kMadvHugepage: return {kVmNoHugePage, kVmHugePage};
    case kMadvNohugepage: return {kVmHugePage, kVmNoHugePage};
    case kMadvMergeable: return {0, kVmMergeable};
    case kMadvUnmergeable: return {kVmMergeable, 0};
    default: break;
  }
  PW_ASSERT(false, "an advice that changes flags");
  return {};
}

// ksm_compatible: other areas take MADV_MERGEABLE without an error and without an effect.
bool is_ksm_compatible(const Vma& vma) { return (vma.flags & (kVmShared | kVmMayShare | kVmSpecial | kVmDroppable)) == 0; }

// madvise_update_vma. The area that has the range now, which may reach beyond it.
Result<VmaId> change_flags(Cx& cx, Span& span, VmaId id, AddrRange range, u32 advice) {
  const ReasonCode refusal = flags_refusal(cx.m, cx.m.vmas[id], advice);
  if (refusal != Reason::kNone) return refuse_area(span, Errno::kEINVAL, refusal);
  const FlagChange change = flag_change(advice);
  const u64 old_flags = cx.m.vmas[id].flags;
  const u64 new_flags = (old_flags & ~change.cleared) | change.set;
  const bool is_beyond_ksm = advice == kMadvMergeable && !is_ksm_compatible(cx.m.vmas[id]);
  if (new_flags == old_flags || is_beyond_ksm) {
    span.because(is_beyond_ksm ? Reason::kAdviceNotMergeable : Reason::kFlagsUnchanged);
    return id;
  }
  ReasonCode how = Reason::kNone;
  const Result<VmaId> area = modify_area(cx, id, range, new_flags, &how);
  if (!area.ok() && area.error().code != Errno::kENOMEM) return area;
  if (!area.ok()) return fail(Errno::kEAGAIN, "cutting the area would make more than vm.max_map_count");
  span.because(how);
  return area;
}

// madvise_dontneed_free: what no page may be taken from is asked before what FREE is not for.
Status give_up_pages(Cx& cx, Span& span, MadviseCall& call, VmaId id, AddrRange range) {
  const Vma& vma = cx.m.vmas[id];
  if (vma.has(kVmPfnMap)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceSpecial);
  if (vma.has(kVmLocked) && call.advice != kMadvDontneedLocked) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceLocked);
  if (call.advice == kMadvFree) {
    if (!is_anonymous(vma)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceNotAnonymous);
    span.because(Reason::kAdviceFree);
    free_lazily(cx, call.gather, range);
    return ok_status();
  }
  span.because(Reason::kAdviceZap);
  zap_single(cx, call.gather, id, range, ReclaimTables::kYes);
  return ok_status();
}

// can_madv_lru_vma. Shared memory may be cold or go as well.
Status age_area(Cx& cx, Span& span, u32 advice, VmaId id, AddrRange range) {
  const Vma& vma = cx.m.vmas[id];
  if (vma.has(kVmPfnMap)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceSpecial);
  if (vma.has(kVmLocked)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceLocked);
  span.because(advice == kMadvCold ? Reason::kAdviceCold : Reason::kAdvicePageout);
  if (advice == kMadvCold) make_cold(cx, vma.mm, range);
  else page_out(cx, id, range);
  return ok_status();
}

// madvise_remove: who may not write to the object may not empty it.
Status remove_pages(Cx& cx, Span& span, VmaId id, AddrRange range) {
  const Vma& vma = cx.m.vmas[id];
  if (vma.has(kVmLocked)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceLocked);
  if (!has_file(cx.m, vma)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceNoFile);
  if ((~vma.flags & (kVmShared | kVmMayWrite)) != 0) return refuse_area(span, Errno::kEACCES, Reason::kAdviceNotSharedWritable);
  span.because(Reason::kAdviceRemove);
  punch_hole(cx, id, range);
  return ok_status();
}

// is_valid_guard_vma: a locked area keeps its pages, but may lose markers.
Status guard_area(Cx& cx, Span& span, u32 advice, VmaId id, AddrRange range) {
  const Vma& vma = cx.m.vmas[id];
  if ((vma.flags & kVmSpecial) != 0) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceSpecial);
  if (advice == kMadvGuardRemove) {
    span.because(Reason::kAdviceUnguard);
    remove_guards(cx, id, range);
    return ok_status();
  }
  if (vma.has(kVmLocked)) return refuse_area(span, Errno::kEINVAL, Reason::kAdviceLocked);
  span.because(Reason::kAdviceGuard);
  return install_guards(cx, id, range);
}

Result<VmaId> keep_area(const Status& status, VmaId id) {
  if (!status.ok()) return status.error();
  return id;
}

Result<VmaId> advise_area(Cx& cx, MadviseCall& call, VmaId id, AddrRange range) {
  Span span(cx.trace, EventId::kMadviseVma, id.v, range.start, range.end, call.advice);
  if (is_sealed_against(cx.m.vmas[id], call.advice)) return refuse_area(span, Errno::kEPERM, Reason::kAdviceSealed);
  switch (call.advice) {
    case kMadvWillneed:
      span.because(read_in_ahead(cx, id, range) ? Reason::kAdviceWillneedSwap : Reason::kAdviceWillneed);
      lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
      return id;
    case kMadvCold:
    case kMadvPageout: return keep_area(age_area(cx, span, call.advice, id, range), id);
    case kMadvFree:
    case kMadvDontneed:
    case kMadvDontneedLocked: return keep_area(give_up_pages(cx, span, call, id, range), id);
    case kMadvRemove: return keep_area(remove_pages(cx, span, id, range), id);
    case kMadvGuardInstall:
    case kMadvGuardRemove: return keep_area(guard_area(cx, span, call.advice, id, range), id);
    default: return change_flags(cx, span, id, range, call.advice);
  }
}

// madvise_walk_vmas.
Status walk_areas(Cx& cx, MadviseCall& call, AddrRange range) {
  bool has_hole = false;
  u64 addr = range.start;
  while (addr < range.end) {
    const VmaId id = find_vma(cx.m.nodes, cx.m.mms[call.mm].tree, addr);
    const u64 start = id.valid() ? cx.m.vmas[id].start : range.end;
    if (start > addr) {
      has_hole = true;
      cx.trace.emit(EventId::kMadviseHole, addr, start < range.end ? start : range.end);
      addr = start;
      continue;
    }
    const u64 end = cx.m.vmas[id].end < range.end ? cx.m.vmas[id].end : range.end;
    const Result<VmaId> area = advise_area(cx, call, id, AddrRange{addr, end});
    if (!area.ok()) return area.error();
    addr = cx.m.vmas[area.value()].end;  // the area may have grown over the next one, which is as it shall be then
  }
  return has_hole ? Status(fail(Errno::kENOMEM, "no area covers part of the range; the rest of it was advised")) : ok_status();
}

// madvise_behavior_valid.
Status check_advice(u64 advice) {
  const AdviceInfo* info = find_advice(advice);
  if (info == nullptr) return fail(Errno::kEINVAL, "unknown advice");
  return info->refusal == nullptr ? ok_status() : Status(fail(Errno::kEINVAL, info->refusal));
}

// check_input_range.
Status check_range(AdvisedRange range) {
  if (!is_page_aligned(range.start)) return fail(Errno::kEINVAL, "addr is not page aligned");
  const u64 length = page_align_up(range.length);
  const bool wraps = (length == 0 && range.length != 0) || range.start + length < range.start;
  return wraps ? Status(fail(Errno::kEINVAL, "the range wraps")) : ok_status();
}

// madvise_populate: no walk over areas, since it stops at the first that will not do.
Status populate(Cx& cx, const MadviseCall& call, AddrRange range) {
  switch (faultin_page_range(cx, call.mm, range, call.advice == kMadvPopulateWrite)) {
    case Errno::kOk: return ok_status();
    case Errno::kENOMEM: return fail(Errno::kENOMEM, "no area there, or no frame could be had; what came before is populated");
    case Errno::kEINVAL: return fail(Errno::kEINVAL, "an area forbids the access; what came before is populated");
    default: return fail(Errno::kEFAULT, "a guard marker or the end of the object is in the way; what came before is populated");
  }
}

// madvise_do_behavior, for a range that is not empty.
Status advise_range(Cx& cx, MadviseCall& call, AdvisedRange asked) {
  const AddrRange range{asked.start, asked.start + page_align_up(asked.length)};
  const bool populates = call.advice == kMadvPopulateRead || call.advice == kMadvPopulateWrite;
  return populates ? populate(cx, call, range) : walk_areas(cx, call, range);
}

void finish_call(Cx& cx, MadviseCall& call) {
  if (!call.gather.flushed.is_empty()) finish_gather(cx, call.gather);
}

MadviseCall start_call(MmId mm, u64 advice) {
  MadviseCall call;
  call.mm = mm;
  call.advice = static_cast<u32>(advice);
  call.gather.mm = mm;
  return call;
}

}  // namespace

Status do_madvise(Cx& cx, MmId mm, AdvisedRange range, u64 advice) {
  const Status known = check_advice(advice);
  if (!known.ok()) return known;
  const Status valid = check_range(range);
  if (!valid.ok() || range.length == 0) return valid;
  Span span(cx.trace, EventId::kDoMadvise, range.start, range.length, advice);
  MadviseCall call = start_call(mm, advice);
  const Status status = advise_range(cx, call, range);
  finish_call(cx, call);
  return status;
}

bool may_advise_remote(u64 advice) {
  return advice == kMadvCold || advice == kMadvPageout || advice == kMadvWillneed || advice == kMadvCollapse;
}

Result<u64> vector_madvise(Cx& cx, MmId mm, const std::vector<AdvisedRange>& ranges, u64 advice) {
  MadviseCall call = start_call(mm, advice);
  u64 left = 0;
  for (const AdvisedRange& range : ranges) left += range.length;
  u64 done = 0;
  Status status = ok_status();
  for (const AdvisedRange& range : ranges) {
    // Nobody looks at ranges of no length behind the last byte, not even at their alignment; nor at those between others, since
    // iov_iter_advance passes over them.
    if (done == left) break;
    if (range.length == 0 && &range != &ranges.front()) continue;
    status = check_advice(advice);
    if (status.ok()) status = check_range(range);
    if (status.ok() && range.length != 0) status = advise_range(cx, call, range);
    if (!status.ok()) break;
    done += range.length;
  }
  finish_call(cx, call);
  if (done == 0 && !status.ok()) return status.error();
  return done;
}

}  // namespace pw
