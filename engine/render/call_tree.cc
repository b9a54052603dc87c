#include "engine/render/call_tree.h"

#include "engine/render/text.h"

namespace pw {
namespace {

constexpr u32 kMaxTreeLines = 300;

void mark_last_brothers(std::vector<CallNode>& nodes) {
  std::vector<bool> seen;  // by depth: a later node there, with no shallower one between
  for (u32 i = static_cast<u32>(nodes.size()); i-- > 0;) {
    const u32 depth = nodes[i].depth;
    if (seen.size() <= depth) seen.resize(depth + 1);
    nodes[i].is_last = !seen[depth];
    seen[depth] = true;
    seen.resize(depth + 1);
  }
}

std::string node_text(const CallNode& node) {
  std::string text = event_call(node.event);
  if (node.is_open) text += " …";
  const ReasonInfo& reason = reason_info(static_cast<ReasonCode>(node.event.reason));
  return reason.sentence[0] != 0 ? text + " · " + reason.sentence : text;
}

}  // namespace

std::vector<CallNode> call_nodes(const std::vector<Event>& events) {
  std::vector<CallNode> nodes;
  std::vector<u32> open;  // indices of spans that have begun
  for (const Event& event : events) {
    const Phase phase = static_cast<Phase>(event.phase);
    if (phase == Phase::kEnd) {
      if (open.empty()) continue;
      nodes[open.back()].event = event;
      nodes[open.back()].is_open = false;
      open.pop_back();
      continue;
    }
    if (phase == Phase::kBegin) open.push_back(static_cast<u32>(nodes.size()));
    nodes.push_back(CallNode{event, event.depth, false, phase == Phase::kBegin});
  }
  mark_last_brothers(nodes);
  return nodes;
}

std::string render_call_tree(const std::vector<Event>& events) {
  const std::vector<CallNode> nodes = call_nodes(events);
  std::vector<bool> goes_on;  // by depth: a line is drawn down through this column
  std::string out;
  u32 lines = 0;
  for (const CallNode& node : nodes) {
    if (goes_on.size() <= node.depth) goes_on.resize(node.depth + 1);
    goes_on[node.depth] = !node.is_last;
    if (++lines > kMaxTreeLines) continue;
    for (u32 depth = 1; depth < node.depth; ++depth) out += goes_on[depth] ? "│ " : "  ";
    if (node.depth > 0) out += node.is_last ? "└ " : "├ ";
    out += node_text(node) + "\n";
  }
  if (lines > kMaxTreeLines) out += "… " + counted(lines - kMaxTreeLines, "more line", "more lines") + "\n";
  return out;
}

}  // namespace pw
