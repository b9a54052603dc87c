// Reads a behaviour file: one keyword a line, `step` and `predict` open what the lines after them belong to.
//
// The table below is the whole grammar; what a keyword means is one small function each. Expressions and commands are parsed here
// already, by the shell's own parsers, so that a slip is found with its line when the file is read and not when a learner gets there.
#include <algorithm>
#include <set>

#include "engine/lesson/condition.h"
#include "engine/lesson/lesson.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

class LessonParser {
 public:
  LessonParser(const std::string& file, Lesson* lesson, LessonError* error) : file_(file), lesson_(lesson), error_(error) {}
  bool parse(const std::vector<LessonLine>& lines);

 private:
  using Handler = bool (LessonParser::*)(const std::string& rest);
  enum class Place : u8 { kHead, kStep, kPredict };
  struct Keyword {
    const char* name;
    Place place;  // where it may stand; kStep also ends a prediction
    Handler handler;
    bool repeats = false;  // of the head, more than once
  };
  static const std::vector<Keyword>& keywords();

  bool fail(const std::string& reason) { return fail_at(line_, reason); }
  bool fail_at(u32 line, const std::string& reason) {
    *error_ = {file_, line, reason};
    return false;
  }
  // The reason is `before` + name + `behind`: put together here, once, since the page loads every copy of it.
  bool fail_on(const char* before, const std::string& name, const char* behind) { return fail_on_at(line_, before, name, behind); }
  [[gnu::noinline]] bool fail_on_at(u32 line, const char* before, const std::string& name, const char* behind) {
    return fail_at(line, before + name + behind);
  }
  bool parse_line(const LessonLine& line);
  bool refuse_place(const Keyword& keyword);
  bool finish_step();
  bool finish_prediction();
  bool finish();

  bool check_expression(const std::string& text);
  bool check_command(const std::string& text);
  bool take_id(const std::string& text, const char* what, std::set<std::string>* taken);
  bool take_number(const std::string& text, u32 max, u32* number);
  bool add_command(const std::string& text, std::vector<std::string>* commands);
  bool add_value(const std::string& rest, Shown shown);
  bool take_names(const std::string& rest, const char* what, std::vector<std::string>* names);
  bool take_questions(const std::string& rest, std::vector<std::string>* questions);
  bool take_view(const std::string& rest, std::string* view);
  bool take_flag(const std::string& rest, const char* name, bool* flag);
  bool ask_for(Asks asks);
  bool add_option(const LessonOption& option);
  bool finish_card();
  bool add_goal(const std::string& rest, bool is_kept);
  bool set_once(const std::string& text, std::string* field);

  bool on_lesson(const std::string& rest);
  bool on_track(const std::string& rest) { return take_number(rest, kMaxTrack, &lesson_->track); }
  bool on_minutes(const std::string& rest) { return take_number(rest, kMaxMinutes, &lesson_->minutes); }
  bool on_answers(const std::string& rest) { return take_questions(rest, &lesson_->questions); }
  bool on_tells(const std::string& rest) { return take_questions(rest, &lesson_->told); }
  bool on_after(const std::string& rest) { return take_names(rest, "lesson", &lesson_->after); }
  bool on_words_needed(const std::string& rest) { return take_names(rest, "word", &lesson_->words_needed); }
  bool on_words_new(const std::string& rest) { return take_names(rest, "word", &lesson_->words_new); }
  bool on_home(const std::string& rest);
  bool on_card(const std::string& rest);
  bool on_boot(const std::string& rest);
  bool on_step(const std::string& rest);
  bool on_fresh(const std::string& rest);
  bool on_needs(const std::string& rest) { return set_once(rest, &step().needs) && check_expression(rest); }
  bool on_setup(const std::string& rest);
  bool on_front(const std::string& rest);
  bool on_puzzle(const std::string& rest) { return take_flag(rest, "puzzle", &step().is_puzzle); }
  bool on_value(const std::string& rest) { return add_value(rest, Shown::kDecimal); }
  bool on_hex(const std::string& rest) { return add_value(rest, Shown::kHex); }
  bool on_size(const std::string& rest) { return add_value(rest, Shown::kSize); }
  bool on_spelled(const std::string& rest) { return add_value(rest, Shown::kSpelled); }
  bool on_predict(const std::string& rest);
  bool on_reveal(const std::string& rest) { return add_command(rest, &prediction().reveal); }
  bool on_answer(const std::string& rest);
  bool on_typed(const std::string& rest);
  bool on_point(const std::string& rest);
  bool on_coin(const std::string& rest) { return take_flag(rest, "coin", &prediction().is_coin); }
  bool on_option(const std::string& rest);
  bool on_wrong(const std::string& rest);
  bool on_goal(const std::string& rest) { return add_goal(rest, false); }
  bool on_keep(const std::string& rest) { return add_goal(rest, true); }
  bool on_hints(const std::string& rest) { return take_number(rest, kMaxHints, &step().hints); }
  bool on_solve(const std::string& rest) { return add_command(rest, &step().solution); }

