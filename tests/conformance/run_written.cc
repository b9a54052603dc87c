// Written scenarios, one file each.
#include <algorithm>
#include <cstdio>

#include "tests/conformance/conformance.h"
#include "tests/conformance/divergences.h"
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

class WrittenRun {
 public:
  WrittenRun(const live::LiveHost* host, const std::string& file, WrittenMode mode) : host_(host), file_(file), mode_(mode) {}

  Tally run() {
    tally_.scenarios = 1;
    std::string text, why;
    if (!read_text(file_, &text)) {
      fail("cannot be read");
    } else if (!parse_scenario(file_, text, &scenario_, &why)) {
      fail(why);
    } else if (!scenario_.diverges.empty() && !is_divergence(scenario_.diverges)) {
      fail("no DIVERGES entry of engine/README.md holds '" + scenario_.diverges + "'");
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

  RunOptions options() const {
    RunOptions options;
    options.keep_steps = true;
    options.has_live = mode_ != WrittenMode::kRecorded;
    options.stops_at_difference = scenario_.diverges.empty();
    return options;
  }

  // A process of somebody else may have been in the way, of scenarios about the batches more often: one run of some that agrees says
  // that the sides agree.
  void run_with_kernel() {
    const u32 attempts = scenario_.settles ? 2 : 8;
    RunResult result;
    for (u32 i = 0; i < attempts; ++i) {
      result = run_scenario(host_, scenario_, options());
      if (result.error.empty() && result.first_difference < 0) break;
    }
    judge(result);
    if (tally_.failed == 0) keep_or_check(recorded_text(result, &Step::live));
  }

  void judge(const RunResult& result) {
    tally_.count(result);
    if (!result.error.empty()) fail(result.error);
    if (!result.failed_assert.empty()) fail(result.failed_assert);
    const bool diverges = !scenario_.diverges.empty();
    if (diverges && result.first_difference < 0) fail("nothing differs: the line `# diverges:` is out of date");
    if (diverges) tally_.diverging = tally_.compared - tally_.equal;
    for (const Step& step : result.steps) {
      if (step.engine == step.live || result.first_difference < 0) continue;
      notes_ += difference_text(step);
      if (!diverges) tally_.failed = 1;
    }
  }

  void keep_or_check(const std::string& text) {
    const std::string file = recorded_file(file_);
    if (file.empty()) return;
    std::string kept;
    if (mode_ == WrittenMode::kRecord) {
      if (!write_text(file, text)) fail(file + " cannot be written");
    } else if (!read_text(file, &kept) || kept != text) {
      tally_.unrecorded = 1;
      notes_ += kept.empty() ? "  (not recorded yet: --record)\n" : "  (the recorded answers are others: --record)\n";
    }
  }

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
    u64 differing = 0;
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      const RecordedStep engine = recorded_step(result.steps[i].command, result.steps[i].engine);
      if (engine.command == recorded[i].command && engine.lines == recorded[i].lines) continue;
      ++differing;
      notes_ += "  " + engine.command + "\n" + side_by_side(engine.lines, recorded[i].lines, "engine", "recorded", 1);
      if (scenario_.diverges.empty()) break;
    }
    tally_.equal -= std::min(differing, tally_.equal);
    if (differing == 0) return;
    if (scenario_.diverges.empty()) tally_.failed = 1;
    tally_.diverging = scenario_.diverges.empty() ? 0 : differing;
  }

  void print() const {
    std::printf("%s %s (%llu steps, %llu facts)\n%s", tally_.failed == 0 ? "ok  " : "FAIL", file_.c_str(),
                static_cast<unsigned long long>(tally_.steps), static_cast<unsigned long long>(tally_.compared), notes_.c_str());
  }

  const live::LiveHost* host_;
  const std::string& file_;
  const WrittenMode mode_;
  Scenario scenario_;
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
