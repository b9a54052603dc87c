// The verbs of random scenarios: one row each.
#include "engine/render/text.h"
#include "tests/conformance/random_scenario.h"

namespace pw {
namespace {

using Draw = RandomScenario;

std::string mmap_flags(Draw& draw) {
  std::string flags = "MAP_PRIVATE|MAP_ANONYMOUS";
  if (draw.one_in(12)) flags += "|MAP_NORESERVE";
  if (draw.one_in(25)) flags += "|MAP_POPULATE";
  if (draw.one_in(30)) flags += "|MAP_GROWSDOWN";
  if (draw.one_in(40)) flags += "|MAP_STACK";
  return flags;
}

std::string make_mmap_fixed(Draw& draw) {
  const char* fixed = draw.one_in(8) ? "|MAP_FIXED_NOREPLACE" : "|MAP_FIXED";
  return "mmap(" + draw.range() + ", " + draw.protection() + ", " + mmap_flags(draw) + fixed + ", -1, 0)";
}

// A place that the kernel chooses, or a hint.
std::string make_mmap_anywhere(Draw& draw) {
  static constexpr u64 kSizes[] = {0x1000, 0x1000, 0x2000, 0x5000, 0x200000, 0x300000};
  const std::string size = hex(draw.pick(kSizes));
  const std::string addr = draw.one_in(3) ? draw.address() : "NULL";
  return "mmap(" + addr + ", " + size + ", " + draw.protection() + ", " + mmap_flags(draw) + ", -1, 0)";
}

std::string make_munmap(Draw& draw) { return "munmap(" + draw.range() + ")"; }
std::string make_mprotect(Draw& draw) { return "mprotect(" + draw.range() + ", " + draw.protection() + ")"; }
std::string make_write(Draw& draw) { return "write " + draw.address() + draw.page_count_option(); }
std::string make_read(Draw& draw) { return "read " + draw.address() + draw.page_count_option(); }
std::string make_exec(Draw& draw) { return "exec " + draw.address(); }

std::string make_fork(Draw& draw) {
  if (!draw.can_fork()) return "";
  draw.forked();
  return "fork";
}

std::string make_exit(Draw& draw) {
  if (draw.actor() == 1) return "";
  draw.ended();
  return "exit";
}

std::string make_wait(Draw&) { return "wait"; }

std::string make_taskset(Draw& draw) {
  return "taskset " + decimal(draw.random().below(2)) + " " + std::to_string(draw.other_process());
}

}  // namespace

const std::vector<RandomVerb>& random_verbs() {
  static const std::vector<RandomVerb> verbs = {
      {"mmap fixed", 22, make_mmap_fixed}, {"mmap", 4, make_mmap_anywhere}, {"munmap", 8, make_munmap},
      {"mprotect", 18, make_mprotect},     {"write", 26, make_write},       {"read", 8, make_read},
      {"exec", 2, make_exec},              {"fork", 6, make_fork},          {"exit", 4, make_exit},
      {"wait", 2, make_wait},              {"taskset", 2, make_taskset},
  };
  return verbs;
}

}  // namespace pw
