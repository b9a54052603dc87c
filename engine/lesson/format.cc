// The format: what keeps a lesson short, answered and done rather than read. A draft is not held to it
// yet; who only reads lessons, as the page does, does not ask.
#include <algorithm>
#include <set>

#include "engine/base/utf8.h"
#include "engine/lesson/lesson.h"

namespace pw {
namespace {

constexpr u32 kFewestSteps = 3;
constexpr u32 kMostSteps = 4;
constexpr u32 kFewestOptions = 3;
constexpr u32 kFewestWrong = 2;   // of numbers; of what is pointed at one will do, since there is less to confuse
constexpr u32 kFewestMinutes = 5;
constexpr u32 kMostMinutes = 10;
// Seconds: a prediction is thought about, a command is tried.
constexpr u32 kPredictionSeconds = 20;
constexpr u32 kCommandSeconds = 30;

// How a language is read: words of English, characters of Chinese.
struct Pace {
  u32 a_minute;
  u32 before_first_click;
  u32 between_clicks;
};
Pace pace_of(const std::string& language) { return language == "zh" ? Pace{250, 100, 200} : Pace{150, 60, 120}; }

bool has_goal(const LessonStep& step) {
  return std::any_of(step.goals.begin(), step.goals.end(), [](const LessonGoal& goal) { return !goal.is_kept; });
}

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// ---- the behaviour ---------------------------------------------------------------------------------------------------------------
class BehaviourCheck {
 public:
  BehaviourCheck(const std::string& file, const Lesson& lesson) : file_(file), lesson_(lesson) {}
  LessonError run() {
    check_head();
    check_steps();
    for (const LessonStep& step : lesson_.steps) {
      for (const LessonPrediction& one : step.predictions) check_prediction(one);
    }
    return error_;
  }

 private:
  void refuse_unless(bool ok, u32 line, const std::string& reason) {
    if (!ok && !error_.is_set()) error_ = {file_, line, reason};
  }
  void check_head();
  void check_steps();
  void check_prediction(const LessonPrediction& one);

  const std::string& file_;
  const Lesson& lesson_;
  LessonError error_;
  std::set<std::string> predictions_;
};

void BehaviourCheck::check_head() {
  refuse_unless(lesson_.minutes == 0, 1, "`minutes` are computed: leave the line out");
  refuse_unless(lesson_.card.line > 0, 1, "`card VIEW STEP VALUE` is missing: a lesson ends in a card");
  refuse_unless(!lesson_.homes.empty(), 1, "`home NAME` is missing: what shows the same on a real machine?");
  refuse_unless(!lesson_.words_needed.empty() || !lesson_.words_new.empty(), 1, "`words-needed` or `words-new` is missing");
}

void BehaviourCheck::check_steps() {
  const std::vector<LessonStep>& steps = lesson_.steps;
  u32 done = 0;
  u32 fresh = 0;
  for (const LessonStep& step : steps) {
    done += has_goal(step) ? 1 : 0;
    fresh += step.is_fresh ? 1 : 0;
    refuse_unless(!step.is_puzzle || &step == &steps.back(), step.line, "the puzzle closes the lesson: it is the last step");
  }
  const u32 count = static_cast<u32>(steps.size());
  refuse_unless(count >= kFewestSteps && count <= kMostSteps, 1, std::to_string(count) + " steps: three or four make a lesson");
  refuse_unless(done * 2 >= count, 1,
                std::to_string(done) + " of " + std::to_string(count) + " steps have a goal: at least half are done, not read");
  refuse_unless(fresh <= 2, 1, "a lesson begins anew once at most: `fresh` is there " + std::to_string(fresh - 1) + " times");
  refuse_unless(!steps.front().front.empty(), steps.front().line, "`front VIEW` is missing: a lesson opens on one view");
  refuse_unless(!steps.front().predictions.empty(), steps.front().line, "the first step asks nothing: a lesson opens on a prediction");
  refuse_unless(steps.back().is_puzzle, steps.back().line, "the last step is a `puzzle`");
  refuse_unless(!steps.back().is_puzzle || has_goal(steps.back()), steps.back().line, "a puzzle has a goal");
}

void BehaviourCheck::check_prediction(const LessonPrediction& one) {
  const std::string name = "the prediction `" + one.id + "`";
  const u32 count = static_cast<u32>(one.options.size());
  refuse_unless(predictions_.insert(one.id).second, one.line, name + " has the name of another: answers are given by name");
  if (one.asks != Asks::kChoice) {
    const u32 fewest = one.asks == Asks::kThing ? 1 : kFewestWrong;
    return refuse_unless(count >= fewest, one.line, name + " expects too few wrong answers: name " + std::to_string(fewest) + " or more");
  }
  refuse_unless(count >= kFewestOptions || one.is_coin, one.line, name + " has two options: give a third, or say that it is a `coin`");
  for (const LessonOption& option : one.options) {
    refuse_unless(!option.id.empty(), option.line, "the option has no name to answer it by: `option NAME: " + option.expression + "`");
    refuse_unless(one.answer.empty() || is_number(option.expression), option.line,
                  "beside an `answer` an option is read as it stands here, before anything ran: write a number");
  }
}

// ---- the prose -------------------------------------------------------------------------------------------------------------------
// What is read between two clicks.
struct Passage {
  u32 line = 0;
  u32 words = 0;
};

class Reading {
 public:
  Reading(const Lesson& lesson, const Prose& prose) : lesson_(lesson), prose_(prose) {
    add(prose.summary);
    for (u32 i = 0; i < lesson.steps.size(); ++i) read_step(lesson.steps[i], prose.steps[i]);
    add(prose.card);
    click(0);
  }
  std::vector<Passage> passages;
  u32 words() const {
    u32 sum = labels_;
    for (const Passage& one : passages) sum += one.words;
    return sum;
  }