  LessonStep& step() { return lesson_->steps.back(); }
  LessonPrediction& prediction() { return step().predictions.back(); }

  const std::string& file_;
  Lesson* lesson_;
  LessonError* error_;
  Place place_ = Place::kHead;
  u32 line_ = 0;
  std::set<std::string> seen_in_head_;
  std::set<std::string> step_ids_;
  std::set<std::string> part_ids_;    // predictions, goals and values of the step
  std::set<std::string> option_ids_;
  std::set<std::string> home_ids_;
};

const std::vector<LessonParser::Keyword>& LessonParser::keywords() {
  static const std::vector<Keyword> rows = {
      {"lesson", Place::kHead, &LessonParser::on_lesson},     {"track", Place::kHead, &LessonParser::on_track},
      {"minutes", Place::kHead, &LessonParser::on_minutes},   {"answers", Place::kHead, &LessonParser::on_answers},
      {"boot", Place::kHead, &LessonParser::on_boot},         {"after", Place::kHead, &LessonParser::on_after},
      {"tells", Place::kHead, &LessonParser::on_tells},       {"words-needed", Place::kHead, &LessonParser::on_words_needed},
      {"words-new", Place::kHead, &LessonParser::on_words_new},
      {"home", Place::kHead, &LessonParser::on_home, true},   {"card", Place::kHead, &LessonParser::on_card},
      {"step", Place::kStep, &LessonParser::on_step},         {"front", Place::kStep, &LessonParser::on_front},
      {"puzzle", Place::kStep, &LessonParser::on_puzzle},     {"size", Place::kStep, &LessonParser::on_size},
      {"spelled", Place::kStep, &LessonParser::on_spelled},   {"typed", Place::kPredict, &LessonParser::on_typed},
      {"point", Place::kPredict, &LessonParser::on_point},    {"coin", Place::kPredict, &LessonParser::on_coin},
      {"wrong", Place::kPredict, &LessonParser::on_wrong},
      {"fresh", Place::kStep, &LessonParser::on_fresh},       {"needs", Place::kStep, &LessonParser::on_needs},
      {"setup", Place::kStep, &LessonParser::on_setup},       {"value", Place::kStep, &LessonParser::on_value},
      {"hex", Place::kStep, &LessonParser::on_hex},           {"predict", Place::kStep, &LessonParser::on_predict},
      {"reveal", Place::kPredict, &LessonParser::on_reveal},  {"answer", Place::kPredict, &LessonParser::on_answer},
      {"option", Place::kPredict, &LessonParser::on_option},  {"goal", Place::kStep, &LessonParser::on_goal},
      {"keep", Place::kStep, &LessonParser::on_keep},         {"hints", Place::kStep, &LessonParser::on_hints},
      {"solve", Place::kStep, &LessonParser::on_solve},
  };
  return rows;
}

bool LessonParser::parse(const std::vector<LessonLine>& lines) {
  for (const LessonLine& line : lines) {
    if (!parse_line(line)) return false;
  }
  return finish();
}

