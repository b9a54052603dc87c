// Merge plans as strips: one letter a page, the same letter one area, '*' the range that is asked about.
#include <catch2/catch.hpp>
#include <string>

#include "engine/trace/vma_events.h"
#include "engine/vma/merge.h"

using namespace pw;

namespace {

constexpr u64 kBase = 0x100;  // page number of the strip's first letter
constexpr u64 kRw = kVmRead | kVmWrite;

// What an area is, apart from its place.
struct Traits {
  u64 flags = kRw;
  u32 anon_vma = 0;  // 0: none
  u32 chain = 1;     // links, if it has an anon_vma
  i64 pgoff_shift = 0;
};

// unf: never written; flt: written, with its own anon_vma; forked: with a chain of two.
const Traits kUnfaulted{};
Traits faulted(u32 anon_vma) { return Traits{kRw, anon_vma, 1, 0}; }
Traits forked(u32 anon_vma) { return Traits{kRw, anon_vma, 2, 0}; }

struct StripCase {
  std::string before;  // letters: A the previous area, M the middle, C the next
  std::string range;   // '*' where the range is
  Traits a;
  Traits m;
  Traits c;
  u64 flags = kRw;  // that the range gets
};

struct StripResult {
  std::string after;
  ReasonCode prev_reason;
  ReasonCode next_reason;
  MergePlan plan;
};

bool find_letter(const std::string& strip, char letter, AddrRange& range) {
  const auto first = strip.find(letter);
  if (first == std::string::npos) return false;
  range = AddrRange{(kBase + first) * kPageSize, (kBase + strip.rfind(letter) + 1) * kPageSize};
  return true;
}

const Vma* make_area(const StripCase& step, char letter, const Traits& traits, Vma& vma) {
  AddrRange range;
  if (!find_letter(step.before, letter, range)) return nullptr;
  vma.start = range.start;
  vma.end = range.end;
  vma.flags = traits.flags;
  vma.pgoff = to_pages(range.start) + static_cast<u64>(traits.pgoff_shift);
  vma.anon_vma = traits.anon_vma == 0 ? AnonVmaId() : AnonVmaId(traits.anon_vma);
  vma.avc_count = traits.anon_vma == 0 ? 0 : traits.chain;
  return &vma;
}

void paint(std::string& strip, AddrRange range, char letter) {
  for (u64 page = to_pages(range.start); page < to_pages(range.end); ++page) strip[page - kBase] = letter;
}

StripResult run(const StripCase& step) {
  Vma a, m, c;
  MergeRequest request;
  request.prev = make_area(step, 'A', step.a, a);
  request.middle = make_area(step, 'M', step.m, m);
  request.next = make_area(step, 'C', step.c, c);
  REQUIRE(find_letter(step.range, '*', request.range));
  request.pgoff = to_pages(request.range.start);
  request.flags = step.flags;
  if (request.middle != nullptr) {
    request.pgoff = linear_page_index(m, request.range.start);
    request.anon_vma = m.anon_vma;
  }
  const MergePlan plan = request.middle != nullptr ? plan_merge_existing(request) : plan_merge_new(request);
  StripResult result{step.before, plan.prev_reason, plan.next_reason, plan};
  if (!plan.merges()) {
    paint(result.after, request.range, '*');
    return result;
  }
  if (plan.shrinks_middle) paint(result.after, plan.middle_range, 'M');
  paint(result.after, plan.new_range, plan.survivor == MergeArea::kPrev ? 'A' : 'C');
  return result;
}

std::string after(const std::string& before, const std::string& range, Traits a, Traits m, Traits c) {
  return run(StripCase{before, range, a, m, c}).after;
}

}  // namespace

