// Random scenarios: weighted verbs over a few small ranges, up to four processes at a time, forks three deep, and bad arguments among
// the good ones. The same seed gives the same scenario everywhere.
#pragma once

#include <vector>

#include "engine/base/ids.h"
#include "tests/conformance/scenario.h"
#include "tests/support/random.h"

namespace pw {

// What the rows of the table draw from. It knows which processes it made, not how commands end.
class RandomScenario {
 public:
  explicit RandomScenario(u64 seed);
  Scenario make(u32 steps);

  // ---- for the rows ----
  test::Random& random() { return random_; }
  bool one_in(u32 chances) { return random_.one_in(chances); }
  template <class T, std::size_t N>
  const T& pick(const T (&choices)[N]) {
    return choices[random_.below(static_cast<u32>(N))];
  }
  // "0x…, SIZE" in the ranges of this scenario; now and then unaligned, empty, wrapping or not canonical.
  std::string range();
  std::string small_range();        // … never huge
  std::string huge_range();         // … behind all that is mapped, or too long for any address space
  std::string address();            // of a page
  std::string page_count_option();  // "" or " n=K"
  std::string protection();         // "PROT_READ|PROT_WRITE"
  u64 page_size_of(u32 most_pages);
  // Limits of the stack beyond the engine's memory: then nothing is done below [stack], where it could grow so far on the live side only.
  bool has_large_stacks() const { return has_large_stacks_; }
  // An area of swap on zram, on from the beginning, and often one on a disk.
  bool has_swap() const { return has_swap_; }
  // Processes.
  bool can_fork() const;
  void forked();
  void ended();
  Pid actor() const { return actor_; }
  Pid other_process();
  std::string target();  // a process as an operand; now and then one that has ended, or never was

 private:
  struct Process {
    Pid pid = 1;
    u32 depth = 0;
  };
  void choose_actor();
  std::string next_command();
  std::string draw_command();
  std::string swap_command();
  std::string page_out(u64 addr, u64 pages);
  std::vector<std::string> first_commands();
  std::string switch_area(u32 area);
  u64 draw_page();

  test::Random random_;
  u64 base_ = 0;
  u32 window_ = 0;
  bool has_few_protections_ = false;
  bool has_large_stacks_ = false;
  bool has_swap_ = false;
  bool has_disk_ = false;
  u64 last_out_ = 0;  // what the last MADV_PAGEOUT began with
  std::vector<Process> processes_;
  bool is_on_[2] = {};  // the areas z and d
  Pid last_ended_ = 0;
  Pid actor_ = 1;
  Pid next_pid_ = 2;
};

struct RandomVerb {
  const char* row;  // of the engine's table of commands; without that row the verb is left out
  u32 weight;
  // A command without its actor; empty: not now. nullptr: the row's call, drawn by its operands.
  std::string (*make)(RandomScenario& scenario);
};
// Those of the table in random_verbs.cc, and behind them each call that is not there and can be drawn.
const std::vector<RandomVerb>& random_verbs();
// Rows whose calls are left out on purpose, and why.
struct UndrawnRow {
  const char* row;
  const char* why;
};
const UndrawnRow* find_undrawn(const std::string& row);
std::string make_random(const RandomVerb& verb, RandomScenario& scenario);

}  // namespace pw
