// /proc/PID/smaps (fs/proc/task_mmu.c: show_smap, __show_smap). A label is 16 columns wide, a number 8, and VmFlags ends in a blank.
#include "engine/mm/pkeys.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string kb_line(const char* label, u64 bytes) {
  return pad_right(std::string(label) + ":", 16) + decimal_wide(bytes >> 10, 8) + " kB\n";
}

std::string smaps_block(const Kernel& k, const Mm& mm, VmaId id) {
  constexpr u32 kPssShift = 12;
  const Vma& vma = k.m.vmas[id];
  const SmapsCounts counts = count_smaps(k, mm, vma);
  std::string out = maps_line(k, id);
  out += kb_line("Size", vma.end - vma.start);
  out += kb_line("KernelPageSize", kPageSize);
  out += kb_line("MMUPageSize", kPageSize);
  out += kb_line("Rss", counts.rss);
  out += kb_line("Pss", counts.pss_shifted >> kPssShift);
  out += kb_line("Pss_Dirty", counts.pss_dirty_shifted >> kPssShift);
  out += kb_line("Shared_Clean", counts.shared_clean);
  out += kb_line("Shared_Dirty", counts.shared_dirty);
  out += kb_line("Private_Clean", counts.private_clean);
  out += kb_line("Private_Dirty", counts.private_dirty);
  out += kb_line("Referenced", counts.referenced);
  out += kb_line("Anonymous", counts.anonymous);
  // arch_pkeys_enabled()
  if (k.m.pkeys) out += "ProtectionKey:  " + decimal_wide(vma_pkey(vma), 8) + "\n";
  return out + "VmFlags: " + vm_flags_text(vma.flags) + " \n";
}

}  // namespace

std::string render_smaps(const Kernel& k, const Mm& mm) {
  std::string out;
  for (const VmaId id : vmas_of(k, mm)) out += smaps_block(k, mm, id);
  return out;
}

}  // namespace pw
