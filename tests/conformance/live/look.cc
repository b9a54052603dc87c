// The helper's own areas, pages and page tables are left out. What is read for each process: smaps (areas and VmFlags), status (sums),
// pagemap in one piece an area, or by PAGEMAP_SCAN where the area is large and mostly empty; then, once a frame, kpagecount and kpageflags.
// Whether the swap cache has a swapped page only mincore tells, which the process itself must call.
#include "tests/conformance/live/look.h"

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

#include "tests/conformance/live/swap_devices.h"

namespace pw::live {
namespace {

constexpr u64 kPfnMask = (u64{1} << 55) - 1;
constexpr u32 kWholePages = 4096;  // areas up to this size are read whole

struct FrameInfo {
  u64 count = 0;
  u64 flags = 0;
};
using FrameCache = std::map<u64, FrameInfo>;

u64 read_u64(int fd, u64 index) {
  u64 value = 0;
  return ::pread(fd, &value, sizeof value, static_cast<off_t>(index * 8)) == 8 ? value : 0;
}

bool read_file(int fd, std::string* text) {
  text->resize(64 * 1024);
  std::size_t length = 0;
  for (;;) {
    if (length == text->size()) text->resize(2 * length);
    const ssize_t got = ::pread(fd, text->data() + length, text->size() - length, static_cast<off_t>(length));
    if (got < 0) return false;
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  text->resize(length);
  return true;
}

bool is_helpers(u64 addr) { return addr >= kHelperBase && addr < kHelperBase + kHelperSpan; }

// ---- smaps -----------------------------------------------------------------------------------------------------------------------
// "start-end perm offset dev inode   name"
VmaFact parse_header(const char* line, const char* end) {
  VmaFact vma;
  char* at = nullptr;
  vma.start = std::strtoull(line, &at, 16);
  vma.end = std::strtoull(at + 1, &at, 16);
  vma.perm.assign(at + 1, 4);
  vma.offset = std::strtoull(at + 6, &at, 16);
  std::strtoull(at + 1, &at, 16);  // the device's two numbers: of everything that is mapped here the same
  std::strtoull(at + 1, &at, 16);
  vma.object = std::strtoull(at + 1, nullptr, 10);
  const char* name = line + 73;
  if (name < end) vma.name.assign(name, end);
  return vma;
}

struct AreaFacts {
  VmaFact vma;
  bool is_locked = false;
  u64 rss = 0;
};

// What of the sums of the process is the helper's.
struct HelperShare {
  u64 pages = 0;
  u64 locked = 0;
  u64 rss = 0;    // code and slots
  u64 shmem = 0;  // slots
};

bool is_line(const char* line, const char* key) { return std::strncmp(line, key, std::strlen(key)) == 0; }
// "Key:      8 kB"
u64 kilobytes(const char* line) { return std::strtoull(std::strchr(line, ':') + 1, nullptr, 10); }
u64 kilobytes_to_pages(const char* line) { return kilobytes(line) / 4; }

std::vector<AreaFacts> parse_smaps(const std::string& text) {
  std::vector<AreaFacts> areas;
  const char* at = text.data();
  const char* const last = at + text.size();
  while (at < last) {
    const char* end = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(last - at)));
    if (end == nullptr) end = last;
    const bool is_header = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f');
    if (is_header) {
      areas.push_back({parse_header(at, end), false, 0});
    } else if (is_line(at, "Rss:")) {
      areas.back().rss = kilobytes_to_pages(at);
    } else if (is_line(at, "Shared_Dirty:") || is_line(at, "Private_Dirty:")) {
      areas.back().vma.dirty += kilobytes_to_pages(at);
    } else if (is_line(at, "LazyFree:")) {
      areas.back().vma.lazy_free = kilobytes_to_pages(at);
    } else if (is_line(at, "Swap:")) {
      areas.back().vma.swap = kilobytes_to_pages(at);
    } else if (is_line(at, "SwapPss:")) {
      areas.back().vma.swap_pss = kilobytes(at);
    } else if (is_line(at, "VmFlags: ")) {
      std::string& flags = areas.back().vma.flags;
      flags.assign(at + 9, end);
      while (!flags.empty() && flags.back() == ' ') flags.pop_back();
      areas.back().is_locked = flags.find("lo") != std::string::npos;
    }
    at = end + 1;
  }
  return areas;
}

// ---- pages -----------------------------------------------------------------------------------------------------------------------
const FrameInfo& frame_info(const LiveHost& host, u64 pfn, FrameCache& frames) {
  const auto [at, is_new] = frames.try_emplace(pfn);
  if (is_new) at->second = {read_u64(host.kpagecount, pfn), read_u64(host.kpageflags, pfn)};
  return at->second;
}

struct BitOf {
  u32 bit;
  u16 value;
};
// include/uapi/linux/kernel-page-flags.h; bit 34 of an anonymous page is PageAnonExclusive.
constexpr BitOf kMarkBits[] = {{12, kMarkAnon}, {5, kMarkLru}, {33, kMarkMlocked}, {14, kMarkSwapbacked}, {18, kMarkUnevictable},
                                 {13, kMarkSwapcache}};
constexpr u32 kZeroBit = 24, kAnonBit = 12, kAnonExclusiveBit = 34, kThpBit = 22;
// Documentation/admin-guide/mm/pagemap.rst
constexpr BitOf kStateBits[] = {
    {63, kStatePresent}, {62, kStateSwapped}, {58, kStateGuard}, {61, kStateFile}, {56, kStateExclusive}, {57, kStateUffdWp}};

void add_page(const LiveHost& host, u64 vpn, u64 entry, FrameCache& frames, ProcessFacts* facts) {
  if (entry == 0) return;
  PageFact fact;
  fact.vpn = vpn;
  for (const BitOf& one : kStateBits) {
    if ((entry >> one.bit & 1) != 0) fact.state = static_cast<u16>(fact.state | one.value);
  }
  if (fact.state == 0) return;
  if ((fact.state & kStateSwapped) != 0 && (fact.state & kStateGuard) == 0) fact.swap = entry & kPfnMask;
  if ((entry >> 63 & 1) != 0) {
    const u64 pfn = entry & kPfnMask;
    const FrameInfo& info = frame_info(host, pfn, frames);
    if ((info.flags >> kZeroBit & 1) != 0) {
      fact.state |= kStateZero;
    } else {
      fact.frame = pfn;
      fact.mapcount = static_cast<u32>(info.count);
      const bool is_anon = (info.flags >> kAnonBit & 1) != 0;
      if (is_anon && (info.flags >> kAnonExclusiveBit & 1) != 0) fact.state |= kStateAnonExclusive;
      if ((info.flags >> kThpBit & 1) != 0) fact.state |= kStateHuge;
      for (const BitOf& one : kMarkBits) {
        if ((info.flags >> one.bit & 1) != 0) fact.marks = static_cast<u16>(fact.marks | one.value);
      }
    }
  }
  facts->pages.push_back(fact);
}

void read_pages(const LiveHost& host, int pagemap, u64 start, u64 end, FrameCache& frames, ProcessFacts* facts) {
  std::vector<u64> entries(to_pages(end - start));
  const ssize_t got = ::pread(pagemap, entries.data(), entries.size() * 8, static_cast<off_t>(to_pages(start) * 8));
  const u64 count = got < 0 ? 0 : static_cast<u64>(got) / 8;
  for (u64 i = 0; i < count; ++i) add_page(host, to_pages(start) + i, entries[i], frames, facts);
}

// PAGEMAP_SCAN as of 6.7 (include/uapi/linux/fs.h), with bit 8 of 6.15; the headers of a distribution may be older.
struct PageRegion {
  u64 start, end, categories;
};
struct ScanArgument {
  u64 size, flags, start, end, walk_end, vec, vec_len, max_pages, category_inverted, category_mask, category_anyof_mask, return_mask;
};
constexpr u64 kScanPresent = 1 << 3, kScanSwapped = 1 << 4, kScanGuard = 1 << 8;

// Only the parts of a large area that have an entry.
void scan_pages(const LiveHost& host, int pagemap, u64 start, u64 end, FrameCache& frames, ProcessFacts* facts) {
  constexpr u64 kAny = kScanPresent | kScanSwapped | kScanGuard;
  static std::vector<PageRegion> regions(512);
  for (u64 at = start; at < end;) {
    ScanArgument scan{};
    scan.size = sizeof scan;
    scan.start = at;
    scan.end = end;
    scan.vec = reinterpret_cast<u64>(regions.data());
    scan.vec_len = regions.size();
    scan.category_anyof_mask = kAny;
    scan.return_mask = kAny;
    const int count = ::ioctl(pagemap, _IOWR('f', 16, ScanArgument), &scan);
    if (count < 0) return read_pages(host, pagemap, at, end, frames, facts);
    for (int i = 0; i < count; ++i) {
      const PageRegion& region = regions[static_cast<std::size_t>(i)];
      read_pages(host, pagemap, region.start, region.end, frames, facts);
    }
    if (scan.walk_end <= at) return;
    at = scan.walk_end;
  }
}

// ---- swap cache ------------------------------------------------------------------------------------------------------------------
bool is_swapped(const PageFact& page) { return page.swap != 0; }

// Pages that follow each other, from `begin` on, as many as the scratch page has room for.
std::size_t end_of_row(const std::vector<PageFact>& pages, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < pages.size() && end - begin < kScratchSize && pages[end].vpn == pages[end - 1].vpn + 1) ++end;
  return end;
}

