#include "engine/render/swap_text.h"

#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string slot_row(const char* field, const std::string& value) { return "  " + pad_right(field, 11) + value + "\n"; }

std::string area_words(const SwapArea& area) {
  return area.name + ", " + swap_kind_word(area.kind) + ", priority " + std::to_string(area.prio);
}

// The count, and as the bytes of swap_map where one byte does not hold it.
std::string count_words(const SwapSlot& slot) {
  if ((slot.flags & kSlotShmem) != 0) return "the cache of a shared object (SWAP_MAP_SHMEM)";
  std::string text = counted(slot.count, "entry", "entries");
  const std::vector<u8> bytes = swap_map_bytes(slot);
  if (bytes.size() < 2) return text;
  text += ", in swap_map";
  for (const u8 byte : bytes) text += " " + hex(byte);
  return text;
}

std::string cache_words(const Swap& swap, SwpEntry entry) {
  const Pfn pfn = find_swap_cached(swap, entry);
  if (pfn.valid()) return "frame " + pfn_text(pfn);
  return find_swap_shadow(swap, entry) != 0 ? "a shadow: the page has gone" : "nothing";
}

std::string device_words(const SwapSlot& slot) {
  if ((slot.flags & kSlotZero) != 0) return "zeros, of which a bit is kept and nothing is written";
  return slot.content.valid() ? "the page" : "nothing yet";
}

std::string slot_lines(const Kernel& k, SwpEntry entry) {
  const Swap& swap = k.m.swap;
  if (!is_swap_slot(swap, entry)) return slot_row("area", "none of that number is on");
  const SwapSlot& slot = slot_of(swap, entry);
  std::string out = slot_row("area", area_words(area_of(swap, entry)));
  out += slot_row("cluster", decimal(entry.offset / kSwapCluster) + ", on the list `" +
                            cluster_list_name(area_of(swap, entry).clusters[static_cast<u32>(entry.offset / kSwapCluster)].list) + "`");
  out += slot_row("named by", count_words(slot));
  out += slot_row("swap cache", cache_words(swap, entry));
  return out + slot_row("on device", device_words(slot));
}

}  // namespace

std::string swap_text(SwpEntry entry) { return decimal(entry.type) + ":" + decimal(entry.offset); }

std::string render_swapped(const Kernel& k, Pte pte) {
  const SwpEntry entry = pte_to_swp_entry(pte);
  const std::string head = "swap entry: type " + decimal(entry.type) + ", offset " + decimal(entry.offset) + " (inverted in bits 9-58)\n";
  const std::string exclusive = pte_swp_exclusive(pte) ? "yes, bit 3: no other entry named the page when it went" : "no";
  return head + slot_row("exclusive", exclusive) + slot_lines(k, entry);
}

std::string cached_slot_text(const Kernel& k, const Page& page) {
  if (!has_flag(page, kPgSwapcache)) return "";
  const SwpEntry entry = swap_entry_of(page);
  return "slot " + swap_text(entry) + " of " + area_of(k.m.swap, entry).name + ", named by " + count_words(slot_of(k.m.swap, entry));
}

}  // namespace pw
