// Written scenarios, one file each.
#include <algorithm>
#include <cstdio>

#include "tests/conformance/conformance.h"
#include "tests/conformance/difference.h"
#include "tests/conformance/files.h"
#include "tests/conformance/recorded.h"

namespace pw {
namespace {

std::string area_of(const std::string& file) {
  const std::size_t name = file.rfind('/');
  if (name == std::string::npos) return ".";
  const std::size_t folder = file.rfind('/', name - 1);
  return file.substr(folder + 1, name - folder - 1);
}

std::string recorded_text(const RunResult& result, StepResult Step::*side) {
  std::vector<RecordedStep> steps;
  for (const Step& step : result.steps) steps.push_back(recorded_step(step.command, step.*side));
  return encode_recorded(steps);
}

// How often a scenario runs, and how many of its runs must agree with the kernel. Usually the first two do, and that is enough. If not, a
// process of somebody else may have been in the way, of scenarios about the batches more often.
struct Attempts {
  u32 most;
  u32 least_agreeing;
};
constexpr u32 kFirstAttempts = 2;
constexpr Attempts kSettled = {5, 4}, kUnsettled = {9, 5};

class WrittenRun {
 public:
  WrittenRun(const live::LiveHost* host, const std::string& file, WrittenMode mode) : host_(host), file_(file), mode_(mode) {}

  Tally run() {
    tally_.scenarios = 1;
    std::string text, why;
    if (!read_text(file_, &text)) {
      fail("cannot be read");
    } else if (!parse_scenario(file_, text, &scenario_, &why) || !parse_excuses(&why)) {
      fail(why);
    } else if (mode_ == WrittenMode::kRecorded) {
      run_with_recorded();
    } else {
      run_with_kernel();
    }
    print();
    return tally_;
  }

 private:
  void fail(const std::string& why) {
    tally_.failed = 1;
    notes_ += "  " + why + "\n";
  }

  bool parse_excuses(std::string* why) {
    std::string readme;
    if (!scenario_.diverges.empty()) read_text(PAGEWALK_SOURCE_DIR "/engine/README.md", &readme);
    const std::vector<std::string> entries = divergence_entries(readme);
    for (const std::string& text : scenario_.diverges) {
      excuses_.emplace_back();
      if (!parse_excuse(text, entries, &excuses_.back(), why)) return false;
    }
    return true;
  }

  RunOptions options() const {
    RunOptions options;
    options.keep_steps = true;
    options.has_live = mode_ != WrittenMode::kRecorded;
    options.stops_at_difference = excuses_.empty();
    return options;
  }

  // ---- one run -------------------------------------------------------------------------------------------------------------------
  struct Verdict {
    bool agrees = true;
    u64 excused = 0;  // steps
    std::set<std::string> seen;  // facts that differ in some step
    std::string notes;
  };

  static void object(const std::string& why, Verdict& verdict) {
    verdict.agrees = false;
    verdict.notes += "  " + why + "\n";
  }

  void judge_step(const std::set<std::string>& facts, const std::string& text, Verdict& verdict) const {
    if (facts.empty()) return;
    std::set<std::string> left = facts;
    for (const Excuse& excuse : excuses_) {
      for (const std::string& fact : excuse.facts) left.erase(fact);
    }
    if (left.empty()) ++verdict.excused;
    verdict.agrees = verdict.agrees && left.empty();
    verdict.seen.insert(facts.begin(), facts.end());
    verdict.notes += text;
  }

  // What an excuse names must be there, too: else it is out of date. Recorded answers have no committed sum.
  void judge_excuses(Verdict& verdict) const {
    for (const Excuse& excuse : excuses_) {
      for (const std::string& fact : excuse.facts) {
        const bool is_hidden = fact == "committed" && mode_ == WrittenMode::kRecorded;
        if (!is_hidden && verdict.seen.count(fact) == 0) object("`" + fact + "` does not differ: " + excuse.entry, verdict);
      }
    }
  }

  Verdict judge(const RunResult& result) const {
    Verdict verdict;
    if (!result.error.empty()) object(result.error, verdict);
    if (!result.failed_assert.empty()) object(result.failed_assert, verdict);
    for (const Step& step : result.steps) {
      if (step.engine == step.live) continue;
      judge_step(differing_facts(step_lines(step.engine), step_lines(step.live)), difference_text(step), verdict);
    }
    return verdict;
  }

