// Every small configuration of a range and its two neighbours, against an oracle that states the rules another way: over pairs of
// pieces, by the offset that an area keeps between addresses and page offsets, and page by page.
#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "engine/trace/vma_events.h"
#include "engine/vma/merge.h"

using namespace pw;

namespace {

// Pages 100-103 | 104-107 | 108-111; a neighbour may leave the page next to the range free.
constexpr u64 kFirst = 100, kStart = 104, kEnd = 108, kLast = 112;
constexpr u64 kRw = kVmRead | kVmWrite;

struct Piece {
  bool exists = false;
  u64 first = 0;  // page
  u64 last = 0;   // exclusive
  u64 flags = 0;
  u64 offset = 0;  // pgoff - page, which a linear area keeps constant
  u32 anon_vma = 0;
  u32 chain = 0;
};

Vma to_vma(const Piece& piece) {
  Vma vma;
  vma.start = piece.first * kPageSize;
  vma.end = piece.last * kPageSize;
  vma.flags = piece.flags;
  vma.pgoff = piece.first + piece.offset;
  vma.anon_vma = piece.anon_vma == 0 ? AnonVmaId() : AnonVmaId(piece.anon_vma);
  vma.avc_count = piece.chain;
  return vma;
}

// None; chains of one and of two; two different anon_vmas.
std::vector<Piece> with_anon_vmas(Piece piece) {
  std::vector<Piece> pieces;
  for (u32 anon_vma = 0; anon_vma <= 2; ++anon_vma) {
    for (u32 chain = 1; chain <= (anon_vma == 0 ? 1u : 2u); ++chain) {
      piece.anon_vma = anon_vma;
      piece.chain = anon_vma == 0 ? 0 : chain;
      pieces.push_back(piece);
    }
  }
  return pieces;
}

std::vector<Piece> list_neighbours(bool is_prev) {
  std::vector<Piece> all{Piece{}};
  for (const u64 distance : {0, 1}) {
    for (const u64 flags : {kRw, kRw | kVmSoftDirty, kRw | kVmGrowsDown, kRw | kVmDontExpand}) {
      for (const u64 offset : {0, 3}) {
        Piece piece;
        piece.exists = true;
        piece.first = is_prev ? kFirst : kEnd + distance;
        piece.last = is_prev ? kStart - distance : kLast;
        piece.flags = flags;
        piece.offset = offset;
        for (const Piece& one : with_anon_vmas(piece)) all.push_back(one);
      }
    }
  }
  return all;
}

// ---- the oracle ------------------------------------------------------------------------------------------------------------------

bool anon_vmas_fit(const Piece& a, const Piece& b) { return a.anon_vma == 0 || b.anon_vma == 0 || a.anon_vma == b.anon_vma; }

// All reasons against making one area of two; empty when they fit.
std::vector<ReasonCode> list_objections(const Piece& neighbour, const Piece& range, bool neighbour_is_prev, const Piece& middle) {
  std::vector<ReasonCode> against;
  if ((range.flags & kVmDontExpand) != 0) against.push_back(Reason::kMergeSpecial);
  if (middle.exists && neighbour_is_prev && range.first != middle.first) against.push_back(Reason::kMergeNotAtStart);
  if (middle.exists && !neighbour_is_prev && range.last != middle.last) against.push_back(Reason::kMergeNotAtEnd);
  if (!neighbour.exists) {
    against.push_back(Reason::kMergeNoNeighbour);
    return against;
  }
  const bool touches = neighbour_is_prev ? neighbour.last == range.first : neighbour.first == range.last;
  if (!touches) against.push_back(Reason::kMergeNotTouching);
  if ((neighbour.flags | kVmSoftDirty) != (range.flags | kVmSoftDirty)) against.push_back(Reason::kMergeFlagsDiffer);
  if (neighbour.offset != range.offset) against.push_back(Reason::kMergePgoffDiffers);
  if (!anon_vmas_fit(neighbour, range)) against.push_back(Reason::kMergeAnonVmaDiffers);
  if (neighbour.anon_vma != 0 && range.anon_vma == 0 && neighbour.chain != 1) against.push_back(Reason::kMergeNeighbourForked);
  if (neighbour.anon_vma == 0 && range.anon_vma != 0 && range.chain != 1) against.push_back(Reason::kMergeRangeForked);
  return against;
}

bool has(const std::vector<ReasonCode>& list, ReasonCode reason) {
  for (const ReasonCode one : list) {
    if (one == reason) return true;
  }
  return false;
}

// Who owns each page afterwards: 'P', 'M', 'N', or '*' for a range of its own.
using Owners = std::map<u64, char>;

void own(Owners& owners, u64 first, u64 last, char who) {
  for (u64 page = first; page < last; ++page) owners[page] = who;
}

struct Case {
  Piece prev, range, next, middle;
  Piece copied{};  // far away; what mremap copies to the range
};

struct Verdict {
  bool left = false;
  bool right = false;
  std::vector<ReasonCode> against_left;
  std::vector<ReasonCode> against_right;
  Owners owners;
};

Verdict judge(const Case& c) {
  Verdict v;
  v.against_left = list_objections(c.prev, c.range, true, c.middle);
  v.left = v.against_left.empty();
  v.against_right = list_objections(c.next, c.range, false, c.middle);
  if (v.left && c.next.exists && !anon_vmas_fit(c.prev, c.next)) v.against_right.push_back(Reason::kMergeNeighboursDiffer);
  v.right = v.against_right.empty();
  if (c.prev.exists) own(v.owners, c.prev.first, c.prev.last, 'P');
  if (c.next.exists) own(v.owners, c.next.first, c.next.last, v.left && v.right ? 'P' : 'N');
  if (c.middle.exists) own(v.owners, c.middle.first, c.middle.last, 'M');
  own(v.owners, c.range.first, c.range.last, v.left ? 'P' : v.right ? 'N' : '*');
  return v;
}

// ---- the plan, carried out on pages --------------------------------------------------------------------------------------------------

Owners carry_out(const Case& c, const MergePlan& plan) {
  Owners owners;
  if (c.prev.exists) own(owners, c.prev.first, c.prev.last, 'P');
  if (c.next.exists && !plan.removes_next) own(owners, c.next.first, c.next.last, 'N');
  if (c.middle.exists && !plan.removes_middle) {
    const AddrRange rest = plan.shrinks_middle ? plan.middle_range : AddrRange{c.middle.first * kPageSize, c.middle.last * kPageSize};
    own(owners, to_pages(rest.start), to_pages(rest.end), 'M');
  }
  if (plan.merges()) {
    const char who = plan.survivor == MergeArea::kPrev ? 'P' : 'N';
    own(owners, to_pages(plan.new_range.start), to_pages(plan.new_range.end), who);
  } else {
    own(owners, c.range.first, c.range.last, '*');
  }
  return owners;
}

u32 cloned_anon_vma(const Case& c, const MergePlan& plan) {
  switch (plan.clone_chain_from) {
    case MergeArea::kMiddle: return c.middle.anon_vma;
    case MergeArea::kNext: return c.next.anon_vma;
    case MergeArea::kCopiedFrom: return c.copied.anon_vma;
    case MergeArea::kPrev: return 99;  // never
    case MergeArea::kNone: break;
  }
  return 0;
}

// The survivor ends up with the anon_vma of whatever it swallowed, if it had none.
u32 expected_clone(const Case& c, const Verdict& v) {
  if (!v.left && !v.right) return 0;
  const Piece& survivor = v.left ? c.prev : c.next;
  if (survivor.anon_vma != 0) return 0;
  const u32 of_next = v.left && v.right ? c.next.anon_vma : 0;
  return of_next != 0 ? of_next : c.middle.exists ? c.middle.anon_vma : c.copied.anon_vma;
}

bool keeps_offsets(const Case& c, const MergePlan& plan) {
  if (!plan.merges()) return true;
  const bool survivor_fits = plan.new_pgoff - to_pages(plan.new_range.start) == c.range.offset;
  return survivor_fits && (!plan.shrinks_middle || plan.middle_pgoff - to_pages(plan.middle_range.start) == c.middle.offset);
}

// One CHECK a case would be slow by the hundred thousand: wrong ones are counted, and the first is shown.
struct Tally {
  u32 cases = 0;
  u32 merged = 0;
  u32 wrong = 0;
  std::string first_wrong;
};

std::string describe(const Piece& p) {
  if (!p.exists) return "none";
  return "[" + std::to_string(p.first) + "," + std::to_string(p.last) + ") flags " + std::to_string(p.flags) + " offset " +
         std::to_string(p.offset) + " anon_vma " + std::to_string(p.anon_vma) + " chain " + std::to_string(p.chain);
}

void compare(const Case& c, Tally& tally) {
  const Vma prev = to_vma(c.prev), next = to_vma(c.next), middle = to_vma(c.middle);
  const Vma copied = to_vma(c.copied);
  MergeRequest request;
  request.range = AddrRange{c.range.first * kPageSize, c.range.last * kPageSize};
  request.pgoff = c.range.first + c.range.offset;
  request.flags = c.range.flags;
  request.anon_vma = c.middle.exists ? middle.anon_vma : copied.anon_vma;
  request.copied_from = c.copied.exists ? &copied : nullptr;
  request.prev = c.prev.exists ? &prev : nullptr;
  request.next = c.next.exists ? &next : nullptr;
  request.middle = c.middle.exists ? &middle : nullptr;
  const MergePlan plan = c.middle.exists ? plan_merge_existing(request) : plan_merge_new(request);

  const Verdict v = judge(c);
  const bool left_says = v.left ? plan.prev_reason == Reason::kMergeOk : has(v.against_left, plan.prev_reason);
  const bool right_says = v.right ? plan.next_reason == Reason::kMergeOk : has(v.against_right, plan.next_reason);
  const bool fine = plan.merges() == (v.left || v.right) && left_says && right_says && carry_out(c, plan) == v.owners &&
                    cloned_anon_vma(c, plan) == expected_clone(c, v) && keeps_offsets(c, plan);
  ++tally.cases;
  tally.merged += plan.merges() ? 1 : 0;
  if (fine) return;
  if (++tally.wrong == 1) {
    tally.first_wrong = "prev " + describe(c.prev) + "; range " + describe(c.range) + "; middle " + describe(c.middle) + "; next " +
                        describe(c.next);
  }
}

Piece make_range(u64 first, u64 last, u64 flags) {
  Piece range;
  range.exists = true;
  range.first = first;
  range.last = last;
  range.flags = flags;
  return range;
}

}  // namespace

