// The snapshot: its bytes decode by the declared layout, and its rows agree with the kernel they were taken from.
#include "engine/api/snapshot.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <map>

#include "engine/api/playground.h"
#include "engine/kernel/look.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/render.h"

namespace pw {
namespace {

const char kStory[] =
    "a = mmap 64K\nwrite $a n=3\nread $a+32K\nfork\n@2 write $a \"child\"\n@2 write $a+4K \"a text that is longer than eight bytes\"\n"
    "thread\nmprotect $a+8K 4K r\nfork\n@4 exit\nb = mmap 2M\nwrite $b n=50\n";

struct Column {
  std::string type;
  u32 rows = 0;
  u32 at = 0;
};

// An independent reader of the bytes, by the same declaration.
class Decoded {
 public:
  explicit Decoded(const std::vector<u8>& bytes) : bytes_(bytes) {
    REQUIRE(bytes.size() >= 16);
    CHECK(u32_at(0) == kSnapshotMagic);
    CHECK(u32_at(4) == kSnapshotVersion);
    CHECK(u32_at(12) == bytes.size());
    u32 table = 0;
    const u32 tables = u32_at(8);
    u32 at = align(16 + 4 * tables);
#define PW_TABLE(name, doc) rows_[#name] = u32_at(16 + 4 * table++);
#define PW_COLUMN(name, column, kind, doc) at = add(#name, #column, #kind, at);
#define PW_END(name)
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END
    CHECK(table == tables);
    CHECK(at == bytes.size());
  }
  u32 rows(const char* table) const { return rows_.at(table); }
  double value(const std::string& table, const std::string& column, u32 row) const {
    const Column& one = columns_.at(table + "." + column);
    REQUIRE(row < one.rows);
    if (one.type == "u8") return bytes_[one.at + row];
    if (one.type == "u16") return read<u16>(one.at + 2 * row);
    if (one.type == "u32") return read<u32>(one.at + 4 * row);
    if (one.type == "i32") return read<i32>(one.at + 4 * row);
    return read<double>(one.at + 8 * row);
  }

 private:
  static u32 align(u32 at) { return (at + 7) & ~7u; }
  u32 u32_at(u32 at) const { return read<u32>(at); }
  template <class T>
  T read(u32 at) const {
    T value;
    REQUIRE(at + sizeof value <= bytes_.size());
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }
  u32 add(const std::string& table, const std::string& column, const std::string& type, u32 at) {
    const std::map<std::string, u32> sizes = {{"u8", 1}, {"u16", 2}, {"u32", 4}, {"i32", 4}, {"f64", 8}};
    columns_[table + "." + column] = Column{type, rows_.at(table), at};
    return align(at + rows_.at(table) * sizes.at(type));
  }

