// Reads a prose file: Markdown whose headings are tied to the parts of the behaviour file.
//
//   # Title               then the summary
//   ## STEP: Title        then what the step tells
//   ### predict NAME      the question; `- OPTION: words` lines where the options have names
//   ### why NAME          `- OPTION: sentence`: what is said to who gave that answer; `- other: sentence` where answers are typed
//   ### after NAME        what the revealed answer means
//   ### goal NAME         what to reach (also for what is to be kept)
//   ### hint              as many as the behaviour file announces, from vague to plain
//   ### done              once the goals are reached
//   ## card               the sentence of the card that closes the lesson
//   ## home NAME          what to try on one's own Linux
//
// A section that is missing, too much or empty is an error with its line, in each language for itself: so all languages are complete.
#include <set>

#include "engine/lesson/lesson.h"
#include "engine/shell/diagnostic.h"

namespace pw {
namespace {

class ProseParser {
 public:
  ProseParser(const std::string& file, const Lesson& lesson, const ProseRules& rules, Prose* prose, LessonError* error)
      : file_(file), lesson_(lesson), rules_(rules), prose_(prose), error_(error) {}
  bool parse(const std::vector<LessonLine>& lines);

 private:
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
  bool parse_line(const std::string& text);
  bool open_title(const std::string& rest);
  bool open_step(const std::string& rest);
  bool open_part(const std::string& rest);
  bool open_ending(const std::string& rest);
  bool open_why(const LessonPrediction& plan, PredictionProse* said);
  bool open_text(std::string* text, const std::vector<const LessonValue*>& values);
  bool open_named(const std::string& kind, const std::string& name);
  bool take_option(const std::string& id, const std::string& label);
  bool add_text(const std::string& text);
  bool close_text();
  bool take_why(const std::string& id, const std::string& sentence);
  bool take_item(const std::string& text);
  bool check_said(const std::string& text);
  bool check_holes(const std::string& text);
  void localize(std::string* text) const;
  bool finish_whys(const LessonPrediction& plan, const PredictionProse& said);
  bool finish_ending();
  bool finish_step();
  bool finish_prediction(const LessonPrediction& plan, const PredictionProse& said);
  bool finish_parts(const LessonStep& plan, const StepProse& said);

  std::vector<const LessonValue*> known_values(u32 predictions) const { return values_of(plan(), predictions); }
  const LessonStep& plan() const { return lesson_.steps[step_]; }
  StepProse& said() { return prose_->steps[step_]; }

