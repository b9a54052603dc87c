// Plays a lesson by its own solutions, as its learner would, and finds what is wrong with it: a setup that fails, a goal that is reached
// before anything was done for it, a solution that does not solve, a prediction without one right answer.
#include "engine/lesson/lesson.h"

namespace pw {
namespace {

class Replay {
 public:
  Replay(const Lesson& lesson, const Prose* prose) : lesson_(lesson), prose_(prose) {}
  LessonReplay play();

 private:
  enum class May : u8 { kNothing, kFail };  // a reveal may show a refusal or a signal

  void complain(const std::string& what) { result_.problems.push_back(lesson_.id + "/" + step_ + ": " + what); }
  void say(const std::string& line) { result_.transcript += line + "\n"; }
  void tell(const std::string& prose);
  void run(const std::string& command, May may);
  void run_all(const std::vector<std::string>& commands, May may);
  void play_step(const LessonStep& step, const StepProse* said);
  void play_prediction(const LessonPrediction& prediction, const PredictionProse* said);
  void check_options_of(const LessonPrediction& prediction, const PredictionProse* said);
  void take_values(const std::vector<LessonValue>& values);
  void check_before(const LessonGoal& goal);
  void check_after(const LessonGoal& goal);

  const Lesson& lesson_;
  const Prose* prose_;
  Shell shell_;
  std::string step_;
  std::vector<ShownValue> values_;  // of the step, as far as they are known
  LessonReplay result_;
};

// A step may be about getting a refusal or a signal; then a solution may end in one.
bool asks_for_refusal(const LessonStep& step) {
  for (const LessonGoal& goal : step.goals) {
    for (const char* what : {"errno()", "signal()"}) {
      if (goal.expression.find(what) != std::string::npos) return true;
    }
  }
  return false;
}

void Replay::tell(const std::string& prose) { say(fill_prose(prose, values_) + "\n"); }

void Replay::run(const std::string& command, May may) {
  for (const Outcome& outcome : shell_.run_line(command)) {
    say("    $ " + outcome.command);
    if (!outcome.out.empty()) say(outcome.out);
    const bool is_fine = outcome.kind == Outcome::Kind::kOk;
    const bool is_refusal = outcome.kind == Outcome::Kind::kErrno || outcome.kind == Outcome::Kind::kSignal;
    if (is_fine || (is_refusal && may == May::kFail)) continue;
    complain("`" + outcome.command + "` does not succeed: " + outcome.out);
  }
}

void Replay::run_all(const std::vector<std::string>& commands, May may) {
  for (const std::string& command : commands) run(command, may);
  if (!commands.empty()) say("");
}

void Replay::take_values(const std::vector<LessonValue>& values) {
  for (const LessonValue& value : values) {
    const std::string text = value_of(shell_, value);
    if (text.empty()) complain("the value `" + value.name + "` cannot be evaluated");
    values_.push_back({value.name, text});
  }
}

void Replay::check_options_of(const LessonPrediction& prediction, const PredictionProse* said) {
  const std::vector<OptionState> states = check_options(shell_, prediction);
  u32 right = 0;
  for (u32 i = 0; i < states.size(); ++i) {
    const LessonOption& option = prediction.options[i];
    const std::string name = option.id.empty() ? option.expression : option.id;
    if (!states[i].problem.empty()) complain("option `" + name + "` of `" + prediction.id + "`: " + states[i].problem);
    right += states[i].is_right ? 1 : 0;
    const bool has_words = said != nullptr && !said->labels[i].empty();
    say(std::string(states[i].is_right ? "  [x] " : "  [ ] ") + (has_words ? fill_prose(said->labels[i], values_) : name));
  }
  say("");
  if (right != 1) complain("the prediction `" + prediction.id + "` has " + std::to_string(right) + " right options, not one");
}

void Replay::play_prediction(const LessonPrediction& prediction, const PredictionProse* said) {
  ++result_.predictions;
  if (said != nullptr) tell(said->question);
  run_all(prediction.reveal, May::kFail);
  check_options_of(prediction, said);
  take_values(prediction.values);
  if (said != nullptr) tell(said->after);
}

void Replay::check_before(const LessonGoal& goal) {
  ++result_.goals;
  const bool is_met = check_condition(shell_, goal.expression).is_met;
  if (goal.is_kept && !is_met) complain("`" + goal.id + "` is to be kept and does not hold before the solution");
  if (!goal.is_kept && is_met) complain("the goal `" + goal.id + "` is reached before anything was done for it");
}

void Replay::check_after(const LessonGoal& goal) {
  const ConditionState state = check_condition(shell_, goal.expression);
  say(std::string("  ") + (goal.is_kept ? "kept: " : "goal: ") + goal.expression + (state.is_met ? "" : " - NOT REACHED"));
  if (state.is_met) return;
  std::string what = "the solution does not reach `" + goal.id + "`";
  if (!state.problem.empty()) what += ": " + state.problem;
  for (const Missing& missing : state.missing) what += "; " + missing.what + " is " + missing.now + ", wanted " + missing.wanted;
  complain(what);
}

void Replay::play_step(const LessonStep& step, const StepProse* said) {
  ++result_.steps;
  step_ = step.id;
  values_.clear();
  say("## " + (said == nullptr ? step.id : said->title) + "\n");
  if (step.is_fresh) run(lesson_.boot, May::kNothing);
  if (!step.needs.empty() && !check_condition(shell_, step.needs).is_met) complain("what it needs does not hold: " + step.needs);
  run_all(step.setup, May::kNothing);
  take_values(step.values);
  if (said != nullptr) tell(said->body);
  for (u32 i = 0; i < step.predictions.size(); ++i) play_prediction(step.predictions[i], said == nullptr ? nullptr : &said->predictions[i]);
  for (const LessonGoal& goal : step.goals) check_before(goal);
  for (u32 i = 0; said != nullptr && i < step.goals.size(); ++i) tell("* " + said->goals[i]);
  run_all(step.solution, asks_for_refusal(step) ? May::kFail : May::kNothing);
  for (const LessonGoal& goal : step.goals) check_after(goal);
  if (!step.goals.empty()) say("");
  if (said != nullptr && !said->done.empty()) tell(said->done);
}

LessonReplay Replay::play() {
  if (prose_ != nullptr) say("# " + prose_->title + "\n\n" + prose_->summary + "\n");
  for (u32 i = 0; i < lesson_.steps.size(); ++i) play_step(lesson_.steps[i], prose_ == nullptr ? nullptr : &prose_->steps[i]);
  return result_;
}

void add_lines(const std::vector<std::string>& commands, std::string* script) {
  for (const std::string& command : commands) *script += command + "\n";
}

}  // namespace

LessonReplay replay_lesson(const Lesson& lesson, const Prose* prose) { return Replay(lesson, prose).play(); }

std::string script_to_step(const Lesson& lesson, u32 index) {
  const u32 count = static_cast<u32>(lesson.steps.size());
  const u32 end = index < count ? index : count - 1;
  u32 first = end;
  while (first > 0 && !lesson.steps[first].is_fresh) --first;
  std::string script = lesson.boot + "\n";
  for (u32 i = first; i < end; ++i) {
    add_lines(lesson.steps[i].setup, &script);
    for (const LessonPrediction& prediction : lesson.steps[i].predictions) add_lines(prediction.reveal, &script);
    add_lines(lesson.steps[i].solution, &script);
  }
  return script;
}

}  // namespace pw
