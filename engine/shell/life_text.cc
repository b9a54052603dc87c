#include "engine/shell/life_text.h"

#include "engine/render/names.h"
#include "engine/render/render.h"
#include "engine/render/swap_text.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string slot_text(const Kernel& k, const PagePlace& place) {
  const std::string area = is_swap_slot(k.m.swap, place.slot) ? " of " + area_of(k.m.swap, place.slot).name : "";
  return "slot " + swap_text(place.slot) + area;
}

std::string mapped_text(u32 mapcount) { return mapcount == 0 ? "mapped by nobody" : "mapped by " + counted(mapcount, "entry", "entries"); }

std::string memory_text(const Kernel& k, const PagePlace& place) {
  std::string out = "frame " + pfn_text(place.pfn) + ", " + mapped_text(place.mapcount);
  if (place.is_mapped && !place.is_writable) out += ", read-only";
  if (!place.is_mapped) out += ", not by this one";
  return place.has_slot ? out + "; " + slot_text(k, place) + " is kept for it" : out;
}

std::string swapped_text(const Kernel& k, const PagePlace& place) {
  if (!place.has_slot) return "in swap, and the area is gone";
  const std::string out = slot_text(k, place) + ", named by " + counted(place.swap_count, "entry", "entries");
  if (!place.pfn.valid()) return out;
  return out + "; cached in frame " + pfn_text(place.pfn) + ", " + mapped_text(place.mapcount);
}

// " +active -referenced": what became of the flags of one and the same frame.
std::string flag_changes(const PagePlace& before, const PagePlace& now) {
  if (before.pfn != now.pfn || !now.pfn.valid()) return "";
  std::string out;
#define PW_PAGE_FLAG(constant, bit, name) \
  if (((before.flags ^ now.flags) & constant) != 0) out += std::string((now.flags & constant) != 0 ? " +" : " -") + name;
#include "engine/phys/page_flags.def"
#undef PW_PAGE_FLAG
  return out;
}

std::string change_text(const Kernel& k, const PagePlace& before, const PagePlace& now) {
  const std::string flags = flag_changes(before, now);
  PagePlace rest = before;
  rest.flags = now.flags;
  const std::string place = rest == now ? "" : place_text(k, now);
  if (flags.empty()) return place;
  return place.empty() ? "flags" + flags : place + "; flags" + flags;
}

std::string head_line(const Kernel& k, const PageLife& life) {
  const PagePlace now = find_page_place(k, life.pid(), life.addr());
  return "page " + hex(life.addr()) + " of process " + decimal(life.pid()) + ": " + counted(life.total(), "event", "events") + "; now " +
         place_text(k, now) + "\n";
}

std::string step_line(const LifeStep& step) {
  return "  " + pad_left(decimal(step.seq + 1), 6) + "  " + event_info(static_cast<EventCode>(step.event.id)).name + "  " +
         event_sentence(step.event) + "\n";
}

// Steps as they began, and between them the moves as they came.
class Lines {
 public:
  Lines(const Kernel& k, const Session& session, const PageLife& life) : k_(k), session_(session), moves_(life.moves()) {}

  void add(const LifeStep& step) {
    add_moves_before(step.command, step.seq);
    open_command(step.command);
    out_ += step_line(step);
  }
  std::string text() {
    add_moves_before(~u32{0}, 0);
    return std::move(out_);
  }

 private:
  // What was seen when `seq` events had happened stands behind these.
  void add_moves_before(u32 command, u32 seq) {
    for (; next_ < moves_.size(); ++next_) {
      const LifeMove& move = moves_[next_];
      if (move.command > command || (move.command == command && move.seq > seq)) return;
      open_command(move.command);
      out_ += "          -> " + change_text(k_, place_, move.place) + "\n";
      place_ = move.place;
    }
  }
  void open_command(u32 command) {
    if (command + 1 == opened_) return;
    opened_ = command + 1;
    out_ += decimal(command + 1) + "  " + session_.command(command) + "\n";
  }

  const Kernel& k_;
  const Session& session_;
  const std::vector<LifeMove>& moves_;
  u32 next_ = 0;
  u32 opened_ = 0;
  PagePlace place_;
  std::string out_;
};

}  // namespace

std::string place_text(const Kernel& k, const PagePlace& place) {
  switch (place.where) {
    case PageWhere::kNowhere: return "nowhere: no entry names a page";
    case PageWhere::kZeroPage: return "the page of zeros, which all read";
    case PageWhere::kMemory: return memory_text(k, place);
    case PageWhere::kSwap: return swapped_text(k, place);
  }
  return "";
}

std::string life_text(const Kernel& k, const Session& session, const PageLife& life) {
  std::string out = head_line(k, life);
  if (life.steps().empty()) return out + "nothing has happened to it yet: write to it, fork, or take it away with madvise\n";
  Lines lines(k, session, life);
  for (const LifeStep& step : life.steps()) lines.add(step);
  out += lines.text();
  const u64 left_out = life.total() - life.steps().size();
  return left_out == 0 ? out : out + "… and " + counted(left_out, "more event", "more events") + "\n";
}

}  // namespace pw
