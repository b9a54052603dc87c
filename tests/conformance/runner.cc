// Deferred state: in Linux a new page waits in a batch of its CPU before it is on an LRU list, and the batch's reference decides between
// reuse and copy. Other programs of the machine drain batches at any time, so a comparison must not hang on it: both sides are drained
// after every step, the live one by the helper on its own CPU, the engine by `drain` in front of the next command (so that asserts still
// speak of the step itself), and a copy of the engine's state is drained for the look. `# settle: none` leaves the batches alone.
#include "tests/conformance/runner.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "engine/phys/phys.h"
#include "engine/shell/command.h"
#include "tests/conformance/difference.h"
#include "tests/conformance/engine_look.h"
#include "tests/conformance/live/committed.h"
#include "tests/conformance/live/look.h"
#include "tests/conformance/live/slot.h"
#include "tests/conformance/live/swap_devices.h"
#include "tests/conformance/live/verbs.h"
#include "tests/conformance/live/writeback.h"

namespace pw {
namespace {

u64 count_differing_lines(const Step& step) {
  std::vector<std::string> engine = step_lines(step.engine), live = step_lines(step.live), differing;
  std::sort(engine.begin(), engine.end());
  std::sort(live.begin(), live.end());
  std::set_symmetric_difference(engine.begin(), engine.end(), live.begin(), live.end(), std::back_inserter(differing));
  return differing.size();
}

// mlockall(MCL_CURRENT) holds the size of the whole address space against RLIMIT_MEMLOCK, and on the live side the helper is part of it.
bool is_near_lock_limit(const Kernel& k, const Command& command, const Bound& bound) {
  constexpr u32 kMclCurrent = 1;
  const bool asks = std::string(command.spec->name) == "mlockall" && (command.flags & kMclCurrent) != 0;
  if (!asks || !is_running(k, bound.pid)) return false;
  const Task& task = k.tasks[bound.pid];
  const u64 size = k.m.mms[task.mm].total_vm * kPageSize;
  const u64 limit = k.groups[task.group].limits.memlock.soft;
  return size <= limit && limit - size < live::kHelperBytes;
}

class Run {
 public:
  Run(const live::LiveHost* host, const Scenario& scenario, const RunOptions& options) : scenario_(scenario), options_(options) {
    if (!options.has_live) return;
    if (scenario.has_swap) swap_ = std::make_unique<live::SwapDevices>();
    machine_ = std::make_unique<live::LiveMachine>(*host, live::LiveOptions{scenario.settles, !scenario.settles, swap_.get()});
  }

  RunResult run() {
    if (swap_ != nullptr && !swap_->open(&result_.error)) return std::move(result_);
    if (machine_ != nullptr && !machine_->start(&result_.error)) return std::move(result_);
    set_up_swap();
    for (const std::string& command : scenario_.commands) {
      if (!run_command(command)) break;
    }
    return std::move(result_);
  }

 private:
  bool fail(const std::string& why) {
    result_.error = why;
    return false;
  }

  bool refuse(const std::string& why) {
    if (!options_.skips_refused) return fail(why);
    ++result_.refused;
    return true;
  }

  bool run_command(const std::string& text) {
    Command command;
    Parser parser(text, 0);
    if (!parser.parse_command(&command)) return refuse(text + ": " + parser.error().reason);
    if (is_logged(command)) return run_step(text, command);
    for (const Outcome& outcome : shell_.run_line(text)) {
      if (outcome.kind == Outcome::Kind::kSyntax) return fail(text + ": " + outcome.out);
      const bool is_first = outcome.kind == Outcome::Kind::kAssertFailed && result_.failed_assert.empty();
      if (is_first) result_.failed_assert = text + ": " + outcome.out;
    }
    if (std::string(command.spec->name) == "boot") apply_boot();
    return true;
  }

  // Read-ahead by clusters hangs on all that a machine ever read, so it is off at the start, on the live side as well.
  void set_up_swap() {
    if (scenario_.has_swap) shell_.run_line("sysctl vm.page-cluster=0");
  }

  // Of the boot options only the default action of SIGSEGV has a live form; children inherit it.
  void apply_boot() {
    set_up_swap();
    if (machine_ == nullptr) return;
    live::LiveCall call;
    call.op = live::kOpSignals;
    call.args[0] = shell_.boot().segv_kills ? 1 : 0;
    machine_->call(1, call);
  }

  // One command of the machine, on both sides.
  bool run_step(const std::string& text, const Command& command) {
    if (scenario_.settles && needs_drain_) shell_.run_line("drain");
    needs_drain_ = true;
    Bound bound;
    Outcome bad;
    if (!bind_operands(EvalEnv{shell_.session().state()}, command, &bound, &bad)) return fail(text + ": " + bad.out);
    if (is_near_lock_limit(shell_.session().state().kernel, command, bound)) {
      ++result_.near_limit;
      return options_.skips_refused || fail(text + ": the helper's own pages would decide");
    }
    const u64 committed = shell_.session().state().kernel.m.committed_pages;
    const std::vector<Outcome> outcomes = shell_.run_line(text);
    const Outcome& outcome = outcomes.front();
    if (outcome.kind == Outcome::Kind::kSyntax) return refuse(text + ": " + outcome.out);
    Step step;
    step.command = text;
    take_outcome(command.spec->name, outcome, &step.engine);
    step.engine.committed = static_cast<i64>(shell_.session().state().kernel.m.committed_pages - committed);
    look_at_settled_engine(&step.engine);
    // What a task faulted at its end nobody is left to tell; nor what the program faulted that execve replaced.
    step.engine.hides_faults = std::string(command.spec->name) == "execve";
    const bool is_gone = !is_running(shell_.session().state().kernel, outcome.pid);
    if (is_gone || step.engine.hides_faults) step.engine.minflt = step.engine.majflt = 0;
    if (machine_ != nullptr && !run_live_step(text, command, bound, &step)) return false;
    const bool renames = options_.names_are_live && !command.assign.empty() && step.live.kind == StepResult::Kind::kRet;
    if (renames) shell_.run_line(command.assign + " = print " + std::to_string(step.live.ret));
    return finish_step(command, std::move(step));
  }

