// Text twin of the LRU lists: every list in the order in which reclaim would look at it, the new end first, and what waits in the batches
// of the CPUs. Frames that follow one another and say the same stand in one row.
//
//   active_anon: 3 pages, the newest first
//     frames           pages  flags             mapped by
//     0x3e08..0x3e06       3  referenced dirty  1 entry
//
// With memory groups each has lists of its own.
#include "engine/reclaim/scan.h"
#include "engine/render/accounting.h"
#include "engine/render/line_sink.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

constexpr u32 kMaxListRows = 4096;  // of one list
// What all pages of a list have, and what says which list it is.
constexpr u32 kOfEveryPage = kPgLru | kPgActive | kPgUnevictable | kPgSwapbacked | kPgUptodate | kPgAnonExclusive;

bool says_the_same(const Page& a, const Page& b) {
  return (a.flags & ~kOfEveryPage) == (b.flags & ~kOfEveryPage) && a.mapcount == b.mapcount;
}

// How many frames from the `first` one on go up, or down, by one and say the same.
u32 run_length(const Phys& phys, const std::vector<u32>& frames, u32 first) {
  const u32 size = static_cast<u32>(frames.size());
  if (first + 1 == size) return 1;
  const u32 step = frames[first + 1] - frames[first];
  if (step != 1 && step != ~u32{0}) return 1;
  u32 end = first + 1;
  while (end < size && frames[end] - frames[end - 1] == step && says_the_same(phys.pages[frames[first]], phys.pages[frames[end]])) ++end;
  return end - first;
}

std::string frame_table(const Phys& phys, const std::vector<u32>& frames) {
  if (frames.empty()) return "";
  TextTable table({"  frames", "pages", "flags", "mapped by"});
  u32 rows = 0;
  for (u32 first = 0; first < frames.size();) {
    const u32 count = run_length(phys, frames, first);
    if (++rows <= kMaxListRows) {
      const Page& page = phys.pages[frames[first]];
      const std::string flags = page_flags_text(page.flags & ~kOfEveryPage);
      const std::string last = count > 1 ? ".." + hex(frames[first + count - 1]) : "";
      const u32 entries = static_cast<u32>(page_mapcount(page));
      table.add({"  " + hex(frames[first]) + last, decimal(count), flags.empty() ? "-" : flags,
                 entries == 0 ? "nobody" : counted(entries, "entry", "entries")});
    }
    first += count;
  }
  const std::string more = rows > kMaxListRows ? "  … and " + counted(rows - kMaxListRows, "more row", "more rows") + "\n" : "";
  return table.text({1}) + more;
}

std::string list_head(const Lruvec& lruvec, LruList name) {
  const u32 count = lruvec[name].count;
  std::string out = std::string(lru_name(name)) + ": " + counted(count, "page", "pages");
  if (count > 1) out += name == LruList::kUnevictable ? ", in the order of their frames" : ", the newest first";
  if (is_short_list(lruvec, name)) out += "; few beside the active ones, so reclaim would make some of those inactive";
  return out + "\n";
}

void put_group(const Kernel& k, MemcgId group, LineSink& out) {
  if (has_groups(k.m.phys.memcg)) out.add("group " + memcg_path(k.m.phys.memcg, group) + ":\n");
  for (u32 list = 0; list < kLruLists; ++list) {
    const LruList name = static_cast<LruList>(list);
    out.add(list_head(lruvec_of_group(k.m.phys, group), name) + frame_table(k.m.phys, listed_frames(k.m.phys, group, name)));
  }
}

void put_batches(const Phys& phys, LineSink& out) {
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) {
    for (u32 kind = 0; kind < kBatchKinds; ++kind) {
      const FolioBatch& batch = phys.batches[cpu][kind];
      if (batch.count == 0) continue;
      const std::vector<u32> frames(batch.pfn, batch.pfn + batch.count);
      out.add(std::string(batch_name(static_cast<BatchKind>(kind))) + " batch of CPU " + decimal(cpu) + ": " +
              counted(batch.count, "page waits", "pages wait") + "\n" + frame_table(phys, frames));
    }
  }
}

}  // namespace

std::vector<MemcgId> listed_groups(const Kernel& k) {
  std::vector<MemcgId> groups = {0};
  for (u32 id = 1; id < k.m.phys.memcg.groups.size(); ++id) {
    if (k.m.phys.memcg.groups[id].is_used) groups.push_back(static_cast<MemcgId>(id));
  }
  return groups;
}

std::vector<u32> listed_frames(const Phys& phys, MemcgId group, LruList name) {
  const LruHead& list = lruvec_of_group(phys, group)[name];
  std::vector<u32> frames;
  frames.reserve(list.count);
  if (name != LruList::kUnevictable) {
    for (u32 pfn = list.head; pfn != Pfn::kNone; pfn = phys.pages[pfn].next) frames.push_back(pfn);
    return frames;
  }
  for (u32 pfn = 0; frames.size() < list.count; ++pfn) {
    const Page& page = phys.pages[pfn];
    if (has_flag(page, kPgLru) && has_flag(page, kPgUnevictable) && page.memcg == group) frames.push_back(pfn);
  }
  return frames;
}

bool is_short_list(const Lruvec& lruvec, LruList name) {
  const LruList active = name == LruList::kInactiveAnon ? LruList::kActiveAnon : LruList::kActiveFile;
  const bool is_inactive = name == LruList::kInactiveAnon || name == LruList::kInactiveFile;
  return is_inactive && is_inactive_low(lruvec[name].count, lruvec[active].count);
}

void view_lists(const Kernel& k, LineSink& out) {
  for (const MemcgId group : listed_groups(k)) put_group(k, group, out);
  put_batches(k.m.phys, out);
}

}  // namespace pw
