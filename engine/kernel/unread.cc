// Not a part of Linux: see unread.h. An area over a named file can be mapped, cut and merged, but not touched.
#include "engine/kernel/unread.h"

#include "engine/mm/area.h"

namespace pw {
namespace {

bool may_touch(const Vma& vma, Touch touch) {
  switch (touch) {
    case Touch::kLoad:
    case Touch::kPopulate:
      // Also of a fetch from an area without x, which reads the page in before it is refused: see fault/permission.cc.
      return vma.has(kVmAccessFlags);
    case Touch::kStore:
      return vma.has(kVmWrite);
    case Touch::kForcedLoad:
      return vma.has(kVmRead | kVmMayRead);
    case Touch::kForcedStore:
      break;
  }
  return vma.has(kVmWrite) || is_cow_mapping(vma);
}

}  // namespace

FileId find_unread_file(const Kernel& k, Pid pid, u64 addr, u64 size_bytes, Touch touch) {
  if (!is_running(k, pid)) return FileId();
  const Mm& mm = k.m.mms[k.tasks[pid].mm];
  const u64 end = addr + size_bytes < addr ? ~u64{0} : addr + size_bytes;
  while (addr < end) {
    const VmaId id = find_vma_at(k.m.nodes, mm.tree, addr);
    if (!id.valid() || !may_touch(k.m.vmas[id], touch)) return FileId();
    const FileId file = k.m.vmas[id].file;
    const bool is_passed = touch == Touch::kPopulate && is_special_mapping(k.m, k.m.vmas[id]);
    if (file.valid() && !is_passed && kind_of(k.m.files, file) != FileKind::kShmem) return file;
    addr = k.m.vmas[id].end;
  }
  return FileId();
}

}  // namespace pw