TEST_CASE("a new range joins whoever fits", "[vma][merge]") {
  //             0    5    10
  const char* hole = "AAAA    CCCC";
  const char* all_ = "    ****    ";
  const Traits none;
  CHECK(after(hole, all_, kUnfaulted, none, kUnfaulted) == "AAAAAAAAAAAA");
  CHECK(after(hole, all_, kUnfaulted, none, faulted(1)) == "AAAAAAAAAAAA");
  CHECK(after(hole, all_, faulted(1), none, kUnfaulted) == "AAAAAAAAAAAA");
  CHECK(after(hole, all_, faulted(1), none, faulted(1)) == "AAAAAAAAAAAA");
  // Between two anon_vmas: only one side can take it, and it is the one before.
  CHECK(after(hole, all_, faulted(1), none, faulted(2)) == "AAAAAAAACCCC");
  // In a fork's child.
  CHECK(after(hole, all_, kUnfaulted, none, forked(1)) == "AAAAAAAACCCC");
  CHECK(after(hole, all_, forked(1), none, kUnfaulted) == "AAAACCCCCCCC");
  CHECK(after(hole, all_, forked(1), none, forked(1)) == "AAAA****CCCC");
  CHECK(after(hole, all_, forked(1), none, forked(2)) == "AAAA****CCCC");

  CHECK(after("        CCCC", all_, none, none, faulted(1)) == "    CCCCCCCC");
  CHECK(after("AAAA        ", all_, faulted(1), none, none) == "AAAAAAAA    ");
  CHECK(after("        CCCC", all_, none, none, forked(1)) == "    ****CCCC");
  CHECK(after("AAA     CCCC", all_, none, none, none) == "AAA CCCCCCCC");
  CHECK(after("AAAA     CCC", all_, none, none, none) == "AAAAAAAA CCC");
  CHECK(after("AAA      CCC", all_, none, none, none) == "AAA **** CCC");
  CHECK(after("            ", all_, none, none, none) == "    ****    ");
}

TEST_CASE("a whole area whose flags change joins its neighbours", "[vma][merge]") {
  const char* full = "AAAAMMMMCCCC";
  const char* all_ = "    ****    ";
  CHECK(after(full, all_, kUnfaulted, kUnfaulted, kUnfaulted) == "AAAAAAAAAAAA");
  CHECK(after(full, all_, kUnfaulted, kUnfaulted, faulted(1)) == "AAAAAAAAAAAA");
  CHECK(after(full, all_, kUnfaulted, faulted(1), kUnfaulted) == "AAAAAAAAAAAA");
  CHECK(after(full, all_, faulted(1), kUnfaulted, kUnfaulted) == "AAAAAAAAAAAA");
  CHECK(after(full, all_, faulted(1), faulted(1), kUnfaulted) == "AAAAAAAAAAAA");
  CHECK(after(full, all_, kUnfaulted, faulted(1), faulted(1)) == "AAAAAAAAAAAA");
  CHECK(after(full, all_, faulted(1), kUnfaulted, faulted(2)) == "AAAAAAAACCCC");
  CHECK(after(full, all_, faulted(1), faulted(2), faulted(2)) == "AAAACCCCCCCC");
  CHECK(after(full, all_, faulted(1), faulted(2), faulted(3)) == "AAAA****CCCC");
  // In a fork's child: an unwritten area still joins an unwritten one, and one with a chain of two joins nobody but its own kind.
  CHECK(after(full, all_, kUnfaulted, kUnfaulted, forked(1)) == "AAAAAAAACCCC");
  CHECK(after(full, all_, forked(1), kUnfaulted, kUnfaulted) == "AAAACCCCCCCC");
  CHECK(after(full, all_, forked(1), kUnfaulted, forked(2)) == "AAAA****CCCC");
  CHECK(after(full, all_, kUnfaulted, forked(1), kUnfaulted) == "AAAA****CCCC");
  CHECK(after(full, all_, forked(1), forked(1), forked(1)) == "AAAAAAAAAAAA");
  CHECK(after("AAAAMMMM    ", all_, kUnfaulted, kUnfaulted, {}) == "AAAAAAAA    ");
  CHECK(after("    MMMMCCCC", all_, {}, kUnfaulted, kUnfaulted) == "    CCCCCCCC");
}

