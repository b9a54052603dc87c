// Reads a prose file: Markdown whose headings are tied to the parts of the behaviour file.
//
//   # Title               then the summary
//   ## STEP: Title        then what the step tells
//   ### predict NAME      the question; `- OPTION: words` lines where the options have names
//   ### after NAME        what the revealed answer means
//   ### goal NAME         what to reach (also for what is to be kept)
//   ### hint              as many as the behaviour file announces, from vague to plain
//   ### done              once the goals are reached
//
// A section that is missing, too much or empty is an error with its line, in each language for itself: so all languages are complete.
#include <set>

#include "engine/lesson/lesson.h"
#include "engine/shell/diagnostic.h"

namespace pw {
namespace {

class ProseParser {
 public:
  ProseParser(const std::string& file, const Lesson& lesson, Prose* prose, LessonError* error)
      : file_(file), lesson_(lesson), prose_(prose), error_(error) {}
  bool parse(const std::vector<LessonLine>& lines);

 private:
  bool fail(const std::string& reason) { return fail_at(line_, reason); }
  bool fail_at(u32 line, const std::string& reason) {
    *error_ = {file_, line, reason};
    return false;
  }
  bool parse_line(const std::string& text);
  bool open_title(const std::string& rest);
  bool open_step(const std::string& rest);
  bool open_part(const std::string& rest);
  bool open_text(std::string* text, const std::vector<std::string>& values);
  bool open_named(const std::string& kind, const std::string& name);
  bool take_option(const std::string& text);
  bool add_text(const std::string& text);
  bool close_text();
  bool check_holes(const std::string& text);
  bool finish_step();
  bool finish_prediction(const LessonPrediction& plan, const PredictionProse& said);
  bool finish_parts(const LessonStep& plan, const StepProse& said);

  std::vector<std::string> known_values(u32 predictions) const;
  const LessonStep& plan() const { return lesson_.steps[step_]; }
  StepProse& said() { return prose_->steps[step_]; }

  const std::string& file_;
  const Lesson& lesson_;
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
  std::vector<std::string> values_;  // names that may be shown there
  // The open question, whose list items are its options.
  const LessonPrediction* question_ = nullptr;
  PredictionProse* question_prose_ = nullptr;
};

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

bool ProseParser::parse(const std::vector<LessonLine>& lines) {
  prose_->steps.resize(lesson_.steps.size());
  for (u32 i = 0; i < lesson_.steps.size(); ++i) {
    prose_->steps[i].predictions.resize(lesson_.steps[i].predictions.size());
    for (u32 j = 0; j < lesson_.steps[i].predictions.size(); ++j) {
      prose_->steps[i].predictions[j].labels.resize(lesson_.steps[i].predictions[j].options.size());
    }
    prose_->steps[i].goals.resize(lesson_.steps[i].goals.size());
  }
  for (const LessonLine& line : lines) {
    line_ = line.number;
    if (!parse_line(line.text)) return false;
  }
  if (in_fence_) return fail("the code block is never closed");
  if (prose_->title.empty()) return fail_at(1, "expected `# TITLE`");
  if (!close_text() || !finish_step()) return false;
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
  if (question_ != nullptr && starts_with(text, "- ")) return take_option(text.substr(2));
  return add_text(text);
}

// ---- headings --------------------------------------------------------------------------------------------------------------------
bool ProseParser::open_title(const std::string& rest) {
  if (!prose_->title.empty()) return fail("a lesson has one title");
  if (rest.empty()) return fail("the title is empty");
  prose_->title = rest;
  return open_text(&prose_->summary, {});
}

bool ProseParser::open_step(const std::string& rest) {
  if (!close_text() || !finish_step()) return false;
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
  if (!seen_steps_.insert(id).second) return fail("the step `" + id + "` is there twice");
  if (seen_steps_.size() != index + 1) return fail("the step `" + id + "` is out of order");
  if (title.empty()) return fail("expected `## " + id + ": TITLE`");
  step_ = index;
  has_step_ = true;
  step_line_ = line_;
  said().title = title;
  return open_text(&said().body, known_values(0));
}

bool ProseParser::open_part(const std::string& rest) {
  std::string name;
  const std::string kind = take_word(rest, &name);
  if (!has_step_) return fail("`### " + rest + "` belongs into a step");
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
    if (kind != "predict") continue;
    if (!open_text(&prediction.question, known_values(i))) return false;
    question_ = &plan().predictions[i];
    question_prose_ = &prediction;
    return true;
  }
  for (u32 i = 0; i < plan().goals.size(); ++i) {
    if (kind == "goal" && plan().goals[i].id == name) return open_text(&said().goals[i], known_values(all));
  }
  if (kind != "predict" && kind != "after" && kind != "goal" && kind != "hint" && kind != "done") {
    return fail("`" + kind + "` is no section of a step: predict, after, goal, hint, done");
  }
  return fail("the step `" + plan().id + "` has nothing called `" + name + "` for `### " + kind + "`");
}

// ---- texts -----------------------------------------------------------------------------------------------------------------------
std::vector<std::string> ProseParser::known_values(u32 predictions) const {
  std::vector<std::string> names;
  for (const LessonValue& value : plan().values) names.push_back(value.name);
  for (u32 i = 0; i < predictions; ++i) {
    for (const LessonValue& value : plan().predictions[i].values) names.push_back(value.name);
  }
  return names;
}

bool ProseParser::open_text(std::string* text, const std::vector<std::string>& values) {
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
  *text_ += text + "\n";
  return check_holes(text);
}

bool ProseParser::close_text() {
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
    for (const std::string& value : values_) is_known = is_known || value == name;
    if (is_known) continue;
    const std::string hint = did_you_mean(name, values_);
    return fail("no value `" + name + "` is known at this place" + (hint.empty() ? "" : "; " + hint));
  }
  return true;
}