void mark_cached(LiveMachine& machine, const LiveProcess& process, std::vector<PageFact>& pages) {
  for (std::size_t begin = 0, end = 0; begin < pages.size(); begin = end) {
    end = end_of_row(pages, begin);
    const auto first = pages.begin() + static_cast<std::ptrdiff_t>(begin), last = pages.begin() + static_cast<std::ptrdiff_t>(end);
    if (std::none_of(first, last, is_swapped)) continue;
    LiveCall question;
    question.nr = SYS_mincore;
    question.args[0] = first->vpn * kPageSize;
    question.args[1] = (end - begin) * kPageSize;
    question.args[2] = scratch_addr(process.slot);
    if (machine.ask(process.pid, question).ret != 0) continue;
    const u8* rows = machine.host().scratch(process.slot);
    for (std::size_t i = begin; i < end; ++i) {
      if (is_swapped(pages[i]) && (rows[i - begin] & 1) != 0) pages[i].marks |= kMarkSwapcache;
    }
  }
}

// ---- sums ------------------------------------------------------------------------------------------------------------------------
u64 status_pages(const std::string& text, const char* key) {
  const std::size_t at = text.find(key);
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + std::strlen(key), nullptr, 10) / 4;
}

void take_sums(const std::string& status, const HelperShare& helper, ProcessFacts* facts) {
  facts->size = status_pages(status, "VmSize:") - helper.pages;
  facts->rss = status_pages(status, "VmRSS:") - helper.rss;
  facts->shmem = status_pages(status, "RssShmem:") - helper.shmem;
  facts->anon = status_pages(status, "RssAnon:");
  facts->locked = status_pages(status, "VmLck:") - helper.locked;
  facts->swap = status_pages(status, "VmSwap:");
  facts->data = status_pages(status, "VmData:");
  facts->stack = status_pages(status, "VmStk:");
  facts->tables = static_cast<i64>(status_pages(status, "VmPTE:")) - kHelperTables;
}

