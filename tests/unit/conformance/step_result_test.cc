// The comparison itself: what counts as equal, how frames get their names, how answers are kept.
#include <catch2/catch.hpp>

#include "tests/conformance/committed_check.h"
#include "tests/conformance/difference.h"
#include "tests/conformance/random_scenario.h"
#include "tests/conformance/recorded.h"
#include "tests/conformance/step_result.h"

using namespace pw;

namespace {

PageFact page(u64 vpn, u64 frame) {
  PageFact fact;
  fact.vpn = vpn;
  fact.frame = frame;
  fact.mapcount = 1;
  fact.state = kStatePresent;
  return fact;
}

StepResult result_of(std::vector<std::vector<PageFact>> pages) {
  StepResult result;
  result.kind = StepResult::Kind::kRet;
  for (std::vector<PageFact>& of_one : pages) {
    ProcessFacts process;
    process.pid = static_cast<Pid>(result.processes.size() + 1);
    process.vmas.push_back({0x10000, 0x20000, "rw-p", "", "rd wr mr mw me ac", 0, 0, 0, 0});
    process.pages = std::move(of_one);
    result.processes.push_back(std::move(process));
  }
  return result;
}

StepResult canonical(FrameNames& names, StepResult result, bool keeps = true) {
  names.canonicalise(result, keeps);
  return result;
}

}  // namespace

TEST_CASE("two sides with other frame numbers and the same sharing are equal", "[conformance]") {
  FrameNames left, right;
  CHECK(canonical(left, result_of({{page(16, 7), page(17, 9)}, {page(16, 7)}})) ==
        canonical(right, result_of({{page(16, 400), page(17, 3)}, {page(16, 400)}})));
  CHECK_FALSE(canonical(left, result_of({{page(16, 7)}, {page(16, 7)}})) == canonical(right, result_of({{page(16, 400)}, {page(16, 3)}})));
}

namespace {

PageFact swapped(u64 vpn, u64 type, u64 offset) {
  PageFact fact;
  fact.vpn = vpn;
  fact.state = kStateSwapped;
  fact.swap = offset << kSwapTypeBits | type;
  return fact;
}

}  // namespace

TEST_CASE("swapped pages are runs of one type and of offsets that follow each other", "[conformance]") {
  StepResult result = result_of({{swapped(16, 0, 7), swapped(17, 0, 8), swapped(18, 1, 9), swapped(19, 1, 11)}});
  result.processes[0].pages[3].marks = kMarkSwapcache;
  const std::vector<std::string> lines = step_lines(result);
  CHECK(std::vector<std::string>(lines.end() - 3, lines.end()) ==
        std::vector<std::string>{"1: page 0x10+2 S 0:7..", "1: page 0x12 S 1:9", "1: page 0x13 S 1:11 swapcache"});
  FrameNames left, right;
  CHECK(canonical(left, result_of({{swapped(16, 0, 7)}})) == canonical(right, result_of({{swapped(16, 0, 7)}})));
  CHECK_FALSE(canonical(left, result_of({{swapped(16, 0, 7)}})) == canonical(right, result_of({{swapped(16, 0, 8)}})));
}

TEST_CASE("areas of swap are facts of a step by their own name", "[conformance]") {
  StepResult left = result_of({}), right = left;
  left.swaps = {{"d", 255, 3, -2}};
  right.swaps = {{"d", 255, 4, -2}};
  CHECK_FALSE(left == right);
  CHECK(differing_facts(step_lines(left), step_lines(right)) == std::set<std::string>{"swaps"});
}

TEST_CASE("a page that stayed differs from a page that was replaced", "[conformance]") {
  FrameNames left, right;
  canonical(left, result_of({{page(16, 7)}}));
  canonical(right, result_of({{page(16, 50)}}));
  CHECK(canonical(left, result_of({{page(16, 7)}})) == canonical(right, result_of({{page(16, 50)}})));
  CHECK_FALSE(canonical(left, result_of({{page(16, 7)}})) == canonical(right, result_of({{page(16, 51)}})));
}

TEST_CASE("a page that moved keeps its name; a frame that was gone for a step gets a new one", "[conformance]") {
  FrameNames names;
  const u64 first = canonical(names, result_of({{page(16, 7)}})).processes[0].pages[0].frame;
  CHECK(canonical(names, result_of({{page(40, 7)}})).processes[0].pages[0].frame == first);
  canonical(names, result_of({{}}));
  CHECK(canonical(names, result_of({{page(40, 7)}})).processes[0].pages[0].frame != first);
}

