// A canonical StepResult as text: what is recorded, and what a person reads when the sides differ.
#include <algorithm>

#include "engine/base/errno.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "tests/conformance/step_result.h"

namespace pw {
namespace {

std::string result_line(const StepResult& result) {
  switch (result.kind) {
    case StepResult::Kind::kNothing:
      return "done";
    case StepResult::Kind::kRet:
      return "= " + (result.ret < 65536 ? decimal(result.ret) : hex(result.ret));
    case StepResult::Kind::kErrno: {
      const std::string name = errno_name(static_cast<Errno>(result.error));
      return "= -1 " + (name.empty() ? decimal(result.error) : name);
    }
    case StepResult::Kind::kSignal:
      break;
  }
  return "signal " + decimal(result.signo) + " code " + std::to_string(result.code) + " at " + hex(result.at);
}

struct Run {
  PageFact first;
  u64 count = 0;
};

bool continues(const Run& run, const PageFact& page) {
  const u64 frame = run.first.frame == 0 ? 0 : run.first.frame + run.count;
  const u64 swap = run.first.swap == 0 ? 0 : run.first.swap + (run.count << kSwapTypeBits);
  return page.vpn == run.first.vpn + run.count && page.frame == frame && page.mapcount == run.first.mapcount &&
         page.state == run.first.state && page.marks == run.first.marks && page.swap == swap;
}

std::string run_line(const std::string& who, const Run& run) {
  std::string line = who + "page " + hex(run.first.vpn) + (run.count > 1 ? "+" + decimal(run.count) : "") + " " +
                     state_letters(run.first.state);
  if (run.first.frame == 0 && run.first.swap == 0) return line;
  line += " " + (run.first.swap != 0 ? swap_text(run.first.swap) : "#" + decimal(run.first.frame)) + (run.count > 1 ? ".." : "");
  if (run.first.frame != 0) line += " x" + decimal(run.first.mapcount);
  return line + (run.first.marks != 0 ? " " + marks_text(run.first.marks) : "");
}

// Where in which object; nothing of anonymous memory.
std::string place_text(const VmaFact& vma) {
  return vma.object == 0 ? "" : "object " + decimal(vma.object) + " from " + hex(vma.offset) + " ";
}

void add_process(const ProcessFacts& process, std::vector<std::string>& lines) {
  const std::string who = std::to_string(process.pid) + ": ";
  std::string sums = who + "size " + decimal(process.size) + " rss " + decimal(process.rss) + " anon " + decimal(process.anon);
  if (process.shmem != 0) sums += " shmem " + decimal(process.shmem);
  if (process.locked != 0) sums += " locked " + decimal(process.locked);
  if (process.swap != 0) sums += " swap " + decimal(process.swap);
  sums += " data " + decimal(process.data) + " stack " + decimal(process.stack) + " tables " + std::to_string(process.tables);
  lines.push_back(sums);
  for (const VmaFact& vma : process.vmas) {
    lines.push_back(who + "vma " + hex(vma.start) + "-" + hex(vma.end) + " " + vma.perm + " " +
                    (vma.name.empty() ? "" : vma.name + " ") + place_text(vma) + vma.flags +
                    (vma.dirty != 0 ? " dirty " + decimal(vma.dirty) : "") +
                    (vma.lazy_free != 0 ? " lazyfree " + decimal(vma.lazy_free) : "") +
                    (vma.swap != 0 ? " swap " + decimal(vma.swap) + " pss " + decimal(vma.swap_pss) + "K" : ""));
  }
  Run run;
  for (const PageFact& page : process.pages) {
    if (run.count != 0 && continues(run, page)) {
      ++run.count;
      continue;
    }
    if (run.count != 0) lines.push_back(run_line(who, run));
    run = Run{page, 1};
  }
  if (run.count != 0) lines.push_back(run_line(who, run));
}

}  // namespace

std::string state_letters(u16 state) {
  static constexpr char kLetters[] = "PSGFXEWZH";
  std::string text;
  for (u32 bit = 0; kLetters[bit] != 0; ++bit) {
    if ((state >> bit & 1) != 0) text += kLetters[bit];
  }
  return text;
}

std::string swap_text(u64 swap) {
  return decimal(swap & ((u64{1} << kSwapTypeBits) - 1)) + ":" + decimal(swap >> kSwapTypeBits);
}

std::string marks_text(u16 marks) {
  static constexpr const char* kNames[] = {"anon", "lru", "mlocked", "swapbacked", "unevictable", "swapcache"};
  std::string text;
  for (u32 bit = 0; bit < 6; ++bit) {
    if ((marks >> bit & 1) != 0) text += (text.empty() ? "" : " ") + std::string(kNames[bit]);
  }
  return text;
}

std::vector<std::string> step_lines(const StepResult& result) {
  std::vector<std::string> lines;
  lines.push_back(result_line(result) + (result.answer.empty() ? "" : " " + result.answer));
  lines.push_back("faults " + decimal(result.minflt) + " " + decimal(result.majflt));
  for (const SwapFact& area : result.swaps) {
    lines.push_back("swaps " + area.name + " size " + decimal(area.size) + " used " + decimal(area.used) + " priority " +
                    std::to_string(area.priority));
  }
  for (const ProcessFacts& process : result.processes) add_process(process, lines);
  return lines;
}

namespace {

struct Row {
  std::string left, right;
  bool is_equal = false;
};

// The longest common subsequence by the usual table: the texts are short.
std::vector<Row> align(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  const std::size_t columns = right.size() + 1;
  std::vector<u32> length((left.size() + 1) * columns);
  for (std::size_t i = left.size(); i-- > 0;) {
    for (std::size_t j = right.size(); j-- > 0;) {
      length[i * columns + j] = left[i] == right[j] ? length[(i + 1) * columns + j + 1] + 1
                                                    : std::max(length[(i + 1) * columns + j], length[i * columns + j + 1]);
    }
  }
  std::vector<Row> rows;
  std::size_t i = 0, j = 0;
  while (i < left.size() || j < right.size()) {
    if (i < left.size() && j < right.size() && left[i] == right[j]) {
      rows.push_back({left[i++], right[j++], true});
    } else if (j == right.size() || (i < left.size() && length[(i + 1) * columns + j] >= length[i * columns + j + 1])) {
      rows.push_back({left[i++], "", false});
    } else {
      rows.push_back({"", right[j++], false});
    }
  }
  return rows;
}

// A line that is only on the left and one only on the right that follow each other stand beside each other.
std::vector<Row> pair_up(const std::vector<Row>& rows) {
  std::vector<Row> paired;
  for (std::size_t i = 0; i < rows.size();) {
    std::vector<std::string> left, right;
    for (; i < rows.size() && !rows[i].is_equal; ++i) {
      (rows[i].left.empty() ? right : left).push_back(rows[i].left.empty() ? rows[i].right : rows[i].left);
    }
    for (std::size_t k = 0; k < std::max(left.size(), right.size()); ++k) {
      paired.push_back({k < left.size() ? left[k] : "", k < right.size() ? right[k] : "", false});
    }
    if (i < rows.size()) paired.push_back(rows[i++]);
  }
  return paired;
}

}  // namespace

std::string side_by_side(const std::vector<std::string>& left, const std::vector<std::string>& right, const char* left_title,
                         const char* right_title, u32 context) {
  const std::vector<Row> rows = pair_up(align(left, right));
  std::vector<bool> shown(rows.size());
  std::size_t width = std::string(left_title).size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].is_equal) continue;
    for (std::size_t k = i < context ? 0 : i - context; k < rows.size() && k <= i + context; ++k) shown[k] = true;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (shown[i]) width = std::max(width, rows[i].left.size());
  }
  const auto pad = [width](const std::string& text) { return text + std::string(width - std::min(width, text.size()), ' '); };
  std::string out = "    " + pad(left_title) + "   " + right_title + "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!shown[i]) continue;
    std::string line = (rows[i].is_equal ? "    " : "  ! ") + pad(rows[i].left) + "   " + rows[i].right;
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
  return out;
}

}  // namespace pw
