// Render: the machine as text. Files of /proc byte for byte in the kernel's format, the text twin of every view, and the call tree with
// its reasons in sentences. Pure functions of the state.
//
// proc_*.cc: files of /proc; view_*.cc: text twins; *_text.cc: what single commands print; accounting.h: what /proc counts by walking.
// Every text that is not empty ends in a newline.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/kernel.h"

namespace pw {

// ---- /proc -----------------------------------------------------------------------------------------------------------------------
// `path` as typed: "/proc/1/maps", "/proc/self/maps" (self is `pid`), "/proc/meminfo". ENOENT: no such file is modelled, no such process.
// pagemap is a binary file: what is printed is decoded rows, one a present or swapped page.
Result<std::string> render_proc(const Kernel& k, Pid pid, const std::string& path);
class LineSink;  // line_sink.h
Status print_proc(const Kernel& k, Pid pid, const std::string& path, LineSink& out);  // the same, line by line
struct ProcFile {
  const char* pattern;   // "/proc/PID/maps"
  const char* summary;   // one line
  const char* lines;     // which lines of the kernel's file are there, which are left out and why
};
const std::vector<ProcFile>& proc_files();

// ---- views -----------------------------------------------------------------------------------------------------------------------
// Text twins, as `show VIEW` prints them. Plain ASCII drawing characters plus box-drawing; no colours; no trailing blanks.
enum class View : u8 { kSpaces, kTables, kTree, kRmap, kMemory, kWhat, kMerge, kRbtree, kLimits, kSwap, kLists, kPressure };
inline constexpr u32 kViews = 12;
const char* view_name(View view);  // as `show` takes it: "spaces", "tables", …
// What a command left free, of all zones, and how often somebody took pages away meanwhile.
struct PressureStep {
  u64 command = 0;  // 1 is the first of the log
  u64 free = 0;
  u64 kswapd = 0;
  u64 direct = 0;
};
struct ViewRequest {
  Pid pid = 1;        // tables, tree, rbtree: whose
  u64 addr = 0;       // tables: the walked address, rbtree: the searched one; 0: none
  Pfn pfn;            // rmap: which frame; invalid: none chosen
  const std::vector<Event>* events = nullptr;  // what, merge: the last command's
  const Kernel* before = nullptr;              // what, merge: the machine before it; may stay out
  std::vector<PressureStep> steps;             // pressure: the last ones; may stay out
};
bool needs_before(View view);  // is drawn from the last command's events and the machine before it
std::string render_view(const Kernel& k, View view, const ViewRequest& request);
void print_view(const Kernel& k, View view, const ViewRequest& request, LineSink& out);  // the same; rmap, which can be long, line by line

std::string render_walk(const Kernel& k, Pid pid, u64 addr);   // `walk ADDR`: index split, each level's entry, the leaf decoded bit by bit
std::string render_rmap(const Kernel& k, Pfn pfn);             // `rmap`: page -> anon_vma -> tree -> avc -> VMA -> process, and holders
std::string render_page(const Kernel& k, Pfn pfn);             // `page pfn N`: struct page decoded
std::string render_ps(const Kernel& k);
std::string render_tlb(const Kernel& k);
std::string render_boot(const BootConfig& config);             // the full `boot` line

// ---- events ----------------------------------------------------------------------------------------------------------------------
// One argument by its kind: addr "0x7ff…", pfn "0x1a3", errno "ENOMEM", zone "DMA32", …
std::string format_arg(const char* kind, u64 value);
// "do_wp_page(addr=0x7f…)": name and arguments; the sentence with its holes filled.
std::string event_call(const Event& event);
std::string event_sentence(const Event& event);
// The call tree with box-drawing branches, results and reasons.
std::string render_call_tree(const std::vector<Event>& events);
std::string vma_name(const Kernel& k, VmaId id);               // "[stack]" or ""
std::string vm_flags_text(u64 flags);                          // "rd wr mr mw me ac", as smaps
std::string perm_text(u64 flags);                              // "rw-p"
std::string pte_bits_text(Pte pte);                            // "P RW US A D NX"
std::string errcode_text(u64 error_code);                      // page-fault error code: "U W P"

}  // namespace pw
