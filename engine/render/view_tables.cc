// Text twin of the page tables: from CR3 down, empty ranges left out, equal runs of leaf entries folded; the walked entry is marked.
#include "engine/render/accounting.h"
#include "engine/render/decode.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

// Markers of a kind are all alike; other leaf entries go on with the next frame or slot and the same bits.
bool continues_run(Pte first, Pte next, u32 length) {
  if (pte_form(first) != pte_form(next)) return false;
  switch (pte_form(first)) {
    case PteForm::kPresent: return pte_bits(next) == pte_bits(first) && pte_pfn(next).v == pte_pfn(first).v + length;
    case PteForm::kSwap:
    case PteForm::kMigration:
      return pte_to_swp_entry(next) == SwpEntry{pte_to_swp_entry(first).type, pte_to_swp_entry(first).offset + length};
    case PteForm::kMarker: return next == first;
    case PteForm::kNone: break;
  }
  return false;
}

struct TableWalker {
  const Kernel& k;
  u64 walked;  // address, 0: none
  std::string out;

  bool is_walked(u64 base, u32 level) const { return walked != 0 && walked >= base && walked - base < level_size(level); }

  // Entries from `index` on that belong on one line: leaf entries with consecutive frames and equal bits.
  u32 run_length(Pfn table, u32 index, u32 level, u64 base) const {
    const Pte first = read_entry(k.m.pt, k.m.phys, table, index);
    u32 length = 1;
    while (level == 1 && index + length < kTableEntries) {
      const Pte next = read_entry(k.m.pt, k.m.phys, table, index + length);
      if (!continues_run(first, next, length)) break;
      if (is_walked(base + level_size(1) * length, 1) || is_walked(base, 1)) break;
      ++length;
    }
    return length;
  }

  void print_entry(Pfn table, u32 index, u32 length, u32 level, u64 base, u32 depth) {
    const Pte entry = read_entry(k.m.pt, k.m.phys, table, index);
    std::string line(2 * depth, ' ');
    line += length == 1 ? "[" + decimal(index) + "]" : "[" + decimal(index) + ".." + decimal(index + length - 1) + "]";
    if (!pte_present(entry)) {
      const bool is_marker = pte_form(entry) == PteForm::kMarker;
      line += " " + hex(base) + " -> " + absent_text(entry) + (length == 1 ? "" : is_marker ? "s" : " and on");
      out += line + (is_walked(base, level) ? "  <- walked\n" : "\n");
      return;
    }
    line += " " + hex(base) + " -> " + (level > 1 ? "table " : "frame ") + pfn_text(pte_pfn(entry));
    if (length > 1) line += ".." + hex(pte_pfn(entry).v + length - 1);
    line += "  " + pte_bits_text(entry);
    if (pte_pfn(entry) == k.m.phys.zero_page) line += "  (zero page)";
    if (is_walked(base, level)) line += "  <- walked";
    out += line + "\n";
  }

  void print_table(Pfn table, u32 level, u64 base, u32 depth) {
    for (u32 index = 0; index < kTableEntries;) {
      const Pte entry = read_entry(k.m.pt, k.m.phys, table, index);
      const u64 entry_base = base + level_size(level) * index;
      if (pte_none(entry)) {
        ++index;
        continue;
      }
      const u32 length = run_length(table, index, level, entry_base);
      print_entry(table, index, length, level, entry_base, depth);
      if (level > 1 && leads_to_table(entry)) print_table(pte_pfn(entry), level - 1, entry_base, depth + 1);
      index += length;
    }
  }
};

}  // namespace

std::string view_tables(const Kernel& k, Pid pid, u64 addr) {
  const Mm* mm = mm_of(k, pid);
  if (mm == nullptr) return "process " + decimal(pid) + " has no address space\n";
  TableWalker walker{k, addr, ""};
  walker.out = "process " + decimal(pid) + ": CR3 = frame " + pfn_text(mm->pgd) + ", " + decimal(k.m.pt.levels) + " levels, " +
               counted(mm->nr_tables, "table", "tables") + " below the top\n";
  walker.print_table(mm->pgd, k.m.pt.levels, 0, 1);
  return walker.out + (addr != 0 ? "\n" + render_walk(k, pid, addr) : "");
}

}  // namespace pw
