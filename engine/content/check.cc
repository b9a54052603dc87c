// Invariants of contents, C1 and C2 (engine/content/README.md).
#include <set>

#include "engine/content/contents.h"

namespace pw {
namespace {

void check_runs(const PackedRuns& packed, const std::string& name, CheckReport& report) {
  const ByteRuns runs = unpack_runs(packed);
  const auto expect = [&](bool holds, const char* what) {
    if (!holds) report.broken("C1", name + what);
  };
  expect(!runs.empty() && runs.size() == packed.count, ": zeros are no content");
  u32 end = 0;
  for (const ByteRun& run : runs) {
    const bool is_trimmed = !run.bytes.empty() && run.bytes.front() != 0 && run.bytes.back() != 0;
    expect(is_trimmed, ": a run has zeros at its ends");
    expect(&run == &runs[0] || run.offset >= end + 8, ": runs that belong together");
    end = run.offset + static_cast<u32>(run.bytes.size());
  }
  expect(end <= kPageSize, ": a run leaves the page");
}

}  // namespace

void check_contents(const Contents& contents, CheckReport& report) {
  std::set<std::string> seen;
  u32 holders = 0;
  contents.for_each([&](ContentId id, const PackedRuns& packed) {
    const std::string name = "content " + std::to_string(id.v);
    holders += contents.holders(id);
    if (!seen.insert(packed.bytes).second) report.broken("C2", name + ": another one has the same bytes");
    if (contents.tag(id) != tag_of(packed)) report.broken("C2", name + " has another tag than its bytes");
    check_runs(packed, name, report);
  });
  report.expect(holders == contents.count_holders(), "C2", "the holders of all contents add up");
  report.expect(!contents.has_overflowed(), "C2", "no content was left out");
}

}  // namespace pw
