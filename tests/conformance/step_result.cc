#include "tests/conformance/step_result.h"

namespace pw {

bool operator==(const PageFact& a, const PageFact& b) {
  return a.vpn == b.vpn && a.frame == b.frame && a.mapcount == b.mapcount && a.state == b.state && a.marks == b.marks &&
         a.swap == b.swap;
}

bool operator==(const VmaFact& a, const VmaFact& b) {
  return a.start == b.start && a.end == b.end && a.perm == b.perm && a.name == b.name && a.flags == b.flags &&
         a.offset == b.offset && a.object == b.object && a.dirty == b.dirty && a.lazy_free == b.lazy_free && a.swap == b.swap &&
         a.swap_pss == b.swap_pss;
}

bool operator==(const SwapFact& a, const SwapFact& b) {
  return a.name == b.name && a.size == b.size && a.used == b.used && a.priority == b.priority;
}

bool operator==(const ProcessFacts& a, const ProcessFacts& b) {
  return a.pid == b.pid && a.size == b.size && a.rss == b.rss && a.anon == b.anon && a.shmem == b.shmem && a.locked == b.locked &&
         a.swap == b.swap && a.data == b.data && a.stack == b.stack && a.tables == b.tables && a.vmas == b.vmas && a.pages == b.pages;
}

bool operator==(const StepResult& a, const StepResult& b) {
  return a.kind == b.kind && a.pid == b.pid && a.ret == b.ret && a.error == b.error && a.signo == b.signo && a.code == b.code &&
         a.at == b.at && a.minflt == b.minflt && a.majflt == b.majflt && a.answer == b.answer && a.processes == b.processes &&
         a.swaps == b.swaps;
}

// A result, what was written with it, two counts of faults, one sum of the machine, nine sums a process; each area has eleven facts, each
// page four, and each swap area three.
u64 count_facts(const StepResult& result) {
  u64 count = (result.has_committed ? 5 : 4) + 3 * result.swaps.size();
  for (const ProcessFacts& process : result.processes) count += 9 + 11 * process.vmas.size() + 4 * process.pages.size();
  return count;
}

namespace {

u64 count_pages(const StepResult& result) {
  u64 count = 0;
  for (const ProcessFacts& process : result.processes) count += process.pages.size();
  return count;
}

u64 count_vmas(const StepResult& result) {
  u64 count = 0;
  for (const ProcessFacts& process : result.processes) count += process.vmas.size();
  return count;
}

}  // namespace

const std::vector<SkippedFact>& skipped_facts() {
  static const std::vector<SkippedFact> kSkipped = {
      {"Committed_AS: not steady", "one sum over the machine, which others moved; not recorded",
       [](const StepResult& result) { return u64{result.has_committed ? 0u : 1u}; }},
      {"page flags referenced, active", "the machine's own sampling of accessed bits changes them",
       [](const StepResult& result) { return 2 * count_pages(result); }},
      {"page flags dirty, uptodate, locked", "passing states of pages without a file",
       [](const StepResult& result) { return 3 * count_pages(result); }},
      {"accessed bits of entries", "the machine's own sampling clears them",
       [](const StepResult& result) { return count_pages(result); }},
      {"faults of execve", "the program that is really executed takes its own",
       [](const StepResult& result) { return u64{result.hides_faults ? 2u : 0u}; }},
      {"results without a call", "`task`, `drain`, exit, and commands in the name of a process that does not run",
       [](const StepResult& result) { return u64{result.hides_result ? 1u : 0u}; }},
      {"vm_pgoff of anonymous areas, and their anon_vmas", "the kernel shows neither; merges and reuse depend on them",
       [](const StepResult& result) { return 2 * count_vmas(result); }},
  };
  return kSkipped;
}

void FrameNames::canonicalise(StepResult& result, bool keeps) {
  std::map<u64, u64> now;
  for (ProcessFacts& process : result.processes) {
    for (VmaFact& vma : process.vmas) {
      if (vma.object != 0) vma.object = objects_.try_emplace(vma.object, objects_.size() + 1).first->second;
    }
    for (PageFact& page : process.pages) {
      if (page.frame == 0) continue;
      const auto [at, is_new] = now.try_emplace(page.frame, 0);
      if (is_new) {
        const auto old = keeps ? names_.find(page.frame) : names_.end();
        at->second = old != names_.end() ? old->second : next_++;
      }
      page.frame = at->second;
    }
  }
  names_ = std::move(now);
}

}  // namespace pw
