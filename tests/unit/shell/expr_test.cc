// Expressions: precedence, types, wrap-around, none, and every function against the state it reads.
#include "engine/shell/expr.h"

#include "engine/base/hasher.h"
#include "engine/kernel/look.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

Value value_of(const Shell& shell, const std::string& text) {
  const Evaluated result = shell.evaluate(text);
  INFO(text << "\n" << result.message);
  REQUIRE(result.ok);
  return result.value;
}

bool truth(const Shell& shell, const std::string& text) {
  const Value value = value_of(shell, text);
  INFO(text);
  REQUIRE(value.type == Value::Type::kBool);
  return value.number != 0;
}

u64 number(const Shell& shell, const std::string& text) {
  const Value value = value_of(shell, text);
  INFO(text << " is " << value_text(value));
  REQUIRE(value.type == Value::Type::kNumber);
  return value.number;
}

Evaluated refused(const Shell& shell, const std::string& text) {
  const Evaluated result = shell.evaluate(text);
  INFO(text);
  REQUIRE_FALSE(result.ok);
  return result;
}

TEST_CASE("precedence and associativity", "[shell]") {
  const Shell shell;
  CHECK(number(shell, "1 + 2 * 3") == 7);
  CHECK(number(shell, "(1 + 2) * 3") == 9);
  CHECK(number(shell, "10 - 3 - 2") == 5);
  CHECK(number(shell, "64K / 4K % 5") == 1);
  CHECK(number(shell, "--5") == 5);
  CHECK(truth(shell, "1 + 1 == 2 and 2 < 3 or false"));
  CHECK(truth(shell, "true or false and false"));
  CHECK(truth(shell, "not 1 == 2"));
  CHECK_FALSE(truth(shell, "not (true or false)"));
}

TEST_CASE("bits: shifts, and, or, exclusive or, all ones", "[shell]") {
  const Shell shell;
  CHECK(number(shell, "0x7ffff7fef123 >> 39") == 255);
  CHECK(number(shell, "(0x7ffff7fef123 >> 12) & 0x1ff") == 0x1ef);
  CHECK(number(shell, "1 << 12 | 3") == 0x1003);
  CHECK(number(shell, "6 ^ 3 & 1") == 7);
  CHECK(number(shell, "1 | 2 ^ 3") == 1);
  CHECK(number(shell, "~0xfff & 0x12345") == 0x12000);
  CHECK(number(shell, "~0") == ~u64{0});
  CHECK(number(shell, "1 << 2 + 1") == 8);
  CHECK(number(shell, "1 << 63") == u64{1} << 63);
  CHECK(number(shell, "1 << 64") == 0);
  CHECK(number(shell, "~0 >> 1000") == 0);
  CHECK(truth(shell, "5 & 4 == 4"));
  CHECK(truth(shell, "1 | 2 == 3 and 2 < 1 << 2"));
  refused(shell, "1 <<");
  refused(shell, "true & 1");
  refused(shell, "1 | \"a\"");
}

TEST_CASE("bits at the prompt: a filter is no operand, and flags keep their `|`", "[shell]") {
  Shell shell;
  CHECK(must(shell, "print 6 | head 1").out == "6");
  CHECK(must(shell, "print 6 | 1").out == "7");
  CHECK(must(shell, "print/x 0x1000 | 2 | grep 1002").out == "0x1002");
  CHECK(must(shell, "print/d 0x1000").out == "4096");
  CHECK(must(shell, "print /t 0x1235").out == "0b1_0010_0011_0101");
  CHECK(must(shell, "print/t ~0").out.size() == 2 + 64 + 15);
  CHECK(must(shell, "print/t 0").out == "0b0");
  CHECK(has(test::type(shell, "print/q 1").out, "/x (hexadecimal)"));
  must(shell, "a = mmap 4K|private rw");
  must(shell, "write $a&~0xfff 1<<5");
  CHECK(truth(shell, "text(1, $a) == \" \""));
}

TEST_CASE("numbers are unsigned and wrap", "[shell]") {
  const Shell shell;
  CHECK(number(shell, "-1") == ~u64{0});
  CHECK(number(shell, "0xffffffffffffffff + 2") == 1);
  CHECK(number(shell, "3 - 5") == ~u64{1});
  CHECK(truth(shell, "-1 > 1"));
  CHECK(has(refused(shell, "1 / 0").message, "division by zero"));
  CHECK(refused(shell, "1 + 4 % (2 - 2)").column == 8);
}