  const std::string& file_;
  const Lesson& lesson_;
  const ProseRules& rules_;
  Prose* prose_;
  LessonError* error_;
  u32 line_ = 0;
  u32 opened_ = 0;        // the line of the heading that is open
  bool in_fence_ = false;
  u32 step_ = 0;          // index of the open step; only with has_step_
  bool has_step_ = false;
  u32 step_line_ = 0;
  std::set<std::string> seen_steps_;
  std::string* text_ = nullptr;      // what lines are added to
  std::vector<const LessonValue*> values_;  // those that may be shown there
  // The open question, whose list items are its options, or the sentences to those.
  const LessonPrediction* question_ = nullptr;
  PredictionProse* question_prose_ = nullptr;
  bool in_whys_ = false;
};

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

bool ProseParser::parse(const std::vector<LessonLine>& lines) {
  const std::size_t slash = file_.rfind('/');
  const std::string name = slash == std::string::npos ? file_ : file_.substr(slash + 1);
  prose_->language = name.substr(0, name.find('.'));
  prose_->homes.resize(lesson_.homes.size());
  prose_->steps.resize(lesson_.steps.size());
  for (u32 i = 0; i < lesson_.steps.size(); ++i) {
    prose_->steps[i].predictions.resize(lesson_.steps[i].predictions.size());
    for (u32 j = 0; j < lesson_.steps[i].predictions.size(); ++j) {
      const LessonPrediction& plan = lesson_.steps[i].predictions[j];
      prose_->steps[i].predictions[j].labels.resize(plan.options.size());
      prose_->steps[i].predictions[j].whys.resize(plan.options.size() + (plan.asks == Asks::kChoice ? 0 : 1));
    }
    prose_->steps[i].goals.resize(lesson_.steps[i].goals.size());
  }
  for (const LessonLine& line : lines) {
    line_ = line.number;
    if (!parse_line(line.text)) return false;
  }
  if (in_fence_) return fail("the code block is never closed");
  if (prose_->title.empty()) return fail_at(1, "expected `# TITLE`");
  if (!close_text() || !finish_step() || !finish_ending()) return false;
  for (const LessonStep& step : lesson_.steps) {
    if (seen_steps_.count(step.id) == 0) return fail("the step `" + step.id + "` has no section: `## " + step.id + ": TITLE`");
  }
  return !prose_->summary.empty() || fail_at(1, "the lesson has no summary below its title");
}

bool ProseParser::parse_line(const std::string& text) {
  if (starts_with(text, "```")) {
    in_fence_ = !in_fence_;
    return add_text(text);
  }
  if (in_fence_) return add_text(text);
  std::string rest;
  const std::string mark = take_word(text, &rest);
  if (mark == "#") return open_title(rest);
  if (mark == "##") return open_step(rest);
  if (mark == "###") return open_part(rest);
  if (starts_with(text, "#")) return fail("headings are `#`, `##` and `###`, with a blank behind them");
  if (question_ != nullptr && starts_with(text, "- ")) return take_item(text.substr(2));
  if (in_whys_ && !text.empty()) return fail("expected `- OPTION: sentence`");
  return add_text(text);
}

// ---- headings --------------------------------------------------------------------------------------------------------------------
bool ProseParser::open_title(const std::string& rest) {
  if (!prose_->title.empty()) return fail("a lesson has one title");
  if (rest.empty()) return fail("the title is empty");
  prose_->title = rest;
  return check_said(rest) && open_text(&prose_->summary, {});
}

// `## card` and `## home NAME`, behind the steps.
bool ProseParser::open_ending(const std::string& rest) {
  std::string name;
  const std::string kind = take_word(rest, &name);
  has_step_ = false;
  if (kind == "card") {
    if (lesson_.card.line == 0) return fail("the lesson has no `card VIEW STEP VALUE`");
    return open_text(&prose_->card, values_of_card(lesson_));
  }
  for (u32 i = 0; i < lesson_.homes.size(); ++i) {
    if (lesson_.homes[i].id == name) return open_text(&prose_->homes[i], {});
  }
  return fail_on("the lesson has no `home ", name, "`");
}

bool ProseParser::open_step(const std::string& rest) {
  if (!close_text() || !finish_step()) return false;
  std::string behind;
  const std::string word = take_word(rest, &behind);
  if (rest == "card" || word == "home") return open_ending(rest);
  const std::size_t colon = rest.find(':');
  const std::string id = trim(rest.substr(0, colon));
  const std::string title = colon == std::string::npos ? "" : trim(rest.substr(colon + 1));
  if (prose_->title.empty()) return fail("expected `# TITLE` in front of the first step");
  u32 index = 0;
  std::vector<std::string> ids;
  for (; index < lesson_.steps.size() && lesson_.steps[index].id != id; ++index) ids.push_back(lesson_.steps[index].id);
  if (index == lesson_.steps.size()) {
    const std::string hint = did_you_mean(id, ids);
    return fail("the lesson has no step `" + id + "`" + (hint.empty() ? "" : "; " + hint));
  }
  if (!seen_steps_.insert(id).second) return fail_on("the step `", id, "` is there twice");
  if (seen_steps_.size() != index + 1) return fail_on("the step `", id, "` is out of order");
  if (title.empty()) return fail_on("expected `## ", id, ": TITLE`");
  step_ = index;
  has_step_ = true;
  step_line_ = line_;
  said().title = title;
  said().line = line_;
  if (!check_said(title)) return false;
  return open_text(&said().body, known_values(0));
}

bool ProseParser::open_part(const std::string& rest) {
  std::string name;
  const std::string kind = take_word(rest, &name);
  if (!has_step_) return fail_on("`### ", rest, "` belongs into a step");
  if (!close_text()) return false;
  const u32 all = static_cast<u32>(plan().predictions.size());
  if (kind == "done" && name.empty()) return open_text(&said().done, known_values(all));
  if (kind == "hint" && name.empty()) {
    if (said().hints.size() >= plan().hints) {
      return fail("a hint too many: the lesson announces " + std::to_string(plan().hints) + " for `" + plan().id + "`");
    }
    said().hints.emplace_back();
    return open_text(&said().hints.back(), known_values(all));
  }
  return open_named(kind, name);
}

bool ProseParser::open_named(const std::string& kind, const std::string& name) {
  const u32 all = static_cast<u32>(plan().predictions.size());
  for (u32 i = 0; i < all; ++i) {
    if (plan().predictions[i].id != name) continue;
    PredictionProse& prediction = said().predictions[i];
    if (kind == "after") return open_text(&prediction.after, known_values(i + 1));
    if (kind == "why") return open_why(plan().predictions[i], &prediction);
    if (kind != "predict") continue;
    prediction.line = line_;
    if (!open_text(&prediction.question, known_values(i))) return false;
    question_ = &plan().predictions[i];
    question_prose_ = &prediction;
    return true;
  }
  for (u32 i = 0; i < plan().goals.size(); ++i) {
    if (kind == "goal" && plan().goals[i].id == name) return open_text(&said().goals[i], known_values(all));
  }
  if (kind != "predict" && kind != "why" && kind != "after" && kind != "goal" && kind != "hint" && kind != "done") {
    return fail_on("`", kind, "` is no section of a step: predict, why, after, goal, hint, done");
  }
  return fail("the step `" + plan().id + "` has nothing called `" + name + "` for `### " + kind + "`");
}

// ---- texts -----------------------------------------------------------------------------------------------------------------------
// Sentences of a prediction stand where its values are known.
bool ProseParser::open_why(const LessonPrediction& plan, PredictionProse* said) {
  u32 at = 0;
  while (&this->plan().predictions[at] != &plan) ++at;
  for (const std::string& why : said->whys) {
    if (!why.empty()) return fail("this section is there twice");
  }
  values_ = known_values(at + 1);
  opened_ = line_;
  question_ = &plan;
  question_prose_ = said;
  in_whys_ = true;
  return true;
}

bool ProseParser::open_text(std::string* text, const std::vector<const LessonValue*>& values) {
  if (!text->empty()) return fail("this section is there twice");
  text_ = text;
  values_ = values;
  opened_ = line_;
  question_ = nullptr;
  question_prose_ = nullptr;
  return true;
}

bool ProseParser::add_text(const std::string& text) {
  if (text_ == nullptr) return text.empty() || fail("expected `# TITLE` in front of any text");
  if (text.empty() && text_->empty()) return true;
  if (!check_holes(text) || (!in_fence_ && !starts_with(text, "```") && !check_said(text))) return false;
  std::string line = text;
  localize(&line);
  *text_ += line + "\n";
  return true;
}

bool ProseParser::check_said(const std::string& text) {
  if (rules_.rule == nullptr) return true;
  const std::string reason = rules_.rule(text, rules_.allowed);
  return reason.empty() || fail(reason);
}

// {name} of a value that is spelled names its text in this language.
void ProseParser::localize(std::string* text) const {
  for (const LessonValue* value : values_) {
    const std::string from = "{" + value->name + "}";
    const std::string to = "{" + name_of(*value, prose_->language) + "}";
    for (std::size_t at = text->find(from); from != to && at != std::string::npos; at = text->find(from, at + to.size())) {
      text->replace(at, from.size(), to);
    }
  }
}

bool ProseParser::close_text() {
  if (in_whys_) {
    in_whys_ = false;
    question_ = nullptr;
    return true;
  }
  if (text_ == nullptr) return true;
  while (!text_->empty() && text_->back() == '\n') text_->pop_back();
  if (text_->empty()) return fail_at(opened_, "this section is empty");
  text_ = nullptr;
  question_ = nullptr;
  return true;
}

// {name} stands for a value; braces around anything else are just braces.
bool ProseParser::check_holes(const std::string& text) {
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) return true;
    const std::string name = text.substr(open + 1, close - open - 1);
    if (!is_lesson_id(name)) continue;
    bool is_known = false;
    std::vector<std::string> names;
    for (const LessonValue* value : values_) {
      names.push_back(value->name);
      is_known = is_known || value->name == name;
    }
    if (is_known) continue;
    const std::string hint = did_you_mean(name, names);
    return fail("no value `" + name + "` is known at this place" + (hint.empty() ? "" : "; " + hint));
  }
  return true;
}

