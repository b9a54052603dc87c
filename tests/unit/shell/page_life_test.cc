// One page's life: which events speak of a page, and where it was between them.
#include "engine/session/page_life.h"

#include <algorithm>

#include "catch2/catch.hpp"
#include "engine/kernel/look.h"
#include "engine/shell/life_text.h"
#include "engine/shell/shell.h"
#include "engine/trace/phys_events.h"
#include "engine/trace/reclaim_events.h"
#include "engine/trace/swap_events.h"

using namespace pw;

namespace {

struct Followed {
  explicit Followed(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) run(line);
  }
  void run(const std::string& line) {
    for (const Outcome& outcome : shell.run_line(line)) REQUIRE(outcome.kind == Outcome::Kind::kOk);
  }
  const Kernel& kernel() const { return shell.session().state().kernel; }
  u64 named(const std::string& name) const { return *shell.session().state().names.find(name); }
  PageLife life(Pid pid, u64 addr) {
    PageLife made(kernel(), pid, addr);
    made.follow(shell.session(), shell.session().head());
    return made;
  }
  Shell shell;
};

std::vector<PageWhere> places(const PageLife& life) {
  std::vector<PageWhere> all;
  for (const LifeMove& move : life.moves()) {
    if (all.empty() || all.back() != move.place.where) all.push_back(move.place.where);
  }
  return all;
}

u32 count_steps(const PageLife& life, EventCode code) {
  return static_cast<u32>(std::count_if(life.steps().begin(), life.steps().end(), [code](const LifeStep& step) {
    return static_cast<EventCode>(step.event.id) == code;
  }));
}

const std::vector<std::string> kSwapped = {"mkswap ram 1M kind=zram", "swapon ram", "a = mmap 16K", "write $a \"kept\""};

}  // namespace

TEST_CASE("life: out to swap and back, with the frames that the page had", "[shell]") {
  Followed machine(kSwapped);
  const u32 first = frame_at(machine.kernel(), 1, machine.named("a")).v;
  machine.run("madvise $a 4K pageout");
  machine.run("mmap 4K populate");
  machine.run("read $a");
  const PageLife life = machine.life(1, machine.named("a") + 5);
  CHECK(life.addr() == machine.named("a"));
  // Nowhere for a moment: the entry is cleared before it is written anew.
  CHECK(places(life) == std::vector<PageWhere>{PageWhere::kMemory, PageWhere::kNowhere, PageWhere::kSwap, PageWhere::kMemory});
  CHECK(life.moves().front().place.pfn.v == first);
  CHECK(life.moves().back().place.pfn == frame_at(machine.kernel(), 1, machine.named("a")));
  CHECK(count_steps(life, EventId::kAllocPages) == 2);
  CHECK(count_steps(life, EventId::kFreePages) == 1);
  CHECK(count_steps(life, EventId::kTryToUnmapOne) == 1);
  CHECK(count_steps(life, EventId::kSwapReadFolio) == 1);
  CHECK(std::is_sorted(life.steps().begin(), life.steps().end(), [](const LifeStep& a, const LifeStep& b) {
    return a.command != b.command ? a.command < b.command : a.seq < b.seq;
  }));
  // What the walk of the time machine says of each moment is what the move says.
  for (const LifeMove& move : life.moves()) {
    const SessionState then = machine.shell.session().state_at_event(move.command, move.seq);
    CHECK(find_page_place(then.kernel, 1, life.addr()) == move.place);
  }
}

TEST_CASE("life: a log that grows is followed on, and comes to the same", "[shell]") {
  Followed machine(kSwapped);
  PageLife grown = machine.life(1, machine.named("a"));
  const auto before = grown.total();
  for (const char* line : {"madvise $a 4K pageout", "fork", "@2 write $a", "write $a", "munmap $a 16K"}) {
    machine.run(line);
    grown.follow(machine.shell.session(), machine.shell.session().head());
  }
  CHECK(grown.total() > before);
  const PageLife whole = machine.life(1, machine.named("a"));
  REQUIRE(grown.steps().size() == whole.steps().size());
  for (std::size_t i = 0; i < whole.steps().size(); ++i) {
    CHECK(grown.steps()[i].command == whole.steps()[i].command);
    CHECK(grown.steps()[i].seq == whole.steps()[i].seq);
  }
  REQUIRE(grown.moves().size() == whole.moves().size());
  for (std::size_t i = 0; i < whole.moves().size(); ++i) CHECK(grown.moves()[i].place == whole.moves()[i].place);
  CHECK(whole.moves().back().place.where == PageWhere::kNowhere);
}

TEST_CASE("life: neither a neighbour's events, nor those of a frame that was given away", "[shell]") {
  Followed machine({"b = mmap 16K shared", "a = mmap 16K", "write $a", "drain", "write $a+4K", "madvise $a 4K dontneed", "write $b n=2"});
  const u64 a = machine.named("a");
  const PageLife life = machine.life(1, a);
  CHECK(life.moves().back().place.where == PageWhere::kNowhere);
  // Of the commands behind the last one that meant it, none is told, though one of them got its frame.
  CHECK(life.steps().back().command == 5);
  const u32 given_away = life.moves().front().place.pfn.v;
  const bool is_used_again = frame_at(machine.kernel(), 1, machine.named("b")).v == given_away ||
                             frame_at(machine.kernel(), 1, machine.named("b") + kPageSize).v == given_away;
  CHECK(is_used_again);
  for (const LifeStep& step : life.steps()) CHECK(step.command != 4);
}

TEST_CASE("life: before it was made a child's page is its parent's, and execve begins anew", "[shell]") {
  Followed machine({"a = mmap 16K", "write $a \"both\"", "fork", "@2 write $a \"mine\""});
  const u64 a = machine.named("a");
  const PageLife life = machine.life(2, a);
  CHECK(life.steps().front().command == 0);
  CHECK(life.moves().front().command == 1);
  CHECK(life.moves().back().place.pfn == frame_at(machine.kernel(), 2, a));
  CHECK(life.moves().back().place.pfn != life.moves().front().place.pfn);
  machine.run("@2 execve \"/bin/true\" { ffff0000-ffff2000 rw-p 00000000 00:00 0 }");
  machine.run("@2 write 0xffff0000");
  const PageLife anew = machine.life(2, a);
  CHECK(anew.total() == 0);
  CHECK(anew.moves().empty());
  const PageLife own = machine.life(2, 0xffff0000);
  REQUIRE_FALSE(own.steps().empty());
  CHECK(own.steps().back().command == 5);
}

TEST_CASE("life: a page of shared memory is found through its object", "[shell]") {
  Followed machine({"mkswap ram 1M kind=zram", "swapon ram", "a = mmap 16K shared", "write $a", "madvise $a 4K pageout", "read $a"});
  const PageLife life = machine.life(1, machine.named("a"));
  CHECK(places(life) == std::vector<PageWhere>{PageWhere::kMemory, PageWhere::kSwap, PageWhere::kMemory});
}

TEST_CASE("life: what is too much is counted", "[shell]") {
  Followed machine({"a = mmap 16K", "write $a"});
  for (u32 i = 0; i < kMaxLifeSteps; ++i) machine.run("read $a");
  const PageLife life = machine.life(1, machine.named("a"));
  CHECK(life.steps().size() == kMaxLifeSteps);
  CHECK(life.total() > kMaxLifeSteps);
  const std::string text = life_text(machine.kernel(), machine.shell.session(), life);
  CHECK(text.find(std::to_string(life.total() - kMaxLifeSteps) + " more events") != std::string::npos);
}
