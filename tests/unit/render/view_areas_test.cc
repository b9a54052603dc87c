// Text twins of what happened to areas: the last merge or split before and after, and the red-black tree of older kernels.
#include <catch2/catch.hpp>

#include "engine/render/render.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

std::string last_out(Shell& shell, const std::string& script) {
  std::string out;
  for (const Outcome& outcome : shell.run_line(script)) {
    INFO(outcome.command << ": " << outcome.out);
    REQUIRE(outcome.kind == Outcome::Kind::kOk);
    out = outcome.out;
  }
  return out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

u32 count_of(const std::string& text, const std::string& part) {
  u32 count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("show merge: a cut in the middle, and the merge that heals it", "[render]") {
  Shell shell;
  const std::string cut = last_out(shell, "a = mmap 64K\nwrite $a\nmprotect $a+8K 8K r\nshow merge");
  CHECK(has(cut, "process 1 before\n"));
  CHECK(count_of(cut, "  new\n") == 2);
  CHECK(count_of(cut, "  shrunk\n") == 1);
  CHECK(has(cut, "the range does not end where its own area ends"));
  CHECK(has(cut, "the area before: there is no area on this side"));
  CHECK(count_of(cut, " is cut at ") == 2);
  const std::string healed = last_out(shell, "mprotect $a+8K 8K rw\nshow merge");
  CHECK(count_of(healed, "  gone\n") == 2);
  CHECK(count_of(healed, "  grown\n") == 1);
  CHECK(has(healed, "now spans 0x7ffff7fef000 to 0x7ffff7fff000"));
}

TEST_CASE("show merge: a refusal names the side and the reason", "[render]") {
  Shell shell;
  const std::string refused = last_out(shell, "a = mmap 64K\nb = mmap 16K r\nshow merge");
  CHECK(has(refused, "the area behind, 1: the areas' flags differ"));
  CHECK(count_of(refused, "  new\n") == 1);
  CHECK(has(refused, "r--p  -  "));
  CHECK(has(refused, "rw-p  ac "));
}

TEST_CASE("show merge: nothing to show after a write, a fork, or at a machine just booted", "[render]") {
  Shell shell;
  for (const char* script : {"show merge", "a = mmap 64K\nwrite $a\nshow merge", "fork\nshow merge"})
    CHECK(has(last_out(shell, script), "the last command changed no area's borders"));
}

TEST_CASE("show merge: another process's areas stay out, and a long list is cut short", "[render]") {
  Shell shell;
  const std::string child = last_out(shell, "a = mmap 16K\nfork\n@2 munmap $a 16K\nshow merge");
  CHECK(has(child, "process 2 before"));
  CHECK(has(child, "process 2 after\n  no area here"));
  CHECK_FALSE(has(child, "process 1"));
  std::string script = "a = mmap 1M none";
  for (u32 i = 0; i < 200; i += 2) script += "\nmprotect $a+" + std::to_string(4 * i) + "K 4K r";
  CHECK(has(last_out(shell, script + "\nmprotect $a 1M rw\nshow merge"), "… and "));
}

TEST_CASE("show rbtree: ascending insertion, colours, gaps and the search", "[render]") {
  Shell shell;
  // Seven areas: the stack above six single pages of two kinds.
  const std::string text =
      last_out(shell, "a = mmap 24K\nmprotect $a 4K r\nmprotect $a+8K 4K r\nmprotect $a+16K 4K r\nshow rbtree $a+21K");
  CHECK(has(text, "7 areas as a red-black tree of 4 levels"));
  CHECK(count_of(text, "black vma") == 4);
  CHECK(count_of(text, "red   vma") == 3);
  CHECK(has(text, "looks at 3 nodes: "));
  CHECK(has(text, " holds it"));
  CHECK(has(last_out(shell, "show rbtree $a+24K"), "is the next one above it"));
  CHECK(has(last_out(shell, "show rbtree 0x7fffffffffff"), "no area ends above it"));
}

TEST_CASE("show rbtree: an address space without an area", "[render]") {
  Shell shell;
  CHECK(has(last_out(shell, "munmap 0x7ffffffde000 132K\nshow rbtree"), "0 areas as a red-black tree of 0 levels"));
}

TEST_CASE("show rmap: children stand below their parents, in the order of their numbers, however deep", "[render]") {
  Shell shell;
  last_out(shell, "a = mmap 16K; write $a; fork; fork; @2 fork; @4 fork");
  std::string indents;
  const std::string heads = last_out(shell, "show rmap | grep refcount");
  for (std::size_t at = 0; at < heads.size(); at = std::min(heads.find('\n', at), heads.size()) + 1) {
    const std::size_t words = heads.find("anon_vma", at);
    indents += std::to_string((words - at) / 2) + ":" + heads[words + 9] + " ";
  }
  CHECK(indents == "0:0 1:3 2:7 3:9 1:5 0:1 1:2 2:6 3:8 1:4 ");  // the stack, and the area
  for (u32 pid = 5; pid < 500; ++pid) last_out(shell, "@" + std::to_string(pid) + " fork");
  CHECK(has(last_out(shell, "show rmap | grep refcount | wc -l"), "1000"));
}

}  // namespace pw
