// The keys and their order are those of engine/api/step_json.cc; "out" and "hash" belong to the engine alone. Frames have canonical names.
#include "tests/conformance/step_json.h"

#include "engine/api/outcome_json.h"
#include "engine/base/errno.h"
#include "engine/render/text.h"

namespace pw {
namespace {

void write_vmas(const ProcessFacts& process, JsonWriter& json) {
  json.key("vmas").begin_array();
  for (const VmaFact& vma : process.vmas) {
    json.begin_object().key("start").string(hex(vma.start)).key("end").string(hex(vma.end)).key("perm").string(vma.perm);
    json.key("pgoff").number(to_pages(vma.offset)).key("name").string(vma.name).key("flags").string(vma.flags).end_object();
  }
  json.end_array();
}

bool continues(const PageFact& first, u64 count, const PageFact& page) {
  const u64 frame = first.frame == 0 ? 0 : first.frame + count;
  const u64 swap = first.swap == 0 ? 0 : first.swap + (count << kSwapTypeBits);
  return page.vpn == first.vpn + count && page.frame == frame && page.state == first.state && page.mapcount == first.mapcount &&
         page.marks == first.marks && page.swap == swap;
}

void write_pages(const ProcessFacts& process, JsonWriter& json) {
  json.key("pages").begin_array();
  const std::vector<PageFact>& pages = process.pages;
  for (std::size_t at = 0; at < pages.size();) {
    const PageFact& first = pages[at];
    u64 count = 1;
    while (at + count < pages.size() && continues(first, count, pages[at + count])) ++count;
    json.begin_array().string(hex(first.vpn)).number(count).string(state_letters(first.state));
    if (first.swap != 0) json.string(swap_text(first.swap));
    else json.number(first.frame);
    json.number(first.mapcount).string(marks_text(first.marks)).end_array();
    at += count;
  }
  json.end_array();
}

void write_process(const ProcessFacts& process, JsonWriter& json) {
  json.begin_object();
  write_vmas(process, json);
  write_pages(process, json);
  json.key("size").number(process.size).key("rss").number(process.rss).key("anon").number(process.anon);
  json.key("swap").number(process.swap).key("locked").number(process.locked);
  json.key("pte_kb").signed_number((process.tables - process.tables_start) * static_cast<i64>(kPageSize / 1024)).end_object();
}

void write_result(const StepResult& result, JsonWriter& json) {
  if (result.kind == StepResult::Kind::kErrno) json.key("errno").string(errno_name(static_cast<Errno>(result.error)));
  if (result.kind == StepResult::Kind::kRet) {
    json.key("ret").literal(result.ret < 65536 ? decimal(result.ret) : "\"" + hex(result.ret) + "\"");
  }
  if (result.kind != StepResult::Kind::kSignal) return;
  Signal signal;
  signal.signo = result.signo;
  signal.code = result.code;
  signal.addr = result.at;
  write_signal(signal, json);
}

}  // namespace

std::string step_json(const std::string& command, const StepResult& result) {
  JsonWriter json;
  json.begin_object().key("pid").number(result.pid).key("cmd").string(command);
  write_result(result, json);
  json.key("faults").begin_array().number(result.minflt).number(result.majflt).end_array();
  json.key("procs").begin_object();
  for (const ProcessFacts& process : result.processes) {
    json.key(decimal(process.pid));
    write_process(process, json);
  }
  json.end_object();
  return json.end_object().text();
}

}  // namespace pw
