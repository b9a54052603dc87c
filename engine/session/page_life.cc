// PageLife: the listener that follows the page, and what of an event speaks of it.
//
// Invariants: steps stand in the order in which they began; a frame or slot that the page left is followed to the end of that command and
// no further, since from then on it may be anybody's; a frame's events in front of the moment when it became the page's are taken from a
// bounded list of what passed by.
#include "engine/session/page_life.h"

#include <algorithm>
#include <cstring>

#include "engine/kernel/thread_group.h"
#include "engine/trace/phys_events.h"

namespace pw {
namespace {

constexpr u32 kPassedBy = 256;

enum class ArgKind : u8 { kOther, kAddr, kBytes, kPfn, kSlot, kPte };

ArgKind kind_named(const std::string& name) {
  if (name == "addr") return ArgKind::kAddr;
  if (name == "bytes") return ArgKind::kBytes;
  if (name == "pfn") return ArgKind::kPfn;
  if (name == "swp") return ArgKind::kSlot;
  return name == "pte" ? ArgKind::kPte : ArgKind::kOther;
}

// "addr:addr pfn:pfn" to the kinds alone.
struct ArgKinds {
  ArgKind of[kEventArgs]{};
};
ArgKinds parse_kinds(const char* args) {
  ArgKinds kinds;
  u32 count = 0;
  for (const char* at = args; *at != 0 && count < kEventArgs;) {
    const char* const end = at + std::strcspn(at, " ");
    const char* const colon = std::find(at, end, ':');
    if (colon != end) kinds.of[count++] = kind_named(std::string(colon + 1, end));
    at = *end == 0 ? end : end + 1;
  }
  return kinds;
}

// By group and row, as events are numbered.
const ArgKinds& kinds_of(const Event& event) {
  static const std::vector<ArgKinds> kKinds = [] {
    std::vector<ArgKinds> all;
    for (u32 i = 0; i < count_of_events(); ++i) {
      const u32 code = static_cast<u32>(event_at(i));
      if (code >= all.size()) all.resize(code + 1);
      all[code] = parse_kinds(event_info(event_at(i)).args);
    }
    return all;
  }();
  return kKinds[event.id];
}

template <class T>
bool holds(const std::vector<T>& all, T one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

struct AddrSpan {
  bool present = false;
  u64 start = 0;
  u64 end = 0;
};
// Two addresses, or an address and a length: what lies between them. From 0 on means no place in particular: no hint, or all there is.
AddrSpan span_of(const Event& event, const ArgKinds& kinds) {
  for (u32 i = 0; i + 1 < kEventArgs; ++i) {
    if (kinds.of[i] != ArgKind::kAddr) continue;
    if (event.arg[i] == 0) return {};
    if (kinds.of[i + 1] == ArgKind::kAddr) return {true, event.arg[i], event.arg[i + 1]};
    if (kinds.of[i + 1] == ArgKind::kBytes) return {true, event.arg[i], event.arg[i] + event.arg[i + 1]};
  }
  return {};
}

bool is_begin(const Event& event) { return event.phase == static_cast<u8>(Phase::kBegin); }
bool is_end(const Event& event) { return event.phase == static_cast<u8>(Phase::kEnd); }

bool began_before(const LifeStep& a, const LifeStep& b) { return a.command != b.command ? a.command < b.command : a.seq < b.seq; }

}  // namespace

class LifeListener : public LogListener {
 public:
  explicit LifeListener(PageLife& life) : life_(life) {}

  void on_command(u32 index, const SessionState& state) override {
    command_ = index;
    state_ = &state;
    choose_process(state.kernel);
    look(0);
    frames_.clear();
    slots_.clear();
    passed_by_.clear();
    follow_place();
  }

  void on_event(const Event& event) override {
    look(event.seq + 1);
    follow_place();
    if (is_end(event)) end_span(event);
    else begin(event);
    forget_freed(event);
    events_ = event.seq + 1;
  }

  void on_command_end() override {
    look(events_);
    open_.clear();
    events_ = 0;
  }

 private:
  struct Open {
    u32 seq = 0;
    bool is_kept = false;   // a step stands for it …
    bool is_range = false;  // … because it covers the page; what is nested in it says no more by doing so, too
    u32 step = 0;
  };

  // The process itself once it is there, until then the nearest of those that it comes from. After execve nothing of before is its own.
  void choose_process(const Kernel& k) {
    const auto found = std::find_if(life_.line_.begin(), life_.line_.end(), [&](Pid pid) { return is_running(k, pid); });
    actor_ = found == life_.line_.end() ? life_.pid_ : *found;
    if (found != life_.line_.end()) life_.line_.erase(found + 1, life_.line_.end());
    const MmId mm = is_running(k, actor_) ? k.tasks[actor_].mm : MmId();
    if (actor_ == life_.last_pid_ && mm != life_.mm_) {
      life_.steps_.clear();
      life_.moves_.clear();
      life_.total_ = life_.total_moves_ = 0;
      life_.place_ = PagePlace();
    }
    life_.last_pid_ = actor_;
    life_.mm_ = mm;
  }

  // So many events of the command have happened. Of the last one only what stands at the command's end is seen from outside.
  void look(u32 seq) {
    const PagePlace now = find_page_place(state_->kernel, actor_, life_.addr_);
    if (now == life_.place_) return;
    life_.place_ = now;
    std::vector<LifeMove>& moves = life_.moves_;
    const bool is_same_moment = !moves.empty() && moves.back().command == command_ && moves.back().seq == seq;
    if (is_same_moment) moves.back().place = now;
    else if (++life_.total_moves_ <= kMaxLifeSteps) moves.push_back({command_, seq, now});
  }