TEST_CASE("where frames may have been freed and taken again, only what coincides now counts", "[conformance]") {
  FrameNames left, right;
  canonical(left, result_of({{page(16, 7)}}));
  canonical(right, result_of({{page(16, 50)}}));
  CHECK(canonical(left, result_of({{page(16, 7)}}), false) == canonical(right, result_of({{page(16, 51)}}), false));
}

TEST_CASE("every fact of a step is compared", "[conformance]") {
  const StepResult same = result_of({{page(16, 1)}});
  const auto differs = [&same](auto change) {
    StepResult other = same;
    change(other);
    return !(other == same);
  };
  CHECK(differs([](StepResult& r) { r.kind = StepResult::Kind::kErrno; }));
  CHECK(differs([](StepResult& r) { r.ret = 1; }));
  CHECK(differs([](StepResult& r) { r.error = 12; }));
  CHECK(differs([](StepResult& r) { r.signo = 11; }));
  CHECK(differs([](StepResult& r) { r.code = 2; }));
  CHECK(differs([](StepResult& r) { r.at = 8; }));
  CHECK(differs([](StepResult& r) { r.minflt = 1; }));
  CHECK(differs([](StepResult& r) { r.majflt = 1; }));
  CHECK(differs([](StepResult& r) { r.processes[0].pages[0].mapcount = 2; }));
  CHECK(differs([](StepResult& r) { r.processes[0].pages[0].state |= kStateAnonExclusive; }));
  CHECK(differs([](StepResult& r) { r.processes[0].pages[0].marks = kMarkLru; }));
  CHECK(differs([](StepResult& r) { r.processes[0].vmas[0].end += 4096; }));
  CHECK(differs([](StepResult& r) { r.processes[0].vmas[0].perm = "r--p"; }));
  CHECK(differs([](StepResult& r) { r.processes[0].vmas[0].name = "[heap]"; }));
  CHECK(differs([](StepResult& r) { r.processes[0].vmas[0].flags = "rd mr"; }));
  CHECK(differs([](StepResult& r) { r.processes[0].vmas[0].dirty = 1; }));
  for (u64 ProcessFacts::*sum : {&ProcessFacts::size, &ProcessFacts::rss, &ProcessFacts::anon, &ProcessFacts::shmem, &ProcessFacts::locked,
                                 &ProcessFacts::swap, &ProcessFacts::data, &ProcessFacts::stack}) {
    CHECK(differs([sum](StepResult& r) { r.processes[0].*sum = 5; }));
  }
  CHECK(differs([](StepResult& r) { r.processes[0].tables = 1; }));
}

TEST_CASE("runs of pages in the text: consecutive names and equal state", "[conformance]") {
  FrameNames names;
  const std::vector<std::string> lines = step_lines(canonical(names, result_of({{page(16, 7), page(17, 3), page(18, 90), page(20, 8)}})));
  REQUIRE(lines.size() == 6);
  CHECK(lines[4] == "1: page 0x10+3 P #1.. x1");
  CHECK(lines[5] == "1: page 0x14 P #4 x1");
}

TEST_CASE("recorded answers come back as they were kept", "[conformance]") {
  FrameNames names;
  std::vector<RecordedStep> steps;
  steps.push_back(recorded_step("write $a", canonical(names, result_of({{page(16, 7)}}))));
  steps.push_back(recorded_step("fork", canonical(names, result_of({{page(16, 7), page(17, 9)}, {page(16, 7)}}))));
  steps.push_back(recorded_step("@2 exit", canonical(names, result_of({{page(17, 9)}}))));
  const std::string text = encode_recorded(steps);
  std::vector<RecordedStep> read;
  REQUIRE(decode_recorded(text, &read));
  REQUIRE(read.size() == steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CHECK(read[i].command == steps[i].command);
    CHECK(read[i].lines == steps[i].lines);
  }
  CHECK_FALSE(decode_recorded("+ a line before any step\n", &read));
  CHECK_FALSE(decode_recorded("> fork\n- a line that was not there\n", &read));
}

TEST_CASE("side by side: what differs is marked, what is far from it is left out", "[conformance]") {
  const std::string text = side_by_side({"a", "b", "c", "d"}, {"a", "b", "x", "d"}, "engine", "live", 1);
  CHECK(text == "    engine   live\n    b        b\n  ! c        x\n    d        d\n");
}

TEST_CASE("a seed gives the same random scenario each time, and its neighbour another", "[conformance]") {
  CHECK(RandomScenario(7).make(30).commands == RandomScenario(7).make(30).commands);
  CHECK(RandomScenario(7).make(30).commands != RandomScenario(8).make(30).commands);
}

