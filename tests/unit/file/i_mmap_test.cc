// The tree of areas over an inode: against a list that does the same with no structure, and after everything that cuts, joins, moves,
// copies or drops areas.
#include "engine/file/i_mmap.h"

#include <algorithm>

#include "engine/kernel/mremap_calls.h"
#include "tests/support/machine.h"
#include "tests/support/random.h"

namespace pw::test {
namespace {

struct MappingBench {
  Files files;
  VmaPool vmas;
  FileId file[2];  // two opens of one path
  InodeId inode;
  std::vector<VmaId> model;  // in tree order among equals

  MappingBench() {
    for (FileId& id : file) {
      id = open_named(files, name_of_path("/lib/a"), true, false);
      get_file_open(files, id);
    }
    inode = files.pool[file[0]].inode;
  }
  VmaId make(u64 first, u64 pages, FileId over) {
    Vma vma;
    vma.start = first * kPageSize;
    vma.end = vma.start + pages * kPageSize;
    vma.pgoff = first;
    vma.file = over;
    get_file_area(files, over);
    return vmas.alloc(vma);
  }
  void add(u64 first, u64 pages, FileId over) {
    const VmaId id = make(first, pages, over);
    link_mapping(files, vmas, id);
    model.push_back(id);
  }
  void add_after(u32 parent) {
    const Vma vma = vmas[model[parent]];
    const VmaId id = make(vma.pgoff, vma.pages(), vma.file);
    link_mapping_after(files, vmas, id, model[parent]);
    model.insert(model.begin() + parent + 1, id);
  }
  void remove(u32 index) {
    const VmaId id = model[index];
    unlink_mapping(files, vmas, id);
    --files.pool.mut(vmas[id].file).areas;
    vmas.free(id);
    model.erase(model.begin() + index);
  }
  std::vector<VmaId> found(u64 first, u64 last) const {
    std::vector<VmaId> out;
    for_each_mapping(files, vmas, inode, first, last, [&](VmaId id) { out.push_back(id); });
    return out;
  }
  std::vector<VmaId> expected(u64 first, u64 last) const {
    std::vector<VmaId> out;
    for (const VmaId id : model) {
      if (first_offset(vmas[id]) <= last && last_offset(vmas[id]) >= first) out.push_back(id);
    }
    std::stable_sort(out.begin(), out.end(), [&](VmaId a, VmaId b) { return vmas[a].pgoff < vmas[b].pgoff; });
    return out;
  }
  std::string broken() const {
    CheckReport report;
    check_files(files, vmas, Phys{}, CheckLevel::kFull, report);
    return report.ok() ? "" : report.messages()[0];
  }
};

}  // namespace

TEST_CASE("i_mmap: areas over two opens of one file are in one tree", "[file]") {
  MappingBench b;
  b.add(0, 8, b.file[0]);
  b.add(4, 8, b.file[1]);
  CHECK(b.files.inodes.live_count() == 1);
  CHECK(b.found(3, 3) == std::vector<VmaId>{b.model[0]});
  CHECK(b.found(4, 4) == b.model);
  CHECK(b.found(11, 11) == std::vector<VmaId>{b.model[1]});
  CHECK(b.found(12, 99).empty());
  CHECK(b.broken() == "");
}

TEST_CASE("i_mmap: a child stands directly behind its parent", "[file]") {
  MappingBench b;
  b.add(0, 4, b.file[0]);
  b.add(0, 4, b.file[0]);
  b.add_after(0);
  b.add_after(0);
  b.add_after(1);
  CHECK(b.found(0, 0) == b.model);
  CHECK(b.model[1].v == 3);
  CHECK(b.broken() == "");
}

TEST_CASE("i_mmap: random changes agree with a plain list", "[file]") {
  for (u64 seed = 1; seed <= 6; ++seed) {
    INFO("seed " << seed);
    MappingBench b;
    Random random(seed);
    const u32 span = seed % 2 == 0 ? 12 : 400;  // many ties, or few
    for (u32 step = 0; step < 500; ++step) {
      const u32 size = static_cast<u32>(b.model.size());
      const u32 dice = random.below(10);
      if (size == 0 || dice < 4) b.add(random.below(span), 1 + random.below(20), b.file[random.below(2)]);
      else if (dice < 6) b.add_after(random.below(size));
      else b.remove(random.below(size));
      const u64 first = random.below(span + 20);
      const u64 last = first + random.below(10);
      REQUIRE(b.found(first, last) == b.expected(first, last));
      REQUIRE(b.broken() == "");
    }
  }
}

namespace {

constexpr u64 kBase = 0x100000000000ull;

// One random call about shared memory; what it answers is not looked at, the trees are (check() inside).
void random_call(Machine& m, Random& random) {
  Trace trace;
  const u64 at = kBase + random.below(24) * kPageSize;
  const u64 length = (1 + random.below(6)) * kPageSize;
  const Pid pid = 1 + random.below(3);
  switch (random.below(7)) {
    case 0: (void)sys_mmap(m.k, trace, pid, at, length, kRw, kMapShared | kMapAnonymous | kMapFixed); break;
    case 1: (void)sys_munmap(m.k, trace, pid, at, length); break;
    case 2: (void)sys_mprotect(m.k, trace, pid, at, length, random.below(2) == 0 ? kProtRead : kRw); break;
    case 3: (void)sys_mremap(m.k, trace, pid, MremapArgs{at, length, length + kPageSize, kMremapMayMove, 0}); break;
    case 4: {
      const u64 to = kBase + random.below(24) * kPageSize;
      (void)sys_mremap(m.k, trace, pid, MremapArgs{at, length, length, kMremapMayMove | kMremapFixed, to});
      break;
    }
    case 5: (void)store_bytes(m.k, trace, pid, at, "x", 1); break;
    default:
      if (pid != 1 && is_running(m.k, pid)) (void)sys_exit(m.k, trace, pid, 0);
      else if (m.k.m.mms.live_count() < 3) (void)sys_fork(m.k, trace, 1);
  }
}

}  // namespace

TEST_CASE("i_mmap: whatever is done to areas, their inodes know them", "[file]") {
  for (u64 seed = 1; seed <= 3; ++seed) {
    INFO("seed " << seed);
    Machine m;
    Random random(seed);
    for (u32 step = 0; step < 150; ++step) {
      random_call(m, random);
      m.check();
    }
  }
}

}  // namespace pw::test
