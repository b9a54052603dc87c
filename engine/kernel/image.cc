// What a maps file says of a program, made so: elf_load (fs/binfmt_elf.c) and the dynamic linker's own calls leave such areas; here their
// description is the input. Shared objects that several lines name are one object, which promises its memory once.
#include "engine/kernel/image.h"

#include <algorithm>

#include "engine/kernel/running.h"
#include "engine/mm/exec.h"
#include "engine/mm/overcommit.h"

namespace pw {
namespace {

using Kind = ImageArea::Kind;

bool has_file(const ImageArea& area) {
  return area.kind == Kind::kFile || area.kind == Kind::kShmem || area.kind == Kind::kSpecial;
}

FileKind kind_of(const ImageArea& area) {
  return area.kind == Kind::kShmem ? FileKind::kShmem : area.kind == Kind::kSpecial ? FileKind::kSpecial : FileKind::kNamed;
}

// A described file that is open already: an image may come in several commands, and another process may have it, too.
FileId find_described(const Files& files, const ImageArea& area) { return find_file(files, kind_of(area), area.name); }

u64 size_of(const Files& files, FileId shmem) { return inode_of(files, shmem).size_pages; }

bool is_accounted(const ImageArea& area) { return (area.flags & kVmNoReserve) == 0; }

// What is to be promised before the first area is placed, so that placing them cannot fail.
u64 pages_to_promise(const Files& files, const std::vector<ImageArea>& areas) {
  u64 pages = ImageFiles(areas).promised_pages(files);
  for (const ImageArea& area : areas) {
    if ((area.flags & kVmAccount) != 0 && area.kind != Kind::kStack) pages += area.range.pages();
  }
  return pages;
}

bool is_in_order(const ImageArea& a, const ImageArea& b) { return a.range.start < b.range.start; }

}  // namespace

// ---- ImageFiles ------------------------------------------------------------------------------------------------------------------
ImageFiles::ImageFiles(const std::vector<ImageArea>& areas) {
  for (const ImageArea& area : areas) {
    if (!has_file(area)) continue;
    const u64 pages = to_pages(area.offset) + area.range.pages();
    Known* known = find(area);
    if (known == nullptr) {
      index_[key_of(area)] = static_cast<u32>(known_.size());
      known_.push_back({area, pages, FileId()});
    }
    if (known != nullptr && known->pages < pages) known->pages = pages;
  }
}

u64 ImageFiles::promised_pages(const Files& files) const {
  u64 pages = 0;
  for (const Known& known : known_) pages += known.area.kind == Kind::kShmem ? promised_by(files, known) : 0;
  return pages;
}

u64 ImageFiles::promised_by(const Files& files, const ImageArea& area) {
  if (area.kind != Kind::kShmem) return 0;
  const Known& known = *find(area);
  return known.file.valid() ? 0 : promised_by(files, known);
}

u64 ImageFiles::promised_by(const Files& files, const Known& known) {
  const FileId there = find_described(files, known.area);
  const u64 size = there.valid() ? size_of(files, there) : 0;
  return is_accounted(known.area) && known.pages > size ? known.pages - size : 0;
}

FileId ImageFiles::open(Files& files, const ImageArea& area) {
  if (!has_file(area)) return FileId();
  Known& known = *find(area);
  if (!known.file.valid()) known.file = make(files, known);
  return known.file;
}

ImageFiles::Key ImageFiles::key_of(const ImageArea& area) {
  return Key(area.kind, area.name.path, area.name.dev_major, area.name.dev_minor, area.name.inode);
}

ImageFiles::Known* ImageFiles::find(const ImageArea& area) {
  const auto found = index_.find(key_of(area));
  return found == index_.end() ? nullptr : &known_[found->second];
}

FileId ImageFiles::make(Files& files, const Known& known) {
  const FileName& name = known.area.name;
  const FileId there = find_described(files, known.area);
  const bool is_shmem = known.area.kind == Kind::kShmem;
  if (there.valid() && is_shmem && size_of(files, there) < known.pages) {
    files.inodes.mut(files.pool[there].inode).size_pages = known.pages;
  }
  if (there.valid()) return there;
  if (known.area.kind == Kind::kSpecial) return open_special(files, name.path);
  if (known.area.kind == Kind::kFile) return open_named(files, name, true, (known.area.flags & kVmShared) != 0);
  const FileId file = make_shmem(files, known.pages, is_accounted(known.area));
  set_inode_number(files, file, name.inode);
  return file;
}

// ---- checked and placed -----------------------------------------------------------------------------------------------------------
Status check_image(const Kernel& k, const std::vector<ImageArea>& areas, bool may_hold_program) {
  if (areas.size() > kMaxMapCount) return fail(Errno::kENOMEM, "more than 65530 areas (vm.max_map_count)");
  std::vector<ImageArea> sorted = areas;
  std::stable_sort(sorted.begin(), sorted.end(), is_in_order);
  u64 last_end = 0;
  for (const ImageArea& area : sorted) {
    const bool is_program = area.kind == Kind::kHeap || area.kind == Kind::kStack;
    if (is_program && !may_hold_program) return fail(Errno::kEINVAL, "[heap] and [stack] belong to execve");
    if (area.range.is_empty() || !is_page_aligned(area.range.start) || !is_page_aligned(area.range.end) ||
        !is_page_aligned(area.offset))
      return fail(Errno::kEINVAL, "an area of the image is empty or not page aligned");
    if (area.range.end > task_size(k.m.pt.levels))
      return fail(Errno::kENOMEM, "an area of the image lies above the user address space");
    if (area.range.start < last_end) return fail(Errno::kEINVAL, "two areas of the image overlap");
    last_end = area.range.end;
  }
  return ok_status();
}

void place_described(Cx& cx, MmId mm, ImageFiles& files, const ImageArea& area) {
  PlacedArea placed;
  placed.range = area.range;
  placed.flags = area.flags;
  placed.file = files.open(cx.m.files, area);
  placed.pgoff = placed.file.valid() ? to_pages(area.offset) : to_pages(area.range.start);
  place_area(cx, mm, placed);
}

Status load_areas(Kernel& k, Trace& trace, Pid pid, const std::vector<ImageArea>& areas) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const Status sound = check_image(k, areas, false);
    if (!sound.ok()) return sound;
    const Mm& mm = k.m.mms[self.mm()];
    if (mm.map_count + areas.size() > kMaxMapCount) return fail(Errno::kENOMEM, "more than 65530 areas (vm.max_map_count)");
    for (const ImageArea& area : areas) {
      if (find_vma_intersection(k.m.nodes, mm.tree, area.range).valid())
        return fail(Errno::kEEXIST, "an area is in the way of one of the image");
    }
    const Status charged = charge_pages(self.cx(), self.mm(), pages_to_promise(k.m.files, areas));
    if (!charged.ok()) return charged;
    ImageFiles files(areas);
    for (const ImageArea& area : areas) place_described(self.cx(), self.mm(), files, area);
    return ok_status();
  });
}

}  // namespace pw