  const std::vector<u8>& bytes_;
  std::map<std::string, u32> rows_;
  std::map<std::string, Column> columns_;
};

std::unique_ptr<Playground> played() {
  auto playground = std::make_unique<Playground>();
  for (const Outcome& outcome : playground->run_line(kStory)) {
    INFO(outcome.command << ": " << outcome.out);
    REQUIRE(outcome.kind == Outcome::Kind::kOk);
  }
  return playground;
}

const Kernel& kernel_of(Shell& shell) {
  for (const Outcome& outcome : shell.run_line(kStory)) REQUIRE(outcome.kind == Outcome::Kind::kOk);
  return shell.session().state().kernel;
}

u64 must_name(const Shell& shell, const std::string& name) { return *shell.session().state().names.find(name); }

u64 sum(const std::vector<u8>& orders) {
  u64 frames = 0;
  for (const u8 order : orders) frames += u64{1} << order;
  return frames;
}

}  // namespace

TEST_CASE("snapshot: the bytes decode by the layout") {
  const auto playground = played();
  const Decoded decoded(playground->snapshot());
  CHECK(decoded.rows("machine") == 1);
  CHECK(decoded.value("machine", "cpus", 0) == 2);
  CHECK(decoded.value("machine", "levels", 0) == 4);
  CHECK(decoded.value("machine", "end_pfn", 0) == 16384);
  CHECK(decoded.value("machine", "event", 0) == kAllEvents);
  CHECK(decoded.rows("tasks") == 4);
  CHECK(decoded.value("tasks", "state", 3) == 2);
  CHECK(decoded.value("tasks", "mm", 3) == MmId::kNone);
}

TEST_CASE("snapshot: every frame is in exactly one table") {
  Shell shell;
  const Kernel& k = kernel_of(shell);
  const Snapshot shot = take_snapshot(k, 0, kAllEvents);
  u64 reserved = 0;
  for (u32 i = 0; i < shot.reserved.start_pfn.size(); ++i) reserved += shot.reserved.end_pfn[i] - shot.reserved.start_pfn[i];
  CHECK(reserved + sum(shot.free_blocks.order) + shot.frames.pfn.size() == k.m.phys.pages.size());
  u64 free_pages = 0;
  for (const u32 pages : shot.zones.free_pages) free_pages += pages;
  CHECK(free_pages == sum(shot.free_blocks.order));
  for (u32 i = 0; i < shot.frames.pfn.size(); ++i) {
    const Page& page = k.m.phys.pages[shot.frames.pfn[i]];
    if (shot.frames.refcount[i] != page.refcount || shot.frames.mapcount[i] != page.mapcount + 1) FAIL("frame " << shot.frames.pfn[i]);
  }
}

TEST_CASE("snapshot: entries, areas and chains agree with the kernel") {
  Shell shell;
  const Kernel& k = kernel_of(shell);
  const Snapshot shot = take_snapshot(k, 0, kAllEvents);
  CHECK(shot.vmas.vma.size() == k.m.vmas.live_count());
  CHECK(shot.avcs.avc.size() == k.m.rmap.avcs.live_count());
  CHECK(shot.anon_vmas.anon_vma.size() == k.m.rmap.anon_vmas.live_count());
  CHECK(shot.maple_nodes.node.size() == k.m.nodes.live_count());
  CHECK(shot.tables.pfn.size() == k.m.phys.nr_page_tables);
  std::map<u32, u64> mapped;
  for (u32 i = 0; i < shot.ptes.index.size(); ++i) {
    if (shot.ptes.level[i] == 1) ++mapped[shot.ptes.pfn[i]];
  }
  for (u32 i = 0; i < shot.frames.pfn.size(); ++i) {
    if (shot.frames.type[i] != static_cast<u8>(PageOwner::kAnon)) continue;
    CHECK(mapped[shot.frames.pfn[i]] == static_cast<u64>(shot.frames.mapcount[i]));
  }
  for (u32 i = 0; i < shot.tables.pfn.size(); ++i) {
    for (u32 row = 0; row < shot.tables.used[i]; ++row) {
      if (shot.ptes.table_pfn[shot.tables.first_pte[i] + row] != shot.tables.pfn[i]) FAIL("entries of table row " << i);
    }
  }
}

TEST_CASE("snapshot: the slots of every tree cover all addresses without a hole") {
  Shell shell;
  const Kernel& k = kernel_of(shell);
  const Snapshot shot = take_snapshot(k, 0, kAllEvents);
  u64 areas = 0;
  for (u32 i = 0; i < shot.maple_nodes.node.size(); ++i) {
    double at = shot.maple_nodes.start_vpn[i];
    for (u32 row = shot.maple_nodes.first_slot[i]; row < shot.maple_nodes.first_slot[i] + shot.maple_nodes.count[i]; ++row) {
      CHECK(shot.maple_slots.start_vpn[row] == at);
      at = shot.maple_slots.end_vpn[row];
      areas += shot.maple_slots.kind[row] == 1 ? 1 : 0;
    }
    CHECK(at == shot.maple_nodes.end_vpn[i]);
  }
  CHECK(areas == k.m.vmas.live_count());
}

TEST_CASE("snapshot: areas have the names that maps shows, and those in a row that have one name share its bytes") {
  Shell shell;
  for (const Outcome& outcome : shell.run_line("execve \"/bin/x\" base=0x7f0000000000 { 400000-401000 r--p 00000000 fe:00 7 \"/bin/x\", "
                                               "401000-402000 r-xp 00001000 fe:00 7 \"/bin/x\", "
                                               "7f0000000000-7f0000001000 r--p 00000000 fe:00 8 \"/lib/y\" }")) {
    INFO(outcome.out);
    REQUIRE(outcome.kind == Outcome::Kind::kOk);
  }
  const Kernel& k = shell.session().state().kernel;
  const Snapshot shot = take_snapshot(k, 0, kAllEvents);
  std::vector<std::string> names;
  for (u32 i = 0; i < shot.vmas.vma.size(); ++i) {
    const u8* first = shot.text.byte.data() + shot.vmas.name_start[i];
    names.emplace_back(first, first + shot.vmas.name_length[i]);
    CHECK(names.back() == vma_name(k, VmaId(shot.vmas.vma[i])));
  }
  CHECK(names == std::vector<std::string>{"/bin/x", "/bin/x", "/lib/y", "[stack]"});
  CHECK(shot.vmas.name_start[0] == shot.vmas.name_start[1]);
}

TEST_CASE("snapshot: written text is there, short or long") {
  Shell shell;
  const Kernel& k = kernel_of(shell);
  const Snapshot shot = take_snapshot(k, 0, kAllEvents);
  const u64 a = shell.session().state().names.at("a");
  const u32 child = frame_at(k, 2, a).v;
  const u32 spilled = frame_at(k, 2, a + kPageSize).v;
  u32 found = 0;
  for (u32 i = 0; i < shot.frames.pfn.size(); ++i) {
    if (shot.frames.pfn[i] == child) {
      ++found;
      CHECK(shot.frames.content[i] == 1);
      CHECK(shot.frames.content_length[i] == 5);
      CHECK(shot.frames.content_lo[i] == 0x6c696863);  // "chil"
    }
    if (shot.frames.pfn[i] == spilled) {
      ++found;
      CHECK(shot.frames.content[i] == 2);
    }
  }
  CHECK(found == 2);
}

TEST_CASE("snapshot: areas, clusters and slots of swap, and where CPUs go on") {
  Shell shell;
  const char kScript[] =
      "sysctl vm.page-cluster=0\nmkswap a 8M kind=ssd\nmkswap f 64K kind=file\nswapon a prio=3\nswapon f\na = mmap 32K\nwrite $a 5 n=8\n"
      "b = mmap 16K shared\nwrite $b 6 n=4\nz = mmap 4K\nwrite $z 0\ndrain\nmadvise $a 32K pageout\nmadvise $b 16K pageout\n"
      "madvise $z 4K pageout\nfork\n@2 read $a\n";
  for (const Outcome& outcome : shell.run_line(kScript)) {
    INFO(outcome.command << ": " << outcome.out);
    REQUIRE(outcome.kind == Outcome::Kind::kOk);
  }
  const Kernel& k = shell.session().state().kernel;
  const Snapshot shot = take_snapshot(k, 0, kAllEvents);
  const snapshot::swap_areas_columns& areas = shot.swap_areas;
  REQUIRE(areas.area == std::vector<u8>{0, 1});
  CHECK(areas.kind == std::vector<u8>{1, 3});
  CHECK(areas.prio == std::vector<i32>{3, -2});
  CHECK(areas.pages == std::vector<u32>{2047, 15});
  CHECK(areas.inuse == std::vector<u32>{13, 0});
  CHECK(areas.clusters == std::vector<u32>{4, 1});
  const std::string text(shot.text.byte.begin(), shot.text.byte.end());
  CHECK(text.substr(areas.name_start[0], areas.name_length[0]) == "/dev/a");
  CHECK(text.substr(areas.name_start[1], areas.name_length[1]) == "/f");
  REQUIRE(shot.swap_slots.offset.size() == 15);  // with the headers of both
  CHECK(shot.swap_slots.flags[0] == kSlotBad);
  CHECK(shot.swap_slots.offset[1] == 1);
  CHECK(shot.swap_slots.count[1] == 1);
  CHECK(shot.swap_slots.pfn[1] == frame_at(k, 2, must_name(shell, "a")).v);
  CHECK(shot.swap_slots.count[2] == 2);
  CHECK((shot.swap_slots.flags[9] & kSlotShmem) != 0);
  CHECK((shot.swap_slots.flags[13] & kSlotZero) != 0);
  u32 counted = 0;
  for (const u32 count : shot.swap_clusters.count) counted += count;
  CHECK(counted == 14 + 1 + (kSwapCluster - 16));
  REQUIRE(shot.swap_cpus.cpu.size() == 1);
  CHECK(shot.swap_cpus.area[0] == 0);
  CHECK(shot.swap_cpus.offset[0] == 14);
}

}  // namespace pw
