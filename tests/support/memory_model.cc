#include "tests/support/memory_model.h"

namespace pw::test {
namespace {

u64 bytes_to_page_end(u64 addr, u64 left) {
  const u64 room = kPageSize - (addr & (kPageSize - 1));
  return left < room ? left : room;
}

// With more of them than this, none is known.
constexpr std::vector<std::string>::size_type kMostContents = 16;

bool is_shared_area(const Vma& vma) { return vma.file.valid() && vma.has(kVmShared); }

}  // namespace

const Vma* MemoryModel::area_at(MmId mm, u64 addr) const {
  const VmaId id = find_vma_at(k_.m.nodes, k_.m.mms[mm].tree, addr);
  return id.valid() ? &k_.m.vmas[id] : nullptr;
}

MemoryModel::Key MemoryModel::key_of(MmId mm, u64 addr) const {
  const Vma* vma = area_at(mm, addr);
  if (vma != nullptr && is_shared_area(*vma)) return Key{true, vma->file.v, linear_page_index(*vma, addr)};
  return Key{false, mm.v, to_pages(addr)};
}

// Never touched: zeros.
MemoryModel::PageBytesModel& MemoryModel::page(const Key& key) {
  const auto made = pages_.emplace(key, PageBytesModel{});
  if (made.second) made.first->second.may.push_back(std::string(kPageSize, '\0'));
  return made.first->second;
}

void MemoryModel::store(MmId mm, u64 addr, const std::string& bytes) {
  for (u64 done = 0; done < bytes.size();) {
    const u64 part = bytes_to_page_end(addr + done, bytes.size() - done);
    PageBytesModel& at = page(key_of(mm, addr + done));
    for (std::string& content : at.may) content.replace((addr + done) & (kPageSize - 1), part, bytes, done, part);
    at.is_lazy = false;
    done += part;
  }
}

void MemoryModel::may_store(MmId mm, u64 addr, const std::string& bytes) {
  for (u64 done = 0; done < bytes.size();) {
    const u64 part = bytes_to_page_end(addr + done, bytes.size() - done);
    PageBytesModel& at = page(key_of(mm, addr + done));
    std::vector<std::string> stored = at.may;
    for (std::string& content : stored) content.replace((addr + done) & (kPageSize - 1), part, bytes, done, part);
    at.may.insert(at.may.end(), stored.begin(), stored.end());
    if (at.may.size() > kMostContents) at.may.clear();
    done += part;
  }
}

bool MemoryModel::load(MmId mm, u64 addr, const std::string& bytes) {
  for (u64 done = 0; done < bytes.size();) {
    const u64 part = bytes_to_page_end(addr + done, bytes.size() - done);
    const u64 offset = (addr + done) & (kPageSize - 1);
    PageBytesModel& at = page(key_of(mm, addr + done));
    std::vector<std::string> matching;
    for (const std::string& content : at.may) {
      if (content.compare(offset, part, bytes, done, part) == 0) matching.push_back(content);
    }
    if (at.may.empty() && part == kPageSize) matching.push_back(bytes.substr(done, part));
    if (!at.may.empty() && matching.empty()) return false;
    if (!at.is_lazy) at.may = matching;
    done += part;
  }
  return true;
}

void MemoryModel::copy(MmId from, u64 source, MmId to, u64 target, u64 size_bytes) {
  for (u64 done = 0; done < size_bytes;) {
    const u64 part = bytes_to_page_end(target + done, bytes_to_page_end(source + done, size_bytes - done));
    const Key key = key_of(from, source + done);
    const PageBytesModel& at = page(key);
    const bool is_known = at.may.size() == 1 && !(key == key_of(to, target + done));
    if (is_known) store(to, target + done, std::string(at.may[0].substr((source + done) & (kPageSize - 1), part)));
    else page(key_of(to, target + done)) = PageBytesModel{};
    done += part;
  }
}

void MemoryModel::fork(MmId parent, MmId child) {
  std::map<Key, PageBytesModel> copied;
  for (auto at = pages_.lower_bound(Key{false, parent.v, 0}); at != pages_.end(); ++at) {
    if (at->first.is_shared || at->first.owner != parent.v) break;
    const Vma* vma = area_at(parent, at->first.index << kPageShift);
    if (vma == nullptr || vma->has(kVmWipeOnFork)) continue;
    copied[Key{false, child.v, at->first.index}] = at->second;
  }
  pages_.insert(copied.begin(), copied.end());
}

template <class Visit>
void MemoryModel::for_each_private(MmId mm, AddrRange range, Visit visit) {
  for (u64 vpn = to_pages(range.start); vpn < to_pages(range.end); ++vpn) {
    const Vma* vma = area_at(mm, vpn << kPageShift);
    if (vma == nullptr || !is_shared_area(*vma)) visit(Key{false, mm.v, vpn});
  }
}

void MemoryModel::map_new(MmId mm, AddrRange range) {
  for (u64 vpn = to_pages(range.start); vpn < to_pages(range.end); ++vpn) {
    pages_.erase(Key{false, mm.v, vpn});
    pages_.erase(key_of(mm, vpn << kPageShift));
  }
}

std::vector<bool> MemoryModel::mapped_pages(MmId mm, AddrRange range) const {
  std::vector<bool> mapped;
  for (u64 addr = range.start; addr < range.end; addr += kPageSize) mapped.push_back(area_at(mm, addr) != nullptr);
  return mapped;
}

void MemoryModel::move(MmId mm, AddrRange from, AddrRange to, const std::vector<bool>& was_mapped) {
  std::map<u64, PageBytesModel> moving;
  for (u64 i = 0; i < from.pages(); ++i) {
    const auto found = pages_.find(Key{false, mm.v, to_pages(from.start) + i});
    if (found == pages_.end()) continue;
    if (i < to.pages()) moving[to_pages(to.start) + i] = found->second;
    pages_.erase(found);
  }
  for (u64 i = 0; i < to.pages(); ++i) {
    const bool is_hole = i < was_mapped.size() && !was_mapped[i];
    if (!is_hole) pages_.erase(Key{false, mm.v, to_pages(to.start) + i});
  }
  for (const auto& [vpn, content] : moving) pages_[Key{false, mm.v, vpn}] = content;
}

void MemoryModel::drop(MmId mm, AddrRange range) {
  for_each_private(mm, range, [&](const Key& key) { pages_.erase(key); });
}

void MemoryModel::maybe_drop(MmId mm, AddrRange range) {
  for_each_private(mm, range, [&](const Key& key) {
    PageBytesModel& at = page(key);
    if (!at.may.empty()) at.may.push_back(std::string(kPageSize, '\0'));
  });
}

void MemoryModel::free_lazily(MmId mm, AddrRange range) {
  maybe_drop(mm, range);
  for_each_private(mm, range, [&](const Key& key) { page(key).is_lazy = true; });
}

// What became of a page may be that it is lazily freed.
void MemoryModel::forget(MmId mm, AddrRange range) {
  for (u64 vpn = to_pages(range.start); vpn < to_pages(range.end); ++vpn) {
    const Key key = key_of(mm, vpn << kPageShift);
    page(key) = PageBytesModel{{}, !key.is_shared};
  }
}

void MemoryModel::prune() {
  for (auto at = pages_.begin(); at != pages_.end();) {
    const Key& key = at->first;
    bool is_there = false;
    if (key.is_shared) {
      is_there = k_.m.files.pool.is_live(FileId(key.owner));
    } else if (k_.m.mms.is_live(MmId(key.owner))) {
      const Vma* vma = area_at(MmId(key.owner), key.index << kPageShift);
      is_there = vma != nullptr && !is_shared_area(*vma);
    }
    at = is_there ? std::next(at) : pages_.erase(at);
  }
}

}  // namespace pw::test
