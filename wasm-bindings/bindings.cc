// The one class that JavaScript sees: Playground, text in and text out. Views of wasm memory are good until the next call.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "engine/api/json.h"
#include "engine/api/playground.h"
#include "engine/api/run_script.h"
#include "engine/api/shell_language.h"

namespace {

using emscripten::typed_memory_view;
using emscripten::val;

val snapshot(pw::Playground& playground) {
  const std::vector<pw::u8>& bytes = playground.snapshot();
  return val(typed_memory_view(bytes.size(), bytes.data()));
}

val view_of(const std::vector<pw::Event>& events) {
  return val(typed_memory_view(events.size() * sizeof(pw::Event), reinterpret_cast<const pw::u8*>(events.data())));
}

val events(pw::Playground& playground) { return view_of(playground.events()); }

std::string run(const std::string& script, pw::RunForm form) {
  const pw::ScriptRun result = pw::run_script(script, form);
  pw::JsonWriter json;
  json.begin_object().key("text").string(result.text).key("exit").number(result.exit);
  if (!result.error.empty()) json.key("message").string(result.error);
  return json.end_object().text();
}

std::string run_json(pw::Playground&, const std::string& script) { return run(script, pw::RunForm::kJson); }
std::string run_text(pw::Playground&, const std::string& script) { return run(script, pw::RunForm::kText); }

// JavaScript numbers are doubles; what is out of range becomes "all" or "none".
pw::u32 to_u32(double value) { return value >= 0 && value < 4294967295.0 ? static_cast<pw::u32>(value) : pw::kAllCommands; }
pw::i64 to_i64(double value) { return value >= 0 && value < 4294967295.0 ? static_cast<pw::i64>(value) : -1; }

val events_of(pw::Playground& playground, double command) { return view_of(playground.events_of(to_u32(command))); }
std::string seek(pw::Playground& playground, double commands) { return playground.seek(to_u32(commands)); }
std::string seek_event(pw::Playground& playground, double command, double events) {
  return playground.seek_event(to_u32(command), to_i64(events));
}
std::string show(pw::Playground& playground, const std::string& view, double pid, const std::string& addr, double pfn) {
  return playground.show(view, to_u32(pid), addr, to_i64(pfn));
}
std::string life(pw::Playground& playground, double pid, const std::string& addr) { return playground.life(to_u32(pid), addr); }
std::string complete(pw::Playground& playground, const std::string& line, double cursor) {
  return playground.complete(line, to_u32(cursor));
}
std::string lesson_open(pw::Playground& playground, const std::string& behaviour_name, const std::string& behaviour,
                        const std::string& prose_name, const std::string& prose) {
  return playground.lesson_open({behaviour_name, behaviour}, {prose_name, prose});
}
std::string lesson_read(const pw::Playground&, const std::string& behaviour_name, const std::string& behaviour,
                        const std::string& prose_name, const std::string& prose) {
  return pw::LessonDesk::read({behaviour_name, behaviour}, {prose_name, prose});
}
std::string lesson_point(const pw::Playground& playground, double step, double prediction, const std::string& text) {
  return playground.lesson_point(to_u32(step), to_u32(prediction), text);
}
std::string lesson_look(const pw::Playground& playground, double step) { return playground.lesson_look(to_u32(step)); }
bool has_call(const pw::Playground&, const std::string& name) { return pw::ShellLanguage().has_call(name); }
std::string refusal(const pw::Playground&, const std::string& line) { return pw::ShellLanguage().refusal(line); }
std::string load_step(pw::Playground& playground, double max_commands) { return playground.load_step(to_u32(max_commands)); }

}  // namespace

EMSCRIPTEN_BINDINGS(pagewalk) {
  emscripten::class_<pw::Playground>("Pagewalk")
      .constructor<>()
      .function("exec", &pw::Playground::exec)
      .function("complete", &complete)
      .function("status", &pw::Playground::status)
      .function("snapshot", &snapshot)
      .function("events", &events)
      .function("eventsOf", &events_of)
      .function("undo", &pw::Playground::undo)
      .function("redo", &pw::Playground::redo)
      .function("seek", &seek)
      .function("seekEvent", &seek_event)
      .function("show", &show)
      .function("evaluate", &pw::Playground::evaluate)
      .function("hash", &pw::Playground::hash)
      .function("life", &life)
      .function("script", &pw::Playground::script)
      .function("hasCall", &has_call)
      .function("refusal", &refusal)
      .function("loadBegin", &pw::Playground::load_begin)
      .function("loadStep", &load_step)
      .function("loadCancel", &pw::Playground::load_cancel)
      .function("lessonOpen", &lesson_open)
      .function("lessonRead", &lesson_read)
      .function("lessonLook", &lesson_look)
      .function("lessonPoint", &lesson_point)
      .function("runJson", &run_json)
      .function("runText", &run_text);
}