TEST_CASE("types are kept apart, with the column of the wrong one", "[shell]") {
  const Shell shell;
  const struct {
    const char* text;
    u32 column;
    const char* reason;
  } cases[] = {
      {"1 and true", 0, "expected true or false"},
      {"true and \"a\"", 9, "expected true or false"},
      {"not 3", 4, "expected true or false"},
      {"1 + true", 4, "expected a number"},
      {"\"a\" == 1", 7, "cannot compare"},
      {"true < false", 0, "no order"},
      {"-true", 0, "negated"},
      {"none + 1", 0, "expected a number"},
      {"rss(\"a\")", 4, "is a number"},
      {"stat(3)", 5, "text in quotes"},
      {"1 == 2 == 3", 7, "do not chain"},
      {"rss(1, 2)", 0, "wrong number of arguments"},
      {"rss", 0, "is a function"},
      {"foo", 0, "unknown word"},
      {"foo(1)", 0, "unknown function"},
      {"vmas(1).size", 8, "no fields"},
      {"vma(1, 0).stat", 10, "no field"},
      {"$nothing", 0, "no result is kept"},
      {"1 +", 3, "missing"},
      {"(1", 2, "`)` is missing"},
      {"1 2", 2, "unexpected text"},
      {"1 ; 2", 2, "unexpected text"},
      {"!true", 0, "unexpected `!`"},
      {"", 0, "missing"},
      {"mapcount(999999999)", 9, "no frame"},
      {"free_blocks(11)", 12, "orders go"},
      {"tlb_has(7, 1, 0)", 8, "no CPU"},
      {"events(\"fork\")", 7, "no event"},
  };
  for (const auto& one : cases) {
    const Evaluated result = refused(shell, one.text);
    INFO(one.text << "\n" << result.message);
    CHECK(result.column == one.column);
    CHECK(has(result.message, one.reason));
  }
}

TEST_CASE("a page of shared memory has an index, a frame without a mapping none", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K shared");
  must(shell, "write $a+8K");
  CHECK(number(shell, "index(frame(1, $a + 8K))") == 2);
  CHECK(truth(shell, "index(0) == none"));
}

TEST_CASE("functions, fields and names that were meant are offered", "[shell]") {
  Shell shell;
  must(shell, "page_one = mmap 4K");
  CHECK(has(refused(shell, "mapcont(1)").message, "`mapcount`"));
  CHECK(has(refused(shell, "pte(1, 0).writeable").message, "`writable`"));
  CHECK(has(refused(shell, "$page_on").message, "`$page_one`"));
  CHECK(has(refused(shell, "stat(\"pgfalt\")").message, "`pgfault`"));
  CHECK(has(refused(shell, "events(\"wp_page_cpy\")").message, "`wp_page_copy`"));
}

TEST_CASE("nesting has a limit, length alone has none", "[shell]") {
  const Shell shell;
  const std::string deep(kMaxExprDepth + 1, '(');
  CHECK(has(refused(shell, deep + "1" + std::string(kMaxExprDepth + 1, ')')).message, "nested too deep"));
  CHECK(number(shell, std::string(kMaxExprDepth, '(') + "1" + std::string(kMaxExprDepth, ')')) == 1);
  CHECK(has(refused(shell, std::string(5000, '-') + "1").message, "nested too deep"));
  std::string nots;
  for (u32 i = 0; i < 1000; ++i) nots += "not ";
  CHECK(has(refused(shell, nots + "true").message, "nested too deep"));
  std::string sum = "1";
  for (u32 i = 0; i < 4000; ++i) sum += "+1";
  CHECK(number(shell, sum) == 4001);
}

TEST_CASE("none is what is not there", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K");
  CHECK(truth(shell, "frame(1, $a) == none"));
  CHECK(truth(shell, "mapcount(frame(1, $a)) == none"));
  CHECK(truth(shell, "frame(1, $a) != 3"));
  CHECK_FALSE(truth(shell, "refcount(frame(1, $a)) < 2"));
  CHECK_FALSE(truth(shell, "refcount(frame(1, $a)) >= 2"));
  CHECK(truth(shell, "vma(1, 0) == none and vma(9, 0).end == none and rss(9) == none and chain(1, 0) == none"));
  CHECK_FALSE(truth(shell, "pte(1, $a).present or pte(7, $a).writable"));
  CHECK(truth(shell, "pte(1, $a).pfn == none and anon_vma(1, $a) == none and value(1, $a) == none"));
}

// A shell in which a page was shared by fork and then copied by the child.
void tell_copy(Shell& shell) {
  must(shell, "a = mmap 64K rw");
  must(shell, "write $a \"parent\"");
  must(shell, "c = fork");
  must(shell, "@$c write $a \"child\"");
}

