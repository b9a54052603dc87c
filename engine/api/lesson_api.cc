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
  json.begin_object();
  json.key("id").string(plan.id).key("question").string(said.question).key("after").string(said.after);
  write_strings("reveal", plan.reveal, json);
  json.key("options").begin_array();
  for (u32 i = 0; i < plan.options.size(); ++i) json.string(plan.options[i].id.empty() ? plan.options[i].expression : said.labels[i]);
  json.end_array().end_object();
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
  write_strings("setup", plan.setup, json);
  json.key("predictions").begin_array();
  for (u32 i = 0; i < plan.predictions.size(); ++i) write_prediction(plan.predictions[i], said.predictions[i], json);
  json.end_array();
  write_goals(plan, said, json);
  write_strings("hints", said.hints, json);
  write_strings("solution", plan.solution, json);
  json.key("done").string(said.done).end_object();
}

std::string lesson_json(const Lesson& lesson, const Prose& prose) {
  JsonWriter json;
  json.begin_object().key("id").string(lesson.id).key("title").string(prose.title).key("summary").string(prose.summary);
  json.key("track").number(lesson.track).key("minutes").number(lesson.minutes);
  write_strings("questions", lesson.questions, json);
  json.key("steps").begin_array();
  for (u32 i = 0; i < lesson.steps.size(); ++i) write_step(lesson, prose, i, json);
  return json.end_array().end_object().text();
}

void write_values(const Shell& shell, const std::vector<LessonValue>& values, JsonWriter& json) {
  json.key("values").begin_object();
  for (const LessonValue& value : values) json.key(value.name).string(value_of(shell, value));
  json.end_object();
}

void write_condition(const ConditionState& state, JsonWriter& json) {
  json.begin_object().key("met").boolean(state.is_met).key("problem").string(state.problem).key("missing").begin_array();
  for (const Missing& missing : state.missing) {
    json.begin_object().key("what").string(missing.what).key("now").string(missing.now).key("wanted").string(missing.wanted).end_object();
  }
  json.end_array().end_object();
}

void write_prediction_state(const Shell& shell, const LessonPrediction& prediction, JsonWriter& json) {
  json.begin_object().key("right").begin_array();
  for (const OptionState& option : check_options(shell, prediction)) json.boolean(option.is_right);
  json.end_array();
  write_values(shell, prediction.values, json);
  json.end_object();
}

LessonRun malformed(LessonRun run, const LessonError& error) {
  run.error = printable_lines(error.text());
  return run;
}

}  // namespace

LessonRun play_lesson(const LessonFile& behaviour, const std::vector<LessonFile>& prose) {
  LessonRun run;
  Lesson lesson;
  LessonError error;
  if (!parse_lesson(behaviour.name, behaviour.text, &lesson, &error)) return malformed(run, error);
  run.id = lesson.id;
  std::vector<Prose> languages;
  for (const LessonFile& file : prose) {
    languages.emplace_back();
    if (!parse_prose(file.name, file.text, lesson, &languages.back(), &error)) return malformed(run, error);
  }
  LessonReplay replay = replay_lesson(lesson, languages.empty() ? nullptr : &languages.front());
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
