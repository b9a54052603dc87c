// Placement. The long cases replay what Linux 6.18 answered, with randomisation off, to a small static program
// (2026, x86-64, four levels, mmap_min_addr 64 KiB, stack limit 8 MiB).
#include <catch2/catch.hpp>

#include "engine/trace/vma_events.h"
#include "engine/vma/unmapped_area.h"
#include "tests/support/area_set.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kTaskSize = 0x7ffffffff000;
constexpr u64 kMmapBase = 0x7ffff7fff000;
constexpr u64 kMiB = 1u << 20;

// Everything that the recorded program had mapped before its first mmap.
void add_program(AreaSet& areas) {
  areas.add(0x400000, 0x4d0000);
  areas.add(0x7ffff7ff7000, 0x7ffff7fff000);
  areas.add(0x7ffffffde000, 0x7ffffffff000, kVmRead | kVmWrite | kVmGrowsDown);
}

Result<Placement> ask(const AreaSet& areas, u64 hint, u64 size_bytes) {
  PlaceRequest request;
  request.hint = hint;
  request.size_bytes = size_bytes;
  request.mmap_base = kMmapBase;
  request.task_size = kTaskSize;
  return find_unmapped_area(areas.nodes, areas.vmas, areas.tree, request);
}

// mmap: asks, and takes the place. 0 for ENOMEM.
u64 place(AreaSet& areas, u64 hint, u64 size_bytes, u64 flags = 0) {
  const Result<Placement> found = ask(areas, hint, size_bytes);
  if (!found.ok()) return 0;
  areas.add(found.value().addr, found.value().addr + size_bytes, kVmRead | flags);
  return found.value().addr;
}

}  // namespace

TEST_CASE("areas go top-down, multiples of 2 MiB aligned, as recorded", "[vma][place]") {
  AreaSet areas;
  add_program(areas);
  CHECK(place(areas, 0, 0x1000) == 0x7ffff7ff6000);
  CHECK(place(areas, 0, 2 * kMiB) == 0x7ffff7c00000);
  CHECK(place(areas, 0, 0x1000) == 0x7ffff7ff5000);
  CHECK(place(areas, 0, 3 * kMiB) == 0x7ffff7900000);
  CHECK(place(areas, 0, 4 * kMiB) == 0x7ffff7400000);
  CHECK(place(areas, 0, 2 * kMiB) == 0x7ffff7200000);
  CHECK(place(areas, 0, 2 * kMiB) == 0x7ffff7000000);

  CHECK(place(areas, 0x500000000123, 0x1000) == 0x500000000000);
  CHECK(place(areas, 0x500000000fff, 0x1000) == 0x7ffff7ff4000);
  CHECK(place(areas, 0x500000000000, 0x1000) == 0x7ffff7ff3000);
  CHECK(place(areas, 0x501000000800, 2 * kMiB) == 0x501000000000);
  CHECK(place(areas, 0x501000001000, 2 * kMiB) == 0x7ffff6e00000);
  CHECK(place(areas, 1, 0x1000) == 0x7ffff7ff2000);
  CHECK(place(areas, 0x8000, 0x1000) == 0x10000);
  CHECK(place(areas, 0x10000, 0x1000) == 0x7ffff7ff1000);
  CHECK(place(areas, 0x7fffffffe000, 0x2000) == 0x7ffff7fef000);
  CHECK(place(areas, 0x7ffffffff000, 0x1000) == 0x7ffff7fee000);
  CHECK(place(areas, 0x800000000000, 0x1000) == 0x7ffff7fed000);
  CHECK(place(areas, 0xffff800000000000, 0x1000) == 0x7ffff7fec000);
  CHECK(place(areas, 0, 0x7ffffffff000) == 0);
  CHECK(place(areas, 0, 0x800000000000) == 0);
  CHECK(place(areas, 0, 0x7ff000000000) == 0);

  // Below a growing area 256 pages stay free, at a hint and in the search; a growing area needs none to its neighbours.
  areas.add(0x600000200000, 0x600000201000, kVmRead | kVmGrowsDown);
  CHECK(place(areas, 0x6000000ff000, 0x1000) == 0x6000000ff000);
  CHECK(place(areas, 0x600000100000, 0x1000) == 0x7ffff7feb000);
  CHECK(place(areas, 0x6000001ff000, 0x1000) == 0x7ffff7fea000);
  CHECK(place(areas, 0x600000201000, 0x1000) == 0x600000201000);
  CHECK(place(areas, 0, 0x10000) == 0x7ffff7fda000);
  areas.add(0x7ffff7fd9000, 0x7ffff7fda000, kVmRead | kVmGrowsDown);
  CHECK(place(areas, 0, 0x1000) == 0x7ffff7ed8000);
  CHECK(place(areas, 0, 0x1000, kVmGrowsDown) == 0x7ffff7ed7000);
  CHECK(place(areas, 0, 0x1000) == 0x7ffff78ff000);
  CHECK(place(areas, 0, 0x1000, kVmGrowsDown) == 0x7ffff78fe000);
  CHECK(place(areas, 0, 2 * kMiB) == 0x7ffff6c00000);
}