bool LessonParser::parse_line(const LessonLine& line) {
  const std::string text = trim(line.text);
  if (text.empty() || text[0] == '#') return true;
  line_ = line.number;
  std::string rest;
  const std::string word = take_word(text, &rest);
  std::vector<std::string> names;
  for (const Keyword& keyword : keywords()) {
    names.push_back(keyword.name);
    if (word != keyword.name) continue;
    return refuse_place(keyword) && (this->*keyword.handler)(rest);
  }
  const std::string hint = did_you_mean(word, names);
  return fail("`" + word + "` is no keyword of a lesson" + (hint.empty() ? "" : "; " + hint));
}

// A line of the head cannot come after a step, nor a line of a prediction without one; what belongs to the step ends a prediction, except
// values, which belong to the prediction they stand in.
bool LessonParser::refuse_place(const Keyword& keyword) {
  const std::string name = keyword.name;
  if (keyword.place == Place::kHead) {
    if (place_ != Place::kHead) return fail_on("`", name, "` belongs in front of the first step");
    return seen_in_head_.insert(name).second || keyword.repeats || fail_on("`", name, "` is there twice");
  }
  if (name == "step") return true;
  if (place_ == Place::kHead) return fail_on("`", name, "` belongs into a step: `step ID` opens one");
  if (keyword.place == Place::kPredict && place_ != Place::kPredict) return fail_on("`", name, "` belongs under a `predict ID`");
  return true;
}

// ---- pieces ----------------------------------------------------------------------------------------------------------------------
bool LessonParser::check_expression(const std::string& text) {
  Expr expr;
  Diagnostic error;
  if (text.empty()) return fail("an expression is missing");
  if (parse_whole_expression(text, &expr, &error)) return true;
  return fail("in the expression `" + text + "`: " + error.reason + (error.hint.empty() ? "" : "; " + error.hint));
}

// One command of the machine, or one that looks. What moves in time or boots would take the step from under the learner.
bool LessonParser::check_command(const std::string& text) {
  if (text.empty()) return fail("a command is missing");
  Parser parser(text, 0);
  Command command;
  if (!parser.parse_command(&command)) {
    const Diagnostic& why = parser.error();
    return fail("in the command `" + text + "`: " + why.reason + (why.hint.empty() ? "" : "; " + why.hint));
  }
  if (parser.lexer().next_column() < text.size()) return fail("one command a line");
  const bool moves_in_time = command.spec != nullptr && command.spec->session != nullptr;
  return !moves_in_time || fail("`" + std::string(command.spec->name) + "` cannot be part of a lesson");
}

bool LessonParser::take_id(const std::string& text, const char* what, std::set<std::string>* taken) {
  if (!is_lesson_id(text)) return fail("`" + text + "` is no name for a " + what + ": small letters and digits, joined by `-`");
  return taken->insert(text).second || fail(std::string("the ") + what + " `" + text + "` is there twice, or its name is taken");
}

bool LessonParser::take_number(const std::string& text, u32 max, u32* number) {
  const std::string range = "expected a number from 1 to " + std::to_string(max);
  if (text.empty() || text.size() > 6) return fail(range);
  u32 value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return fail(range);
    value = value * 10 + static_cast<u32>(c - '0');
  }
  *number = value;
  return (value >= 1 && value <= max) || fail(range);
}

bool LessonParser::add_command(const std::string& text, std::vector<std::string>* commands) {
  if (commands->size() >= kMaxStepCommands) return fail("too many commands: at most " + std::to_string(kMaxStepCommands));
  commands->push_back(text);
  return check_command(text);
}

bool LessonParser::set_once(const std::string& text, std::string* field) {
  if (!field->empty()) return fail("this is there twice");
  *field = text;
  return true;
}

bool LessonParser::take_names(const std::string& rest, const char* what, std::vector<std::string>* names) {
  std::set<std::string> taken;
  *names = split_words(rest);
  for (const std::string& name : *names) {
    std::string id = name;  // ids of the glossary have `_` as well
    for (char& c : id) c = c == '_' ? '-' : c;
    if (!is_lesson_id(id)) return fail("`" + name + "` is no name of a " + what);
    if (!taken.insert(name).second) return fail(std::string("the ") + what + " `" + name + "` is there twice");
  }
  if (names->size() > kMaxNames) return fail("too many names: at most " + std::to_string(kMaxNames));
  return !names->empty() || fail(std::string("expected names of ") + what + "s");
}

