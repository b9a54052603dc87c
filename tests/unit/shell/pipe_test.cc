// What stands behind a command that prints: against plain lists of lines; and what is not made because nobody will see it.
#include "engine/shell/pipe.h"

#include <catch2/catch.hpp>

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using Kind = Pipe::Kind;
using Lines = std::vector<std::string>;

Pipe pipe_of(Kind kind, u64 lines, const std::string& text = "", bool is_inverted = false) {
  Pipe pipe;
  pipe.kind = kind;
  pipe.lines = lines;
  pipe.text = text;
  pipe.is_inverted = is_inverted;
  return pipe;
}

// The plain way: all lines, then one filter after the other.
std::string expected(Lines lines, const std::vector<Pipe>& pipes) {
  for (const Pipe& pipe : pipes) {
    Lines kept;
    const u64 count = lines.size();
    for (u64 i = 0; i < count; ++i) {
      const bool is_kept = pipe.kind == Kind::kHead   ? i < pipe.lines
                           : pipe.kind == Kind::kTail ? i + pipe.lines >= count
                                                      : (lines[i].find(pipe.text) != std::string::npos) != pipe.is_inverted;
      if (is_kept) kept.push_back(lines[i]);
    }
    lines = pipe.kind == Kind::kCount ? Lines{std::to_string(count)} : kept;
  }
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

struct Producer {
  u32 count;
  u32 made = 0;
  void operator()(LineSink& out) {
    for (u32 i = 0; i < count; ++i) {
      put_line(out, [&] {
        ++made;
        return "line " + std::to_string(i) + "\n";
      });
    }
  }
};

std::string run(const std::vector<Pipe>& pipes, Producer& producer) {
  return Pipes(pipes).run([&producer](LineSink& out) { producer(out); });
}

}  // namespace

TEST_CASE("pipes: three filters in any order give what they give one after the other", "[shell]") {
  const std::vector<Pipe> filters = {pipe_of(Kind::kHead, 7),       pipe_of(Kind::kHead, 0),       pipe_of(Kind::kTail, 9),
                                     pipe_of(Kind::kTail, 100),     pipe_of(Kind::kTail, 0),       pipe_of(Kind::kCount, 0),
                                     pipe_of(Kind::kGrep, 0, "1"),  pipe_of(Kind::kGrep, 0, "1", true)};
  Lines lines;
  for (u32 i = 0; i < 30; ++i) lines.push_back("line " + std::to_string(i));
  u32 wrong = 0;
  for (const Pipe& a : filters) {
    for (const Pipe& b : filters) {
      for (const Pipe& c : filters) {
        Producer producer{30};
        wrong += run({a, b, c}, producer) == expected(lines, {a, b, c}) ? 0 : 1;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("pipes: grep with patterns, counts and numbers, its letters in one word or several", "[shell]") {
  Shell shell;
  test::must(shell, "a = mmap 8K r; b = mmap 4K rw");
  CHECK(test::must(shell, "cat maps | grep -c rw-p").out == "2");
  CHECK(test::must(shell, "cat maps | grep -cv rw-p").out == "1");
  CHECK(test::must(shell, "cat maps | grep -c nothing").out == "0");
  CHECK(test::must(shell, "cat maps | grep -n -i STACK | grep -c ^3:").out == "0");
  CHECK(test::must(shell, "cat maps | grep -ni STACK | grep -Ec '^3:7f'").out == "1");
  CHECK(test::must(shell, "cat maps | grep -E 'r--p|stack' | wc -l").out == "2");
  CHECK(test::must(shell, "cat maps | grep -E \"\\[stack\\]$\" | wc -l").out == "1");
  CHECK(test::must(shell, "cat maps | grep [stack] | wc -l").out == "1");
  CHECK(test::must(shell, "cat maps | grep -vE '[[]stack' | grep -n rw-p | head 1").out.substr(0, 2) == "1:");
  CHECK(test::is_syntax(test::type(shell, "cat maps | grep -E '('")));
  CHECK(test::is_syntax(test::type(shell, "cat maps | grep -z x")));
  CHECK(test::is_syntax(test::type(shell, "cat maps | grep -c")));
}

TEST_CASE("pipes: what nobody will see is not made", "[shell]") {
  Producer counted{100000};
  CHECK(run({pipe_of(Kind::kCount, 0)}, counted) == "100000");
  CHECK(counted.made == 0);
  Producer head{100000};
  run({pipe_of(Kind::kHead, 3)}, head);
  CHECK(head.made == 3);
  Producer tail{100000};
  CHECK(run({pipe_of(Kind::kTail, 2)}, tail) == "line 99998\nline 99999");
  CHECK(tail.made == 2);
  Producer middle{100000};
  CHECK(run({pipe_of(Kind::kHead, 10), pipe_of(Kind::kTail, 1)}, middle) == "line 9");
  CHECK(middle.made == 1);
  Producer all{1000000};
  const std::string text = run({}, all);
  CHECK(text.size() > kMaxOutBytes);
  CHECK(text.size() < kMaxOutBytes + 100);
  CHECK(all.made < 110000);
}

TEST_CASE("pagemap: rows are counted, cut and filtered as they always were", "[shell]") {
  Shell shell;
  test::must(shell, "boot mem=512M");
  test::must(shell, "a = mmap 256M");
  test::must(shell, "write $a n=50000");
  CHECK(test::must(shell, "cat pagemap | wc -l").out == "50002");
  const Outcome head = test::must(shell, "cat pagemap | head 2");
  CHECK(test::has(head.out, "address         entry               pfn"));
  CHECK(test::has(head.out, "  present exclusive"));
  const u64 last = shell.session().state().names.at("a") + 49999 * kPageSize;
  CHECK(test::has(test::must(shell, "cat pagemap | tail 2").out, hex(last)));
  CHECK(test::must(shell, "cat pagemap | grep " + hex(last) + " | wc -l").out == "1");
  const Outcome all = test::must(shell, "cat pagemap");
  CHECK(test::has(all.out, "… cut: a command prints at most 1M"));
  CHECK(all.out.size() < kMaxOutBytes + 200);
}

}  // namespace pw
