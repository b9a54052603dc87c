// Names of files and programs may hold any byte, and errors repeat what was typed. Nothing but text may come out: escape sequences would
// move a terminal's cursor, and bytes that are no UTF-8 are no JSON.
#include "engine/api/import_text.h"
#include "engine/api/playground.h"
#include "engine/api/run_script.h"
#include "engine/base/utf8.h"
#include "engine/shell/command.h"
#include "tests/support/clean_text.h"
#include "tests/support/random.h"
#include "tests/support/shell_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

// As a quoted text of the language that stands for exactly these bytes.
std::string quoted_bytes(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "\"";
  for (const char c : bytes) {
    const u8 byte = static_cast<u8>(c);
    const bool is_plain = byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
    if (is_plain) text += c;
    else text += std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 15];
  }
  return text + "\"";
}

const char* const kHostile[] = {
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\nPid:\t7", "\r\x08\x7f", "\xff\xfe\x80", "\xc2\x9b" "1mC1", "\xe2\x80\xae" "evitcepser",
    "\xef\xbb\xbf", "\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97\xe7\xac\xa6\xe5\xad\x97", "\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80",
};

std::string hostile_bytes(Random& random) {
  std::string bytes = kHostile[random.below(sizeof(kHostile) / sizeof(kHostile[0]))];
  for (u32 i = random.below(8); i > 0; --i) bytes += static_cast<char>(1 + random.below(255));
  return bytes;
}

void require_clean(const Outcome& outcome) {
  INFO(outcome.command << "\n" << outcome.out);
  CHECK(find_unclean(outcome.out) == "");
  CHECK(find_unclean(outcome.check, false) == "");
  CHECK(find_unclean(outcome.command, false) == "");
}

void require_clean(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) require_clean(outcome);
}

// A machine on which every name there is is hostile.
std::vector<std::string> hostile_machine(const std::string& bytes) {
  const std::string path = quoted_bytes("/data/" + bytes);
  return {"execve " + quoted_bytes("/bin/" + bytes), "m = mmap 16K rw file=" + path, "openat(AT_FDCWD, " + path + ", O_RDWR)",
          "a = mmap 64K rw private", "s = mmap 16K rw shared", "write $a", "write $s", "fork", "thread", "@2 exit 3"};
}

// What can be asked of it: every command without operands and with some, every file, every view, every topic.
std::vector<std::string> all_looks(const std::string& bytes) {
  std::vector<std::string> lines;
  for (const CommandSpec* row : all_commands()) {
    const std::string name = row->name;
    if (name == "boot") continue;
    for (const char* operand : {"", " 1", " $a", " $m", " $s 4K", " $m 4K"}) lines.push_back(name + operand);
    lines.push_back(name + " " + quoted_bytes(bytes));
    lines.push_back(name + " $a " + quoted_bytes(bytes));
  }
  for (const ProcFile& file : proc_files()) {
    std::string path = file.pattern;
    const std::size_t pid = path.find("PID");
    if (pid != std::string::npos) path.replace(pid, 3, "1");
    lines.push_back("cat " + path);
    lines.push_back("cat " + quoted_bytes(path + bytes));
  }
  for (u32 i = 0; i < kViews; ++i) lines.push_back(std::string("show ") + view_name(static_cast<View>(i)));
  for (const std::string& topic : help_topics()) lines.push_back("help " + topic);
  lines.push_back("print " + quoted_bytes(bytes));
  lines.push_back("assert " + quoted_bytes(bytes) + " == 1");
  lines.push_back("print stat(" + quoted_bytes(bytes) + ")");
  lines.push_back("ps | grep " + quoted_bytes(bytes));
  return lines;
}

}  // namespace

TEST_CASE("no name and no word brings a control character or a broken byte to the terminal", "[shell][text]") {
  Random random(20261128);
  for (u32 round = 0; round < 12; ++round) {
    const std::string bytes = round < 10 ? kHostile[round] : hostile_bytes(random);
    Shell shell;
    for (const std::string& line : hostile_machine(bytes)) {
      INFO(line);
      require_clean(shell.run_line(line));
    }
    for (const std::string& line : all_looks(bytes)) require_clean(shell.run_line(line));
    for (const char* half : {"@", "task ", "wait ", "cat /proc/", "h"}) {
      for (const Candidate& candidate : shell.complete(half, static_cast<u32>(std::string(half).size())).candidates) {
        CHECK(find_unclean(candidate.text + candidate.hint, false) == "");
      }
    }
    CHECK(find_unclean(shell.evaluate(quoted_bytes(bytes) + " + 1").message) == "");
  }
}