TEST_CASE("a part of an area moves the boundary", "[vma][merge]") {
  const char* full = "AAAAMMMMCCCC";
  CHECK(after(full, "    **      ", {}, {}, {}) == "AAAAAAMMCCCC");
  CHECK(after(full, "      **    ", {}, {}, {}) == "AAAAMMCCCCCC");
  CHECK(after(full, "     **     ", {}, {}, {}) == "AAAAM**MCCCC");
  CHECK(after(full, "    **      ", kUnfaulted, faulted(1), {}) == "AAAAAAMMCCCC");
  CHECK(after(full, "    **      ", kUnfaulted, forked(1), {}) == "AAAA**MMCCCC");
  CHECK(after(full, "      **    ", {}, faulted(1), faulted(2)) == "AAAAMM**CCCC");
}

TEST_CASE("the plan of a boundary that moves is complete", "[vma][merge]") {
  const StripResult head = run(StripCase{"AAAAMMMMCCCC", "    **      ", kUnfaulted, faulted(1), {}});
  CHECK(head.plan.kind == MergeKind::kShiftPrevInto);
  CHECK(head.plan.survivor == MergeArea::kPrev);
  CHECK(head.plan.clone_chain_from == MergeArea::kMiddle);
  CHECK(!head.plan.removes_middle);
  CHECK(head.plan.middle_pgoff == kBase + 6);
  CHECK(head.plan.new_pgoff == kBase);

  const StripResult tail = run(StripCase{"AAAAMMMMCCCC", "      **    ", {}, faulted(1), faulted(1)});
  CHECK(tail.plan.kind == MergeKind::kShiftNextInto);
  CHECK(tail.plan.survivor == MergeArea::kNext);
  CHECK(tail.plan.clone_chain_from == MergeArea::kNone);
  CHECK(tail.plan.new_pgoff == kBase + 6);
  CHECK(tail.plan.middle_pgoff == kBase + 4);
}

TEST_CASE("the survivor without an anon_vma is told whose chain to clone", "[vma][merge]") {
  const char* full = "AAAAMMMMCCCC";
  const char* all_ = "    ****    ";
  CHECK(run(StripCase{full, all_, {}, faulted(1), faulted(1)}).plan.clone_chain_from == MergeArea::kNext);
  CHECK(run(StripCase{full, all_, {}, faulted(1), {}}).plan.clone_chain_from == MergeArea::kMiddle);
  CHECK(run(StripCase{full, all_, {}, {}, faulted(1)}).plan.clone_chain_from == MergeArea::kNext);
  CHECK(run(StripCase{full, all_, faulted(1), faulted(1), faulted(1)}).plan.clone_chain_from == MergeArea::kNone);
  CHECK(run(StripCase{full, all_, {}, {}, {}}).plan.clone_chain_from == MergeArea::kNone);
  CHECK(run(StripCase{"AAAA    CCCC", all_, {}, {}, faulted(1)}).plan.clone_chain_from == MergeArea::kNext);
  CHECK(run(StripCase{"        CCCC", all_, {}, {}, faulted(1)}).plan.clone_chain_from == MergeArea::kNone);
}

