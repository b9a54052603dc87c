// Text twin of the last merge or split: the areas around what the last command changed, before and after it, and what was decided in
// between (vma_merge_new_range, vma_merge_existing_range, __split_vma in mm/vma.c) with the reason of either side.
//
//   before   |AAAA|BBBB|CCCC|        areas that the command changed or asked about, and those that touch them
//   after    |AAAAAAAA|CCCC|         by the word behind each: new, gone, grown, shrunk, moved, other flags, other anon_vma
//
// Everything comes from the two machines and the events; nothing is kept for this. Left out: address spaces that the command made or took
// down as a whole (fork, exit), since all of their areas would be new or gone.
#include <algorithm>

#include "engine/render/accounting.h"
#include "engine/render/call_tree.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/vma_events.h"

namespace pw {
namespace {

constexpr u32 kMaxRows = 64;

struct Row {
  VmaId id;
  Vma vma;
};
using Rows = std::vector<Row>;

Rows rows_of(const Kernel& k, MmId mm) {
  Rows rows;
  for (const VmaId id : vmas_of(k, k.m.mms[mm])) rows.push_back(Row{id, k.m.vmas[id]});
  return rows;
}

// Rows by id, to find the same area on the other side.
class ById {
 public:
  explicit ById(const Rows& rows) {
    for (const Row& row : rows) sorted_.push_back(&row);
    std::sort(sorted_.begin(), sorted_.end(), [](const Row* a, const Row* b) { return a->id.v < b->id.v; });
  }
  const Vma* find(VmaId id) const {
    const auto at = std::lower_bound(sorted_.begin(), sorted_.end(), id.v, [](const Row* row, u32 wanted) { return row->id.v < wanted; });
    return at != sorted_.end() && (*at)->id == id ? &(*at)->vma : nullptr;
  }

 private:
  std::vector<const Row*> sorted_;
};

// What became of an area, in a word; empty when nothing did.
std::string change_word(const Vma* before, const Vma* after) {
  if (before == nullptr) return "new";
  if (after == nullptr) return "gone";
  const AddrRange old = before->range();
  const AddrRange now = after->range();
  if (old.start != now.start || old.end != now.end) {
    if (now.start <= old.start && old.end <= now.end) return "grown";
    return old.start <= now.start && now.end <= old.end ? "shrunk" : "moved";
  }
  if (before->flags != after->flags) return "other flags";
  return before->anon_vma != after->anon_vma ? "other anon_vma" : "";
}

// Ranges to be shown, joined where they touch, ascending.
class Windows {
 public:
  void add(AddrRange range) { ranges_.push_back(range); }
  bool is_empty() const { return ranges_.empty(); }
  void join() {
    std::sort(ranges_.begin(), ranges_.end(), [](const AddrRange& a, const AddrRange& b) { return a.start < b.start; });
    std::vector<AddrRange> joined;
    for (const AddrRange& range : ranges_) {
      if (joined.empty() || joined.back().end < range.start) joined.push_back(range);
      else joined.back().end = std::max(joined.back().end, range.end);
    }
    ranges_ = joined;
  }
  // Areas that only touch a window are shown too: they are the neighbours that were asked.
  bool touches(const Vma& vma) const {
    const auto ends_below = [](const AddrRange& range, u64 start) { return range.end < start; };
    const auto at = std::lower_bound(ranges_.begin(), ranges_.end(), vma.start, ends_below);
    return at != ranges_.end() && at->start <= vma.end;
  }