TEST_CASE("new ranges: every small configuration", "[vma][merge][property]") {
  const std::vector<Piece> before = list_neighbours(true);
  const std::vector<Piece> behind = list_neighbours(false);
  Tally tally;
  for (const Piece& prev : before) {
    for (const Piece& next : behind) {
      for (const u64 flags : {kRw, kRw | kVmDontExpand}) compare(Case{prev, make_range(kStart, kEnd, flags), next, Piece{}}, tally);
    }
  }
  INFO(tally.first_wrong);
  CHECK(tally.wrong == 0);
  CHECK(tally.cases == before.size() * behind.size() * 2);
  CHECK(tally.merged > 500);
}

TEST_CASE("copied ranges: every small configuration", "[vma][merge][property]") {
  const std::vector<Piece> before = list_neighbours(true);
  const std::vector<Piece> behind = list_neighbours(false);
  Tally tally;
  for (const Piece& source : with_anon_vmas(make_range(500, 504, kRw))) {
    for (const Piece& prev : before) {
      for (const Piece& next : behind) {
        Piece range = make_range(kStart, kEnd, kRw);
        range.anon_vma = source.anon_vma;
        range.chain = source.chain;
        compare(Case{prev, range, next, Piece{}, source}, tally);
      }
    }
  }
  INFO(tally.first_wrong);
  CHECK(tally.wrong == 0);
  CHECK(tally.cases == 5 * before.size() * behind.size());
  CHECK(tally.merged > 1000);
}

TEST_CASE("existing ranges: every small configuration", "[vma][merge][property]") {
  const std::vector<Piece> before = list_neighbours(true);
  const std::vector<Piece> behind = list_neighbours(false);
  Piece whole = make_range(kStart, kEnd, kVmRead);
  Tally tally;
  for (const Piece& middle : with_anon_vmas(whole)) {
    for (const u64 first : {kStart, kStart + 1}) {
      for (const u64 last : {kEnd, kEnd - 1}) {
        for (const Piece& prev : before) {
          for (const Piece& next : behind) {
            Piece range = make_range(first, last, kRw);
            range.anon_vma = middle.anon_vma;
            range.chain = middle.chain;
            compare(Case{prev, range, next, middle}, tally);
          }
        }
      }
    }
  }
  INFO(tally.first_wrong);
  CHECK(tally.wrong == 0);
  CHECK(tally.cases == 5 * 4 * before.size() * behind.size());
  CHECK(tally.merged > 5000);
}
