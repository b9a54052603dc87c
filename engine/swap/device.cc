// mkswap: devices with a swap header. A device is a name, a kind and a size here; what is written on it stands with the slots of the area
// that it is while it is on, and is forgotten by swapoff, as swapon reads nothing but the header.
#include <algorithm>

#include "engine/swap/swap.h"

namespace pw {
namespace {

struct KindInfo {
  const char* word;
  u32 flags;
};
constexpr KindInfo kKinds[] = {
#define PW_SWAP_KIND(constant, word, flags, text) {word, flags},
#include "engine/swap/kinds.def"
#undef PW_SWAP_KIND
};

SwapDevice* find_device(Swap& swap, const std::string& name) {
  const SwapDevice* found = find_swap_device(swap, name);
  return found == nullptr ? nullptr : &swap.devices[static_cast<size_t>(found - swap.devices.data())];
}

}  // namespace

u32 swap_flags_of(SwapKind kind) { return kKinds[static_cast<u32>(kind)].flags; }
const char* swap_kind_word(SwapKind kind) { return kKinds[static_cast<u32>(kind)].word; }

const SwapDevice* find_swap_device(const Swap& swap, const std::string& name) {
  const auto found = std::find_if(swap.devices.begin(), swap.devices.end(), [&](const SwapDevice& device) { return device.name == name; });
  return found == swap.devices.end() ? nullptr : &*found;
}

u32 find_swap_area(const Swap& swap, const std::string& name) {
  for (u32 type = 0; type < swap.areas.size(); ++type) {
    if (swap.areas[type].is_used && swap.areas[type].name == name) return type;
  }
  return kMaxSwapfiles;
}

Status make_swap_device(Swap& swap, const std::string& name, SwapKind kind, u64 bytes) {
  const u64 pages = bytes >> kPageShift;
  if (find_swap_area(swap, name) != kMaxSwapfiles) return fail(Errno::kEBUSY, "the device is on as swap; swapoff comes first");
  if (pages < kMinSwapPages) return fail(Errno::kEINVAL, "swap takes 40K at least: mkswap refuses smaller devices");
  if (pages > kMaxSwapPages) return fail(Errno::kEINVAL, "16G is the largest device here");
  SwapDevice made{name, kind, static_cast<u32>(pages), {}};
  if (SwapDevice* old = find_device(swap, name)) *old = std::move(made);
  else swap.devices.push_back(std::move(made));
  return ok_status();
}

Status break_swap_slot(Swap& swap, const std::string& name, u64 offset) {
  SwapDevice* device = find_device(swap, name);
  if (device == nullptr) return fail(Errno::kENOENT, "there is no such device: mkswap makes one");
  if (offset == 0 || offset >= device->pages) return fail(Errno::kEINVAL, "the device has no such slot; slot 0 is its header");
  const auto place = std::lower_bound(device->unreadable.begin(), device->unreadable.end(), static_cast<u32>(offset));
  if (place == device->unreadable.end() || *place != offset) device->unreadable.insert(place, static_cast<u32>(offset));
  return ok_status();
}

bool is_swap_slot(const Swap& swap, SwpEntry entry) {
  return entry.type < swap.areas.size() && swap.areas[entry.type].is_used && entry.offset != 0 && entry.offset < swap.areas[entry.type].max;
}

}  // namespace pw
