// The files of /proc, each a function; render_proc() finds the one that a path names.
#pragma once

#include "engine/render/line_sink.h"
#include "engine/render/render.h"

namespace pw {

// What the columns offset and inode hold: 0 of anonymous areas and special mappings.
u64 shown_pgoff(const Kernel& k, const Vma& vma);
u64 shown_inode(const Kernel& k, const Vma& vma);
std::string maps_line(const Kernel& k, VmaId id);  // the head of a block of smaps, too
std::string maps_header(u64 start, u64 end, u64 flags);     // … of a range without a file, up to the column of the name
std::string policy_text(const Mempolicy& policy);  // "bind=static:0"
// Those that grow with the areas or the pages go out line by line.
void render_maps(const Kernel& k, const Mm& mm, LineSink& out);
void render_smaps(const Kernel& k, const Mm& mm, LineSink& out);
void render_numa_maps(const Kernel& k, const Task& task, LineSink& out);
void render_pagemap(const Kernel& k, const Mm& mm, LineSink& out);
std::string render_smaps_rollup(const Kernel& k, const Mm& mm);
std::string render_statm(const Kernel& k, const Mm& mm);
std::string render_status(const Kernel& k, const Task& task);
std::string render_stat(const Kernel& k, const Task& task);
std::string render_comm(const Kernel& k, const Task& task);
std::string render_cmdline(const Kernel& k, const Task& task);
std::string render_limits(const Kernel& k, const Task& task);
std::string render_meminfo(const Kernel& k);
std::string render_vmstat(const Kernel& k);
std::string render_buddyinfo(const Kernel& k);
std::string render_swaps(const Kernel& k);

}  // namespace pw