// `- OPTION: words`
bool ProseParser::take_item(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string id = trim(text.substr(0, colon));
  std::string words = colon == std::string::npos ? "" : trim(text.substr(colon + 1));
  if (!check_holes(words) || !check_said(words)) return false;
  localize(&words);
  return in_whys_ ? take_why(id, words) : take_option(id, words);
}

bool ProseParser::take_why(const std::string& id, const std::string& sentence) {
  u32 at = 0;
  while (at < question_->options.size() && question_->options[at].id != id) ++at;
  if (at == question_->options.size() && (id != "other" || question_->asks == Asks::kChoice)) {
    return fail("the prediction `" + question_->id + "` has no answer `" + id + "`");
  }
  std::string& place = question_prose_->whys[at];
  if (!place.empty()) return fail_on("the answer `", id, "` is there twice");
  if (sentence.empty()) return fail_on("the answer `", id, "` has no words");
  place = sentence;
  return true;
}

bool ProseParser::take_option(const std::string& id, const std::string& label) {
  for (u32 i = 0; i < question_->options.size(); ++i) {
    if (!question_->has_words(i) || question_->options[i].id != id) continue;
    std::string& place = question_prose_->labels[i];
    if (!place.empty()) return fail_on("the option `", id, "` is there twice");
    if (label.empty()) return fail_on("the option `", id, "` has no words");
    place = label;
    return true;
  }
  return fail("the prediction `" + question_->id + "` has no option `" + id + "`");
}

