// Invariants of files, over what this layer can see. F3 (areas and descriptors are counted) is asked in mm/check.cc and
// kernel/check.cc.
//
//   F1  a file that exists has a reference, and only a shmem object has pages
//   F2  a page of an object lies inside it, and its frame is of type shmem, up to date, and names the object and the index
//   F4  the index finds every file, and nothing else
#include "engine/file/file.h"
#include "engine/file/page.h"

namespace pw {

void check_files(const Files& files, const Phys& phys, CheckLevel level, CheckReport& report) {
  files.pool.for_each([&](FileId id, const MapFile& file) {
    const std::string name = "file " + std::to_string(id.v);
    if (file.areas == 0 && file.opens == 0) report.broken("F1", name + " is referred to by nobody");
    if (file.kind != FileKind::kShmem && !file.pages.empty()) report.broken("F1", name + " has pages and is no shmem object");
    if (level == CheckLevel::kQuick) return;
    if (!find_file(files, file.kind, file.name).valid()) report.broken("F4", name + " is not found by its name");
    for (const auto& [index, pfn] : file.pages) {
      const Page& page = phys.pages[pfn];
      const bool names_it = page.type == PageType::kShmem && file_of(page) == id && page.index == index;
      if (!names_it || !has_flag(page, kPgUptodate))
        report.broken("F2", name + ": frame " + std::to_string(pfn) + " does not know it");
      if (index >= file.size_pages) report.broken("F2", name + " has a page behind its end");
    }
  });
  report.expect(files.index.size() == files.pool.live_count(), "F4", "the index has one entry a file");
}

}  // namespace pw
