// Text twin of "what happened": the decisions in sentences, the call tree, and the counters that moved.
#include "engine/render/call_tree.h"
#include "engine/render/counters.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

constexpr u32 kMaxSentences = 12;

// Sentences of what was decided, in order, each once.
std::string decisions(const std::vector<CallNode>& nodes) {
  std::vector<std::string> sentences;
  for (const CallNode& node : nodes) {
    if (static_cast<ReasonCode>(node.event.reason) == Reason::kNone) continue;
    const std::string sentence = event_sentence(node.event);
    bool is_known = false;
    for (const std::string& other : sentences) is_known = is_known || other == sentence;
    if (!is_known && sentences.size() < kMaxSentences) sentences.push_back(sentence);
  }
  std::string out;
  for (const std::string& sentence : sentences) out += "- " + sentence + "\n";
  return out;
}

std::string moved_counters(const Kernel& before, const Kernel& after) {
  const std::vector<u64> old_values = read_counters(before);
  const std::vector<u64> new_values = read_counters(after);
  TextTable table({"counter", "value", "change"});
  for (u32 i = 0; i < new_values.size(); ++i) {
    if (old_values[i] == new_values[i]) continue;
    const bool is_more = new_values[i] > old_values[i];
    const u64 change = is_more ? new_values[i] - old_values[i] : old_values[i] - new_values[i];
    table.add({counter_infos()[i].name, decimal(new_values[i]), (is_more ? "+" : "-") + decimal(change)});
  }
  return table.is_empty() ? "" : "\n" + table.text({1, 2});
}

}  // namespace

std::string view_what(const Kernel& k, const std::vector<Event>* events, const Kernel* before) {
  if (events == nullptr || events->empty()) return "nothing happened yet: no command has changed or looked at the machine\n";
  const std::string why = decisions(call_nodes(*events));
  std::string out = why.empty() ? "" : why + "\n";
  out += render_call_tree(*events);
  return before != nullptr ? out + moved_counters(*before, k) : out;
}

}  // namespace pw
