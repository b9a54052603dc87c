// Areas as a line of a maps file describes them, and what is to be there when they are placed: their files, and room.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/kernel/kernel.h"

namespace pw {

// One line of a maps file.
struct ImageArea {
  enum class Kind : u8 { kAnonymous, kFile, kShmem, kSpecial, kHeap, kStack };
  Kind kind = Kind::kAnonymous;
  AddrRange range;
  u64 flags = 0;  // VM_*
  u64 offset = 0;
  FileName name;
};

// The files of one image: lines of the same kind, path, device and inode are one open file.
class ImageFiles {
 public:
  explicit ImageFiles(const std::vector<ImageArea>& areas);
  // What shared objects will promise as a whole, in pages, beyond what those that are there already have.
  u64 promised_pages(const Files& files) const;
  // … as far as `area` is the first that maps its object.
  u64 promised_by(const Files& files, const ImageArea& area);
  // Opened at its first use; invalid: the area has no file.
  FileId open(Files& files, const ImageArea& area);

 private:
  struct Known {
    ImageArea area;  // the first that maps it
    u64 pages = 0;
    FileId file;
  };
  using Key = std::tuple<ImageArea::Kind, std::string, u32, u32, u64>;
  static Key key_of(const ImageArea& area);
  static u64 promised_by(const Files& files, const Known& known);
  static FileId make(Files& files, const Known& known);
  Known* find(const ImageArea& area);

  std::vector<Known> known_;
  std::map<Key, u32> index_;
};

// What is wrong with a description, before anything changes: EINVAL (not aligned, empty, overlapping), ENOMEM (above the address
// space, too many areas). `may_hold_program`: [heap] and [stack] may stand there.
Status check_image(const Kernel& k, const std::vector<ImageArea>& areas, bool may_hold_program);
// The area as it is described. Its range is free, and what it promises was charged.
void place_described(Cx& cx, MmId mm, ImageFiles& files, const ImageArea& area);
// No call of Linux: the areas that libraries and loaders have left, placed without asking any neighbour. EEXIST: something is in
// the way.
Status load_areas(Kernel& k, Trace& trace, Pid pid, const std::vector<ImageArea>& areas);

}  // namespace pw