 private:
  void add(const std::string& text) { now_ += count_words(text, prose_.language); }
  void click(u32 line) {
    passages.push_back({line, now_});
    now_ = 0;
  }
  void add_longest(const std::vector<std::string>& texts) {
    u32 most = 0;
    for (const std::string& text : texts) most = std::max(most, count_words(text, prose_.language));
    now_ += most;
  }
  void read_step(const LessonStep& plan, const StepProse& said) {
    add(said.body);
    for (const PredictionProse& one : said.predictions) {
      add(one.question);
      click(one.line);
      for (const std::string& label : one.labels) labels_ += count_words(label, prose_.language);
      add_longest(one.whys);
      add(one.after);
    }
    if (!plan.goals.empty()) {
      for (const std::string& goal : said.goals) add(goal);
      click(said.line);
      add(said.done);
    }
    // The card is read with what the last step says in the end.
    if (&plan != &lesson_.steps.back()) click(said.line);
  }

  const Lesson& lesson_;
  const Prose& prose_;
  u32 now_ = 0;
  u32 labels_ = 0;
};

u32 seconds_of(const Lesson& lesson, const Prose& prose) {
  u32 predictions = 0;
  for (const LessonStep& step : lesson.steps) predictions += static_cast<u32>(step.predictions.size());
  const u32 reading = Reading(lesson, prose).words() * 60 / pace_of(prose.language).a_minute;
  return reading + predictions * kPredictionSeconds + par_of(lesson) * kCommandSeconds;
}

// A command stands in a text when nothing goes on behind it.
bool shows(const std::string& text, const std::string& command) {
  for (std::size_t at = text.find(command); at != std::string::npos; at = text.find(command, at + 1)) {
    const std::size_t end = at + command.size();
    if (end == text.size() || text[end] == '`' || text[end] == '\n') return true;
  }
  return false;
}

bool shows_too_much(const std::string& text, const std::vector<std::string>& solution) {
  u32 shown = 0;
  for (const std::string& command : solution) shown += shows(text, command) ? 1 : 0;
  return shown * 2 > solution.size();
}

std::string all_text(const Prose& prose) {
  std::string text = prose.summary;
  for (const StepProse& step : prose.steps) {
    text += "\n" + step.body;
    for (const PredictionProse& one : step.predictions) {
      text += "\n" + one.question + "\n" + one.after;
      for (const std::string& label : one.labels) text += "\n" + label;
      for (const std::string& why : one.whys) text += "\n" + why;
    }
    for (const std::string& goal : step.goals) text += "\n" + goal;
    for (const std::string& hint : step.hints) text += "\n" + hint;
    if (&step != &prose.steps.back()) text += "\n" + step.done;
  }
  return text;
}

class ProseCheck {
 public:
  ProseCheck(const std::string& file, const Lesson& lesson, const Prose& prose) : file_(file), lesson_(lesson), prose_(prose) {}
  LessonError run() {
    for (u32 i = 0; i < lesson_.steps.size(); ++i) check_step(lesson_.steps[i], prose_.steps[i]);
    check_ending();
    check_passages();
    return error_;
  }