bool ProseParser::take_option(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string id = trim(text.substr(0, colon));
  const std::string label = colon == std::string::npos ? "" : trim(text.substr(colon + 1));
  for (u32 i = 0; i < question_->options.size(); ++i) {
    if (question_->options[i].id.empty() || question_->options[i].id != id) continue;
    std::string& place = question_prose_->labels[i];
    if (!place.empty()) return fail("the option `" + id + "` is there twice");
    if (label.empty()) return fail("the option `" + id + "` has no words");
    place = label;
    return check_holes(label);
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
  if (said.question.empty()) return fail_at(step_line_, "`### predict " + plan.id + "` is missing");
  if (said.after.empty()) return fail_at(step_line_, "`### after " + plan.id + "` is missing");
  for (u32 i = 0; i < plan.options.size(); ++i) {
    if (plan.options[i].id.empty() || !said.labels[i].empty()) continue;
    return fail_at(step_line_, "the prediction `" + plan.id + "` has no words for the option `" + plan.options[i].id + "`");
  }
  return true;
}

bool ProseParser::finish_parts(const LessonStep& plan, const StepProse& said) {
  for (u32 i = 0; i < plan.goals.size(); ++i) {
    if (said.goals[i].empty()) return fail_at(step_line_, "`### goal " + plan.goals[i].id + "` is missing");
  }
  if (said.hints.size() != plan.hints) {
    const std::string count = std::to_string(said.hints.size()) + " hints of " + std::to_string(plan.hints);
    return fail_at(step_line_, "the step `" + plan.id + "` has " + count);
  }
  if (said.done.empty() && !plan.goals.empty()) return fail_at(step_line_, "`### done` is missing");
  return said.done.empty() || !plan.goals.empty() || fail_at(step_line_, "`### done` in a step without goals");
}

}  // namespace

bool parse_prose(const std::string& file, const std::string& text, const Lesson& lesson, Prose* prose, LessonError* error) {
  *prose = Prose();
  *error = LessonError();
  std::vector<LessonLine> lines;
  return split_lesson_lines(file, text, &lines, error) && ProseParser(file, lesson, prose, error).parse(lines);
}

}  // namespace pw
