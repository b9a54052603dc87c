#include "engine/api/outcome_json.h"

#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {

const char* outcome_kind_name(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kOk: return "ok";
    case Outcome::Kind::kErrno: return "errno";
    case Outcome::Kind::kSignal: return "signal";
    case Outcome::Kind::kSyntax: return "syntax";
    case Outcome::Kind::kAssertFailed: return "assert";
  }
  return "ok";
}

std::string ret_text(u64 ret) {
  constexpr u64 kFirstHex = 65536;
  return ret >= kFirstHex ? hex(ret) : decimal(ret);
}

void write_signal(const Signal& signal, JsonWriter& json) {
  json.key("signal").string(signal_name(signal.signo));
  json.key("code").string(signal_code_text(signal));
  json.key("at").string(hex(signal.addr));
}

void write_outcome(const Outcome& outcome, JsonWriter& json) {
  json.begin_object();
  json.key("command").string(outcome.command);
  json.key("kind").string(outcome_kind_name(outcome.kind));
  json.key("out").string(outcome.out);
  json.key("pid").number(outcome.pid);
  if (outcome.has_ret) json.key("ret").string(ret_text(outcome.ret));
  if (outcome.kind == Outcome::Kind::kErrno) {
    json.key("errno").string(errno_name(outcome.error));
    json.key("check").string(outcome.check);
  }
  if (outcome.kind == Outcome::Kind::kSignal) write_signal(outcome.signal, json);
  json.key("minflt").number(outcome.minflt);
  json.key("majflt").number(outcome.majflt);
  json.key("logged").boolean(outcome.logged);
  if (outcome.differs) json.key("differs").boolean(true);
  if (outcome.kind == Outcome::Kind::kSyntax) json.key("column").number(outcome.column);
  json.key("events").number(outcome.events);
  json.end_object();
}

}  // namespace pw
