// To the device and back (mm/page_io.c: swap_writeout, __swap_writepage, swap_read_folio, end_swap_bio_write; folio_end_writeback of
// mm/filemap.c).
//
//   page of zeros      a bit of the zero map; nothing is written or read
//   synchronous        the device is memory: written or read when the call returns
//   any other          PG_writeback from here to the end of the command, and the page stays; reads wait, so they are over at once
// DIVERGES: a real device answers when it likes. Here all that was sent off is written at the end of the command that sent it, in order,
// which is what a live machine shows after it was left alone for a moment. Left out: zswap, files that must not be blocks (SWP_FS_OPS).
#include <algorithm>

#include "engine/swap/faults.h"
#include "engine/swap/swap.h"
#include "engine/trace/swap_events.h"

namespace pw {
namespace {

void drop_content(SwapCx& cx, SwpEntry entry) {
  SwapSlot& slot = slot_mut(cx.swap, entry);
  if (slot.content.valid()) cx.phys.contents.put(slot.content);
  slot.content = ContentId();
}

Writeout sent(SwapCx& cx, Pfn pfn, SwpEntry entry, ReasonCode reason) {
  cx.trace.emit(EventId::kSwapWriteout, reason, pfn.v, swp_to_radix_entry(entry));
  return reason == Reason::kWriteSent ? Writeout::kUnderWriteback : Writeout::kDone;
}

bool is_unreadable(const Swap& swap, SwpEntry entry) {
  const SwapDevice* device = find_swap_device(swap, area_of(swap, entry).name);
  PW_ASSERT(device != nullptr, "an area is a device");
  return std::binary_search(device->unreadable.begin(), device->unreadable.end(), static_cast<u32>(entry.offset));
}

// __end_swap_bio_write and folio_end_writeback.
void end_writeback(SwapCx& cx, Pfn pfn) {
  const Page& page = cx.phys.pages[pfn.v];
  PW_ASSERT(has_flag(page, kPgWriteback), "what is written is under way");
  const bool is_rotated = has_flag(page, kPgReclaim);
  const u64 entry = page.private_;
  get_page(cx.phys, pfn);
  cx.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgWriteback | kPgReclaim);
  cx.trace.emit(EventId::kEndWriteback, is_rotated ? Reason::kWriteRotated : Reason::kWriteStays, pfn.v, entry);
  if (is_rotated) folio_rotate_reclaimable(cx.phys, cx.trace, cx.cpu, pfn);
  put_page(cx.phys, cx.trace, cx.cpu, pfn);
}

void end_first_writeback(SwapCx& cx) {
  PW_ASSERT(!cx.swap.writeback.empty(), "a page with PG_writeback is on its way");
  const Pfn pfn = cx.swap.writeback.front();
  cx.swap.writeback.erase(cx.swap.writeback.begin());
  end_writeback(cx, pfn);
}

}  // namespace

Writeout swap_writeout(SwapCx& cx, Pfn pfn) {
  const SwpEntry entry = swap_entry_of(cx.phys.pages[pfn.v]);
  if (folio_free_swap(cx, pfn)) return sent(cx, pfn, entry, Reason::kWriteUnneeded);
  drop_content(cx, entry);
  const ContentId content = cx.phys.pages[pfn.v].content;
  SwapSlot& slot = slot_mut(cx.swap, entry);
  if (!content.valid()) {
    slot.flags |= kSlotZero;
    ++cx.swap.stat.swpout_zero;
    return sent(cx, pfn, entry, Reason::kWriteZero);
  }
  slot.flags &= static_cast<u8>(~kSlotZero);
  slot.content = content;
  cx.phys.contents.get(content);
  ++cx.swap.stat.pswpout;
  if (area_of(cx.swap, entry).is_synchronous()) return sent(cx, pfn, entry, Reason::kWriteSync);
  cx.phys.pages.mut(pfn.v).flags |= kPgWriteback;
  cx.swap.writeback.push_back(pfn);
  return sent(cx, pfn, entry, Reason::kWriteSent);
}

bool swap_read_folio(SwapCx& cx, Pfn pfn, SwpEntry entry) {
  const SwapSlot slot = slot_of(cx.swap, entry);
  const bool is_zero = (slot.flags & kSlotZero) != 0;
  const bool is_read = is_zero || !(is_unreadable(cx.swap, entry) || is_read_refused());
  ++(is_zero ? cx.swap.stat.swpin_zero : cx.swap.stat.pswpin);
  cx.trace.emit(EventId::kSwapReadFolio, is_zero ? Reason::kReadZero : is_read ? Reason::kReadDevice : Reason::kReadFailed, pfn.v,
                swp_to_radix_entry(entry));
  if (!is_read) return false;
  clear_contents(cx.phys, pfn);
  if (slot.content.valid()) cx.phys.contents.get(slot.content);
  Page& page = cx.phys.pages.mut(pfn.v);
  page.content = slot.content;
  page.flags |= kPgUptodate;
  return true;
}

void wait_on_page_writeback(SwapCx& cx, Pfn pfn) {
  while (has_flag(cx.phys.pages[pfn.v], kPgWriteback)) end_first_writeback(cx);
}

void end_all_writeback(SwapCx& cx) {
  while (!cx.swap.writeback.empty()) end_first_writeback(cx);
}

}  // namespace pw
