// Which new memory is taken as written at once. No log shows stores, and where areas merge depends on them: two areas that were both
// written before they met stay two.
//
// A program writes to the private memory that it makes writable, so that is the rule. But the pages that a loader puts behind a library's
// data (.bss) wait for their first store until long after; they are taken as not written, and where that decides whether two areas are one,
// it is told. Maps of the moment before the end decide better: what is one area there was one all along, so only its first part is written.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "engine/import/read/maps_text.h"
#include "engine/memory/limits.h"

namespace pw {

class Stores {
 public:
  enum class Answer : u8 { kWritten, kNotYet, kGuessed };  // kGuessed: written, and beside memory of which nobody knows

  // `process` is the number of the leader in the log.
  void add_end(u32 process, const MapsText& maps) { ends_[process].areas = maps.areas; }
  bool has_end(u32 process) const { return ends_.count(process) != 0; }

  // A file was mapped there, its place chosen by the kernel: the span of a library.
  void map_file(u32 process, u64 start, u64 length) { libraries_[process][start] = start + length; }
  // New private memory that may be written; `is_fixed`: placed by the program, without a file.
  Answer make(u32 process, u64 start, u64 length, bool is_fixed);
  // A new program, or a copy of the parent's.
  void begin(u32 process);
  void copy(u32 from, u32 to);

 private:
  struct End {
    std::vector<MapsArea> areas;
    std::set<u64> written;  // starts of areas that have their first part
  };
  bool is_bss(u32 process, u64 start) const;

  std::map<u32, End> ends_;
  std::map<u32, std::map<u64, u64>> libraries_;  // by process: start -> end
  std::map<u32, std::map<u64, u64>> unwritten_;
};

}  // namespace pw
