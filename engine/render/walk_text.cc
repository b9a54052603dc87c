// `walk ADDR`: how an address splits into indices, which entry each level holds, and the last one bit by bit.
#include "engine/render/accounting.h"
#include "engine/render/decode.h"
#include "engine/render/names.h"
#include "engine/render/swap_text.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string bit_span(u32 level) {
  const u32 low = kPageShift + 9 * (level - 1);
  return decimal(low + 8) + "-" + decimal(low);
}

// The address as the processor reads it, each part over its index in binary and decimal.
std::string index_split(u64 addr, u32 levels) {
  const u32 top = kPageShift + 9 * levels;
  std::vector<std::string> bits = {"63-" + decimal(top)};
  std::vector<std::string> names = {"sign"};
  std::vector<std::string> binary = {(addr >> 63) != 0 ? "1…" : "0…"};
  std::vector<std::string> numbers = {""};
  for (u32 level = levels; level >= 1; --level) {
    const u32 index = table_index(addr, level);
    bits.push_back(bit_span(level));
    names.push_back(level_name(level, levels));
    binary.push_back(binary_digits(index, 9));
    numbers.push_back(decimal(index));
  }
  bits.push_back("11-0");
  names.push_back("offset");
  binary.push_back(binary_digits(addr & (kPageSize - 1), 12));
  numbers.push_back(hex(addr & (kPageSize - 1)));
  TextTable table(bits);
  table.add(names);
  table.add(binary);
  table.add(numbers);
  return table.text();
}

std::string step_target(const WalkStep& step) {
  switch (pte_form(step.entry)) {
    case PteForm::kNone: return "empty: the walk ends here";
    case PteForm::kSwap:
    case PteForm::kMigration: return absent_text(step.entry) + ": the walk ends here";
    case PteForm::kMarker: return "a " + absent_text(step.entry) + ": the walk ends here";
    case PteForm::kPresent: break;
  }
  return (step.level > 1 ? "-> table in frame " : "-> frame ") + pfn_text(pte_pfn(step.entry));
}

std::string steps_table(const Walk& walk, u32 levels) {
  TextTable table({"level", "table", "index", "entry", "bits", ""});
  for (u32 i = 0; i < walk.steps; ++i) {
    const WalkStep& step = walk.step[i];
    table.add({level_name(step.level, levels), pfn_text(step.table), decimal(step.index), "0x" + hex_digits(step.entry.raw, 16),
               pte_present(step.entry) ? pte_bits_text(step.entry) : "-", step_target(step)});
  }
  return table.text({2});
}

std::string leaf_bits(Pte pte) {
  std::string out = "bits of the last entry:\n";
  for (const PteBit& bit : pte_bit_infos()) {
    const bool is_set = (pte.raw >> bit.bit & 1) != 0;
    std::string line = "  " + pad_left(decimal(bit.bit), 2) + " " + pad_right(bit.name, 4) + " " + (is_set ? "1  " : "0  ");
    if (is_set) line += bit.meaning;
    trim_right(line);
    out += line + "\n";
  }
  return out;
}

constexpr char kPageFaultText[] = "no translation: an access raises a page fault\n";

std::string conclusion(const Kernel& k, const Walk& walk, u64 addr) {
  if (!walk.canonical) return "not canonical: the processor raises #GP before it looks at any table\n";
  if (walk.steps < k.m.pt.levels) return kPageFaultText;
  switch (pte_form(walk.pte)) {
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration: return kPageFaultText;
    case PteForm::kMarker:
      return pte_is_guard(walk.pte) ? "no translation: the entry is a guard marker, and every access ends in SIGSEGV\n" : kPageFaultText;
    case PteForm::kPresent: break;
  }
  const u64 physical = static_cast<u64>(pte_pfn(walk.pte).v) << kPageShift | (addr & (kPageSize - 1));
  if (pte_protnone(walk.pte)) {
    return "PROT_NONE: frame " + pfn_text(pte_pfn(walk.pte)) + " is kept, its number inverted in the entry; every access faults\n";
  }
  return "physical address " + hex(physical) + "\n";
}

}  // namespace

std::string render_walk(const Kernel& k, Pid pid, u64 addr) {
  const Mm* mm = mm_of(k, pid);
  if (mm == nullptr) return "process " + decimal(pid) + " has no address space\n";
  const u32 levels = k.m.pt.levels;
  const Walk walk = walk_tables(k.m.pt, k.m.phys, mm->pgd, addr);
  std::string out = "walk of " + hex(addr) + " in process " + decimal(pid) + ", CR3 = frame " + pfn_text(mm->pgd) + "\n";
  out += index_split(addr, levels);
  if (walk.canonical) out += "\n" + steps_table(walk, levels);
  if (walk.canonical && walk.steps == levels && pte_present(walk.pte)) out += leaf_bits(walk.pte);
  const bool is_swapped = walk.canonical && walk.steps == levels && pte_form(walk.pte) == PteForm::kSwap;
  if (is_swapped) out += render_swapped(k, walk.pte);
  return out + conclusion(k, walk, addr);
}

}  // namespace pw
