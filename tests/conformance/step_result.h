// StepResult: what one step came to and what can be seen of every process after it, from the engine or from the live kernel alike.
//
// Frames are numbers of the side they come from, so they say nothing by themselves: canonicalise() renames them by first appearance over
// all processes in the order of pids and addresses. A frame that was there in the step before keeps its name, wherever it is mapped now:
// so equal names mean "the same page as that one, and as before". The objects behind shared areas are renamed likewise, for good. Two
// canonical results are compared with ==, or read as text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/ids.h"

namespace pw {

// Letters of `run --json`, in their order: "PSGFXEWZH".
enum PageState : u16 {
  kStatePresent = 1,
  kStateSwapped = 2,
  kStateGuard = 4,
  kStateFile = 8,
  kStateExclusive = 16,      // mapped once only
  kStateAnonExclusive = 32,
  kStateUffdWp = 64,
  kStateZero = 128,
  kStateHuge = 256,
};

// Those flags of kpageflags that no third party changes; the others are left out on both sides and counted as skipped.
// kMarkSwapcache is also that of a swapped page, when the cache has it: then mincore says so.
enum PageMark : u16 { kMarkAnon = 1, kMarkLru = 2, kMarkMlocked = 4, kMarkSwapbacked = 8, kMarkUnevictable = 16, kMarkSwapcache = 32 };

// Of a swapped page: as pagemap has it, the type in the lower five bits, the offset above.
inline constexpr u32 kSwapTypeBits = 5;

struct PageFact {
  u64 vpn = 0;
  u64 frame = 0;  // 0 of the zero page and of what has none
  u32 mapcount = 0;
  u16 state = 0;
  u16 marks = 0;
  u64 swap = 0;
};

struct VmaFact {
  u64 start = 0;
  u64 end = 0;
  std::string perm;
  std::string name;
  std::string flags;
  u64 offset = 0;  // in bytes; as maps has it, 0 of anonymous memory
  u64 object = 0;  // the inode: which shared object or file; 0 of anonymous memory
  u64 dirty = 0;  // pages: Shared_Dirty and Private_Dirty of smaps
  u64 lazy_free = 0;
  u64 swap = 0;
  u64 swap_pss = 0;  // in KiB
};

// A row of /proc/swaps, in pages.
struct SwapFact {
  std::string name;
  u64 size = 0;
  u64 used = 0;
  i32 priority = 0;
};

// Sizes in pages.
struct ProcessFacts {
  Pid pid = 0;
  std::vector<VmaFact> vmas;
  std::vector<PageFact> pages;
  u64 size = 0, rss = 0, anon = 0, shmem = 0, locked = 0, swap = 0, data = 0, stack = 0;
  i64 tables = 0;
  i64 tables_start = 0;  // when the process began; not compared
  bool hides_swap_cache = false;  // it sleeps, so nobody could ask what the swap cache has of its pages
};

struct StepResult {
  enum class Kind : u8 { kNothing, kRet, kErrno, kSignal } kind = Kind::kNothing;
  Pid pid = 0;
  u64 ret = 0;
  u32 error = 0;
  u32 signo = 0;
  i32 code = 0;
  u64 at = 0;
  u64 minflt = 0;
  u64 majflt = 0;
  i64 committed = 0;  // by how many pages Committed_AS went up; compared by CommittedCheck
  bool has_committed = false;
  bool hides_faults = false;  // execve: the program that the live side executes takes faults of its own
  bool hides_result = false;  // there was no call on the live side whose result could be compared
  std::string answer;  // what the call wrote for the caller: the status of `wait`, the vector of `mincore`
  std::vector<ProcessFacts> processes;  // ascending by pid
  std::vector<SwapFact> swaps;          // in the order of types
};

bool operator==(const PageFact& a, const PageFact& b);
bool operator==(const VmaFact& a, const VmaFact& b);
bool operator==(const SwapFact& a, const SwapFact& b);
bool operator==(const ProcessFacts& a, const ProcessFacts& b);
bool operator==(const StepResult& a, const StepResult& b);
u64 count_facts(const StepResult& result);
// What the two sides have and no comparison can be made of, by name: counted, so that the summary says how much it does not say.
struct SkippedFact {
  const char* name;
  const char* why;
  u64 (*count)(const StepResult& result);
};
const std::vector<SkippedFact>& skipped_facts();
inline constexpr std::size_t kMostSkipped = 12;

// The names of the frames that are there now, and of all objects that ever were.
class FrameNames {
 public:
  // `keeps`: a frame of the step before keeps its name. Not where pages were both freed and taken in this step: then a number that is
  // there again may be another page.
  void canonicalise(StepResult& result, bool keeps);

 private:
  std::map<u64, u64> names_;
  u64 next_ = 1;
  std::map<u64, u64> objects_;
};

// ---- step_text.cc ----------------------------------------------------------------------------------------------------------------
// One fact a line; pages in runs of equal state with consecutive frame names.
std::vector<std::string> step_lines(const StepResult& result);
std::string state_letters(u16 state);
std::string swap_text(u64 swap);  // "TYPE:OFFSET"
std::string marks_text(u16 marks);
// Two texts side by side, lines that differ marked; `context` equal lines around each difference.
std::string side_by_side(const std::vector<std::string>& left, const std::vector<std::string>& right, const char* left_title,
                         const char* right_title, u32 context);

}  // namespace pw
