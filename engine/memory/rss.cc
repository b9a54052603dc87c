#include "engine/memory/rss.h"

namespace pw {

u64 count_rss(const Mm& mm) { return mm.rss[kMmFilePages] + mm.rss[kMmAnonPages] + mm.rss[kMmShmemPages]; }

RssCounter mm_counter(const Page& page) {
  if (is_anon_mapping(page)) return kMmAnonPages;
  return has_flag(page, kPgSwapbacked) ? kMmShmemPages : kMmFilePages;
}

void add_rss(Memory& m, MmId id, RssCounter counter, i64 pages) {
  u64& count = m.mms.mut(id).rss[counter];
  PW_ASSERT(pages >= 0 || count >= static_cast<u64>(-pages), "an RSS counter stays above zero");
  count += static_cast<u64>(pages);
}

void update_hiwater_rss(Memory& m, MmId id) {
  Mm& mm = m.mms.mut(id);
  const u64 rss = count_rss(mm);
  if (rss > mm.hiwater_rss) mm.hiwater_rss = rss;
}

}  // namespace pw
