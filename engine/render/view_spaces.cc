// Text twin of the address spaces: one block a process, one line an area, pages as runs of a letter each.
//
//   .  never touched   z  zero page   p  present, own   s  present, shared with others   -  PROT_NONE entry   g  guard marker
//   o  out: in swap, or on its way to another frame
#include "engine/base/utf8.h"
#include "engine/kernel/thread_group.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

char page_letter(const Kernel& k, Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kNone: return '.';
    case PteForm::kMarker: return pte_is_guard(pte) ? 'g' : 'o';
    case PteForm::kSwap:
    case PteForm::kMigration: return 'o';
    case PteForm::kPresent: break;
  }
  if (pte_protnone(pte)) return '-';
  if (pte_pfn(pte) == k.m.phys.zero_page) return 'z';
  return page_mapcount(k.m.phys.pages[pte_pfn(pte).v]) > 1 ? 's' : 'p';
}

void add_run(std::string& out, char letter, u64 count) {
  if (count == 0) return;
  if (!out.empty()) out += ' ';
  out += count < 5 ? std::string(static_cast<u32>(count), letter) : std::string(1, letter) + "x" + decimal(count);
}

// "pp .x14": what stands in each page of the area, equal neighbours together.
std::string page_runs(const Kernel& k, const Mm& mm, const Vma& vma) {
  std::string out;
  char letter = '.';
  u64 count = 0;
  u64 next = vma.start;
  const auto put = [&](char now, u64 pages) {
    if (now != letter) {
      add_run(out, letter, count);
      count = 0;
      letter = now;
    }
    count += pages;
  };
  for_each_entry(k.m.pt, k.m.phys, mm.pgd, vma.range(), [&](u64 addr, PtePlace, Pte pte) {
    if (addr > next) put('.', to_pages(addr - next));
    put(page_letter(k, pte), 1);
    next = addr + kPageSize;
  });
  if (next < vma.end) put('.', to_pages(vma.end - next));
  add_run(out, letter, count);
  return out;
}

std::string process_text(const Task& task) { return "process " + decimal(task.pid) + " (" + printable(task.comm) + ")"; }

std::string space_block(const Kernel& k, const Task& task) {
  const Mm& mm = k.m.mms[task.mm];
  std::string out = process_text(task) + " on CPU " + decimal(task.cpu) + ": mm " + id_text(task.mm.v) + ", " +
                    counted(mm.map_count, "area", "areas") + ", " + counted(mm.total_vm, "page", "pages") + ", " +
                    decimal(count_rss(mm)) + " resident\n";
  TextTable table({"  area", "perm", "pages", "vma", "anon_vma", "what is there", ""});
  for (const VmaId id : vmas_of(k, mm)) {
    const Vma& vma = k.m.vmas[id];
    table.add({"  " + range_text(vma), perm_text(vma.flags), decimal(vma.pages()), id_text(id.v),
               vma.anon_vma.valid() ? id_text(vma.anon_vma.v) : "-", page_runs(k, mm, vma), vma_name(k, id)});
  }
  return out + table.text({2});
}

}  // namespace

std::string view_spaces(const Kernel& k) {
  std::string out;
  for (const Task& task : tasks_of(k)) {
    if (task.state == TaskState::kZombie) {
      out += process_text(task) + ": zombie, its parent " + decimal(parent_of(k, task)) + " has not waited yet\n";
    } else if (task.state == TaskState::kRunning && task.pid != task.tgid && mm_of(k, task.tgid) == mm_of(k, task.pid)) {
      out += "thread " + decimal(task.pid) + " of process " + decimal(task.tgid) + " on CPU " + decimal(task.cpu) + "\n";
    } else if (task.state == TaskState::kRunning) {
      out += space_block(k, task);
    }
  }
  return out + ". untouched  z zero page  p private  s shared frame  - no access  g guard marker\n";
}

}  // namespace pw