TEST_CASE("lines of random bytes are answered in clean text", "[shell][text]") {
  Random random(7);
  Shell shell;
  for (u32 round = 0; round < 3000; ++round) {
    const std::string bytes = hostile_bytes(random);
    const std::string line = random.one_in(2) ? bytes : "cat " + bytes;
    require_clean(shell.run_line(line));
    CHECK(find_unclean(shell.evaluate(bytes).message) == "");
    CHECK(find_unclean(Shell::parse_script("mmap 4K\n" + line).error) == "");
  }
}

TEST_CASE("a name stays on its line in ps and in every view", "[shell][text]") {
  Shell shell;
  must(shell, "execve \"/bin/a\\nb\"");
  must(shell, "mmap 16K rw file=\"/data/c\\nd\"");
  CHECK(has(must(shell, "ps").out, "  a\\nb"));
  for (const char* view : {"show spaces", "show tree", "show rbtree"}) CHECK(has(must(shell, view).out, "/data/c\\nd"));
  CHECK(has(must(shell, "show spaces").out, "(a\\nb)"));
  CHECK(has(must(shell, "show limits").out, "(a\\nb)"));
  CHECK(has(must(shell, "cat maps").out, "/data/c\\012d"));
}

TEST_CASE("JSON of a run is clean UTF-8, whatever the names", "[shell][text]") {
  for (const char* bytes : kHostile) {
    std::string script;
    for (const std::string& line : hostile_machine(bytes)) script += line + "\n";
    const ScriptRun run = run_script(script + "ps\nshow spaces\ncat maps\ncat " + quoted_bytes(bytes) + "\n", RunForm::kJson);
    REQUIRE(run.error.empty());
    CHECK(find_unclean(run.text) == "");
    Playground playground;
    for (const std::string& line : hostile_machine(bytes)) CHECK(find_unclean(playground.exec(line)) == "");
    CHECK(find_unclean(playground.status()) == "");
    CHECK(find_unclean(playground.show("spaces", 1, "", -1)) == "");
    CHECK(find_unclean(playground.complete("@", 1)) == "");
  }
}

TEST_CASE("an imported script is clean, parses, and keeps the bytes of a name", "[shell][text]") {
  for (const std::string bytes : kHostile) {
    if (bytes.find('\n') != std::string::npos) continue;  // the kernel prints one as \012
    const std::string line = "7f0000000000-7f0000001000 rw-p 00000000 08:01 77                         /data/" + bytes + "\n";
    const ImportResult maps = import_text(line);
    REQUIRE(maps.error.empty());
    CHECK(find_unclean(maps.script) == "");
    CHECK(Shell::parse_script(maps.script).error == "");
    Shell shell;
    for (const Shell::ScriptCommand& command : Shell::parse_script(maps.script).commands) shell.run_line(command.text);
    CHECK(has(must(shell, "cat maps").out, printable("/data/" + bytes)));

    const std::string path = "/data/" + bytes, open = "openat(AT_FDCWD, \"" + path + "\", O_RDONLY) = 3<" + path + ">\n";
    const std::string map = "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3<" + path + ">, 0) = 0x7f0000000000\n";
    const ImportResult log = import_text(open + map + bytes + "\n");
    CHECK(find_unclean(log.script) == "");
    CHECK(find_unclean(log.error + import_notes_text(log)) == "");
    CHECK(Shell::parse_script(log.script).error == "");
  }
}

TEST_CASE("printable text is as it was, and made so once", "[shell][text]") {
  CHECK(printable("plain \xe4\xb8\xad\ttab") == "plain \xe4\xb8\xad\ttab");
  CHECK(printable("a\nb\x1b\xc2\x85\xff") == "a\\nb\\x1b\\xc2\\x85\\xff");
  CHECK(printable_lines("a\nb\x7f") == "a\nb\\x7f");
  CHECK(printable(printable("\x1b\xe4\xb8")) == printable("\x1b\xe4\xb8"));
}
