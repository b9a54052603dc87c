// Memory policies: sanitize_mpol_flags, get_nodes, mpol_new, mpol_set_nodemask, do_mbind, queue_pages_range, mbind_range,
// set_mempolicy_home_node (mm/mempolicy.c), for a machine with node 0 alone. Tried call by call on a running 6.18 of one node.
//
// A policy is a part of an area like its flags: it is cut out, joins a neighbour that has the same, goes along with a move, is inherited
// by fork. Of shared memory it belongs to the object as well (file/shared_policy.h), and that one counts.
// DIVERGES: MPOL_MF_MOVE moves no page; Linux, asked for a policy that does not name node 0 (MPOL_DEFAULT, MPOL_LOCAL), puts each page
// into another frame of the same node.
// Left out: cpusets, NUMA balancing, interleaving by index.
#include "engine/mm/mempolicy.h"

#include <algorithm>

#include "engine/file/i_mmap.h"
#include "engine/file/shared_policy.h"
#include "engine/mm/area.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

constexpr u64 kMaxNodeBits = kPageSize * 8;

// queue_folio_required, with MPOL_MF_INVERT: is there a page that is not where it should be, so that somebody must move it?
struct Misplaced {
  bool some = false;
  bool shared = false;  // one that others map, too, which MPOL_MF_MOVE leaves
};

Misplaced find_misplaced(const Memory& m, MmId mm, AddrRange range) {
  Misplaced found;
  for_each_entry(m.pt, m.phys, m.mms[mm].pgd, range, [&](u64, PtePlace, Pte pte) {
    if (pte_form(pte) != PteForm::kPresent || pte_special(pte)) return;
    found.some = true;
    found.shared = found.shared || page_mapcount(m.phys.pages[pte_pfn(pte).v]) > 1;
  });
  return found;
}

Status hole_in_range() { return fail(Errno::kEFAULT, "a part of the range is not mapped"); }

// queue_pages_range: are there areas all over, and, for MPOL_MF_STRICT, pages that are not where they should be and stay? Holes do not
// matter to the default policy, unless there is nothing else.
Status check_pages(const Memory& m, MmId mm, const MbindCall& call, AddrRange range, bool may_have_holes) {
  const bool is_strict = (call.flags & kMpolMfStrict) != 0, moves = (call.flags & kMpolMfMove) != 0;
  const bool is_elsewhere = is_strict && (call.nodes & 1) == 0;
  bool has_failed = false;
  u64 at = range.start;
  VmaId id = find_vma_intersection(m.nodes, m.mms[mm].tree, range);
  if (!id.valid()) return hole_in_range();
  for (; id.valid(); id = find_vma_intersection(m.nodes, m.mms[mm].tree, AddrRange{at, range.end})) {
    const Vma& vma = m.vmas[id];
    if (vma.start > at && !may_have_holes) return hole_in_range();
    const AddrRange part{std::max(at, vma.start), std::min(vma.end, range.end)};
    const VmaId next = find_vma(m.nodes, m.mms[mm].tree, vma.end);
    const bool has_hole = vma.end < range.end && (!next.valid() || m.vmas[next].start > vma.end);
    if (has_hole && !may_have_holes) return hole_in_range();
    const Misplaced misplaced = is_elsewhere ? find_misplaced(m, mm, part) : Misplaced();
    has_failed = has_failed || (moves ? misplaced.shared : misplaced.some);
    if (has_failed && !moves) break;
    at = part.end;
    if (at >= range.end) break;
  }
  return has_failed ? Status(fail(Errno::kEIO, "MPOL_MF_STRICT: a page is on a node that the mask does not name")) : ok_status();
}

// mbind_range and vma_replace_policy. The area that has the range now.
Result<VmaId> bind_range(Cx& cx, VmaId id, AddrRange range, const Mempolicy& policy) {
  const Vma vma = cx.m.vmas[id];
  const AddrRange part{std::max(range.start, vma.start), std::min(range.end, vma.end)};
  if (is_same_policy(vma.policy, policy)) return id;
  Span span(cx.trace, EventId::kMbindRange, id.v, part.start, part.end);
  ReasonCode how = Reason::kNone;
  const Result<VmaId> area = modify_area(cx, id, part, vma.flags, &how, &policy);
  if (!area.ok()) return area;
  const Vma bound = cx.m.vmas[area.value()];
  const InodeId inode = mapped_inode(cx.m.files, bound);
  const bool is_object = inode.valid() && cx.m.files.inodes[inode].is_shmem;
  if (is_object) set_shared_policy(cx.m.files, inode, bound.pgoff, bound.pgoff + bound.pages(), policy);
  return area;
}

// Is the range worth a walk? kOk with an empty range: there is nothing to do.
Result<AddrRange> check_range(u64 start, u64 length) {
  const AddrRange range{start, start + page_align_up(length)};
  if (range.end < range.start) return fail(Errno::kEINVAL, "the range wraps");
  return range;
}

}  // namespace