bool LessonParser::take_view(const std::string& rest, std::string* view) {
  static const std::vector<std::string> kViews = {"spaces", "tables", "rmap", "tree", "limits", "swap",
                                                  "lists",  "life",   "pressure", "memory", "what"};
  if (std::find(kViews.begin(), kViews.end(), rest) == kViews.end()) {
    const std::string hint = did_you_mean(rest, kViews);
    return fail("`" + rest + "` is no view of the page" + (hint.empty() ? "" : "; " + hint));
  }
  *view = rest;
  return true;
}

bool LessonParser::take_flag(const std::string& rest, const char* name, bool* flag) {
  *flag = true;
  return rest.empty() || fail(std::string("`") + name + "` stands alone");
}

// ---- the head --------------------------------------------------------------------------------------------------------------------
bool LessonParser::on_lesson(const std::string& rest) {
  if (!is_lesson_id(rest)) return fail_on("`", rest, "` is no name for a lesson: small letters and digits, joined by `-`");
  lesson_->id = rest;
  return true;
}

bool LessonParser::take_questions(const std::string& rest, std::vector<std::string>* questions) {
  std::set<std::string> taken;
  for (const std::string& word : split_words(rest)) {
    bool ok = word.size() >= 2 && word.size() <= 4 && word[0] == 'Q';
    for (u32 i = 1; i < word.size(); ++i) ok = ok && word[i] >= '0' && word[i] <= '9';
    if (!ok) return fail_on("`", word, "` is no question: Q1, Q2 …");
    if (!taken.insert(word).second) return fail_on("the question ", word, " is there twice");
    if (taken.size() > kMaxQuestions) return fail("too many questions: at most " + std::to_string(kMaxQuestions));
    questions->push_back(word);
  }
  return !questions->empty() || fail("expected questions: Q1, Q2 …");
}

// `home NAME`, or `home NAME untried`.
bool LessonParser::on_home(const std::string& rest) {
  LessonHome home;
  std::string mark;
  home.id = take_word(rest, &mark);
  home.line = line_;
  home.is_untried = mark == "untried";
  if (!mark.empty() && !home.is_untried) return fail("expected `home NAME` or `home NAME untried`");
  lesson_->homes.push_back(home);
  if (lesson_->homes.size() > kMaxPartsOfAKind) return fail("too many: at most " + std::to_string(kMaxPartsOfAKind));
  return take_id(home.id, "home", &home_ids_);
}

// `card VIEW STEP VALUE`; that step and value come later.
bool LessonParser::on_card(const std::string& rest) {
  const std::vector<std::string> words = split_words(rest);
  if (words.size() != 3) return fail("expected `card VIEW STEP VALUE`");
  lesson_->card = {"", words[1], words[2], line_};
  return take_view(words[0], &lesson_->card.view);
}

bool LessonParser::on_boot(const std::string& rest) {
  lesson_->boot = rest.empty() ? "boot" : "boot " + rest;
  const Shell::ParsedScript script = Shell::parse_script(lesson_->boot);
  if (script.error.empty()) return true;
  return fail("in the boot line: " + script.error.substr(0, script.error.find('\n')));
}

// ---- a step ----------------------------------------------------------------------------------------------------------------------
bool LessonParser::on_step(const std::string& rest) {
  if (!finish_step()) return false;
  if (lesson_->steps.size() >= kMaxSteps) return fail("too many steps: at most " + std::to_string(kMaxSteps));
  if (rest == "card" || rest == "home") return fail_on("`", rest, "` is a section of the prose, and no name for a step");
  if (!take_id(rest, "step", &step_ids_)) return false;
  lesson_->steps.emplace_back();
  step().id = rest;
  step().line = line_;
  step().is_fresh = lesson_->steps.size() == 1;
  part_ids_.clear();
  place_ = Place::kStep;
  return true;
}

bool LessonParser::on_fresh(const std::string& rest) {
  step().is_fresh = true;
  return rest.empty() || fail("`fresh` stands alone");
}

