// The anon_vma graphs that a real kernel built, step by step.
//
// data/NAME.steps.txt is a small program over processes p1, p2, … and pages a:N of one arena; data/NAME.txt is what the kernel's own
// anon_vmas and chains looked like after each step, printed only when that changed. Recorded on 6.12. Between that and 6.18 only the
// rule for merging with the area of a fork's child changed; the cases of it that occur here were tried on 6.18 and end the same way.
#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <sstream>

#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/mmap_calls.h"
#include "tests/unit/rmap/recorded/graph_text.h"

namespace pw::test {
namespace {

std::vector<std::string> read_lines(const std::string& name) {
  std::ifstream file(std::string(PAGEWALK_SOURCE_DIR) + "/tests/unit/rmap/recorded/data/" + name);
  INFO("file " << name);
  REQUIRE(file.good());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// A line of the program in words, without its comment.
std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line.substr(0, line.find('#')));
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// After each step the picture that holds then: the last one printed.
std::vector<std::vector<std::string>> read_pictures(const std::string& name) {
  std::vector<std::vector<std::string>> pictures;
  bool is_fresh = false;
  for (const std::string& line : read_lines(name)) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    if (line[begin] != 'p') {  // "  4 fork p1 p2": a step; its picture may follow
      pictures.push_back(pictures.empty() ? std::vector<std::string>() : pictures.back());
      is_fresh = true;
      continue;
    }
    if (is_fresh) pictures.back().clear();
    is_fresh = false;
    pictures.back().push_back(line.substr(begin));
  }
  return pictures;
}

class Player {
 public:
  Player() : k_(boot_kernel(BootConfig{})) {}

  void play(const std::vector<std::string>& words) {
    Trace trace;
    const std::string& verb = words[0];
    if (verb == "proc" || verb == "fork") {
      start(trace, verb == "proc" ? 1 : pids_.at(words[1]), words.back());
    } else if (verb == "exit") {
      REQUIRE(sys_exit(k_, trace, pids_.at(words[1]), 0).ok());
      pids_.erase(words[1]);
    } else if (verb == "mmap") {
      REQUIRE(sys_mmap(k_, trace, pids_.at(words[1]), addr(words[2]), length(words[3]), prot(words[4]), kFlags).ok());
    } else if (verb == "mprotect") {
      REQUIRE(sys_mprotect(k_, trace, pids_.at(words[1]), addr(words[2]), length(words[3]), prot(words[4])).ok());
    } else {
      touch(trace, words);
    }
  }
  std::vector<std::string> picture() const {
    std::vector<NamedTask> tasks;
    for (const auto& [name, pid] : pids_) tasks.push_back(NamedTask{name, pid});
    return GraphText(k_).lines(tasks);
  }
  std::string broken() const {
    CheckReport report;
    check_kernel(k_, CheckLevel::kFull, report);
    return report.ok() ? "" : report.messages()[0];
  }

 private:
  static constexpr u32 kFlags = kMapPrivate | kMapAnonymous | kMapFixed;

  // p1 is a child of the first process, which must not end and has nothing in the arena.
  void start(Trace& trace, Pid parent, const std::string& name) {
    const Result<Pid> pid = sys_fork(k_, trace, parent);
    REQUIRE(pid.ok());
    pids_[name] = pid.value();
  }
  void touch(Trace& trace, const std::vector<std::string>& words) {
    const Pid pid = pids_.at(words[1]);
    u64 pages = 1;
    std::string data = "x";
    for (std::size_t i = 3; i < words.size(); ++i) {
      const u64 value = std::stoull(words[i].substr(words[i].find('=') + 1));
      if (words[i][0] == 'n') pages = value;
      if (words[i][0] == 'v') data = std::string(1, static_cast<char>(value));
    }
    if (words[0] == "write") {
      REQUIRE(store_bytes(k_, trace, pid, addr(words[2]), data, pages).pages_done == pages);
    } else {
      REQUIRE(words[0] == "read");
      std::string bytes;
      REQUIRE(load_bytes(k_, trace, pid, addr(words[2]), 1, pages, &bytes).pages_done == pages);
    }
  }
  static u64 addr(const std::string& word) { return kArena + std::stoull(word.substr(2)) * kPageSize; }
  static u64 length(const std::string& word) { return std::stoull(word) * kPageSize; }
  static u32 prot(const std::string& word) {
    u32 bits = kProtNone;
    if (word.find('r') != std::string::npos) bits |= kProtRead;
    if (word.find('w') != std::string::npos) bits |= kProtWrite;
    return bits;
  }

  Kernel k_;
  std::map<std::string, Pid> pids_;  // the living, by name
};

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void replay(const std::string& name) {
  const std::vector<std::vector<std::string>> pictures = read_pictures(name + ".txt");
  Player player;
  std::size_t step = 0;
  for (const std::string& line : read_lines(name + ".steps.txt")) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    INFO(name << ", step " << step + 1 << ": " << line);
    REQUIRE(step < pictures.size());
    player.play(words);
    REQUIRE(join(player.picture()) == join(pictures[step]));
    REQUIRE(player.broken() == "");
    ++step;
  }
  CHECK(step == pictures.size());
  CHECK(step > 10);
}

}  // namespace

TEST_CASE("recorded graph: one parent with many children", "[graph]") { replay("fork_siblings"); }
TEST_CASE("recorded graph: fork and exit in a line, with reuse", "[graph]") { replay("reuse_chain"); }
TEST_CASE("recorded graph: merges before and after fork", "[graph]") { replay("03_merge_denied_after_fork"); }
TEST_CASE("recorded graph: copy-on-write through three generations", "[graph]") { replay("04_grandchild_cow"); }

}  // namespace pw::test
