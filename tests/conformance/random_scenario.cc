#include "tests/conformance/random_scenario.h"

#include "engine/render/text.h"

namespace pw {
namespace {

constexpr u32 kMostProcesses = 4;
constexpr u32 kMostForks = 8;
constexpr u32 kDeepest = 3;
constexpr u64 kSwapSeed = 0x73776170;
constexpr u32 kSwapOneIn = 6;

struct Window {
  u64 start;
  u32 pages;
  u32 weight;  // how many of twenty scenarios use it first of all
};
constexpr Window kWindows[] = {
    {0x1003fff4000, 24, 12},    // across a 1 GiB border
    {0x103001f4000, 24, 3},     // … and across one of 2 MiB
    {0x7ffff7fe7000, 24, 2},    // the top of the area where mmap chooses places
    {0x555555580000, 16, 1},    // where the heap begins
    {0x7ffffffd4000, 42, 2},    // [stack] and below it; the arguments in its last page are anybody's to read (/proc/PID/cmdline)
};

const Window& window_of(u32 draw) {
  for (const Window& window : kWindows) {
    if (draw < window.weight) return window;
    draw -= window.weight;
  }
  return kWindows[0];
}

}  // namespace

// The generator's state goes up by a constant, so neighbouring seeds are mixed first: else their numbers would overlap.
RandomScenario::RandomScenario(u64 seed) : random_(test::Random(seed).next()) {
  has_large_stacks_ = one_in(6);
  const Window& window = has_large_stacks_ ? kWindows[0] : window_of(random_.below(20));
  // Neighbours meet more often in a narrow window, and with few kinds of protection.
  static constexpr u32 kWidths[] = {6, 10, 24, 24};
  const u32 width = pick(kWidths);
  window_ = width < window.pages ? width : window.pages;
  base_ = window.start + (window.pages - window_) / 2 * kPageSize;
  has_few_protections_ = one_in(2);
  // By a draw of its own, so that the other scenarios are what they were.
  has_swap_ = test::Random(seed ^ kSwapSeed).next() % kSwapOneIn == 0;
  processes_.push_back(Process());
}

// Mostly in the scenario's own window, now and then in another.
u64 RandomScenario::draw_page() {
  if (!one_in(12)) return base_ + random_.below(window_) * kPageSize;
  const Window& other = has_large_stacks_ ? kWindows[one_in(2) ? 1 : 3] : pick(kWindows);
  return other.start + random_.below(other.pages) * kPageSize;
}

std::string RandomScenario::address() {
  if (one_in(60)) return pick({"0x0", "0x1000", "0x7ffffffff000", "0x800000000000", "0xffffffff81000000", "0xffff888000000000"});
  const u64 addr = draw_page();
  return hex(one_in(40) ? addr + random_.below(4096) : addr);
}

u64 RandomScenario::page_size_of(u32 most_pages) { return (1 + random_.below(1 + random_.below(most_pages))) * kPageSize; }

std::string RandomScenario::range() { return one_in(120) ? huge_range() : small_range(); }

std::string RandomScenario::small_range() {
  if (one_in(50)) {
    return pick({"0x1003fff4000, 0", "0x1003fff4001, 4096", "0x1003fff4000, 4097", "0x1003fff5000, 0xffffffffffffffff",
                 "0x1003fff5000, 0xfffffffffffff000", "0x7fffffffe000, 8192", "0x800000000000, 4096", "0xffffffffff600000, 4096",
                 "0x0, 4096", "0x7fff00000000, 0x7ffffffff000", "0xfffffffffffff000, 4096", "0x1003fff4800, 0"});
  }
  return hex(draw_page()) + ", " + decimal(page_size_of(8));
}

std::string RandomScenario::huge_range() {
  static constexpr const char* kSizes[] = {"0xffffffffffffffff", "0xfffffffffffff000", "0x8000000000000000", "0x7fffffffffffffff",
                                           "0x800000000000",     "0x7effc0000000",     "0x4000000000",       "0x10000000"};
  return hex(draw_page()) + ", " + pick(kSizes);
}

std::string RandomScenario::page_count_option() { return one_in(3) ? " n=" + decimal(2 + random_.below(6)) : ""; }

std::string RandomScenario::protection() {
  if (has_few_protections_ && !one_in(10)) return one_in(4) ? "PROT_READ" : "PROT_READ|PROT_WRITE";
  return pick({"PROT_READ|PROT_WRITE", "PROT_READ|PROT_WRITE", "PROT_READ|PROT_WRITE", "PROT_READ", "PROT_READ", "PROT_NONE",
               "PROT_READ|PROT_WRITE|PROT_EXEC", "PROT_READ|PROT_EXEC", "PROT_WRITE", "PROT_EXEC"});
}

// ---- processes -------------------------------------------------------------------------------------------------------------------
bool RandomScenario::can_fork() const {
  if (processes_.size() >= kMostProcesses || next_pid_ > kMostForks) return false;
  for (const Process& process : processes_) {
    if (process.pid == actor_) return process.depth < kDeepest;
  }
  return false;
}

void RandomScenario::forked() {
  u32 depth = 0;
  for (const Process& process : processes_) depth = process.pid == actor_ ? process.depth + 1 : depth;
  processes_.push_back({next_pid_++, depth});
}

void RandomScenario::ended() {
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    if (processes_[i].pid != actor_) continue;
    last_ended_ = actor_;
    processes_.erase(processes_.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

Pid RandomScenario::other_process() { return processes_[random_.below(static_cast<u32>(processes_.size()))].pid; }

std::string RandomScenario::target() {
  if (!one_in(20)) return std::to_string(other_process());
  return one_in(2) && last_ended_ != 0 ? std::to_string(last_ended_) : pick({"60", "77", "32767"});
}

void RandomScenario::choose_actor() { actor_ = other_process(); }

std::vector<std::string> RandomScenario::first_commands() {
  static constexpr const char* kSizes[] = {"64K", "128K", "1M", "4M"};
  has_disk_ = !one_in(3);
  last_out_ = base_;
  std::vector<std::string> commands = {std::string("mkswap z ") + pick(kSizes) + " kind=zram", switch_area(0)};
  if (!has_disk_) return commands;
  commands.push_back(std::string("mkswap d ") + pick(kSizes) + (one_in(2) ? " kind=ssd" : " kind=disk"));
  commands.push_back(switch_area(1));
  return commands;
}

std::string RandomScenario::switch_area(u32 area) {
  is_on_[area] = !is_on_[area];
  const std::string name = area == 0 ? "z" : "d";
  return is_on_[area] ? "swapon " + name + pick({"", " prio=1", " prio=1", " prio=2"}) : "swapoff " + name;
}

std::string RandomScenario::page_out(u64 addr, u64 pages) {
  last_out_ = addr;
  return "madvise(" + hex(addr) + ", " + decimal(pages * kPageSize) + ", MADV_PAGEOUT)";
}

// What swap is about; the rest of such a scenario are the verbs of all.
std::string RandomScenario::swap_command() {
  switch (random_.below(24)) {
    case 0:
      return switch_area(has_disk_ && one_in(2) ? 1 : 0);
    case 1: return page_out(base_, window_);
    case 2: return "process_madvise " + std::to_string(actor_) + " " + hex(draw_page()) + " " + decimal(page_size_of(8)) + " pageout";
    case 3: return "write " + hex(draw_page()) + " 0" + page_count_option();
    case 4: return "mincore " + hex(draw_page()) + " " + decimal(page_size_of(8));
    case 5:
    case 6:
    case 7: return "madvise(" + small_range() + ", MADV_WILLNEED)";
    case 8:
    case 9:
    case 10: return "read " + hex(last_out_ + random_.below(2) * kPageSize) + page_count_option();
    case 11:
    case 12: return "write " + hex(last_out_ + random_.below(3) * kPageSize) + page_count_option();
    case 13: return "mincore " + hex(last_out_) + " 32768";
    default: return page_out(draw_page(), 1 + random_.below(8));
  }
}

std::string RandomScenario::next_command() {
  if (!has_swap_ || !one_in(4)) return draw_command();
  choose_actor();
  const std::string command = swap_command();
  return actor_ == 1 ? command : "@" + std::to_string(actor_) + " " + command;
}

std::string RandomScenario::draw_command() {
  const std::vector<RandomVerb>& verbs = random_verbs();
  u32 total = 0;
  for (const RandomVerb& verb : verbs) total += verb.weight;
  for (;;) {
    choose_actor();
    u32 draw = random_.below(total);
    const RandomVerb* chosen = &verbs.front();
    for (const RandomVerb& verb : verbs) {
      chosen = &verb;
      if (draw < verb.weight) break;
      draw -= verb.weight;
    }
    const Pid actor = actor_;
    const std::string command = make_random(*chosen, *this);
    if (!command.empty()) return actor == 1 ? command : "@" + std::to_string(actor) + " " + command;
  }
}

Scenario RandomScenario::make(u32 steps) {
  Scenario scenario;
  if (has_swap_) scenario.commands = first_commands();
  for (u32 i = 0; i < steps; ++i) scenario.commands.push_back(next_command());
  for (const std::string& command : scenario.commands) scenario.has_swap = scenario.has_swap || touches_swap(command);
  return scenario;
}

}  // namespace pw