TEST_CASE("an address space filled to the last page, as recorded", "[vma][place]") {
  AreaSet areas;
  add_program(areas);
  REQUIRE(place(areas, 0, 0x1000) == 0x7ffff7ff6000);
  // A refused hint switches the alignment off.
  CHECK(place(areas, 0x7ffff7ff6000, 2 * kMiB) == 0x7ffff7df6000);
  CHECK(place(areas, 0x7ffff7ff6000, 4 * kMiB) == 0x7ffff79f6000);

  struct Row {
    u64 size_bytes;
    u64 addr;
  };
  const Row rows[] = {
      {0x400000000000, 0x3ffff7800000}, {0x200000000000, 0x1ffff7800000}, {0x100000000000, 0xffff7800000}, {0x80000000000, 0x7fff7800000},
      {0x40000000000, 0x3fff7800000},   {0x20000000000, 0x1fff7800000},   {0x10000000000, 0xfff7800000},   {0x8000000000, 0x7ff7800000},
      {0x4000000000, 0x3ff7800000},     {0x2000000000, 0x1ff7800000},     {0x1000000000, 0xff7800000},     {0x800000000, 0x7f7800000},
      {0x400000000, 0x3f7800000},       {0x200000000, 0x1f7800000},       {0x100000000, 0xf7800000},       {0x80000000, 0x77800000},
      {0x40000000, 0x37800000},         {0x20000000, 0x17800000},         {0x10000000, 0x7800000},         {0x8000000, 0},
      {0x4000000, 0x3800000},           {0x4000000, 0x7ffff8000000},      {0x4000000, 0},                  {0x2000000, 0x1800000},
      {0x2000000, 0x7ffffc200000},      {0x2000000, 0},                   {0x1000000, 0x800000},           {0x1000000, 0x7ffffe400000},
      {0x1000000, 0},                   {0x800000, 0x7fffff600000},       {0x800000, 0},                   {0x400000, 0},
      {0x200000, 0x600000},             {0x200000, 0x200000},             {0x200000, 0x7ffffc000000},      {0x200000, 0x7ffffe200000},
      {0x200000, 0x7fffff400000},       {0x200000, 0},                    {0x100000, 0x7ffff78f6000},      {0x100000, 0x500000},
      {0x100000, 0x100000},             {0x100000, 0},                    {0x80000, 0x7ffff7876000},       {0x80000, 0x80000},
      {0x80000, 0x7fffffe00000},        {0x80000, 0},                     {0x40000, 0x7ffff7836000},       {0x40000, 0x40000},
      {0x40000, 0x7fffffe80000},        {0x40000, 0},                     {0x20000, 0x7ffff7816000},       {0x20000, 0x4e0000},
      {0x20000, 0x20000},               {0x20000, 0},                     {0x10000, 0x7ffff7806000},       {0x10000, 0x4d0000},
      {0x10000, 0x10000},               {0x10000, 0x7fffffec0000},        {0x10000, 0},                    {0x8000, 0x7fffffed0000},
      {0x8000, 0},                      {0x4000, 0x7ffff7802000},         {0x4000, 0x7fffffed8000},        {0x4000, 0},
      {0x2000, 0x7ffff7800000},         {0x2000, 0x7fffffedc000},         {0x2000, 0},                     {0x1000, 0x7ffff7fff000},
      {0x1000, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.size_bytes);
    CHECK(place(areas, 0, row.size_bytes) == row.addr);
  }
  CHECK(first_broken(areas).empty());
}

TEST_CASE("a hole too short for alignment is used unaligned, as recorded", "[vma][place]") {
  AreaSet areas;
  // All of user space but the guard gap of the stack, in three pieces so that holes can be made.
  areas.add(0x10000, 0x500000001000);
  const VmaId low = areas.add(0x500000001000, 0x500000401000);
  areas.add(0x500000401000, 0x600000001000);
  const VmaId high = areas.add(0x600000001000, 0x600000401000);
  areas.add(0x600000401000, 0x7fffffede000);
  areas.add(0x7ffffffde000, kTaskSize, kVmRead | kVmGrowsDown);
  CHECK(place(areas, 0, 2 * kMiB) == 0);

  areas.move(high, AddrRange{0x600000201000, 0x600000401000});
  CHECK(ask(areas, 0, 2 * kMiB).value().addr == 0x600000001000);
  CHECK(ask(areas, 0, 2 * kMiB).value().why == Reason::kPlaceTopdown);
  // With room to spare in a lower hole, alignment wins over height.
  areas.remove(low);
  CHECK(ask(areas, 0, 2 * kMiB).value().addr == 0x500000200000);
  CHECK(ask(areas, 0, 2 * kMiB).value().why == Reason::kPlaceHugeAligned);
  CHECK(place(areas, 0, 2 * kMiB) == 0x500000200000);
  CHECK(place(areas, 0, 2 * kMiB) == 0x600000001000);
  CHECK(place(areas, 0, 2 * kMiB) == 0);
}