 private:
  void refuse_unless(bool ok, u32 line, const std::string& reason) {
    if (!ok && !error_.is_set()) error_ = {file_, line, reason};
  }
  void check_step(const LessonStep& plan, const StepProse& said);
  void check_ending();
  void check_passages();

  const std::string& file_;
  const Lesson& lesson_;
  const Prose& prose_;
  LessonError error_;
};

void ProseCheck::check_step(const LessonStep& plan, const StepProse& said) {
  for (u32 i = 0; i < plan.predictions.size(); ++i) {
    const PredictionProse& one = said.predictions[i];
    refuse_unless(!one.whys.empty() && !one.whys[0].empty(), one.line, "`### why " + plan.predictions[i].id + "` is missing");
  }
  std::string hints;
  for (const std::string& hint : said.hints) hints += hint + "\n";
  refuse_unless(!shows_too_much(hints, plan.solution), said.line, "the hints of `" + plan.id + "` show more than half of the solution");
}

void ProseCheck::check_ending() {
  std::string figure;
  for (const LessonValue* value : values_of_card(lesson_)) {
    if (value->name == lesson_.card.value) figure = "{" + name_of(*value, prose_.language) + "}";
  }
  refuse_unless(prose_.card.find(figure) != std::string::npos, 1, "the card does not show its figure `{" + lesson_.card.value + "}`");
  const LessonStep& last = lesson_.steps.back();
  refuse_unless(!shows_too_much(all_text(prose_), last.solution), prose_.steps.back().line,
                "the text shows more than half of the puzzle's solution");
}

void ProseCheck::check_passages() {
  const Pace pace = pace_of(prose_.language);
  const char* unit = prose_.language == "zh" ? " characters" : " words";
  const Reading reading(lesson_, prose_);
  for (u32 i = 0; i < reading.passages.size(); ++i) {
    const Passage& one = reading.passages[i];
    const u32 most = i == 0 ? pace.before_first_click : pace.between_clicks;
    const std::string where = i == 0 ? " before the first click" : " between two clicks";
    refuse_unless(one.words <= most, one.line, std::to_string(one.words) + unit + where + ": at most " + std::to_string(most));
  }
  const u32 minutes = minutes_of(lesson_, prose_);
  const std::string limits = "from " + std::to_string(kFewestMinutes) + " to " + std::to_string(kMostMinutes);
  refuse_unless(minutes >= kFewestMinutes && minutes <= kMostMinutes, 1, std::to_string(minutes) + " minutes: a lesson takes " + limits);
}

bool is_letter(u32 code) {
  return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9') || code == '_' || code == '$';
}
bool is_han(u32 code) { return code >= 0x3400 && code <= 0x9fff; }

u32 count_english(const std::string& text) {
  u32 words = 0;
  bool has_letter = false;
  for (const char c : text + " ") {
    if (c != ' ' && c != '\n') has_letter = has_letter || is_letter(static_cast<unsigned char>(c));
    else if (has_letter) {
      ++words;
      has_letter = false;
    }
  }
  return words;
}

// Each Chinese character, and each word or number of another script between them.
u32 count_chinese(const std::string& text) {
  u32 count = 0;
  bool in_word = false;
  for (u32 at = 0; at < text.size();) {
    const Utf8Char one = decode_utf8(text, at);
    if (one.length == 0) return count;
    const bool starts_word = is_letter(one.code) && !in_word;
    in_word = is_letter(one.code);
    count += starts_word || is_han(one.code) ? 1 : 0;
    at += one.length;
  }
  return count;
}

}  // namespace

u32 count_words(const std::string& text, const std::string& language) {
  return language == "zh" ? count_chinese(text) : count_english(text);
}

u32 par_of(const Lesson& lesson) {
  u32 commands = 0;
  for (const LessonStep& step : lesson.steps) commands += static_cast<u32>(step.solution.size());
  return commands;
}

u32 minutes_of(const Lesson& lesson, const Prose& prose) {
  return lesson.minutes > 0 ? lesson.minutes : (seconds_of(lesson, prose) + 30) / 60;
}

LessonError check_format(const std::string& file, const Lesson& lesson) { return BehaviourCheck(file, lesson).run(); }

LessonError check_format(const std::string& file, const Lesson& lesson, const Prose& prose) {
  return ProseCheck(file, lesson, prose).run();
}

}  // namespace pw