bool LessonParser::on_setup(const std::string& rest) {
  if (!step().predictions.empty() || !step().goals.empty()) return fail("`setup` comes in front of predictions and goals");
  return add_command(rest, &step().setup);
}

bool LessonParser::on_front(const std::string& rest) { return set_once(rest, &step().front) && take_view(rest, &step().front); }

bool LessonParser::add_value(const std::string& rest, Shown shown) {
  LessonValue value;
  value.name = take_word(rest, &value.expression);
  value.shown = shown;
  value.line = line_;
  if (!take_id(value.name, "value", &part_ids_) || !check_expression(value.expression)) return false;
  std::vector<LessonValue>& values = place_ == Place::kPredict ? prediction().values : step().values;
  values.push_back(value);
  return values.size() <= kMaxPartsOfAKind || fail("too many values: at most " + std::to_string(kMaxPartsOfAKind));
}

bool LessonParser::on_predict(const std::string& rest) {
  if (!finish_prediction()) return false;
  if (!step().goals.empty()) return fail("predictions come in front of goals");
  if (step().predictions.size() >= kMaxPartsOfAKind) return fail("too many predictions: at most " + std::to_string(kMaxPartsOfAKind));
  if (!take_id(rest, "prediction", &part_ids_)) return false;
  step().predictions.emplace_back();
  prediction().id = rest;
  prediction().line = line_;
  option_ids_.clear();
  place_ = Place::kPredict;
  return true;
}

bool LessonParser::on_answer(const std::string& rest) {
  if (!prediction().options.empty()) return fail("`answer` comes in front of the options");
  return set_once(rest, &prediction().answer) && check_expression(rest);
}

bool LessonParser::ask_for(Asks asks) {
  const LessonPrediction& now = prediction();
  if (now.asks != Asks::kChoice) return fail("how the answer is given is there twice");
  if (!now.options.empty()) return fail("how the answer is given stands in front of the answers");
  prediction().asks = asks;
  return true;
}

bool LessonParser::on_typed(const std::string& rest) {
  return rest.empty() ? ask_for(Asks::kNumber) : fail("`typed` stands alone");
}

bool LessonParser::on_point(const std::string& rest) {
  static const std::vector<std::string> kThings = {"area", "entry", "frame", "anon-vma"};  // in the order of Thing
  for (u32 i = 0; i < kThings.size(); ++i) {
    if (kThings[i] != rest) continue;
    prediction().thing = static_cast<Thing>(i);
    return ask_for(Asks::kThing);
  }
  return fail_on("`", rest, "` cannot be pointed at: area, entry, frame, anon-vma");
}

// `option wrote: EXPR`; with an `answer` before it the name may be left out.
bool LessonParser::on_option(const std::string& rest) {
  LessonOption option;
  option.line = line_;
  option.expression = rest;
  const std::size_t colon = rest.find(':');
  if (prediction().asks != Asks::kChoice) return fail("what is typed or pointed at has no options: `wrong NAME: EXPR`");
  if (colon == std::string::npos && prediction().answer.empty()) {
    return fail("expected `option NAME: CONDITION`, or an `answer` in front of the options");
  }
  if (colon == std::string::npos) {
    return option_ids_.insert(rest).second ? add_option(option) : fail_on("the option `", rest, "` is there twice");
  }
  option.id = trim(rest.substr(0, colon));
  option.expression = trim(rest.substr(colon + 1));
  return take_id(option.id, "option", &option_ids_) && add_option(option);
}

// `wrong NAME: EXPR`: an answer to expect of who types or points.
bool LessonParser::on_wrong(const std::string& rest) {
  LessonOption option;
  option.line = line_;
  const std::size_t colon = rest.find(':');
  if (prediction().asks == Asks::kChoice) return fail("`wrong` belongs to what is typed or pointed at: `typed` or `point` in front of it");
  if (prediction().answer.empty()) return fail("`answer` comes in front of the wrong ones");
  if (colon == std::string::npos) return fail("expected `wrong NAME: EXPR`");
  option.id = trim(rest.substr(0, colon));
  option.expression = trim(rest.substr(colon + 1));
  if (option.id == "other") return fail("`other` is for all answers that have no name");
  return take_id(option.id, "wrong answer", &option_ids_) && add_option(option);
}

