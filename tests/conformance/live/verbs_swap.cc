// Swap areas, which the administrator makes and switches: no process of a scenario has the right to. And settings of /proc/sys/vm.
#include <cstdlib>
#include <sstream>

#include "tests/conformance/live/swap_cleanup.h"
#include "tests/conformance/live/swap_devices.h"
#include "tests/conformance/live/verbs.h"

namespace pw::live {
namespace {

using Input = VerbInput;

// What was typed behind the command's name, word by word.
std::vector<std::string> typed_words(const Command& command) {
  std::istringstream text(command.typed());
  std::vector<std::string> words;
  bool is_behind = false;
  for (std::string word; text >> word;) {
    if (is_behind) words.push_back(word);
    is_behind = is_behind || word == command.spec->name;
  }
  return words;
}

// The value of `KEY=VALUE`.
std::string option(const std::vector<std::string>& words, const std::string& key) {
  for (const std::string& word : words) {
    if (word.compare(0, key.size() + 1, key + "=") == 0) return word.substr(key.size() + 1);
  }
  return "";
}

SwapKind kind_of(const std::string& word) {
  if (word == "zram") return SwapKind::kZram;
  if (word == "ssd") return SwapKind::kSsd;
  return word == "file" ? SwapKind::kFile : SwapKind::kDisk;
}

void answer(int error, StepResult* result) {
  if (error != 0) return set_errno(result, static_cast<u32>(error));
  set_ret(result, 0);
}

void run_mkswap(const Input& input, StepResult* result) {
  const std::vector<std::string> words = typed_words(input.command);
  answer(input.machine.swap()->make(words.front(), kind_of(option(words, "kind")), to_pages(input.bound.size)), result);
}

void run_swapon(const Input& input, StepResult* result) {
  const std::vector<std::string> words = typed_words(input.command);
  const std::string priority = option(words, "prio");
  const u32 value = static_cast<u32>(std::strtoul(priority.c_str(), nullptr, 0));
  answer(input.machine.swap()->switch_on(words.front(), !priority.empty(), value), result);
}

void run_swapoff(const Input& input, StepResult* result) {
  answer(input.machine.swap()->switch_off(typed_words(input.command).front()), result);
}

// Of the machine's own settings only one may be changed, since it is put back: `sysctl vm.page-cluster=N`, and …
void run_sysctl(const Input& input, StepResult* result) {
  if (input.command.text != "vm.page-cluster" || input.machine.swap() == nullptr) return;
  const int error = input.command.number.present() ? SwapDevices::set_page_cluster(input.bound.number) : 0;
  if (error != 0) return set_errno(result, static_cast<u32>(error));
  set_ret(result, SwapDevices::page_cluster());
}

// … `echo N > /proc/sys/vm/page-cluster`.
void run_echo(const Input& input, StepResult* result) {
  const std::vector<std::string> words = typed_words(input.command);
  if (input.machine.swap() == nullptr || words.size() != 3 || words[1] != ">" || words[2] != kPageCluster) return;
  answer(SwapDevices::set_page_cluster(std::strtoull(words[0].c_str(), nullptr, 0)), result);
}

}  // namespace

const std::vector<LiveVerb>& swap_verbs() {
  static const std::vector<LiveVerb> verbs = {
      {"mkswap", run_mkswap},
      {"swapon", run_swapon},
      {"swapoff", run_swapoff},
      {"sysctl", run_sysctl},
      {"echo", run_echo},
  };
  return verbs;
}

}  // namespace pw::live