// ---- completeness ----------------------------------------------------------------------------------------------------------------
bool ProseParser::finish_step() {
  if (!has_step_) return true;
  for (u32 i = 0; i < plan().predictions.size(); ++i) {
    if (!finish_prediction(plan().predictions[i], said().predictions[i])) return false;
  }
  return finish_parts(plan(), said());
}

bool ProseParser::finish_prediction(const LessonPrediction& plan, const PredictionProse& said) {
  if (said.question.empty()) return fail_on_at(step_line_, "`### predict ", plan.id, "` is missing");
  if (said.after.empty()) return fail_on_at(step_line_, "`### after ", plan.id, "` is missing");
  for (u32 i = 0; i < plan.options.size(); ++i) {
    if (!plan.has_words(i) || !said.labels[i].empty()) continue;
    return fail_at(step_line_, "the prediction `" + plan.id + "` has no words for the option `" + plan.options[i].id + "`");
  }
  return finish_whys(plan, said);
}

// All of them, or none: a draft may have none (format.cc).
bool ProseParser::finish_whys(const LessonPrediction& plan, const PredictionProse& said) {
  u32 count = 0;
  for (const std::string& why : said.whys) count += why.empty() ? 0 : 1;
  for (u32 i = 0; count > 0 && i < said.whys.size(); ++i) {
    if (!said.whys[i].empty()) continue;
    const std::string id = i < plan.options.size() ? plan.options[i].id : "other";
    return fail_at(said.line, "`### why " + plan.id + "` says nothing to who answered `" + id + "`");
  }
  return true;
}

bool ProseParser::finish_ending() {
  if (lesson_.card.line > 0 && prose_->card.empty()) return fail("`## card` is missing");
  for (u32 i = 0; i < lesson_.homes.size(); ++i) {
    if (prose_->homes[i].empty()) return fail_on("`## home ", lesson_.homes[i].id, "` is missing");
  }
  return true;
}

bool ProseParser::finish_parts(const LessonStep& plan, const StepProse& said) {
  for (u32 i = 0; i < plan.goals.size(); ++i) {
    if (said.goals[i].empty()) return fail_on_at(step_line_, "`### goal ", plan.goals[i].id, "` is missing");
  }
  if (said.hints.size() != plan.hints) {
    const std::string count = std::to_string(said.hints.size()) + " hints of " + std::to_string(plan.hints);
    return fail_at(step_line_, "the step `" + plan.id + "` has " + count);
  }
  if (said.done.empty() && !plan.goals.empty()) return fail_at(step_line_, "`### done` is missing");
  return said.done.empty() || !plan.goals.empty() || fail_at(step_line_, "`### done` in a step without goals");
}

}  // namespace

bool parse_prose(const std::string& file, const std::string& text, const Lesson& lesson, Prose* prose, LessonError* error,
                 const ProseRules& rules) {
  *prose = Prose();
  *error = LessonError();
  std::vector<LessonLine> lines;
  return split_lesson_lines(file, text, &lines, error) && ProseParser(file, lesson, rules, prose, error).parse(lines);
}

}  // namespace pw