bool LessonParser::add_option(const LessonOption& option) {
  prediction().options.push_back(option);
  if (prediction().options.size() > kMaxOptions) return fail("too many options: at most " + std::to_string(kMaxOptions));
  return check_expression(option.expression);
}

bool LessonParser::add_goal(const std::string& rest, bool is_kept) {
  if (!finish_prediction()) return false;
  LessonGoal goal;
  goal.id = take_word(rest, &goal.expression);
  goal.is_kept = is_kept;
  goal.line = line_;
  place_ = Place::kStep;
  if (!take_id(goal.id, "goal", &part_ids_) || !check_expression(goal.expression)) return false;
  step().goals.push_back(goal);
  return step().goals.size() <= kMaxPartsOfAKind || fail("too many goals: at most " + std::to_string(kMaxPartsOfAKind));
}

// ---- ends ------------------------------------------------------------------------------------------------------------------------
bool LessonParser::finish_prediction() {
  if (lesson_->steps.empty() || step().predictions.empty()) return true;
  const LessonPrediction& last = prediction();
  if (last.reveal.empty()) return fail_on_at(last.line, "the prediction `", last.id, "` has no `reveal`: nothing would show the answer");
  if (last.asks == Asks::kChoice && last.options.size() < 2) {
    return fail_on_at(last.line, "the prediction `", last.id, "` needs two options or more");
  }
  return last.asks == Asks::kChoice || !last.answer.empty() || fail_on_at(last.line, "the prediction `", last.id, "` has no `answer`");
}

bool LessonParser::finish_step() {
  if (lesson_->steps.empty()) return true;
  if (!finish_prediction()) return false;
  bool has_goal = false;
  for (const LessonGoal& goal : step().goals) has_goal = has_goal || !goal.is_kept;
  const u32 line = step().line;
  if (has_goal && step().solution.empty()) return fail_on_at(line, "the step `", step().id, "` has goals and no `solve`");
  if (!has_goal && !step().solution.empty()) return fail_on_at(line, "the step `", step().id, "` has a solution and no goal");
  if (!has_goal && !step().goals.empty()) return fail_on_at(line, "the step `", step().id, "` keeps a condition and has no goal");
  if (!has_goal && step().hints > 0) return fail_on_at(line, "the step `", step().id, "` has hints and no goal");
  return true;
}

// The card's figure is a value of the step that it names, the step's own or one of its predictions'.
bool LessonParser::finish_card() {
  const LessonCard& card = lesson_->card;
  if (card.line == 0) return true;
  for (const LessonValue* value : values_of_card(*lesson_)) {
    if (value->name == card.value) return true;
  }
  return fail_at(card.line, "the step `" + card.step + "` has no value `" + card.value + "`, or is not there");
}

bool LessonParser::finish() {
  if (!finish_step() || !finish_card()) return false;
  for (const char* name : {"lesson", "track", "answers", "boot"}) {
    if (seen_in_head_.count(name) == 0) return fail_at(1, std::string("`") + name + "` is missing");
  }
  return !lesson_->steps.empty() || fail_at(1, "there is no step");
}

}  // namespace

std::vector<const LessonValue*> values_of(const LessonStep& step, u32 predictions) {
  std::vector<const LessonValue*> values;
  for (const LessonValue& value : step.values) values.push_back(&value);
  for (u32 i = 0; i < predictions; ++i) {
    for (const LessonValue& value : step.predictions[i].values) values.push_back(&value);
  }
  return values;
}

std::vector<const LessonValue*> values_of_card(const Lesson& lesson) {
  for (const LessonStep& step : lesson.steps) {
    if (step.id == lesson.card.step) return values_of(step, static_cast<u32>(step.predictions.size()));
  }
  return {};
}

bool parse_lesson(const std::string& file, const std::string& text, Lesson* lesson, LessonError* error) {
  *lesson = Lesson();
  *error = LessonError();
  std::vector<LessonLine> lines;
  return split_lesson_lines(file, text, &lines, error) && LessonParser(file, lesson, error).parse(lines);
}

}  // namespace pw