void add_share(const AreaFacts& area, HelperShare* helper) {
  const u64 pages = to_pages(area.vma.end - area.vma.start);
  helper->pages += pages;
  helper->locked += area.is_locked ? pages : 0;
  helper->rss += area.rss;
  helper->shmem += area.vma.start >= kSlotBase ? area.rss : 0;
}

bool look_at_process(const LiveHost& host, const LiveProcess& process, FrameCache& frames, ProcessFacts* facts) {
  static std::string smaps, status;
  if (!read_file(process.smaps, &smaps) || !read_file(process.status, &status)) return false;
  facts->pid = process.tgid;
  HelperShare helper;
  for (AreaFacts& area : parse_smaps(smaps)) {
    const VmaFact& vma = area.vma;
    if (vma.start >= kDefaultMapWindow) continue;  // [vsyscall] is no area of the process
    if (is_helpers(vma.start)) {
      add_share(area, &helper);
      continue;
    }
    const bool is_large = to_pages(vma.end - vma.start) > kWholePages;
    (is_large ? scan_pages : read_pages)(host, process.pagemap, vma.start, vma.end, frames, facts);
    facts->vmas.push_back(std::move(area.vma));
  }
  take_sums(status, helper, facts);
  return true;
}

// The leader, or, where it has ended, the first thread that goes on; nullptr: none does.
const LiveProcess* running_thread(LiveMachine& machine, const LiveProcess& leader) {
  if (leader.is_running) return &leader;
  for (const LiveProcess& one : machine.processes()) {
    if (one.tgid == leader.pid && one.is_running) return &one;
  }
  return nullptr;
}

}  // namespace

bool look_at_live(LiveMachine& machine, StepResult* result) {
  FrameCache frames;
  for (const LiveProcess& leader : machine.processes()) {
    const LiveProcess* process = leader.pid == leader.tgid ? running_thread(machine, leader) : nullptr;
    if (process == nullptr) continue;
    ProcessFacts facts;
    if (!look_at_process(machine.host(), *process, frames, &facts)) return false;
    facts.hides_swap_cache = machine.swap() != nullptr && process->sleeps_for != 0;
    if (machine.swap() != nullptr && !facts.hides_swap_cache) mark_cached(machine, *process, facts.pages);
    result->processes.push_back(std::move(facts));
  }
  if (machine.swap() != nullptr) result->swaps = machine.swap()->rows();
  return true;
}

}  // namespace pw::live
