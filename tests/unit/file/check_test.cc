// F1 … F8 broken on purpose, each noticed under its number; and what makes one inode of two paths, or two.
#include "engine/file/page_cache.h"
#include "engine/kernel/file_calls.h"
#include "tests/support/machine.h"

namespace pw::test {
namespace {

constexpr u64 kBase = 0x100000000000ull;

// An object with pages 0 and 70 (so that its XArray has nodes), mapped twice; a named file that two descriptors name.
struct Broken : Machine {
  FileId object;
  FileId named;
  InodeId inode;

  Broken() {
    Trace trace;
    REQUIRE(sys_mmap(k, trace, 1, kBase, 128 * kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed).ok());
    write(1, kBase);
    write(1, kBase + 70 * kPageSize);
    mprotect(1, kBase + 8 * kPageSize, 2, kProtRead);
    object = vma(1, kBase).file;
    inode = k.m.files.pool[object].inode;
    OpenRequest request;
    request.name = name_of_path("/lib/a");
    REQUIRE(sys_open(k, trace, 1, request).ok());
    named = find_named(k.m.files, "/lib/a");
    check();
  }
  Inode& mut_inode() { return k.m.files.inodes.mut(inode); }
  Pfn first_page() const { return Pfn(find_cached(k.m.files, inode, 0).object()); }
  bool breaks(const std::string& rule, CheckLevel level = CheckLevel::kFull) const {
    CheckReport report;
    check_files(k.m.files, k.m.vmas, k.m.phys, level, report);
    for (const std::string& message : report.messages()) {
      if (message.rfind(rule + ":", 0) == 0) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("check_files: files and inodes", "[file]") {
  Broken b;
  Files& files = b.k.m.files;
  SECTION("F1: nobody refers to it") {
    files.pool.mut(b.named).opens = 0;
    CHECK(b.breaks("F1", CheckLevel::kQuick));
  }
  SECTION("F1: its inode is gone") {
    files.pool.mut(b.named).inode = InodeId(77);
    CHECK(b.breaks("F1", CheckLevel::kQuick));
  }
  SECTION("F4: a name that the index does not know") {
    files.pool.mut(b.named).path = "/lib/b";
    CHECK(b.breaks("F4"));
  }
  SECTION("F4: a number that the index does not know") {
    ++b.mut_inode().ino;
    CHECK(b.breaks("F4"));
  }
  SECTION("F4: an inode too many in the index") {
    files.inode_index.insert(5, b.inode);
    CHECK(b.breaks("F4", CheckLevel::kQuick));
  }
  SECTION("F5") {
    ++b.mut_inode().i_count;
    CHECK(b.breaks("F5"));
  }
}

TEST_CASE("check_files: the page cache", "[file]") {
  Broken b;
  Files& files = b.k.m.files;
  Page& page = b.k.m.phys.pages.mut(b.first_page().v);
  SECTION("F2: a page that names another index") {
    page.index = 1;
    CHECK(b.breaks("F2"));
  }
  SECTION("F2: a page that names another inode") {
    page.mapping = mapping_of(InodeId(9));
    CHECK(b.breaks("F2"));
  }
  SECTION("F2: not up to date") {
    page.flags &= ~static_cast<u32>(kPgUptodate);
    CHECK(b.breaks("F2"));
  }
  SECTION("F2: not swap-backed") {
    page.flags &= ~static_cast<u32>(kPgSwapbacked);
    CHECK(b.breaks("F2"));
  }
  SECTION("F2: left locked") {
    page.flags |= kPgLocked;
    CHECK(b.breaks("F2"));
  }
  SECTION("F2: behind the end") {
    b.mut_inode().size_pages = 70;
    CHECK(b.breaks("F2"));
  }
  SECTION("F6: frames") {
    ++b.mut_inode().nrpages;
    CHECK(b.breaks("F6"));
  }
  SECTION("F6: values") {
    xa_store(files.xa_nodes, b.mut_inode().i_pages, 5, XaEntry::of_value(1));
    CHECK(b.breaks("F6"));
  }
  SECTION("F6: pages of a named file") {
    b.mut_inode().is_shmem = false;
    CHECK(b.breaks("F6"));
  }
  SECTION("F6: a node that hangs nowhere") {
    files.xa_nodes.alloc();
    CHECK(b.breaks("F6"));
  }
  SECTION("X1") {
    ++files.xa_nodes.mut(b.mut_inode().i_pages.head.node()).count;
    CHECK(b.breaks("X1"));
  }
}

TEST_CASE("check_files: the tree of areas", "[file]") {
  Broken b;
  VmaPool& vmas = b.k.m.vmas;
  const VmaId root = b.k.m.files.inodes[b.inode].i_mmap;
  SECTION("F7: an area fell off") {
    b.mut_inode().i_mmap = VmaId();
    CHECK(b.breaks("F7"));
  }
  SECTION("F7: an area that maps something else") {
    vmas.mut(root).file = b.named;
    CHECK(b.breaks("F7"));
  }
  SECTION("F8: a red root") {
    vmas.mut(root).shared_rb.is_red = true;
    CHECK(b.breaks("F8"));
  }
  SECTION("F8: an area that moved without leaving its tree") {
    vmas.mut(root).pgoff += 1000;
    CHECK(b.breaks("F8"));
  }
  SECTION("F8: a wrong maximum") {
    ++vmas.mut(root).shared_rb.subtree;
    CHECK(b.breaks("F8"));
  }
}

namespace {

FileId open_once(Files& files, const FileName& name) {
  const FileId id = open_named(files, name, true, false);
  get_file_open(files, id);
  return id;
}

}  // namespace

TEST_CASE("two paths with one described number are one inode, as hard links are", "[file]") {
  Files files;
  const FileId a = open_once(files, FileName{"/usr/bin/a", 8, 1, 4711});
  const FileId b = open_once(files, FileName{"/usr/bin/b", 8, 1, 4711});
  const FileId c = open_once(files, FileName{"/usr/bin/b", 8, 2, 4711});  // another device
  CHECK(files.pool[a].inode == files.pool[b].inode);
  CHECK(files.pool[a].inode != files.pool[c].inode);
  CHECK(name_of(files, b).path == "/usr/bin/b");
  CHECK(files.inodes[files.pool[a].inode].i_count == 2);
}

TEST_CASE("a path that is open already has the number it was described with", "[file]") {
  Files files;
  const FileId a = open_once(files, FileName{"/usr/bin/a", 8, 1, 4711});
  const FileId again = open_once(files, name_of_path("/usr/bin/a"));
  CHECK(files.pool[a].inode == files.pool[again].inode);
  CHECK(name_of(files, again).inode == 4711);
}

TEST_CASE("numbers that are made up never make one file of two", "[file]") {
  Files files;
  const FileName wanted = name_of_path("/lib/a");
  const FileId described = open_once(files, FileName{"/other", wanted.dev_major, wanted.dev_minor, wanted.inode});
  const FileId a = open_once(files, wanted);
  CHECK(files.pool[a].inode != files.pool[described].inode);
  CHECK(name_of(files, a).inode == wanted.inode + 1000000);
  CHECK(files.pool[open_once(files, wanted)].inode == files.pool[a].inode);
}

}  // namespace pw::test
