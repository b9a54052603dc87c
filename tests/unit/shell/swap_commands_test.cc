// mkswap, swapon, swapoff and swapfail as they are typed, and what completion and help say of them.
#include <algorithm>

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::hash_of;
using test::is_syntax;
using test::must;
using test::type;

std::vector<std::string> offered(const Shell& shell, const std::string& line) {
  std::vector<std::string> texts;
  for (const Candidate& candidate : shell.complete(line, static_cast<u32>(line.size())).candidates) texts.push_back(candidate.text);
  return texts;
}
bool offers(const Shell& shell, const std::string& line, const std::string& text) {
  const std::vector<std::string> texts = offered(shell, line);
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}
std::string errno_of(const Outcome& outcome) { return outcome.kind == Outcome::Kind::kErrno ? errno_name(outcome.error) : "OK"; }

TEST_CASE("mkswap makes a device of a kind, of a bare name below /dev, of a file below the root", "[shell][swap]") {
  Shell shell;
  CHECK(has(must(shell, "mkswap sda 1M").out, "/dev/sda · disk · 255 slots"));
  CHECK(has(must(shell, "mkswap ram 64K kind=zram").out, "/dev/ram · zram · 15 slots"));
  CHECK(has(must(shell, "mkswap s 64K kind=ssd").out, "/dev/s · ssd"));
  CHECK(has(must(shell, "mkswap f 64K kind=file").out, "/f · file"));
  CHECK(has(must(shell, "mkswap /var/swap 64K kind=file").out, "/var/swap · file"));
  CHECK(must(shell, "mkswap sda 2M").ret == 0);
  CHECK(has(must(shell, "swapon sda").out, "511 slots"));
  CHECK(errno_of(type(shell, "mkswap sda 1M")) == "EBUSY");
  CHECK(errno_of(type(shell, "mkswap tiny 36K")) == "EINVAL");
  CHECK(errno_of(type(shell, "mkswap huge 17G")) == "EINVAL");
  CHECK(is_syntax(type(shell, "mkswap")));
  CHECK(is_syntax(type(shell, "mkswap sda")));
  CHECK(has(type(shell, "mkswap sda 1M kind=tape").out, "disk, ssd, zram, file"));
  CHECK(is_syntax(type(shell, "mkswap sda 1M 2M")));
  CHECK(is_syntax(type(shell, "mkswap " + std::string(65, 'x') + " 1M")));
}

TEST_CASE("swapon and swapoff, in words and in C, and what they refuse", "[shell][swap]") {
  Shell shell;
  must(shell, "mkswap a 64K; mkswap b 64K kind=file; mkswap c 64K");
  CHECK(has(must(shell, "swapon a").out, "/dev/a · type 0 · priority -2 · 15 slots"));
  CHECK(has(must(shell, "swapon b prio=5").out, "/b · type 1 · priority 5"));
  CHECK(has(must(shell, "swapon c prio=-1").out, "priority -3"));
  CHECK(has(must(shell, "swapon -s").out, "/b                                      file\t\t60\t\t0\t\t5\n"));
  CHECK(must(shell, "swapon -s").out == must(shell, "cat /proc/swaps").out);
  CHECK(errno_of(type(shell, "swapon a")) == "EBUSY");
  CHECK(errno_of(type(shell, "swapon nothing")) == "ENOENT");
  CHECK(errno_of(type(shell, "swapoff nothing")) == "ENOENT");
  CHECK(must(shell, "swapoff(\"/dev/a\") = 0").ret == 0);
  CHECK(errno_of(type(shell, "swapoff a")) == "EINVAL");
  CHECK(errno_of(type(shell, "swapon(\"/dev/a\", 0x80000)")) == "EINVAL");
  CHECK(errno_of(type(shell, "swapon(\"a\", 0)")) == "ENOENT");
  must(shell, "swapon(\"/dev/a\", SWAP_FLAG_PREFER|3) = 0");
  CHECK(has(must(shell, "swapon -s").out, "/dev/a                                  partition\t60\t\t0\t\t3\n"));
  must(shell, "swapoff a; swapon a prio=40000");
  CHECK(has(must(shell, "swapon -s").out, "\t32767\n"));
  CHECK(is_syntax(type(shell, "swapon")));
  CHECK(is_syntax(type(shell, "swapon a prio=")));
  CHECK(is_syntax(type(shell, "swapoff")));
}