TEST_CASE("directives of a scenario", "[conformance]") {
  Scenario scenario;
  std::string why;
  REQUIRE(parse_scenario("x", "# what it shows\n# settle: none\n# diverges: pids go up: rss\na = mmap 64K; write $a\nfork\n", &scenario,
                         &why));
  CHECK_FALSE(scenario.settles);
  CHECK(scenario.diverges == std::vector<std::string>{"pids go up: rss"});
  CHECK(scenario.commands == std::vector<std::string>{"a = mmap 64K", "write $a", "fork"});
  CHECK_FALSE(parse_scenario("x", "mmap\n", &scenario, &why));
}

TEST_CASE("shared objects are told apart by their first appearance, whatever their inodes", "[conformance]") {
  const auto mapped = [](u64 first, u64 second, u64 offset) {
    StepResult result = result_of({{}, {}});
    result.processes[0].vmas[0].object = first;
    result.processes[1].vmas[0].object = second;
    result.processes[1].vmas[0].offset = offset;
    return result;
  };
  FrameNames left, right;
  CHECK(canonical(left, mapped(5, 6, 0)) == canonical(right, mapped(1029, 1031, 0)));
  CHECK(canonical(left, mapped(6, 6, 0)) == canonical(right, mapped(1031, 1031, 0)));
  CHECK_FALSE(canonical(left, mapped(6, 6, 0)) == canonical(right, mapped(1031, 1029, 0)));
  CHECK_FALSE(canonical(left, mapped(5, 6, 0)) == canonical(right, mapped(1029, 1031, 4096)));
  const std::vector<std::string> lines = step_lines(canonical(left, mapped(6, 7, 8192)));
  CHECK(lines[5] == "2: vma 0x10000-0x20000 rw-p object 3 from 0x2000 rd wr mr mw me ac");
}

TEST_CASE("an excuse names one entry of the list, and facts", "[conformance]") {
  const std::vector<std::string> entries = {"pids go up by one and are not used again", "pids go round at the end", "one list per order"};
  Excuse excuse;
  std::string why;
  REQUIRE(parse_excuse("pids go up: rss, tables", entries, &excuse, &why));
  CHECK(excuse.facts == std::set<std::string>{"rss", "tables"});
  for (const char* wrong : {"e: rss", "pids go: rss", "pids go u: rss", "pids go up", "one list per order: all", "not in the list: rss"}) {
    CHECK_FALSE(parse_excuse(wrong, entries, &excuse, &why));
  }
  const std::string readme = "# Model\n- `a.cc`: not here\n<!-- diverges:begin -->\n\n- `mm/a.cc`: one thing\n- `b.h`: another: more\n\n"
                             "<!-- diverges:end -->\n- `c.cc`: nor here\n";
  CHECK(divergence_entries(readme) == std::vector<std::string>{"one thing", "another: more"});
}

TEST_CASE("the facts in which two steps differ have names", "[conformance]") {
  using Facts = std::set<std::string>;
  const std::vector<std::string> lines = {"= 0", "faults 0 0", "1: size 4 rss 2 anon 2 tables 3", "1: vma 0x1-0x2 rw-p rd",
                                          "1: page 0x10 P #1 x1"};
  const auto changed = [&lines](std::size_t i, const char* text) {
    std::vector<std::string> other = lines;
    other[i] = text;
    return differing_facts(lines, other);
  };
  CHECK(differing_facts(lines, lines).empty());
  CHECK(changed(0, "= -1 ENOMEM") == Facts{"result"});
  CHECK(changed(1, "faults 1 0") == Facts{"faults"});
  CHECK(changed(2, "1: size 4 rss 3 anon 2 shmem 1 tables 3") == Facts{"rss", "shmem"});
  CHECK(changed(3, "2: vma 0x1-0x2 rw-p rd") == Facts{"vma"});
  CHECK(changed(4, "1: page 0x10 P #2 x1") == Facts{"page"});
  CHECK(changed(0, "committed 4") == Facts{"committed", "result"});
}

TEST_CASE("Committed_AS differs only when the same wrong number comes again", "[conformance]") {
  const auto run = [](i64 live) { return std::vector<CommittedStep>{{4, live, true}, {0, 9, false}}; };
  CommittedCheck noisy, wrong;
  noisy.add(run(7));
  CHECK(noisy.unsteady() == std::vector<std::size_t>{0});
  noisy.add(run(5));
  CHECK(noisy.differing().empty());
  noisy.add(run(4));
  CHECK(noisy.unsteady().empty());
  for (i64 i = 0; i < 4; ++i) wrong.add(run(8));
  CHECK(wrong.differing() == std::vector<std::size_t>{0});
  CHECK(wrong.unsteady().empty());
}
