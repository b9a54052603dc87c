// Plays a lesson by its own solutions, as its learner would, and finds what is wrong with it: a setup that fails, a goal that is reached
// before anything was done for it, a solution that does not solve, a prediction without one right answer.
#include <map>
#include <set>

#include "engine/lesson/lesson.h"
#include "engine/shell/expr.h"

namespace pw {
namespace {

class Replay {
 public:
  Replay(const Lesson& lesson, const Prose* prose, const std::vector<GivenAnswer>& answers)
      : lesson_(lesson), prose_(prose), answers_(answers), language_(prose == nullptr ? "en" : prose->language) {}
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
  u32 check_options_of(const LessonPrediction& prediction, const PredictionProse* said);
  u32 check_wrongs_of(const LessonPrediction& prediction);
  const GivenAnswer* given_for(const LessonPrediction& prediction) const;
  u32 find_given(const LessonPrediction& prediction, const std::string& text) const;
  void say_why(const PredictionProse* said, const GivenAnswer& given, u32 chosen, u32 right);
  void note_events_in(const std::string& prose);
  void check_events();
  void check_answers();
  void take_values(const std::vector<LessonValue>& values);
  void check_before(const LessonGoal& goal);
  void check_after(const LessonGoal& goal);

  const Lesson& lesson_;
  const Prose* prose_;
  const std::vector<GivenAnswer>& answers_;
  const std::string language_;
  Shell shell_;
  std::set<std::string> happened_;              // functions of the kernel, since the lesson began
  std::map<std::string, std::string> named_;    // functions that the prose names, and in which step
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
  for (const std::string& name : event_names()) {
    if (prose_ == nullptr || happened_.count(name) > 0) continue;
    const Evaluated count = shell_.evaluate("events(\"" + name + "\") > 0");
    if (count.ok && is_true(count.value)) happened_.insert(name);
  }
}

void Replay::run_all(const std::vector<std::string>& commands, May may) {
  for (const std::string& command : commands) run(command, may);
  if (!commands.empty()) say("");
}

void Replay::take_values(const std::vector<LessonValue>& values) {
  for (const LessonValue& value : values) {
    const std::string text = value_of(shell_, value, language_);
    if (text.empty()) complain("the value `" + value.name + "` cannot be evaluated");
    values_.push_back({name_of(value, language_), text});
  }
}

// The row of the right option; as many as there are when none is.
u32 Replay::check_options_of(const LessonPrediction& prediction, const PredictionProse* said) {
  const std::vector<OptionState> states = check_options(shell_, prediction);
  u32 right = 0;
  u32 row = static_cast<u32>(states.size());
  for (u32 i = 0; i < states.size(); ++i) {
    const LessonOption& option = prediction.options[i];
    const std::string name = option.id.empty() ? option.expression : option.id;
    if (states[i].is_right) row = i;
    if (!states[i].problem.empty()) complain("option `" + name + "` of `" + prediction.id + "`: " + states[i].problem);
    right += states[i].is_right ? 1 : 0;
    const bool has_words = said != nullptr && !said->labels[i].empty();
    const std::string words = has_words ? fill_prose(said->labels[i], values_) : states[i].label.empty() ? name : states[i].label;
    say(std::string(states[i].is_right ? "  [x] " : "  [ ] ") + words);
  }
  say("");
  if (right != 1) complain("the prediction `" + prediction.id + "` has " + std::to_string(right) + " right options, not one");
  return row;
}

// Of what is typed or pointed at: there is an answer, and the wrong ones to expect are wrong, each in its own way.
u32 Replay::check_wrongs_of(const LessonPrediction& prediction) {
  const std::string answer = answer_text(shell_, prediction, prediction.answer);
  if (answer.empty()) complain("the answer of `" + prediction.id + "` cannot be evaluated");
  say("  [x] " + answer);
  std::set<std::string> seen = {answer};
  for (const LessonOption& option : prediction.options) {
    const std::string text = answer_text(shell_, prediction, option.expression);
    const std::string name = "the wrong answer `" + option.id + "` of `" + prediction.id + "`";
    if (text.empty()) complain(name + " cannot be evaluated");
    else if (text == answer) complain(name + " is right");
    else if (!seen.insert(text).second) complain(name + " is the same as another");
    say("  [ ] " + text);
  }
  say("");
  return static_cast<u32>(prediction.options.size()) + 1;
}

const GivenAnswer* Replay::given_for(const LessonPrediction& prediction) const {
  for (const GivenAnswer& given : answers_) {
    if (given.prediction == prediction.id) return &given;
  }
  return nullptr;
}

// The row of the option, or of the expected wrong answer, that the learner gave; one behind the last: another; two: the right one.
u32 Replay::find_given(const LessonPrediction& prediction, const std::string& text) const {
  const u32 count = static_cast<u32>(prediction.options.size());
  for (u32 i = 0; i < count; ++i) {
    const LessonOption& option = prediction.options[i];
    const bool is_it = prediction.asks == Asks::kChoice ? option.id == text : answer_text(shell_, prediction, option.expression) == text;
    if (is_it) return i;
  }
  return prediction.asks != Asks::kChoice && answer_text(shell_, prediction, prediction.answer) == text ? count + 1 : count;
}

void Replay::say_why(const PredictionProse* said, const GivenAnswer& given, u32 chosen, u32 right) {
  say("  " + given.text + ": " + (chosen == right ? "right" : "wrong"));
  const bool has_why = said != nullptr && chosen < said->whys.size() && !said->whys[chosen].empty();
  say(has_why ? "  " + fill_prose(said->whys[chosen], values_) + "\n" : "");
}

void Replay::note_events_in(const std::string& prose) {
  for (const std::string& name : event_names()) {
    if (prose.find("`" + name + "`") != std::string::npos) named_.insert({name, step_});
  }
}

// A function of the kernel that prose names runs in the lesson: the reader can look at it.
void Replay::check_events() {
  for (const auto& [name, step] : named_) {
    step_ = step;
    if (happened_.count(name) == 0) complain("the prose names `" + name + "`, which never runs in the lesson");
  }
}

void Replay::play_prediction(const LessonPrediction& prediction, const PredictionProse* said) {
  ++result_.predictions;
  if (said != nullptr) tell(said->question);
  // What is typed or pointed at is a place or a number of the machine as the learner sees it, before anything is revealed.
  const GivenAnswer* given = given_for(prediction);
  const bool is_choice = prediction.asks == Asks::kChoice;
  const std::string text = given == nullptr ? "" : is_choice ? given->text : answer_text(shell_, prediction, given->text);
  if (given != nullptr && text.empty()) complain("`" + given->text + "` is no answer to `" + prediction.id + "`");
  run_all(prediction.reveal, May::kFail);
  const u32 right = is_choice ? check_options_of(prediction, said) : check_wrongs_of(prediction);
  take_values(prediction.values);
  if (given != nullptr) say_why(said, *given, find_given(prediction, text), right);
  if (said == nullptr) return;
  tell(said->after);
  for (const std::string& why : said->whys) note_events_in(why);
  note_events_in(said->after);
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
  if (said == nullptr || said->done.empty()) return;
  tell(said->done);
  note_events_in(said->done);
}

void Replay::check_answers() {
  for (const GivenAnswer& given : answers_) {
    bool is_asked = false;
    for (const LessonStep& step : lesson_.steps) {
      for (const LessonPrediction& one : step.predictions) is_asked = is_asked || one.id == given.prediction;
    }
    if (!is_asked) result_.problems.push_back(lesson_.id + ": no prediction is called `" + given.prediction + "`");
  }
}

LessonReplay Replay::play() {
  if (prose_ != nullptr) say("# " + prose_->title + "\n\n" + prose_->summary + "\n");
  for (u32 i = 0; i < lesson_.steps.size(); ++i) play_step(lesson_.steps[i], prose_ == nullptr ? nullptr : &prose_->steps[i]);
  check_answers();
  check_events();
  return result_;
}

void add_lines(const std::vector<std::string>& commands, std::string* script) {
  for (const std::string& command : commands) *script += command + "\n";
}

}  // namespace

LessonReplay replay_lesson(const Lesson& lesson, const Prose* prose, const std::vector<GivenAnswer>& answers) {
  return Replay(lesson, prose, answers).play();
}

std::string script_to_card(const Lesson& lesson) {
  u32 index = 0;
  while (index + 1 < lesson.steps.size() && lesson.steps[index].id != lesson.card.step) ++index;
  const LessonStep& step = lesson.steps[index];
  std::string script = script_to_step(lesson, index);
  add_lines(step.setup, &script);
  const auto has_it = [&](const std::vector<LessonValue>& values) {
    for (const LessonValue& value : values) {
      if (value.name == lesson.card.value) return true;
    }
    return false;
  };
  bool is_there = has_it(step.values);
  for (u32 i = 0; i < step.predictions.size() && !is_there; ++i) {
    add_lines(step.predictions[i].reveal, &script);
    is_there = has_it(step.predictions[i].values);
  }
  return script;
}

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
