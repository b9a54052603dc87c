// Programs that were traced on a real 6.18 (tests/logs): each log, begun with the maps of its processes after execve, ends in their maps
// of the moment before they ended. Left aside: [stack], which grows by touches that no log shows, and device and inode of files that
// were opened later.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/api/import_text.h"
#include "engine/render/render.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::stringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// "start-end perm offset name", of what can be compared. A name is a number, by first appearance: without -y a log names a file by the
// link through which it was opened.
std::string comparable(const std::string& maps) {
  std::map<std::string, u64> numbers;
  std::string out;
  for (const std::string& line : lines_of(maps)) {
    std::stringstream in(line);
    std::string range, perm, offset, device, inode, name;
    in >> range >> perm >> offset >> device >> inode;
    std::getline(in >> std::ws, name);
    if (name == "[vsyscall]") continue;
    if (name == "[stack]") range = "…" + range.substr(range.find('-'));
    const bool is_file = !name.empty() && name[0] == '/';
    if (is_file) name = "file " + std::to_string(numbers.insert({name, numbers.size()}).first->second);
    out += range + " " + perm + " " + offset + " " + name + "\n";
  }
  return out;
}

struct Replay {
  std::map<u32, std::string> maps;  // by pid of the log, before it ended
  std::vector<std::string> differences;
};

// A log without pids says nothing of the first process.
Replay replay(const std::string& script) {
  Replay result;
  Shell shell;
  std::map<Pid, u32> tids;
  for (const std::string& line : lines_of(script)) {
    unsigned pid = 0;
    unsigned tid = 0;
    if (std::sscanf(line.c_str(), "# @%u is %u", &pid, &tid) == 2) tids[pid] = tid;
    if (std::sscanf(line.c_str(), "@%u exit_group", &pid) == 1 && line.find(" exit_group(") != std::string::npos) {
      result.maps[tids[pid]] = shell.run_line("cat /proc/" + std::to_string(pid) + "/maps").at(0).out;
    }
    for (const Outcome& outcome : shell.run_line(line)) {
      if (outcome.kind == Outcome::Kind::kSyntax) result.differences.push_back(line + ": " + outcome.out);
      if (outcome.differs) result.differences.push_back(line + ": " + outcome.out);
    }
  }
  return result;
}

// `by_end`: the maps of the end are given, too, to decide what no log shows.
void check_log(const std::string& name, bool by_end) {
  const fs::path folder = fs::path(PAGEWALK_SOURCE_DIR) / "tests/logs" / name;
  std::vector<ImportFile> files;
  std::map<u32, std::string> ends;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    const bool is_end = file.find(".exit.maps") != std::string::npos;
    if (is_end) ends[static_cast<u32>(std::strtoul(file.c_str(), nullptr, 10))] = read_file(entry.path());
    if (!is_end || by_end) files.push_back({file, read_file(entry.path())});
  }
  // PID.exec.maps in front of PID.exec.maps.2
  std::sort(files.begin(), files.end(), [](const ImportFile& a, const ImportFile& b) { return a.name < b.name; });
  const ImportResult imported = import_files(files);
  INFO(name << imported.error);
  REQUIRE(imported.error.empty());
  const Replay result = replay(imported.script);
  CHECK(result.differences == std::vector<std::string>{});
  REQUIRE_FALSE(ends.empty());
  for (const auto& end : ends) {
    INFO(name << " " << end.first);
    const auto found = result.maps.find(result.maps.count(end.first) != 0 ? end.first : 0);
    REQUIRE(found != result.maps.end());
    CHECK(comparable(found->second) == comparable(end.second));
  }
}

}  // namespace

TEST_CASE("recorded logs end in the recorded maps", "[import][logs]") {
  for (const char* name : {"bash",   "gcc",    "git",   "python", "server", "sqlite", "terminal", "ff",          "stacks",     "times",
                           "attach", "alone",  "twice", "psql",   "make",   "xz",     "java",     "thread-exec", "namespaces"}) {
    SECTION(name) {
      check_log(name, false);
      check_log(name, true);
    }
  }
}

}  // namespace pw
