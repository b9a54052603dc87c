// What a command answers, in words: error lines, signals, and a fault told by the handlers that ran. The handlers come from the
// events, so the text cannot say anything that did not happen. Of a command with more events than are stored only the first handlers
// are named.
#include "engine/shell/command.h"

#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/render/names.h"
#include "engine/trace/file_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

EventCode id_of(const Event& event) { return static_cast<EventCode>(event.id); }
bool is_begin(const Event& event) { return static_cast<Phase>(event.phase) != Phase::kEnd; }

// The steps worth naming, in kernel words; nullptr for all others.
const char* handler_name(EventCode id) {
  switch (id) {
    case EventId::kExpandStack:
    case EventId::kDoAnonymousPage:
    case EventId::kDoReadFault:
    case EventId::kDoSharedFault:
    case EventId::kDoFaultAround:
    case EventId::kShmemFault:
    case EventId::kDoSwapPage:
    case EventId::kDoWpPage:
    case EventId::kWpPageReuse:
    case EventId::kWpPageCopy: return event_info(id).name;
    default: return nullptr;
  }
}

// One text a fault: "do_wp_page → wp_page_copy". Equal ones once, in order of appearance.
std::vector<std::string> fault_paths(const StoredEvents& events) {
  std::vector<std::string> paths;
  std::string path;
  const auto finish_path = [&paths, &path]() {
    if (!path.empty() && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
    path.clear();
  };
  for (const Event& event : events.events) {
    // MAP_POPULATE comes to handle_mm_fault without an exception.
    const bool is_over = !is_begin(event) && id_of(event) == EventId::kHandleMmFault;
    if (is_over || id_of(event) == EventId::kDoUserAddrFault) finish_path();
    if (!is_begin(event)) continue;
    const char* name = handler_name(id_of(event));
    if (name != nullptr) path += (path.empty() ? "" : " → ") + std::string(name);
  }
  finish_path();
  return paths;
}

std::string count_text(u64 count, const char* what) {
  const std::string number = count == 1 ? "" : std::to_string(count) + " ";
  return number + what + (count == 1 ? "" : "s");
}

// Why the kernel sent the signal: the reason of the last refusal in the events.
std::string signal_reason(const StoredEvents& events) {
  std::string reason;
  for (const Event& event : events.events) {
    const EventCode id = id_of(event);
    if (id != EventId::kBadArea && id != EventId::kDoSigbus && id != EventId::kForceFatalSig) continue;
    const ReasonCode why = static_cast<ReasonCode>(event.reason);
    if (why != Reason::kNone) reason = reason_info(why).sentence;
  }
  return reason;
}

}  // namespace

void set_syntax_error(Outcome* out, const std::string& line, const Diagnostic& error) {
  out->kind = Outcome::Kind::kSyntax;
  out->column = error.column;
  out->out = caret_text(line, error);
  out->has_ret = false;
}

void set_ret(Outcome* out, u64 value) {
  out->has_ret = true;
  out->ret = value;
}

void set_errno(Outcome* out, const Error& error) {
  out->kind = Outcome::Kind::kErrno;
  out->error = error.code;
  out->check = error.check;
  out->out = std::string(errno_name(error.code)) + ": " + errno_text(error.code);
  if (!out->check.empty()) out->out += " · " + out->check;
}

void answer_status(Outcome* out, const Status& status) {
  if (!status.ok()) return set_errno(out, status.error());
  set_ret(out, 0);
}

void set_signal(Outcome* out, const Signal& signal, const StoredEvents& events) {
  out->kind = Outcome::Kind::kSignal;
  out->signal = signal;
  out->check = signal_reason(events);
  out->out = std::string(signal_name(signal.signo)) + " (" + signal_code_text(signal) + ")";
  // A general protection fault does not tell the address.
  const bool has_addr = !(signal.signo == kSigsegv && signal.code == 0x80);
  if (has_addr) out->out += " at " + hex(signal.addr);
  if (!has_addr && out->check.empty()) out->check = "not a canonical address: a general protection fault, which does not tell it";
  if (!out->check.empty()) out->out += " · " + out->check;
}

std::string fault_text(const StoredEvents& events, u64 minflt, u64 majflt) {
  std::string text = minflt + majflt == 0 ? "no fault" : "";
  if (minflt != 0) text += count_text(minflt, "minor fault");
  if (majflt != 0) text += (text.empty() ? "" : ", ") + count_text(majflt, "major fault");
  const std::vector<std::string> paths = fault_paths(events);
  for (u32 i = 0; i < paths.size() && minflt + majflt != 0; ++i) text += (i == 0 ? " · " : ", ") + paths[i];
  if (events.total > events.events.size()) text += ", …";
  return text;
}

u64 count_events(const StoredEvents& events, EventCode id) {
  u64 count = 0;
  for (const Event& event : events.events) count += id_of(event) == id && is_begin(event) ? 1 : 0;
  return count;
}

void add_line(Outcome* out, const std::string& text) { out->out += (out->out.empty() ? "" : "\n") + text; }
void add_part(Outcome* out, const std::string& text) { out->out += (out->out.empty() ? "" : " · ") + text; }

void add_area_parts(const StoredEvents& events, Outcome* out) {
  const u64 splits = count_events(events, EventId::kSplitVma);
  const u64 merges = count_events(events, EventId::kCommitMerge);
  if (splits != 0) add_part(out, counted(splits, "split", "splits"));
  if (merges != 0) add_part(out, counted(merges, "merge", "merges"));
}

}  // namespace pw