TEST_CASE("a placement says how it came about", "[vma][place]") {
  AreaSet areas;
  add_program(areas);
  CHECK(ask(areas, 0, 0x1000).value().why == Reason::kPlaceTopdown);
  CHECK(ask(areas, 0, 0x1000).value().hint_reason == Reason::kNone);
  CHECK(ask(areas, 0, 2 * kMiB).value().why == Reason::kPlaceHugeAligned);
  CHECK(ask(areas, 0x500000000000, 0x1000).value().why == Reason::kPlaceHint);
  CHECK(ask(areas, 0x1000, 0x1000).value().hint_reason == Reason::kPlaceHintRaised);
  CHECK(ask(areas, 0x1000, 0x1000).value().why == Reason::kPlaceHint);
  CHECK(ask(areas, 0x400000, 0x1000).value().hint_reason == Reason::kPlaceHintOccupied);
  CHECK(ask(areas, 0x3ff000, 0x2000).value().hint_reason == Reason::kPlaceHintOccupied);
  CHECK(ask(areas, 0x7ffffffdd000, 0x1000).value().hint_reason == Reason::kPlaceHintGuardGap);
  CHECK(ask(areas, 0x7fffffffe000, 0x2000).value().hint_reason == Reason::kPlaceHintTooHigh);
  CHECK(ask(areas, 0x7fffffffe000, 0x2000).value().why == Reason::kPlaceTopdown);
  CHECK(ask(areas, 0, kTaskSize + kPageSize).error().code == Errno::kENOMEM);
  areas.add(0x4d0000, 0x7ffff7ff7000);
  areas.add(0x10000, 0x400000);
  CHECK(ask(areas, 0, 0x1000).value().why == Reason::kPlaceBottomup);
  CHECK(ask(areas, 0, 0x1000).value().addr == 0x7ffff7fff000);
}

TEST_CASE("bottom-up begins at a third of user space and keeps clear of guard gaps", "[vma][place]") {
  AreaSet areas;
  PlaceRequest request;
  request.size_bytes = 0x480000001000;
  request.mmap_base = 0x400000000000;  // what a huge stack limit would leave
  request.task_size = kTaskSize;
  const Placement found = find_unmapped_area(areas.nodes, areas.vmas, areas.tree, request).value();
  CHECK(found.why == Reason::kPlaceBottomup);
  CHECK(found.addr == 0x2aaaaaaab000);

  // Between these two areas a page fits, but it would stand in the guard gap of the upper one.
  areas.add(0x10000, 0x500000000000);
  areas.add(0x500000002000, 0x500000003000, kVmRead | kVmGrowsDown);
  request.size_bytes = 0x1000;
  CHECK(find_unmapped_area(areas.nodes, areas.vmas, areas.tree, request).value().addr == 0x500000003000);
}

TEST_CASE("a hint may use the last page of user space", "[vma][place]") {
  AreaSet areas;
  CHECK(ask(areas, kTaskSize - 0x1000, 0x1000).value().addr == kTaskSize - 0x1000);
  CHECK(ask(areas, kTaskSize - 0x1000, 0x2000).value().hint_reason == Reason::kPlaceHintTooHigh);
}

TEST_CASE("five levels: only a hint beyond 47 bits goes beyond them", "[vma][place]") {
  AreaSet areas;
  PlaceRequest request;
  request.size_bytes = 0x1000;
  request.mmap_base = kMmapBase;
  request.task_size = (u64{1} << 56) - kPageSize;
  const auto find = [&](u64 hint) {
    request.hint = hint;
    return find_unmapped_area(areas.nodes, areas.vmas, areas.tree, request).value();
  };
  CHECK(find(0).addr == kMmapBase - 0x1000);
  CHECK(find(0x10000000000000).addr == 0x10000000000000);
  areas.add(0x10000000000000, 0x10000000001000);
  CHECK(find(0x10000000000000).addr == kMmapBase + (u64{1} << 56) - (u64{1} << 47) - 0x1000);
  // A range across the border is refused, since part of it lies beyond.
  request.size_bytes = 0x2000;
  CHECK(find(kDefaultMapWindow - 0x1000).hint_reason == Reason::kPlaceHintTooHigh);
}

TEST_CASE("mremap's hint is taken as it is", "[vma][place]") {
  AreaSet areas;
  add_program(areas);
  PlaceRequest request;
  request.hint = 0x3000;
  request.size_bytes = 0x1000;
  request.mmap_base = kMmapBase;
  request.task_size = kTaskSize;
  request.raises_hint = false;
  CHECK(find_unmapped_area(areas.nodes, areas.vmas, areas.tree, request).value().addr == 0x3000);
  areas.add(0x3000, 0x4000);
  const Result<Placement> beside = find_unmapped_area(areas.nodes, areas.vmas, areas.tree, request);
  CHECK(beside.value().addr == 0x7ffff7ff6000);
  CHECK(beside.value().hint_reason == Reason::kPlaceHintOccupied);
}
