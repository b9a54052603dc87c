// The form is fixed, since runs are compared with it:
//   {"pid","cmd","out","ret"|"errno"|"signal"+"code"+"at","faults":[minor,major],"hash","procs":{"PID":{"vmas":[{"start","end","perm",
//   "pgoff","name","flags"}],"pages":[["0xVPN",count,state,frame,mapcount,flags]],"size","rss","anon","swap","locked","pte_kb"}}}
// Addresses and page numbers are "0x…", frames and sizes numbers, sizes in pages. Absent pages are left out; a run of pages has
// consecutive frames and is otherwise equal. pgoff is what maps shows: 0 of anonymous areas.
// Version 2: of a page in swap the frame is "TYPE:OFFSET", and a run has consecutive offsets. Before there was swap it was 0.
#include "engine/api/step_json.h"

#include "engine/api/outcome_json.h"
#include "engine/base/hasher.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/render.h"
#include "engine/render/swap_text.h"
#include "engine/render/text.h"

namespace pw {
namespace {

struct PageRun {
  u64 vpn = 0;
  u64 count = 0;
  u64 place = 0;  // frame, or offset of the slot
  u32 swap_type = kMaxSwapfiles;
  std::string state;
  i32 mapcount = 0;
  std::string flags;
};

void write_run(const PageRun& run, JsonWriter& json) {
  if (run.count == 0) return;
  json.begin_array().string(hex(run.vpn)).number(run.count).string(run.state);
  if (run.swap_type != kMaxSwapfiles) json.string(swap_text(SwpEntry{run.swap_type, run.place}));
  else json.number(run.place);
  json.signed_number(run.mapcount).string(run.flags).end_array();
}

// A marker has no frame.
PageRun page_of(const Kernel& k, u64 vpn, Pte pte) {
  PageRun page;
  page.vpn = vpn;
  page.count = 1;
  page.state = page_state_letters(k, pte);
  if (pte_form(pte) == PteForm::kSwap) {
    page.place = pte_to_swp_entry(pte).offset;
    page.swap_type = pte_to_swp_entry(pte).type;
  }
  if (!pte_present(pte)) return page;
  const Pfn pfn = pte_pfn(pte);
  page.place = pfn.v;
  page.mapcount = page_mapcount(k.m.phys.pages[pfn.v]);
  page.flags = kpageflags_text(k, pfn);
  return page;
}

bool continues(const PageRun& run, const PageRun& page) {
  const u64 next = run.place == 0 ? 0 : run.place + run.count;
  return run.count != 0 && page.vpn == run.vpn + run.count && page.place == next && page.swap_type == run.swap_type &&
         page.state == run.state && page.mapcount == run.mapcount && page.flags == run.flags;
}

void write_pages(const Kernel& k, const Mm& mm, JsonWriter& json) {
  json.key("pages").begin_array();
  PageRun run;
  for (const VmaId id : vmas_of(k, mm)) {
    for_each_entry(k.m.pt, k.m.phys, mm.pgd, k.m.vmas[id].range(), [&](u64 addr, PtePlace, Pte pte) {
      const PageRun page = page_of(k, to_pages(addr), pte);
      if (continues(run, page)) {
        ++run.count;
      } else {
        write_run(run, json);
        run = page;
      }
    });
  }
  write_run(run, json);
  json.end_array();
}

void write_vmas(const Kernel& k, const Mm& mm, JsonWriter& json) {
  json.key("vmas").begin_array();
  for (const VmaId id : vmas_of(k, mm)) {
    const Vma& vma = k.m.vmas[id];
    json.begin_object().key("start").string(hex(vma.start)).key("end").string(hex(vma.end)).key("perm").string(perm_text(vma.flags));
    json.key("pgoff").number(shown_pgoff(k, vma)).key("name").string(vma_name(k, id));
    json.key("flags").string(vm_flags_text(vma.flags)).end_object();
  }
  json.end_array();
}

void write_process(const Kernel& k, const Mm& mm, JsonWriter& json) {
  constexpr i64 kTableKb = kPageSize / 1024;
  json.begin_object();
  write_vmas(k, mm, json);
  write_pages(k, mm, json);
  json.key("size").number(mm.total_vm).key("rss").number(count_rss(mm)).key("anon").number(mm.rss[kMmAnonPages]);
  json.key("swap").number(mm.rss[kMmSwapEnts]).key("locked").number(mm.locked_vm);
  json.key("pte_kb").signed_number((static_cast<i64>(mm.nr_tables) - static_cast<i64>(mm.nr_tables_start)) * kTableKb);
  json.end_object();
}

}  // namespace

std::string step_json(const Outcome& outcome, const Kernel& k) {
  JsonWriter json;
  json.begin_object().key("pid").number(outcome.pid).key("cmd").string(outcome.command).key("out").string(outcome.out);
  if (outcome.kind == Outcome::Kind::kErrno) json.key("errno").string(errno_name(outcome.error));
  else if (outcome.kind == Outcome::Kind::kSignal) write_signal(outcome.signal, json);
  else if (outcome.has_ret) json.key("ret").literal(outcome.ret < 65536 ? decimal(outcome.ret) : "\"" + hex(outcome.ret) + "\"");
  json.key("faults").begin_array().number(outcome.minflt).number(outcome.majflt).end_array();
  json.key("hash").string(to_hex16(state_hash(k)));
  json.key("procs").begin_object();
  for (const Task& task : tasks_of(k)) {
    if (task.state != TaskState::kRunning || task.pid != task.tgid) continue;
    json.key(decimal(task.pid));
    write_process(k, k.m.mms[task.mm], json);
  }
  json.end_object();
  return json.end_object().text();
}

}  // namespace pw