  // ---- with the kernel -----------------------------------------------------------------------------------------------------------
  void run_with_kernel() {
    const Attempts attempts = scenario_.settles ? kSettled : kUnsettled;
    RunResult kept;
    Verdict good, bad;
    CommittedCheck check;
    u32 runs = 0, agreeing = 0;
    const auto is_clear = [&] { return runs >= kFirstAttempts && agreeing == runs && check.unsteady().empty(); };
    while (runs < attempts.most && !is_clear()) {
      RunResult result = run_scenario(host_, scenario_, options());
      Verdict verdict = judge(result);
      ++runs;
      agreeing += verdict.agrees ? 1 : 0;
      check.add(result.committed);
      if (verdict.agrees || agreeing == 0) kept = std::move(result);
      (verdict.agrees ? good : bad) = std::move(verdict);
    }
    tally_.count(kept);
    const bool passes = agreeing >= std::min(runs, attempts.least_agreeing);
    judge_committed(check, kept, good);
    judge_excuses(good);
    tally_.diverging = good.excused;
    notes_ += (passes ? good : bad).notes;
    if (!passes) return fail("differs in " + std::to_string(runs - agreeing) + " of " + std::to_string(runs) + " runs");
    if (!good.agrees) tally_.failed = 1;
    if (runs != agreeing) note_unsteady(runs, agreeing, bad);
    if (tally_.failed == 0) keep_or_check(recorded_text(kept, &Step::live));
  }

  void judge_committed(const CommittedCheck& check, const RunResult& result, Verdict& verdict) {
    tally_.moved(check.unsteady().size());
    for (const std::size_t i : check.differing()) {
      if (i < result.steps.size()) judge_step({"committed"}, difference_text(result.steps[i]), verdict);
    }
  }

  void note_unsteady(u32 runs, u32 agreeing, const Verdict& bad) {
    tally_.unsteady = 1;
    notes_ += "  unsteady: differs in " + std::to_string(runs - agreeing) + " of " + std::to_string(runs) + " runs\n" + bad.notes;
  }

  void keep_or_check(const std::string& text) {
    const std::string file = recorded_file(file_);
    if (file.empty()) return;
    std::string kept;
    if (mode_ == WrittenMode::kRecord) {
      if (!write_text(file, text)) fail(file + " cannot be written");
    } else if (!read_text(file, &kept) || kept != text) {
      fail(std::string("both sides agree, but ") + (kept.empty() ? "nothing is" : "other answers are") + " recorded: --record");
    }
  }

  // ---- with recorded answers -----------------------------------------------------------------------------------------------------
  void run_with_recorded() {
    const std::string file = recorded_file(file_);
    std::string text;
    std::vector<RecordedStep> recorded;
    if (file.empty() || !read_text(file, &text)) return fail("there are no recorded answers: run with --record on Linux 6.18");
    if (!decode_recorded(text, &recorded)) return fail(file + " is damaged: run with --record on Linux 6.18");
    const RunResult result = run_scenario(nullptr, scenario_, options());
    tally_.count(result);
    if (!result.error.empty()) return fail(result.error);
    if (!result.failed_assert.empty()) fail(result.failed_assert);
    compare_recorded(result, recorded);
  }

  void compare_recorded(const RunResult& result, const std::vector<RecordedStep>& recorded) {
    if (recorded.size() != result.steps.size()) return fail("the recorded answers are those of another script: run with --record");
    Verdict verdict;
    u64 differing = 0;
    for (std::size_t i = 0; i < recorded.size() && verdict.agrees; ++i) {
      const RecordedStep engine = recorded_step(result.steps[i].command, result.steps[i].engine);
      if (engine.command != recorded[i].command) return fail("the recorded answers are those of another script: run with --record");
      if (engine.lines == recorded[i].lines) continue;
      ++differing;
      const std::string text = "  " + engine.command + "\n" + side_by_side(engine.lines, recorded[i].lines, "engine", "recorded", 1);
      judge_step(differing_facts(engine.lines, recorded[i].lines), text, verdict);
    }
    judge_excuses(verdict);
    tally_.equal -= std::min(differing, tally_.equal);
    tally_.diverging = verdict.excused;
    notes_ += verdict.notes;
    if (!verdict.agrees) tally_.failed = 1;
  }

  void print() const {
    std::printf("%s %s (%llu steps, %llu facts)\n%s", tally_.failed == 0 ? "ok  " : "FAIL", file_.c_str(),
                static_cast<unsigned long long>(tally_.steps), static_cast<unsigned long long>(tally_.compared), notes_.c_str());
  }

  const live::LiveHost* host_;
  const std::string& file_;
  const WrittenMode mode_;
  Scenario scenario_;
  std::vector<Excuse> excuses_;
  Tally tally_;
  std::string notes_;
};

}  // namespace

std::map<std::string, Tally> run_written(const live::LiveHost* host, const std::vector<std::string>& files, WrittenMode mode) {
  std::map<std::string, Tally> areas;
  for (const std::string& file : files) areas[area_of(file)].add(WrittenRun(host, file, mode).run());
  return areas;
}

}  // namespace pw