TEST_CASE("functions read the machine", "[shell]") {
  Shell shell;
  tell_copy(shell);
  const Kernel& k = shell.session().state().kernel;
  const u64 a = shell.session().state().names.at("a");
  CHECK(number(shell, "frame(1, $a)") == frame_at(k, 1, a).v);
  CHECK(truth(shell, "frame(1, $a) != frame(2, $a)"));
  CHECK(truth(shell, "pte(2, $a).present and pte(2, $a).writable and pte(2, $a).user and pte(2, $a).dirty and pte(2, $a).accessed"));
  CHECK(truth(shell, "pte(2, $a).nx and not pte(1, $a).writable and not pte(1, $a).zero and not pte(1, $a).protnone"));
  CHECK(truth(shell, "pte(2, $a).pfn == frame(2, $a)"));
  CHECK(truth(shell, "mapcount(frame(1, $a)) == 1 and exclusive(frame(2, $a)) and owner(frame(2, $a)) == \"anon\""));
  CHECK(truth(shell, "visits(frame(1, $a)) == 2 and found(frame(1, $a)) == 1 and in_vain(frame(1, $a)) == 1"));
  CHECK(truth(shell, "visits(frame(2, $a)) == 1"));
  CHECK(truth(shell, "vma(1, $a) == $a and vma(1, $a + 4K).start == $a and vma(1, $a).end == $a + 64K and vma(1, $a).pages == 16"));
  CHECK(truth(shell, "vma(2, $a).readable and vma(2, $a).writable and not vma(2, $a).executable and vma(2, $a).perm == \"rw-p\""));
  CHECK(truth(shell, "vmas(1) == 2 and chain(1, $a) == 1 and chain(2, $a) == 2 and vma(2, $a).chain == 2 and height(1) == 1"));
  CHECK(truth(shell, "anon_vma(2, $a).parent == anon_vma(1, $a) and anon_vma(2, $a).root == anon_vma(1, $a).id"));
  CHECK(truth(shell,
              "anon_vma(1, $a).num_children == 2 and anon_vma(2, $a).num_active_vmas == 1 and vma(2, $a).anon_vma == anon_vma(2, $a)"));
  CHECK(truth(shell, "text(1, $a) == \"parent\" and text(2, $a) == \"childt\" and value(2, $a) == 0x74646c696863"));
  CHECK(truth(shell, "tlb_has(1, 2, $a) and not tlb_has(0, 2, $a)"));
  CHECK(truth(shell, "rss(1) == 2 and alive(2) and not alive(3) and parent(2) == 1 and cpu(2) == 1 and current() == 1"));
  CHECK(truth(shell, "minflt(2) == 1 and majflt(2) == 0 and pgtables(1) >= 3"));
  CHECK(truth(shell, "free_pages() > 1000 and free_blocks(10) > 0"));
  CHECK(truth(shell, "stat(\"pgfault\") >= 2 and stat(\"MemTotal\") > 0"));
  CHECK(value_of(shell, "hash()").text == to_hex16(test::hash_of(shell)));
  CHECK(truth(shell, "batch(frame(2, $a)) == 1 and batch(0) == none"));
  test::must(shell, "s = mmap 4K rw shared");
  test::must(shell, "write $s");
  CHECK(truth(shell, "owner(frame(1, $s)) == \"shmem\" and owner(frame(1, $a)) == \"anon\""));
}

TEST_CASE("errno, signal, result, faults and events tell of the last command", "[shell]") {
  Shell shell;
  tell_copy(shell);
  CHECK(truth(shell, "errno() == \"OK\" and errno() == 0 and signal() == none and faults() == 1"));
  CHECK(truth(shell, "events(\"wp_page_copy\") == 1 and events(\"do_anonymous_page\") == 0"));
  test::type(shell, "munmap 0x123 4K");
  CHECK(truth(shell, "errno() == \"EINVAL\" and errno() == 22 and result() == none"));
  test::type(shell, "write 0");
  CHECK(truth(shell, "signal() == \"SIGSEGV\" and signal() == 11"));
  must(shell, "ps");
  CHECK(truth(shell, "signal() == \"SIGSEGV\""));
  must(shell, "undo");
  CHECK(truth(shell, "errno() == \"EINVAL\" and signal() == none"));
  must(shell, "undo");
  CHECK(truth(shell, "events(\"wp_page_copy\") == 1 and faults() == 1"));
  must(shell, "seek 0");
  CHECK(truth(shell, "errno() == 0 and events(\"wp_page_copy\") == 0 and result() == none"));
  must(shell, "rmap 0x7fffffffe000");
  CHECK(truth(shell, "events(\"rmap_walk_anon\") == 1"));
}

TEST_CASE("evaluating changes nothing", "[shell]") {
  Shell shell;
  tell_copy(shell);
  const u64 hash = test::hash_of(shell);
  const u32 length = shell.session().length();
  for (const Function& function : functions()) {
    std::string call = std::string(function.name) + "(";
    for (const std::string& kind : split_words(function.params)) {
      call += (call.back() == '(' ? "" : ", ") + std::string(kind == "name"    ? "\"pgfault\""
                                                             : kind == "addr"  ? "$a"
                                                             : kind == "frame" ? "frame(1, $a)"
                                                                               : "1");
    }
    shell.evaluate(call + ")");
    for (const std::string& field : split_words(function.fields)) {
      INFO(call << ")." << field);
      CHECK(shell.evaluate(call + ")." + field).ok);
    }
  }
  CHECK(test::hash_of(shell) == hash);
  CHECK(shell.session().length() == length);
}

}  // namespace
}  // namespace pw
