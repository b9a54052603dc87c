// Logs and maps in the forms in which people paste them (tests/logs/field): each ends in the areas that stand in the file NAME.right beside
// it, which are known from the program that was recorded, or from the text itself.
//
//   files A B      what is imported together; else NAME alone
//   maps PID       the areas of that process when it ended, or at the end: "start-end perm name" on the lines that follow. PID is the
//                  log's, or @N of the script. The stack is only compared where it is listed
//   note TEXT      a note that holds the text
//   says TEXT      a line of the script that holds the text
//   error TEXT     there is no script, and this is why
//   out TEXT       an answer of some command holds the text
//   differs TEXT   a call is marked as other than the log says: "COMMAND: ANSWER" holds the text. No other call may be
// NAME.pw is a script, and runs as it stands. NAME.sh prints the text that is imported.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/api/import_text.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(PAGEWALK_SOURCE_DIR) / "tests/logs/field";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string printed_by(const fs::path& path) {
  std::string text;
  std::FILE* pipe = popen(("sh " + path.string()).c_str(), "r");
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
  pclose(pipe);
  return text;
}

struct Right {
  std::vector<std::string> files;
  std::map<std::string, std::string> maps;
  std::vector<std::string> notes, says, outs, differences;
  std::string error;
};

std::vector<std::string>* list_of(const std::string& word, Right* right) {
  if (word == "note") return &right->notes;
  if (word == "says") return &right->says;
  if (word == "out") return &right->outs;
  return word == "differs" ? &right->differences : nullptr;
}

Right read_right(const fs::path& path) {
  Right right;
  right.files = {path.stem().string()};
  std::string pid;
  std::stringstream in(text_of(path));
  for (std::string line; std::getline(in, line);) {
    const std::string word = line.substr(0, line.find(' '));
    const std::string rest = line.substr(std::min(line.size(), word.size() + 1));
    if (word == "files") {
      right.files.clear();
      std::stringstream names(rest);
      for (std::string name; names >> name;) right.files.push_back(name);
    } else if (word == "maps") {
      right.maps[pid = rest] = "";
    } else if (std::vector<std::string>* const list = list_of(word, &right)) {
      list->push_back(rest);
    } else if (word == "error") {
      right.error = rest;
    } else {
      right.maps[pid] += line + "\n";
    }
  }
  return right;
}

// "start-end perm name"
std::string shortened(const std::string& maps, bool with_stack) {
  std::string out;
  std::stringstream in(maps);
  for (std::string line; std::getline(in, line);) {
    std::stringstream fields(line);
    std::string range, perm, offset, device, inode, name;
    fields >> range >> perm >> offset >> device >> inode;
    std::getline(fields >> std::ws, name);
    if (name == "[stack]" && !with_stack) continue;
    out += range + " " + perm + (name.empty() ? "" : " " + name) + "\n";
  }
  return out;
}

struct Played {
  std::map<std::string, std::string> maps;  // by the log's pid, and by @N
  std::string outs;
  std::vector<std::string> differences;
};

Played play(const std::string& script) {
  Played played;
  Shell shell;
  std::map<unsigned, std::string> pids;
  const auto keep = [&](unsigned pid) {
    const std::string maps = shell.run_line("cat /proc/" + std::to_string(pid) + "/maps").at(0).out;
    for (const std::string& name : {"@" + std::to_string(pid), pids[pid]}) played.maps.insert({name, maps});
  };
  std::stringstream in(script);
  for (std::string line; std::getline(in, line);) {
    unsigned pid = 0;
    unsigned tid = 0;
    if (std::sscanf(line.c_str(), "# @%u is %u", &pid, &tid) == 2) pids[pid] = std::to_string(tid);
    if (std::sscanf(line.c_str(), "@%u exit_group", &pid) == 1 && line.find(" exit_group(") != std::string::npos) keep(pid);
    for (const Outcome& outcome : shell.run_line(line)) {
      const bool is_wrong = outcome.kind == Outcome::Kind::kSyntax || outcome.differs;
      if (is_wrong) played.differences.push_back(line + ": " + outcome.out);
      played.outs += outcome.out + "\n";
    }
  }
  for (unsigned pid = 1; pid < 8; ++pid) {
    if (played.maps.count("@" + std::to_string(pid)) == 0) keep(pid);
  }
  played.maps["1"] = played.maps["@1"];
  return played;
}

void check_played(const std::string& script, const Right& right) {
  const Played played = play(script);
  INFO(played.outs.substr(0, 4000));
  for (const std::string& text : right.outs) {
    INFO(text);
    CHECK(played.outs.find(text) != std::string::npos);
  }
  CHECK(played.differences.size() == right.differences.size());
  for (u64 i = 0; i < played.differences.size(); ++i) {
    INFO(played.differences[i]);
    CHECK((i < right.differences.size() && played.differences[i].find(right.differences[i]) != std::string::npos));
  }
  for (const auto& one : right.maps) {
    INFO(one.first);
    REQUIRE(played.maps.count(one.first) == 1);
    CHECK(shortened(played.maps.at(one.first), one.second.find("[stack]") != std::string::npos) == one.second);
  }
}

ImportFile file_named(const std::string& name) {
  const fs::path path = kFolder / name;
  return {name, path.extension() == ".sh" ? printed_by(path) : text_of(path)};
}

void check_case(const fs::path& path) {
  const Right right = read_right(path);
  INFO(path.filename().string());
  if (path.stem().extension() == ".pw") return check_played(text_of(kFolder / path.stem()), right);
  std::vector<ImportFile> files;
  for (const std::string& name : right.files) files.push_back(file_named(name));
  const ImportResult result = import_files(files);
  const std::string notes = import_notes_text(result);
  INFO(notes << result.error << "\n" << result.script.substr(0, 8000));
  if (!right.error.empty()) {
    CHECK(result.error.find(right.error) != std::string::npos);
    return;
  }
  REQUIRE(result.error.empty());
  for (const std::string& note : right.notes) {
    INFO(note);
    CHECK(notes.find(note) != std::string::npos);
  }
  for (const std::string& line : right.says) {
    INFO(line);
    CHECK(result.script.find(line) != std::string::npos);
  }
  check_played(result.script, right);
}

}  // namespace

TEST_CASE("what people paste ends in its right areas", "[import][field]") {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".right") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  CHECK(paths.size() > 30);
  for (const fs::path& path : paths) check_case(path);
}

}  // namespace pw