TEST_CASE("every refusal has its reason", "[vma][merge]") {
  const char* hole = "AAAA    CCCC";
  const char* all_ = "    ****    ";
  const Traits read_only{kVmRead, 0, 1, 0};
  const Traits shifted{kRw, 0, 1, 5};
  CHECK(run(StripCase{hole, all_, read_only, {}, {}}).prev_reason == Reason::kMergeFlagsDiffer);
  CHECK(run(StripCase{hole, all_, {}, {}, read_only}).next_reason == Reason::kMergeFlagsDiffer);
  CHECK(run(StripCase{hole, all_, shifted, {}, {}}).prev_reason == Reason::kMergePgoffDiffers);
  CHECK(run(StripCase{hole, all_, {}, {}, shifted}).next_reason == Reason::kMergePgoffDiffers);
  CHECK(run(StripCase{hole, all_, forked(1), {}, {}}).prev_reason == Reason::kMergeNeighbourForked);
  CHECK(run(StripCase{hole, all_, {}, {}, forked(1)}).next_reason == Reason::kMergeNeighbourForked);
  CHECK(run(StripCase{hole, all_, faulted(1), {}, faulted(2)}).next_reason == Reason::kMergeNeighboursDiffer);
  CHECK(run(StripCase{hole, all_, faulted(1), {}, faulted(2)}).prev_reason == Reason::kMergeOk);
  CHECK(run(StripCase{"AAA      CCC", all_, {}, {}, {}}).prev_reason == Reason::kMergeNotTouching);
  CHECK(run(StripCase{"AAA      CCC", all_, {}, {}, {}}).next_reason == Reason::kMergeNotTouching);
  CHECK(run(StripCase{"            ", all_, {}, {}, {}}).prev_reason == Reason::kMergeNoNeighbour);
  CHECK(run(StripCase{"            ", all_, {}, {}, {}}).next_reason == Reason::kMergeNoNeighbour);
  const char* full = "AAAAMMMMCCCC";
  CHECK(run(StripCase{full, all_, {}, forked(1), {}}).prev_reason == Reason::kMergeRangeForked);
  CHECK(run(StripCase{full, all_, {}, forked(1), {}}).next_reason == Reason::kMergeRangeForked);
  CHECK(run(StripCase{full, all_, faulted(1), faulted(2), {}}).prev_reason == Reason::kMergeAnonVmaDiffers);
  CHECK(run(StripCase{full, "     **     ", {}, {}, {}}).prev_reason == Reason::kMergeNotAtStart);
  CHECK(run(StripCase{full, "     **     ", {}, {}, {}}).next_reason == Reason::kMergeNotAtEnd);
  StripCase special{hole, all_, {kRw | kVmDontExpand, 0, 1, 0}, {}, {}, kRw | kVmDontExpand};
  CHECK(run(special).prev_reason == Reason::kMergeSpecial);
  CHECK(run(special).after == "AAAA****CCCC");
}

TEST_CASE("soft-dirty is the one flag in which merged areas may differ", "[vma][merge]") {
  CHECK(after("AAAA    CCCC", "    ****    ", {kRw | kVmSoftDirty, 0, 1, 0}, {}, {}) == "AAAAAAAAAAAA");
  CHECK(after("AAAA    CCCC", "    ****    ", {kRw | kVmNoReserve, 0, 1, 0}, {}, {}) == "AAAACCCCCCCC");
  CHECK(after("AAAA    CCCC", "    ****    ", {kRw | kVmGrowsDown, 0, 1, 0}, {}, {}) == "AAAACCCCCCCC");
}

TEST_CASE("an anon_vma is shared with a neighbour that differs in rights only", "[vma][merge]") {
  const StripCase step{"AAAA    CCCC", "", {}, {}, {}};
  Vma a, c, near;
  near.start = (kBase + 4) * kPageSize;
  near.end = (kBase + 8) * kPageSize;
  near.flags = kVmRead;
  near.pgoff = kBase + 4;
  make_area(step, 'A', faulted(1), a);
  make_area(step, 'C', faulted(2), c);
  CHECK(can_reuse_anon_vma(near, a) == Reason::kAnonVmaReuseOk);
  CHECK(can_reuse_anon_vma(near, c) == Reason::kAnonVmaReuseOk);
  make_area(step, 'A', forked(1), a);
  CHECK(can_reuse_anon_vma(near, a) == Reason::kAnonVmaNeighbourForked);
  make_area(step, 'A', kUnfaulted, a);
  CHECK(can_reuse_anon_vma(near, a) == Reason::kAnonVmaNeighbourHasNone);
  make_area(step, 'C', Traits{kRw | kVmLocked, 2, 1, 0}, c);
  CHECK(can_reuse_anon_vma(near, c) == Reason::kAnonVmaFlagsDiffer);
  make_area(step, 'C', Traits{kRw, 2, 1, 1}, c);
  CHECK(can_reuse_anon_vma(near, c) == Reason::kAnonVmaPgoffDiffers);
  make_area(step, 'C', faulted(2), c);
  near.end -= kPageSize;
  CHECK(can_reuse_anon_vma(near, c) == Reason::kAnonVmaNotTouching);
}
