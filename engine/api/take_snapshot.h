// The parts of a snapshot, each filled by a file of its own.
#pragma once

#include "engine/api/snapshot.h"

namespace pw {

void fill_physical(const Kernel& k, Snapshot& out);      // zones, free blocks, frames, lists
void fill_processes(const Kernel& k, Snapshot& out);     // tasks and their names
void fill_spaces(const Kernel& k, Snapshot& out);        // mms, areas, VMA trees, page tables
void fill_rmap(const Kernel& k, Snapshot& out);          // anon_vmas and chains
void fill_tlb(const Kernel& k, Snapshot& out);
void fill_swap(const Kernel& k, Snapshot& out);          // areas, clusters, slots in use

inline double pages_of(u64 size_bytes) { return static_cast<double>(to_pages(size_bytes)); }
inline u32 low_half(u64 value) { return static_cast<u32>(value); }
inline u32 high_half(u64 value) { return static_cast<u32>(value >> 32); }

}  // namespace pw
