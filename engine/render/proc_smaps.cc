// /proc/PID/smaps and smaps_rollup (fs/proc/task_mmu.c: show_smap, show_smaps_rollup, __show_smap). A label is 16 columns wide (one is
// longer), a number 8, and VmFlags ends in a blank. Lines of systems that are not built are 0, as they are on a kernel where nobody uses
// them.
#include "engine/mm/pkeys.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string smaps_line(const char* label, u64 bytes) {
  const std::string head = pad_right(std::string(label) + ":", 16);
  // Private_Hugetlb is a column too long, and its number a column shorter.
  return head + decimal_wide(bytes >> 10, head.size() == 16 ? 8 : 7) + " kB\n";
}

// What the rollup alone has: elsewhere two of them are 0 and the third is Pss.
std::string pss_by_kind(const SmapsCounts& counts) {
  return smaps_line("Pss_Anon", counts.pss_anon_shifted >> kPssShift) + smaps_line("Pss_File", counts.pss_file_shifted >> kPssShift) +
         smaps_line("Pss_Shmem", counts.pss_shmem_shifted >> kPssShift);
}

std::string counts_text(const SmapsCounts& counts, bool is_rollup) {
  std::string out;
  out += smaps_line("Rss", counts.rss);
  out += smaps_line("Pss", counts.pss_shifted >> kPssShift);
  out += smaps_line("Pss_Dirty", counts.pss_dirty_shifted >> kPssShift);
  if (is_rollup) out += pss_by_kind(counts);
  out += smaps_line("Shared_Clean", counts.shared_clean);
  out += smaps_line("Shared_Dirty", counts.shared_dirty);
  out += smaps_line("Private_Clean", counts.private_clean);
  out += smaps_line("Private_Dirty", counts.private_dirty);
  out += smaps_line("Referenced", counts.referenced);
  out += smaps_line("Anonymous", counts.anonymous);
  out += smaps_line("KSM", 0);
  out += smaps_line("LazyFree", counts.lazyfree);
  for (const char* label : {"AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb"}) {
    out += smaps_line(label, 0);
  }
  out += smaps_line("Swap", counts.swap);
  out += smaps_line("SwapPss", counts.swap_pss_shifted >> kPssShift);
  return out + smaps_line("Locked", counts.pss_locked_shifted >> kPssShift);
}

std::string smaps_block(const Kernel& k, const Mm& mm, VmaId id) {
  const Vma& vma = k.m.vmas[id];
  const SmapsCounts counts = count_smaps(k, mm, vma);
  std::string out = maps_line(k, id);
  out += smaps_line("Size", vma.end - vma.start);
  out += smaps_line("KernelPageSize", kPageSize);
  out += smaps_line("MMUPageSize", kPageSize);
  out += counts_text(counts, false);
  out += pad_right("THPeligible:", 16) + decimal_wide(0, 8) + "\n";
  // arch_pkeys_enabled()
  if (k.m.pkeys) out += "ProtectionKey:  " + decimal_wide(vma_pkey(vma), 8) + "\n";
  return out + "VmFlags: " + vm_flags_text(vma.flags) + " \n";
}

}  // namespace

void render_smaps(const Kernel& k, const Mm& mm, LineSink& out) {
  for_each_vma(k.m.nodes, mm.tree, [&](VmaId id) { out.add(smaps_block(k, mm, id)); });
}

std::string render_smaps_rollup(const Kernel& k, const Mm& mm) {
  SmapsCounts counts;
  const std::vector<VmaId> ids = vmas_of(k, mm);
  for (const VmaId id : ids) add_smaps(k, mm, k.m.vmas[id], &counts);
  const u64 start = ids.empty() ? 0 : k.m.vmas[ids.front()].start;
  const u64 end = ids.empty() ? 0 : k.m.vmas[ids.back()].end;
  return maps_header(start, end, 0) + "[rollup]\n" + counts_text(counts, true);
}

}  // namespace pw
