// `page pfn N`: struct page decoded.
#include "engine/file/page_cache.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/rmap_text.h"
#include "engine/render/swap_text.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string row(const char* field, const std::string& value) {
  return value.empty() ? "" : "  " + pad_right(field, 11) + value + "\n";
}

std::string mapping_text(const Page& page) {
  if (page.mapping == 0) return "0";
  if (inode_of(page).valid()) return hex(page.mapping) + " = object " + decimal(inode_of(page).v);
  return hex(page.mapping) + (is_anon_mapping(page) ? " = anon_vma " + id_text(anon_vma_of(page).v) + " | FOLIO_MAPPING_ANON" : "");
}

std::string list_text(const Kernel& k, Pfn pfn) {
  const Page& page = k.m.phys.pages[pfn.v];
  const std::vector<BatchPlace> places = find_batches(k.m.phys, pfn);
  if (!places.empty() && !has_flag(page, kPgLru)) {
    return "in the " + std::string(batch_name(places[0].kind)) + " batch of CPU " + decimal(places[0].cpu);
  }
  if (has_flag(page, kPgLru)) return std::string("on the LRU list ") + lru_name(lru_list_of(page));
  if (page.type == PageType::kPcp) return "in a per-CPU list of zone " + std::string(zone_name(static_cast<ZoneId>(page.zone)));
  if (has_flag(page, kPgBuddy)) return "head of a free block of order " + decimal(page.order);
  return "";
}

std::string contents(const Kernel& k, Pfn pfn) {
  std::string out;
  for (const ByteRun& run : content_runs(k.m.phys, pfn)) {
    out += out.empty() ? "" : ", ";
    out += bytes_text(run.bytes) + " at " + decimal(run.offset);
  }
  return out.empty() ? "all zero" : out;
}

// "1 (/small)"; of one that was removed "1 (/small, removed)".
std::string group_text(const Kernel& k, MemcgId group) {
  const Memcg& memcg = k.m.phys.memcg;
  return decimal(group) + " (" + memcg_path(memcg, group) + (is_memcg_online(memcg, group) ? ")" : ", removed)");
}

}  // namespace

std::string render_page(const Kernel& k, Pfn pfn) {
  if (!pfn.valid() || pfn.v >= k.m.phys.pages.size()) return "no such frame\n";
  const Page& page = k.m.phys.pages[pfn.v];
  std::string out = "frame " + pfn_text(pfn) + ": " + page_owner_name(page_owner(page)) + ", zone " +
                    zone_name(static_cast<ZoneId>(page.zone)) + ", physical address " + hex(static_cast<u64>(pfn.v) << kPageShift) + "\n";
  out += row("flags", page.flags == 0 ? "none" : page_flags_text(page.flags));
  out += row("_refcount", std::to_string(page.refcount));
  out += row("_mapcount", std::to_string(page.mapcount) + " (" + counted(static_cast<u64>(page_mapcount(page)), "PTE", "PTEs") + ")");
  out += row("mapping", mapping_text(page));
  out += row("index", hex(page.index));
  out += row("list", list_text(k, pfn));
  out += row("swap", cached_slot_text(k, page));
  if (page.memcg != 0) out += row("group", group_text(k, page.memcg));
  if (page.type == PageType::kNone) out += row("contents", contents(k, pfn));
  for (const Holder& holder : find_holders(k, pfn)) out += row("held by", holder_text(holder));
  return out;
}

}  // namespace pw