Result<u64> get_nodes(const NodeMask& mask) {
  const u64 bits = mask.maxnode - 1;
  if (bits == 0 || !mask.is_given) return u64{0};
  if (bits > kMaxNodeBits) return fail(Errno::kEINVAL, "a mask of nodes fits into a page");
  return bits < 64 ? mask.bits & ((u64{1} << bits) - 1) : mask.bits;
}

Result<Mempolicy> split_mode(u64 mode) {
  Mempolicy wanted;
  wanted.mode = static_cast<u16>(mode & ~u64{kMpolModeFlags} & 0xffff);
  wanted.flags = static_cast<u16>(mode & kMpolModeFlags);
  const u16 both = kMpolStaticNodes | kMpolRelativeNodes;
  const bool is_balanced = (wanted.flags & kMpolNumaBalancing) != 0;
  const bool is_known = (mode & ~u64{kMpolModeFlags}) < kMpolModes && (wanted.flags & both) != both;
  if (!is_known || (is_balanced && !wanted.may_have_home())) return fail(Errno::kEINVAL, "unknown policy, or flags that it does not take");
  return wanted;
}

Result<Mempolicy> make_policy(const Mempolicy& wanted, u64 nodes) {
  Mempolicy policy = wanted;
  if (policy.mode == kMpolPreferred && nodes == 0 && !policy.keeps_user_nodes()) policy.mode = kMpolLocal;
  if (policy.is_default()) policy.flags = 0;
  const bool is_there = (policy.flags & kMpolRelativeNodes) != 0 ? nodes != 0 : (nodes & 1) != 0;
  const bool fits = policy.names_nodes() ? is_there : nodes == 0 && !policy.keeps_user_nodes();
  if (!fits) return fail(Errno::kEINVAL, "the policy takes no nodes, or none of its nodes is there");
  if (policy.keeps_user_nodes()) policy.user_nodes = nodes;
  return policy;
}

Mempolicy policy_at(const Memory& m, const Vma& vma, u64 addr) {
  const InodeId inode = mapped_inode(m.files, vma);
  if (!inode.valid() || !m.files.inodes[inode].is_shmem) return vma.policy;
  return find_shared_policy(m.files, inode, linear_page_index(vma, addr));
}

Status do_mbind(Cx& cx, MmId mm, const MbindCall& call) {
  if ((call.flags & ~u64{kMpolMfStrict | kMpolMfMove | kMpolMfMoveAll}) != 0) return fail(Errno::kEINVAL, "unknown MPOL_MF_ bits");
  if ((call.flags & kMpolMfMoveAll) != 0) return fail(Errno::kEPERM, "MPOL_MF_MOVE_ALL: the process lacks CAP_SYS_NICE");
  if (!is_page_aligned(call.start)) return fail(Errno::kEINVAL, "addr is not page aligned");
  const Result<AddrRange> range = check_range(call.start, call.length);
  if (!range.ok()) return range.error();
  if (range.value().is_empty()) return ok_status();
  const Result<Mempolicy> policy = make_policy(call.wanted, call.nodes);
  if (!policy.ok()) return policy.error();
  Span span(cx.trace, EventId::kDoMbind, call.start, range.value().end, policy.value().mode);
  MbindCall asked = call;
  if (policy.value().is_default()) asked.flags &= ~u64{kMpolMfStrict};
  const Status pages = check_pages(cx.m, mm, asked, range.value(), policy.value().is_default());
  // Linux has set the policy by then where it could have moved the pages; where it could not, it has not begun.
  if (!pages.ok() && (pages.error().code != Errno::kEIO || (asked.flags & kMpolMfMove) == 0)) return pages;
  u64 at = range.value().start;
  for (;;) {
    const VmaId id = find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, AddrRange{at, range.value().end});
    if (!id.valid()) return pages;
    const Result<VmaId> area = bind_range(cx, id, range.value(), policy.value());
    if (!area.ok()) return area.error();
    at = cx.m.vmas[area.value()].end;
    if (at >= range.value().end) return pages;
  }
}

Status do_set_home_node(Cx& cx, MmId mm, u64 start, u64 length, u64 home_node, u64 flags) {
  if (!is_page_aligned(start)) return fail(Errno::kEINVAL, "addr is not page aligned");
  if (flags != 0) return fail(Errno::kEINVAL, "flags must be 0");
  if (home_node != 0) return fail(Errno::kEINVAL, "there is no such node");
  const Result<AddrRange> range = check_range(start, length);
  if (!range.ok()) return range.error();
  if (range.value().is_empty()) return ok_status();
  Status status = fail(Errno::kENOENT, "no area there has a policy of its own");
  u64 at = start;
  while (at < range.value().end) {
    VmaId id = find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, AddrRange{at, range.value().end});
    if (!id.valid()) break;
    Mempolicy policy = cx.m.vmas[id].policy;
    if (!policy.is_default()) {
      if (!policy.may_have_home()) return fail(Errno::kEOPNOTSUPP, "only MPOL_BIND and MPOL_PREFERRED_MANY have a home node");
      policy.home_node = 0;
      const Result<VmaId> area = bind_range(cx, id, range.value(), policy);
      if (!area.ok()) return area.error();
      id = area.value();
      status = ok_status();
    }
    at = cx.m.vmas[id].end;
  }
  return status;
}

}  // namespace pw
