#include "engine/api/lesson_api.h"

#include "engine/api/json.h"
#include "engine/base/utf8.h"

namespace pw {
namespace {

void write_strings(const char* key, const std::vector<std::string>& texts, JsonWriter& json) {
  json.key(key).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_prediction(const LessonPrediction& plan, const PredictionProse& said, JsonWriter& json) {
  static const char* const kAsks[] = {"choice", "number", "thing"};
  static const char* const kThings[] = {"area", "entry", "frame", "anon-vma"};
  json.begin_object().key("id").string(plan.id).key("question").string(said.question).key("after").string(said.after);
  json.key("asks").string(kAsks[static_cast<u32>(plan.asks)]).key("thing").string(kThings[static_cast<u32>(plan.thing)]);
  write_strings("reveal", plan.reveal, json);
  json.key("options").begin_array();
  const bool is_choice = plan.asks == Asks::kChoice;
  for (u32 i = 0; is_choice && i < plan.options.size(); ++i) json.string(plan.has_words(i) ? said.labels[i] : plan.options[i].expression);
  json.end_array();
  const bool has_whys = !said.whys.empty() && !said.whys.front().empty();
  write_strings("whys", has_whys ? said.whys : std::vector<std::string>(), json);
  json.end_object();
}

void write_goals(const LessonStep& plan, const StepProse& said, JsonWriter& json) {
  json.key("goals").begin_array();
  for (u32 i = 0; i < plan.goals.size(); ++i) {
    json.begin_object().key("id").string(plan.goals[i].id).key("text").string(said.goals[i]);
    json.key("condition").string(plan.goals[i].expression).key("kept").boolean(plan.goals[i].is_kept).end_object();
  }
  json.end_array();
}

void write_step(const Lesson& lesson, const Prose& prose, u32 index, JsonWriter& json) {
  const LessonStep& plan = lesson.steps[index];
  const StepProse& said = prose.steps[index];
  json.begin_object().key("id").string(plan.id).key("title").string(said.title).key("body").string(said.body);
  json.key("fresh").boolean(plan.is_fresh).key("start").string(script_to_step(lesson, index));
  json.key("front").string(plan.front).key("puzzle").boolean(plan.is_puzzle);
  write_strings("setup", plan.setup, json);
  json.key("predictions").begin_array();
  for (u32 i = 0; i < plan.predictions.size(); ++i) write_prediction(plan.predictions[i], said.predictions[i], json);
  json.end_array();
  write_goals(plan, said, json);
  write_strings("hints", said.hints, json);
  write_strings("solution", plan.solution, json);
  json.key("done").string(said.done).end_object();
}

void write_ending(const Lesson& lesson, const Prose& prose, JsonWriter& json) {
  json.key("homes").begin_array();
  for (u32 i = 0; i < lesson.homes.size(); ++i) {
    json.begin_object().key("text").string(prose.homes[i]).key("untried").boolean(lesson.homes[i].is_untried).end_object();
  }
  json.end_array().key("card");
  if (lesson.card.line == 0) {
    json.null();
    return;
  }
  json.begin_object().key("view").string(lesson.card.view).key("step").string(lesson.card.step).key("value").string(lesson.card.value);
  json.key("text").string(prose.card).key("script").string(script_to_card(lesson)).end_object();
}

std::string lesson_json(const Lesson& lesson, const Prose& prose) {
  JsonWriter json;
  json.begin_object().key("id").string(lesson.id).key("title").string(prose.title).key("summary").string(prose.summary);
  json.key("track").number(lesson.track).key("minutes").number(minutes_of(lesson, prose)).key("language").string(prose.language);
  write_strings("questions", lesson.questions, json);
  write_strings("needs", lesson.after, json);
  std::vector<std::string> words = lesson.words_needed;
  words.insert(words.end(), lesson.words_new.begin(), lesson.words_new.end());
  write_strings("words", words, json);
  write_ending(lesson, prose, json);
  json.key("steps").begin_array();
  for (u32 i = 0; i < lesson.steps.size(); ++i) write_step(lesson, prose, i, json);
  return json.end_array().end_object().text();
}

void write_values(const Shell& shell, const std::vector<LessonValue>& values, JsonWriter& json) {
  json.key("values").begin_object();
  for (const LessonValue& value : values) {
    const bool is_spelled = value.shown == Shown::kSpelled;
    for (const char* language : {"en", "zh"}) {
      // What has no words is the same in all languages, and stands once.
      if (is_spelled || language[0] == 'e') json.key(name_of(value, language)).string(value_of(shell, value, language));
    }
  }
  json.end_object();
}

void write_condition(const ConditionState& state, JsonWriter& json) {
  json.begin_object().key("met").boolean(state.is_met).key("problem").string(state.problem).key("parts").begin_array();
  for (const Missing& part : state.parts) {
    json.begin_object().key("what").string(part.what).key("now").string(part.now).key("wanted").string(part.wanted);
    json.key("met").boolean(part.is_met).end_object();
  }
  json.end_array().end_object();
}

void write_prediction_state(const Shell& shell, const LessonPrediction& prediction, JsonWriter& json) {
  const bool is_choice = prediction.asks == Asks::kChoice;
  json.begin_object().key("right").begin_array();
  if (is_choice) for (const OptionState& option : check_options(shell, prediction)) json.boolean(option.is_right);
  json.end_array().key("answer").string(is_choice ? "" : answer_text(shell, prediction, prediction.answer)).key("wrong").begin_array();
  for (const LessonOption& option : prediction.options) {
    if (!is_choice) json.string(answer_text(shell, prediction, option.expression));
  }
  json.end_array();
  write_values(shell, prediction.values, json);
  json.end_object();
}

LessonRun malformed(LessonRun run, const LessonError& error) {
  run.error = printable_lines(error.text());
  return run;
}

}  // namespace

LessonRun play_lesson(const LessonFile& behaviour, const std::vector<LessonFile>& prose, const LessonHouse* house,
                      const std::vector<GivenAnswer>& answers) {
  LessonRun run;
  Lesson lesson;
  LessonError error;
  if (!parse_lesson(behaviour.name, behaviour.text, &lesson, &error)) return malformed(run, error);
  run.id = lesson.id;
  const bool is_held = house != nullptr;
  if (is_held) error = check_format(behaviour.name, lesson);
  if (error.is_set()) return malformed(run, error);
  const ProseRules rules = is_held ? ProseRules{refuse_figures, house->allowed_figures} : ProseRules();
  std::vector<Prose> languages;
  for (const LessonFile& file : prose) {
    languages.emplace_back();
    if (!parse_prose(file.name, file.text, lesson, &languages.back(), &error, rules)) return malformed(run, error);
    if (is_held) error = check_format(file.name, lesson, languages.back());
    if (error.is_set()) return malformed(run, error);
  }
  LessonReplay replay = replay_lesson(lesson, languages.empty() ? nullptr : &languages.front(), answers);
  run.steps = replay.steps;
  run.predictions = replay.predictions;
  run.goals = replay.goals;
  run.problems = std::move(replay.problems);
  for (std::string& problem : run.problems) problem = printable_lines(problem);
  run.transcript = printable_lines(replay.transcript);
  return run;
}

std::string LessonDesk::open(const LessonFile& behaviour, const LessonFile& prose) {
  Lesson lesson;
  Prose said;
  LessonError error;
  if (!parse_lesson(behaviour.name, behaviour.text, &lesson, &error)) return json_error(error.text());
  if (!parse_prose(prose.name, prose.text, lesson, &said, &error)) return json_error(error.text());
  lesson_ = std::move(lesson);
  is_open_ = true;
  return lesson_json(lesson_, said);
}

std::string LessonDesk::read(const LessonFile& behaviour, const LessonFile& prose) { return LessonDesk().open(behaviour, prose); }

std::string LessonDesk::point(const Shell& shell, u32 step, u32 prediction, const std::string& text) const {
  const bool is_asked = is_open_ && step < lesson_.steps.size() && prediction < lesson_.steps[step].predictions.size();
  if (!is_asked) return json_error("nothing is asked");
  JsonWriter json;
  json.begin_object().key("key").string(answer_text(shell, lesson_.steps[step].predictions[prediction], text));
  return json.end_object().text();
}

std::string LessonDesk::look(const Shell& shell, u32 step) const {
  if (!is_open_) return json_error("no lesson is open");
  if (step >= lesson_.steps.size()) return json_error("the lesson has " + std::to_string(lesson_.steps.size()) + " steps");
  const LessonStep& plan = lesson_.steps[step];
  JsonWriter json;
  json.begin_object().key("fits").boolean(plan.needs.empty() || check_condition(shell, plan.needs).is_met);
  write_values(shell, plan.values, json);
  json.key("predictions").begin_array();
  for (const LessonPrediction& prediction : plan.predictions) write_prediction_state(shell, prediction, json);
  json.end_array().key("goals").begin_array();
  for (const LessonGoal& goal : plan.goals) write_condition(check_condition(shell, goal.expression), json);
  return json.end_array().end_object().text();
}

}  // namespace pw