  void look_at_settled_engine(StepResult* result) {
    const Kernel& kernel = shell_.session().state().kernel;
    if (!scenario_.settles) return look_at_engine(kernel, result);
    Kernel settled = kernel;
    Trace nobody;
    lru_add_drain_all(settled.m.phys, nobody);
    look_at_engine(settled, result);
  }

  bool run_live_step(const std::string& text, const Command& command, const Bound& bound, Step* step) {
    std::string why;
    // An execve that would kill pid 1 is the one that the engine refuses with EPERM. Linux would panic: nobody tries.
    const bool is_eperm = step->engine.kind == StepResult::Kind::kErrno && step->engine.error == static_cast<u32>(Errno::kEPERM);
    const bool kills_init = is_eperm && std::string(command.spec->name) == "execve";
    {
      const live::Turn turn;
      if (!kills_init && !live::run_live({*machine_, command, bound, bound.pid, 0}, &step->live, &why)) return fail(text + ": " + why);
    }
    live::settle_swap(*machine_, live_frames_);
    CommittedStep committed{step->engine.committed, 0, false};
    committed.is_known = machine_->take_committed(&committed.live);
    result_.committed.push_back(committed);
    step->live.committed = committed.live;
    step->live.has_committed = step->engine.has_committed = committed.is_known;
    step->engine.hides_result = step->live.kind == StepResult::Kind::kNothing;
    if (step->engine.hides_result) take_result_of(step->engine, &step->live);
    // Of a fatal signal only the number can be seen from outside.
    const bool is_fatal = step->live.kind == StepResult::Kind::kSignal && step->live.code == 0;
    if (is_fatal) {
      step->live.code = step->engine.code;
      step->live.at = step->engine.at;
      step->live.minflt = step->engine.minflt;
    }
    if (!live::look_at_live(*machine_, &step->live)) return fail(text + ": a live process is gone");
    for (ProcessFacts& process : step->live.processes) {
      process.tables_start = tables_start_.try_emplace(process.pid, process.tables).first->second;
    }
    if (swap_ != nullptr) keep_frames(step->live);
    hide_swap_cache(step->live, &step->engine);
    return true;
  }

  static void hide_swap_cache(const StepResult& live, StepResult* engine) {
    for (const ProcessFacts& asleep : live.processes) {
      for (ProcessFacts& process : engine->processes) {
        if (!asleep.hides_swap_cache || process.pid != asleep.pid) continue;
        for (PageFact& page : process.pages) page.marks &= static_cast<u16>(page.swap != 0 ? ~kMarkSwapcache : ~0);
      }
    }
  }

  void keep_frames(const StepResult& result) {
    live_frames_.clear();
    for (const ProcessFacts& process : result.processes) {
      for (const PageFact& page : process.pages) {
        if (page.frame != 0) live_frames_.push_back(page.frame);
      }
    }
  }

  // Nothing to compare of the result itself.
  static void take_result_of(const StepResult& from, StepResult* to) {
    to->kind = from.kind;
    to->pid = from.pid;
    to->ret = from.ret;
    to->error = from.error;
    to->signo = from.signo;
    to->code = from.code;
    to->at = from.at;
    to->answer = from.answer;
  }

  // A system call that took faults may have freed pages, too: what has an old number then may be a new page.
  bool finish_step(const Command& command, Step step) {
    const std::string verb = command.spec->name;
    const bool is_access = verb == "write" || verb == "read" || verb == "exec";
    const bool keeps = is_access || (step.engine.minflt == 0 && step.engine.majflt == 0);
    engine_names_.canonicalise(step.engine, keeps);
    live_names_.canonicalise(step.live, keeps);
    const bool is_equal = machine_ == nullptr || step.engine == step.live;
    const u64 facts = count_facts(step.engine);
    result_.facts += facts;
    result_.equal_facts += is_equal ? facts : facts - std::min(facts, count_differing_lines(step));
    for (std::size_t i = 0; i < skipped_facts().size(); ++i) result_.skipped[i] += skipped_facts()[i].count(step.engine);
    if (!is_equal && result_.first_difference < 0) result_.first_difference = static_cast<i64>(result_.machine_steps);
    ++result_.machine_steps;
    if (!options_.keep_steps) result_.steps.clear();
    result_.steps.push_back(std::move(step));
    return is_equal || !options_.stops_at_difference;
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  Shell shell_;
  std::unique_ptr<live::SwapDevices> swap_;  // goes after the processes whose pages it has
  std::unique_ptr<live::LiveMachine> machine_;
  std::vector<u64> live_frames_;             // mapped after the last step, under the kernel's numbers
  FrameNames engine_names_, live_names_;
  RunResult result_;
  std::map<Pid, i64> tables_start_;
  bool needs_drain_ = true;  // what the engine did at boot waits, too
};

}  // namespace

RunResult run_scenario(const live::LiveHost* host, const Scenario& scenario, const RunOptions& options) {
  return Run(host, scenario, options).run();
}

std::string difference_text(const Step& step) {
  return "  " + step.command + "\n" + side_by_side(compared_lines(step.engine), compared_lines(step.live), "engine", "live kernel", 1);
}

}  // namespace pw
