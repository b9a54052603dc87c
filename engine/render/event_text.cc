// An event in words: its arguments by kind, the call, and the sentence with its holes filled.
#include "engine/kernel/rlimit.h"
#include "engine/kernel/sysctl.h"
#include "engine/render/decode.h"
#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string access_text(u64 value) {
  switch (static_cast<Access>(value)) {
#define PW_ACCESS(constant, name) case Access::constant: return name;
#include "engine/mm/access.def"
#undef PW_ACCESS
  }
  return decimal(value);
}

u32 low32(u64 value) { return static_cast<u32>(value); }

using Format = std::string (*)(u64 value);
struct Kind {
  const char* name;
  Format format;
};
const Kind kKinds[] = {
    {"access", access_text},
    {"addr", hex},
    {"advice", advice_text},
    {"anon_vma", [](u64 v) { return id_text(low32(v)); }},
    {"avc", [](u64 v) { return id_text(low32(v)); }},
    {"bool", [](u64 v) { return std::string(v != 0 ? "yes" : "no"); }},
    {"bytes", size_text},
    {"errcode", errcode_text},
    {"errno", [](u64 v) { return std::string(errno_name(static_cast<Errno>(v))); }},
    {"mapflags", map_flags_text},
    {"mremapflags", mremap_flags_text},
    {"mm", [](u64 v) { return id_text(low32(v)); }},
    {"pfn", [](u64 v) { return pfn_text(Pfn(low32(v))); }},
    {"pkru", hex},
    {"prot", prot_text},
    {"pte", [](u64 v) { return pte_text(Pte{v}); }},
    {"rlimbytes", limit_text},
    {"rlimit", [](u64 v) { return std::string(rlimit_name(static_cast<RlimitId>(v))); }},
    {"sicode", si_code_text},
    {"swp", swp_text},
    {"sysctl", [](u64 v) { return std::string(sysctl_names()[v].name); }},
    {"vma", [](u64 v) { return id_text(low32(v)); }},
    {"zone", [](u64 v) { return std::string(v < kZones ? zone_name(static_cast<ZoneId>(v)) : "none"); }},
};

struct Arg {
  std::string name;
  std::string kind;
};

std::vector<Arg> args_of(const Event& event) {
  std::vector<Arg> args;
  std::string word;
  const auto finish = [&] {
    const std::string::size_type colon = word.find(':');
    if (colon != std::string::npos && args.size() < kEventArgs) args.push_back({word.substr(0, colon), word.substr(colon + 1)});
    word.clear();
  };
  for (const char* c = event_info(static_cast<EventCode>(event.id)).args; *c != 0; ++c) {
    if (*c == ' ') finish();
    else word += *c;
  }
  finish();
  return args;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  for (std::string::size_type at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// A reason is a sentence of its own or the end of one, as its template has it; where there is none, the hole goes with its colon.
void fill_reason(std::string& text, ReasonCode reason) {
  if (reason != Reason::kNone) {
    const std::string sentence = reason_info(reason).sentence;
    if (!sentence.empty() && sentence.back() == '.') replace(text, "{reason}.", "{reason}");
    replace(text, "{reason}", sentence);
    return;
  }
  replace(text, ": {reason}", "");
  replace(text, " {reason}.", "");
  replace(text, " {reason}", "");
}

}  // namespace

std::string format_arg(const char* kind, u64 value) {
  const std::string wanted = kind;
  for (const Kind& one : kKinds) {
    if (wanted == one.name) return one.format(value);
  }
  return decimal(value);  // count, order, cpu, pid, level
}

std::string event_call(const Event& event) {
  std::string text = event_info(static_cast<EventCode>(event.id)).name;
  std::string list;
  const std::vector<Arg> args = args_of(event);
  for (u32 i = 0; i < args.size(); ++i) {
    list += (i > 0 ? ", " : "") + args[i].name + "=" + format_arg(args[i].kind.c_str(), event.arg[i]);
  }
  return list.empty() ? text : text + "(" + list + ")";
}

std::string event_sentence(const Event& event) {
  std::string text = event_info(static_cast<EventCode>(event.id)).sentence;
  const std::vector<Arg> args = args_of(event);
  for (u32 i = 0; i < args.size(); ++i) replace(text, "{" + args[i].name + "}", format_arg(args[i].kind.c_str(), event.arg[i]));
  fill_reason(text, static_cast<ReasonCode>(event.reason));
  return text;
}

}  // namespace pw