TEST_CASE("as many areas as Linux has numbers for, and no more", "[shell][swap]") {
  Shell shell;
  for (u32 i = 0; i < kMaxSwapfiles; ++i) must(shell, "mkswap d" + std::to_string(i) + " 40K; swapon d" + std::to_string(i));
  must(shell, "mkswap more 40K");
  CHECK(errno_of(type(shell, "swapon more")) == "EPERM");
  must(shell, "swapoff d7");
  CHECK(has(must(shell, "swapon more").out, "type 7"));
}

TEST_CASE("swapfail breaks one block of a device", "[shell][swap]") {
  Shell shell;
  must(shell, "mkswap a 64K");
  CHECK(has(must(shell, "swapfail a 3").out, "slot 3"));
  CHECK(errno_of(type(shell, "swapfail a 0")) == "EINVAL");
  CHECK(errno_of(type(shell, "swapfail a 16")) == "EINVAL");
  CHECK(errno_of(type(shell, "swapfail b 1")) == "ENOENT");
  CHECK(is_syntax(type(shell, "swapfail a")));
}

TEST_CASE("undo takes devices and areas back, redo brings them again", "[shell][swap]") {
  Shell shell;
  const u64 fresh = hash_of(shell);
  must(shell, "mkswap a 64K");
  const u64 made = hash_of(shell);
  must(shell, "swapon a");
  const u64 on = hash_of(shell);
  CHECK((fresh != made && made != on));
  must(shell, "undo");
  CHECK(hash_of(shell) == made);
  must(shell, "undo");
  CHECK(hash_of(shell) == fresh);
  must(shell, "redo; redo");
  CHECK(hash_of(shell) == on);
}

TEST_CASE("completion offers devices and keys, help has all four", "[shell][swap]") {
  Shell shell;
  must(shell, "mkswap sda 64K");
  CHECK(offers(shell, "swapo", "swapoff"));
  CHECK(offers(shell, "swapon /dev/s", "/dev/sda"));
  CHECK(offers(shell, "swapoff ", "/dev/sda"));
  CHECK(offers(shell, "swapon sda p", "prio="));
  CHECK(offers(shell, "mkswap sdb 1M k", "kind="));
  for (const char* name : {"mkswap", "swapon", "swapoff", "swapfail"}) CHECK(has(must(shell, std::string("help ") + name).out, name));
  CHECK(has(must(shell, "help /proc/swaps").out, "Priority") == false);
  CHECK(has(must(shell, "help files").out, "/proc/swaps"));
}

TEST_CASE("vm.page-cluster is a setting", "[shell][swap]") {
  Shell shell;
  CHECK(must(shell, "sysctl vm.page-cluster").ret == 3);
  CHECK(must(shell, "sysctl vm.page-cluster=0").ret == 0);
  CHECK(shell.session().state().kernel.m.swap.page_cluster == 0);
  CHECK(errno_of(type(shell, "sysctl vm.page-cluster=32")) == "EINVAL");
}

TEST_CASE("swap counts in what may be promised, and swapoff asks whether its pages would fit", "[shell][swap]") {
  Shell shell;
  CHECK(errno_of(type(shell, "b = mmap 80M")) == "ENOMEM");
  must(shell, "mkswap sda 64M; swapon sda; b = mmap 80M; munmap $b 80M");
  const u64 before = must(shell, "print stat(\"CommitLimit\")").ret;
  must(shell, "swapoff sda");
  CHECK(before - must(shell, "print stat(\"CommitLimit\")").ret == 65532);
  must(shell, "swapon sda; sysctl vm.overcommit_memory=2; b = mmap 64M");
  CHECK(errno_of(type(shell, "swapoff sda")) == "ENOMEM");
  CHECK(has(must(shell, "swapon -s").out, "65532"));
  must(shell, "munmap $b 64M; swapoff sda; check");
}

}  // namespace
}  // namespace pw
