// A page of the page cache: what its struct page says of the file that it belongs to.
#pragma once

#include "engine/base/ids.h"
#include "engine/phys/page.h"

namespace pw {

// page->mapping without tag bits points to the address_space of the file; here to the file's id.
inline u64 file_mapping_of(FileId id) { return (static_cast<u64>(id.v) + 1) << 2; }
inline FileId file_of(const Page& page) {
  const bool has_file = page.type == PageType::kShmem && page.mapping != 0;
  return has_file ? FileId(static_cast<u32>((page.mapping >> 2) - 1)) : FileId();
}

}  // namespace pw
