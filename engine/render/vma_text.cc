// An area in words: its name, permissions and flags, as maps and smaps have them.
#include "engine/render/render.h"
#include "engine/render/text.h"
#include "engine/render/vm_flag_names.h"

namespace pw {
namespace {

struct FlagName {
  u64 flag;
  const char* name;
};

// show_smap_vma_flags (fs/proc/task_mmu.c): two letters a flag, in the order of the bits.
constexpr FlagName kFlagNames[] = {
#define PW_VM_FLAG(constant, bit, letters) {constant, letters},
#include "engine/vma/vm_flags.def"
#undef PW_VM_FLAG
};

}  // namespace

std::string vm_flags_text(u64 flags) {
  std::string text;
  for (const FlagName& one : kFlagNames) {
    if ((flags & one.flag) == 0) continue;
    if (!text.empty()) text += ' ';
    text += one.name;
  }
  return text;
}

u64 find_vm_flag(const std::string& code) {
  for (const FlagName& one : kFlagNames) {
    if (code == one.name) return one.flag;
  }
  return 0;
}

std::string perm_text(u64 flags) {
  std::string text = "---p";
  if ((flags & kVmRead) != 0) text[0] = 'r';
  if ((flags & kVmWrite) != 0) text[1] = 'w';
  if ((flags & kVmExec) != 0) text[2] = 'x';
  if ((flags & kVmMayShare) != 0) text[3] = 's';
  return text;
}

// get_vma_name: of a file its path. The heap is what reaches between start_brk and brk, even an mmap that happens to lie there
// (vma_is_initial_heap); the stack is the area that holds the address where the stack began (vma_is_initial_stack).
std::string vma_name(const Kernel& k, VmaId id) {
  const Vma& vma = k.m.vmas[id];
  if (vma.file.valid()) return k.m.files.pool[vma.file].path;
  const Mm& mm = k.m.mms[vma.mm];
  if (vma.start < mm.brk && vma.end > mm.start_brk) return "[heap]";
  return vma.start <= mm.start_stack && vma.end >= mm.start_stack ? "[stack]" : "";
}

}  // namespace pw
