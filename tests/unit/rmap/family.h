// A world of areas and anon_vmas without page tables: what the callers in mm/ do to them, in one line each.
#pragma once

#include <string>
#include <vector>

#include "engine/rmap/rmap.h"

namespace pw::test {

// Keeps every event.
class Recorder : public TraceSink {
 public:
  void on_event(const Event& event) override { events.push_back(event); }
  // How often `id` was told, beginnings of spans left out.
  u32 count(EventCode id) const { return count_if([&](const Event& event) { return event.id == static_cast<u16>(id); }); }
  u32 count(EventCode id, ReasonCode reason) const {
    return count_if([&](const Event& event) { return event.id == static_cast<u16>(id) && event.reason == static_cast<u16>(reason); });
  }

  std::vector<Event> events;

 private:
  template <class Test>
  u32 count_if(Test test) const {
    u32 found = 0;
    for (const Event& event : events) found += event.phase != static_cast<u8>(Phase::kBegin) && test(event) ? 1 : 0;
    return found;
  }
};

struct Family {
  Family() = default;
  Family(const Family&) = delete;  // its trace points into it
  Family& operator=(const Family&) = delete;

  Rmap rmap;
  VmaPool vmas;
  Recorder seen;
  Trace trace{&seen};

  // [first, first + pages), in pages.
  VmaId map(u64 first, u64 pages) {
    Vma vma;
    vma.start = first * kPageSize;
    vma.end = vma.start + pages * kPageSize;
    vma.pgoff = first;
    return vmas.alloc(vma);
  }
  VmaId map_prepared(u64 first, u64 pages) {
    const VmaId id = map(first, pages);
    prepare_anon_vma(rmap, vmas, trace, id, AnonVmaId());
    return id;
  }
  // vm_area_dup: every field but the list.
  VmaId dup(VmaId from) {
    Vma copy = vmas[from];
    copy.avc_head = AvcId();
    copy.avc_tail = AvcId();
    copy.avc_count = 0;
    return vmas.alloc(copy);
  }
  VmaId fork(VmaId parent) {
    const VmaId child = dup(parent);
    fork_anon_vma(rmap, vmas, trace, child, parent);
    return child;
  }
  // __split_vma: the first `pages` stay, the rest is a new area.
  VmaId split(VmaId low, u64 pages) {
    const VmaId high = dup(low);
    const u64 at = vmas[low].start + pages * kPageSize;
    vmas.mut(high).start = at;
    vmas.mut(high).pgoff += pages;
    clone_anon_vma(rmap, vmas, trace, high, low);
    resize(low, vmas[low].start, at);
    return high;
  }
  // The area takes in its upper neighbour, of the same anon_vma.
  void merge(VmaId low, VmaId high) {
    const u64 end = vmas[high].end;
    unmap(high);
    resize(low, vmas[low].start, end);
  }
  void resize(VmaId id, u64 start, u64 end) {
    remove_from_interval_trees(rmap, vmas, id);
    vmas.mut(id).pgoff += to_pages(start - vmas[id].start);
    vmas.mut(id).start = start;
    vmas.mut(id).end = end;
    insert_into_interval_trees(rmap, vmas, id);
  }
  void unmap(VmaId id) {
    unlink_anon_vmas(rmap, vmas, trace, id);
    vmas.free(id);
  }

  AnonVmaId own(VmaId id) const { return vmas[id].anon_vma; }
  const AnonVma& anon_vma(VmaId id) const { return rmap.anon_vmas[vmas[id].anon_vma]; }
  // The anon_vmas of an area's list, from its head on.
  std::vector<AnonVmaId> chain(VmaId id) const {
    std::vector<AnonVmaId> out;
    for (AvcId at = vmas[id].avc_head; at.valid(); at = rmap.avcs[at].same_vma_next) out.push_back(rmap.avcs[at].anon_vma);
    return out;
  }
  // The areas on a tree that cover [first, last].
  std::vector<VmaId> covering(AnonVmaId id, u64 first, u64 last) const {
    std::vector<VmaId> out;
    for_each_avc(rmap, vmas, id, first, last, [&](AvcId avc) { out.push_back(rmap.avcs[avc].vma); });
    return out;
  }
  // The broken rules, "" when there are none.
  std::string broken(CheckLevel level = CheckLevel::kFull) const {
    CheckReport report;
    check_rmap(rmap, vmas, level, report);
    std::string out;
    for (const std::string& message : report.messages()) out += message + "\n";
    return out;
  }
};

}  // namespace pw::test