  void follow_place() {
    const PagePlace& place = life_.place_;
    const u64 slot = swp_to_radix_entry(place.slot);
    if (place.has_slot && !holds(slots_, slot)) slots_.push_back(slot);
    if (!place.pfn.valid() || holds(frames_, place.pfn.v)) return;
    frames_.push_back(place.pfn.v);
    take_birth_of(place.pfn);
  }

  // What was said of the frame since it was allocated belongs to the page, if it was in this command.
  void take_birth_of(Pfn pfn) {
    const auto is_allocation = [pfn](const LifeStep& step) {
      return static_cast<EventCode>(step.event.id) == EventId::kAllocPages && step.event.arg[1] == pfn.v;
    };
    const auto born = std::find_if(passed_by_.rbegin(), passed_by_.rend(), is_allocation);
    if (born == passed_by_.rend()) return;
    for (auto step = born.base() - 1; step != passed_by_.end(); ++step) {
      if (names_page(step->event)) insert(*step);
    }
    passed_by_.clear();
  }

  void begin(const Event& event) {
    LifeStep step{command_, event.seq, event.seq, event};
    const bool is_range = covers_page(event);
    const bool is_kept = is_range || names_page(event);
    if (is_begin(event)) open_.push_back({event.seq, false, false, 0});
    if (!is_kept) {
      if (!is_begin(event)) pass_by(step);
      return;
    }
    const u32 at = insert(step);
    if (at == kNotKept) return;
    if (is_begin(event)) open_.back() = {event.seq, true, is_range, at};
  }

  void end_span(const Event& event) {
    if (open_.empty()) return;
    const Open open = open_.back();
    open_.pop_back();
    LifeStep step{command_, open.seq, event.seq, event};
    if (open.is_kept) {
      life_.steps_[open.step] = step;
    } else if (names_page(event)) {
      insert(step);
    } else {
      pass_by(step);
    }
  }

  void pass_by(const LifeStep& step) {
    if (passed_by_.size() == kPassedBy) passed_by_.erase(passed_by_.begin(), passed_by_.begin() + kPassedBy / 2);
    passed_by_.push_back(step);
  }

  // Where it stands then. Those behind it move on.
  u32 insert(const LifeStep& step) {
    ++life_.total_;
    std::vector<LifeStep>& steps = life_.steps_;
    if (steps.size() >= kMaxLifeSteps) return kNotKept;
    const auto place = steps.insert(std::upper_bound(steps.begin(), steps.end(), step, began_before), step);
    const u32 at = static_cast<u32>(place - steps.begin());
    for (Open& open : open_) {
      if (open.is_kept && open.step >= at) ++open.step;
    }
    return at;
  }

  void forget_freed(const Event& event) {
    if (static_cast<EventCode>(event.id) != EventId::kFreePages || event.arg[0] == life_.place_.pfn.v) return;
    frames_.erase(std::remove(frames_.begin(), frames_.end(), static_cast<u32>(event.arg[0])), frames_.end());
  }

  bool is_in_our_memory(const Event& event) const {
    const Kernel& k = state_->kernel;
    return is_running(k, event.pid) && is_running(k, actor_) && k.tasks[event.pid].mm == k.tasks[actor_].mm;
  }

  // A call or a step of one over a range that the page lies in.
  bool covers_page(const Event& event) const {
    const AddrSpan span = span_of(event, kinds_of(event));
    if (!span.present || life_.addr_ < span.start || life_.addr_ >= span.end || !is_in_our_memory(event)) return false;
    return std::none_of(open_.begin(), open_.end(), [](const Open& open) { return open.is_range; });
  }

  bool names_page(const Event& event) const {
    const ArgKinds& kinds = kinds_of(event);
    const bool is_range = span_of(event, kinds).present;
    for (u32 i = 0; i < kEventArgs; ++i) {
      const u64 value = event.arg[i];
      switch (kinds.of[i]) {
        case ArgKind::kAddr:
          if (!is_range && (value & ~(kPageSize - 1)) == life_.addr_ && is_in_our_memory(event)) return true;
          break;
        case ArgKind::kPfn:
          if (value < Pfn::kNone && holds(frames_, static_cast<u32>(value))) return true;
          break;
        case ArgKind::kSlot:
          if (holds(slots_, value)) return true;
          break;
        case ArgKind::kPte:
          if (names_page(Pte{value})) return true;
          break;
        case ArgKind::kBytes:
        case ArgKind::kOther: break;
      }
    }
    return false;
  }

  bool names_page(Pte pte) const {
    if (pte_form(pte) == PteForm::kPresent) return holds(frames_, pte_pfn(pte).v);
    return pte_form(pte) == PteForm::kSwap && holds(slots_, swp_to_radix_entry(pte_to_swp_entry(pte)));
  }

  static constexpr u32 kNotKept = ~u32{0};

  PageLife& life_;
  const SessionState* state_ = nullptr;
  u32 command_ = 0;
  Pid actor_ = 0;
  u32 events_ = 0;  // of this command so far
  std::vector<u32> frames_;
  std::vector<u64> slots_;
  std::vector<Open> open_;
  std::vector<LifeStep> passed_by_;  // events of this command that no step stands for, the latest ones
};

PageLife::PageLife(const Kernel& now, Pid pid, u64 addr) : pid_(pid), addr_(addr & ~(kPageSize - 1)) {
  for (Pid one = pid; find_task(now, one) != nullptr && !holds(line_, one); one = parent_of(now, *find_task(now, one))) {
    line_.push_back(one);
  }
}

void PageLife::follow(const Session& session, u32 head) {
  if (head <= known_) return;
  LifeListener listener(*this);
  session.listen(known_, head, listener);
  known_ = head;
}

}  // namespace pw
