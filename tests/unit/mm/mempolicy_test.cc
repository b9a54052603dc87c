// Memory policies as numa_maps shows them, as shared memory keeps them, and what check says of them. Facts tried on a running 6.18.
#include "engine/file/i_mmap.h"
#include "engine/file/shared_policy.h"
#include "engine/mm/mempolicy.h"
#include "tests/support/madvise_calls.h"
#include "tests/support/shell_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kAt = 0x200000000000;

Mempolicy policy_of(u16 mode) {
  Mempolicy policy;
  policy.mode = mode;
  return policy;
}

}  // namespace

TEST_CASE("numa_maps names the policy of each area, or its process's", "[policy]") {
  Shell shell;
  must(shell, "a = mmap 0x100000000000 64K fixed");
  must(shell, "write $a n=16");
  struct Row {
    const char* policy;
    const char* shown;
  };
  // As the kernel printed them.
  const Row rows[] = {{"bind:0", "bind:0"},
                      {"prefer:0", "prefer:0"},
                      {"bind=static:0-1", "bind=static:0"},
                      {"bind=relative:1", "bind=relative:0"},
                      {"local", "local"},
                      {"prefer_many:0", "prefer (many):0"},
                      {"weighted_interleave:0", "weighted interleave:0"},
                      {"interleave:0", "interleave:0"},
                      {"bind=balancing:0", "bind=balancing:0"},
                      {"default", "default"}};
  for (const Row& row : rows) {
    INFO(row.policy);
    must(shell, std::string("mbind $a+4K 4K ") + row.policy);
    CHECK(has(must(shell, "cat numa_maps | grep 100000001000").out + "|", row.policy == std::string("default")
                                                                              ? "|"
                                                                              : std::string("100000001000 ") + row.shown + " anon=1"));
  }
  must(shell, "set_mempolicy(MPOL_PREFERRED|MPOL_F_STATIC_NODES, [0x3], 64) = 0");
  CHECK(has(must(shell, "cat numa_maps | grep 100000000000").out, "100000000000 prefer=static:0 anon=16"));
  CHECK(has(must(shell, "get_mempolicy").out, "mode 0x8001, nodes 0x3"));
  must(shell, "check");
}

TEST_CASE("policies in words: what is no policy, no flag or no list of nodes is refused", "[policy]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  for (const char* line : {"mbind $a 4K bound:0", "mbind $a 4K bind:", "mbind $a 4K bind:0-", "mbind $a 4K bind:64",
                           "mbind $a 4K bind=odd:0", "mbind $a 4K bind:0 strictly", "mbind $a 4K", "set_mempolicy",
                           "set_mempolicy bind:0 1", "migrate_pages 1 0 x", "mbind($a, 4096, MPOL_BIND, 1, 64, 0)",
                           "mbind($a, 4096, MPOL_BIND, [x], 64, 0)"}) {
    INFO(line);
    CHECK(is_syntax(type(shell, line)));
  }
  CHECK(type(shell, "mbind $a 4K bind:1").error == Errno::kEINVAL);
  CHECK(type(shell, "mbind($a, 4096, MPOL_BIND, [0x1, 0x1], 128, 0)").kind == Outcome::Kind::kOk);
  CHECK(type(shell, "mbind $a 64K local strict move_all").error == Errno::kEPERM);
  CHECK(must(shell, "migrate_pages 1 0-3 0").ret == 0);
}

TEST_CASE("the policies of an object are cut by what is set later", "[policy]") {
  Machine m;
  map_shared(m, kAt, 16);
  const InodeId inode = mapped_inode(m.k.m.files, m.vma(1, kAt));
  Files& files = m.k.m.files;
  const auto modes = [&] {
    std::string text;
    for (u64 index = 0; index < 10; ++index) text += std::to_string(find_shared_policy(files, inode, index).mode);
    return text;
  };
  set_shared_policy(files, inode, 2, 8, policy_of(kMpolBind));
  CHECK(modes() == "0022222200");
  set_shared_policy(files, inode, 4, 5, policy_of(kMpolLocal));
  CHECK(modes() == "0022422200");
  set_shared_policy(files, inode, 0, 3, policy_of(kMpolPreferred));
  CHECK(modes() == "1112422200");
  set_shared_policy(files, inode, 4, 9, policy_of(kMpolDefault));
  CHECK(modes() == "1112000000");
  m.check();
  set_shared_policy(files, inode, 0, 16, policy_of(kMpolDefault));
  CHECK(files.inodes[inode].policies.empty());
}

TEST_CASE("check finds policies that no call can make", "[policy]") {
  const auto broken = [](const auto& damage) {
    Machine m;
    map_shared(m, kAt, 4);
    damage(m);
    CheckReport report;
    check_kernel(m.k, CheckLevel::kFull, report);
    return report.ok() ? std::string("sound") : report.messages()[0].substr(0, 3);
  };
  const auto area = [](Machine& m) -> Mempolicy& {
    return m.k.m.vmas.mut(find_vma_at(m.k.m.nodes, m.mm(1).tree, kAt)).policy;
  };
  CHECK(broken([&](Machine& m) { area(m) = policy_of(kMpolBind); }) == "sound");
  CHECK(broken([&](Machine& m) { area(m) = policy_of(kMpolModes); }).substr(0, 3) == "M22");
  CHECK(broken([&](Machine& m) { area(m).home_node = 0; }).substr(0, 3) == "M22");
  CHECK(broken([&](Machine& m) { area(m).flags = kMpolStaticNodes; }).substr(0, 3) == "M22");
  CHECK(broken([&](Machine& m) { m.k.tasks.mut(1).policy.user_nodes = 1; }).substr(0, 2) == "K9");
  const auto object = [](Machine& m) -> Inode& { return m.k.m.files.inodes.mut(mapped_inode(m.k.m.files, m.vma(1, kAt))); };
  CHECK(broken([&](Machine& m) { object(m).policies.push_back({0, 2, policy_of(kMpolDefault)}); }).substr(0, 2) == "F9");
  CHECK(broken([&](Machine& m) { object(m).policies.push_back({2, 2, policy_of(kMpolBind)}); }).substr(0, 2) == "F9");
}