 private:
  std::vector<AddrRange> ranges_;
};

// Extra letters of VmFlags: the access rights stand in perm, and the MAY flags are nearly always all there.
std::string extra_flags(u64 flags) {
  const std::string text = vm_flags_text(flags & ~(kVmAccessFlags | kVmMayRead | kVmMayWrite | kVmMayExec));
  return text.empty() ? "-" : text;
}

std::string table_of(const Rows& rows, const ById& other, bool is_after, const Windows& windows) {
  TextTable table({"  area", "perm", "flags", "pages", "pgoff", "vma", "anon_vma", ""});
  u32 shown = 0;
  u32 left_out = 0;
  for (const Row& row : rows) {
    if (!windows.touches(row.vma)) continue;
    if (++shown > kMaxRows) {
      ++left_out;
      continue;
    }
    const Vma* twin = other.find(row.id);
    const std::string word = is_after ? change_word(twin, &row.vma) : twin == nullptr ? "gone" : "";
    table.add({"  " + range_text(row.vma), perm_text(row.vma.flags), extra_flags(row.vma.flags), decimal(row.vma.pages()),
               hex(row.vma.pgoff), id_text(row.id.v), row.vma.anon_vma.valid() ? id_text(row.vma.anon_vma.v) : "-", word});
  }
  if (shown == 0) return "  no area here\n";
  return table.text({3}) + (left_out == 0 ? "" : "  … and " + counted(left_out, "more area", "more areas") + "\n");
}

std::string side_line(const char* side, const CallNode* node) {
  if (node == nullptr) return std::string("    ") + side + ": " + reason_info(Reason::kMergeNoNeighbour).sentence + "\n";
  return std::string("    ") + side + ", " + id_text(static_cast<u32>(node->event.arg[0])) + ": " +
         reason_info(static_cast<ReasonCode>(node->event.reason)).sentence + "\n";
}

// The children of one question: what each side answered, and the area that came of it.
std::string answers(const std::vector<CallNode>& nodes, u32 at) {
  const CallNode* prev = nullptr;
  const CallNode* next = nullptr;
  std::string merged;
  for (u32 i = at + 1; i < nodes.size() && nodes[i].depth > nodes[at].depth; ++i) {
    const EventCode id = static_cast<EventCode>(nodes[i].event.id);
    if (id == EventId::kMergePrev) prev = &nodes[i];
    if (id == EventId::kMergeNext) next = &nodes[i];
    if (id == EventId::kCommitMerge) merged = "    " + event_sentence(nodes[i].event) + "\n";
  }
  return side_line("the area before", prev) + side_line("the area behind", next) + merged;
}

std::string merge_decisions(const std::vector<CallNode>& nodes) {
  std::string out;
  u32 told = 0;
  for (u32 i = 0; i < nodes.size() && told < kMaxRows; ++i) {
    const EventCode id = static_cast<EventCode>(nodes[i].event.id);
    if (id != EventId::kVmaMerge && id != EventId::kSplitVma) continue;
    ++told;
    out += "- " + event_sentence(nodes[i].event) + "\n";
    if (id == EventId::kVmaMerge) out += answers(nodes, i);
  }
  return out;
}

void add_questions(const std::vector<CallNode>& nodes, const Kernel& k, MmId mm, Windows& windows) {
  for (const CallNode& node : nodes) {
    const Event& event = node.event;
    if (static_cast<EventCode>(event.id) != EventId::kVmaMerge) continue;
    const Mm* own = mm_of(k, event.pid);
    if (own == &k.m.mms[mm]) windows.add(AddrRange{event.arg[0], event.arg[1]});
  }
}

void add_changes(const Rows& rows, const ById& other, Windows& windows) {
  for (const Row& row : rows) {
    const Vma* twin = other.find(row.id);
    const std::string word = change_word(twin, &row.vma);
    if (!word.empty() && word != "other anon_vma") windows.add(row.vma.range());
  }
}

std::string space_block(const Kernel& before, const Kernel& after, const Task& task, const std::vector<CallNode>& nodes) {
  const Rows old_rows = rows_of(before, task.mm);
  const Rows new_rows = rows_of(after, task.mm);
  const ById old_by_id(old_rows);
  const ById new_by_id(new_rows);
  Windows windows;
  add_questions(nodes, after, task.mm, windows);
  add_changes(old_rows, new_by_id, windows);
  add_changes(new_rows, old_by_id, windows);
  if (windows.is_empty()) return "";
  windows.join();
  return "process " + decimal(task.pid) + " before\n" + table_of(old_rows, new_by_id, false, windows) + "process " + decimal(task.pid) +
         " after\n" + table_of(new_rows, old_by_id, true, windows);
}

// The address space stands on both sides, and this task is the one it is named after.
bool is_shown(const Kernel& before, const Task& task) {
  if (task.state != TaskState::kRunning || task.pid != task.tgid) return false;
  return is_running(before, task.pid) && before.tasks[task.pid].mm == task.mm;
}

}  // namespace

std::string view_merge(const Kernel& k, const std::vector<Event>* events, const Kernel* before) {
  std::string out;
  if (events != nullptr && before != nullptr) {
    const std::vector<CallNode> nodes = call_nodes(*events);
    for (const Task& task : tasks_of(k)) {
      if (is_shown(*before, task)) out += space_block(*before, k, task, nodes);
    }
    if (!out.empty()) out += merge_decisions(nodes);
  }
  return out.empty() ? "the last command changed no area's borders or flags, and asked about none\n" : out;
}

}  // namespace pw
