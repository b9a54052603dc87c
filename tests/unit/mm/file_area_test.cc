// Areas over files whose contents are not built: they exist, split, merge, are protected and forked, and nobody touches them.
#include <utility>

#include "engine/kernel/file_calls.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kBase = 0x100000000000ull;

struct FileMachine : Machine {
  u32 open(const std::string& path, bool writable = false) {
    Trace trace(sink);
    OpenRequest request;
    request.name = name_of_path(path);
    request.writable = writable;
    const Result<u32> fd = sys_open(k, trace, 1, request);
    REQUIRE(fd.ok());
    check();
    return fd.value();
  }
  Result<u64> map(u32 fd, u64 at_page, u64 pages, u32 prot, u64 file_page, u32 type = kMapPrivate) {
    Trace trace(sink);
    const Result<u64> addr = sys_mmap_fd(k, trace, 1, kBase + at_page * kPageSize, pages * kPageSize, prot, type | kMapFixed, fd,
                                         file_page * kPageSize);
    check();
    return addr;
  }
  void close(u32 fd) {
    Trace trace(sink);
    REQUIRE(sys_close(k, trace, 1, fd).ok());
    check();
  }
};

}  // namespace

TEST_CASE("areas over one open file join where offsets go on, those over two opens never", "[file]") {
  FileMachine m;
  const u32 fd = m.open("/lib/libc.so.6");
  REQUIRE(m.map(fd, 0, 4, kProtRead, 10).ok());
  REQUIRE(m.map(fd, 4, 4, kProtRead, 14).ok());
  CHECK(m.vma(1, kBase).end == kBase + 8 * kPageSize);
  REQUIRE(m.map(fd, 8, 4, kProtRead, 30).ok());  // another offset
  CHECK(m.vma(1, kBase).end == kBase + 8 * kPageSize);
  const u32 again = m.open("/lib/libc.so.6");
  REQUIRE(m.map(again, 12, 4, kProtRead, 34).ok());
  CHECK(m.vma(1, kBase + 8 * kPageSize).end == kBase + 12 * kPageSize);
  const FilePool& files = m.k.m.files.pool;
  CHECK(files[m.vma(1, kBase).file].inode == files[m.vma(1, kBase + 12 * kPageSize).file].inode);
  CHECK(m.k.m.files.inodes.live_count() == 1);
}

TEST_CASE("an area keeps its file when the descriptor is closed, and the last area lets it go", "[file]") {
  FileMachine m;
  const u32 fd = m.open("/lib/libc.so.6");
  REQUIRE(m.map(fd, 0, 4, kProtRead, 0).ok());
  m.close(fd);
  CHECK(m.k.m.files.pool.live_count() == 1);
  const Pid child = m.fork(1);
  m.munmap(1, kBase, 4);
  CHECK(m.k.m.files.pool.live_count() == 1);
  m.exit(child);
  CHECK(m.k.m.files.pool.live_count() == 0);
}

TEST_CASE("a private writable file area is promised memory, also once it is read-only again", "[file]") {
  FileMachine m;
  const u64 before = m.k.m.committed_pages;
  const u32 fd = m.open("/lib/libc.so.6");
  REQUIRE(m.map(fd, 0, 4, kRw, 0).ok());
  CHECK(m.vma(1, kBase).has(kVmAccount));
  CHECK(m.k.m.committed_pages == before + 4);
  m.mprotect(1, kBase, 2, kProtRead);
  CHECK(m.vma(1, kBase).has(kVmAccount));
  REQUIRE(m.map(fd, 4, 2, kProtRead, 4).ok());
  REQUIRE(m.map(fd, 6, 2, kProtRead, 6).ok());
  CHECK(m.vma(1, kBase + 4 * kPageSize).end == kBase + 8 * kPageSize);
  m.mprotect(1, kBase + 2 * kPageSize, 2, kProtRead);
  CHECK(m.vma(1, kBase).end == kBase + 4 * kPageSize);  // `ac` on one side only
}

TEST_CASE("shared mappings ask how the file was opened", "[file]") {
  FileMachine m;
  const u32 ro = m.open("/a");
  const u32 rw = m.open("/b", true);
  CHECK(m.map(ro, 0, 1, kRw, 0, kMapShared).error().code == Errno::kEACCES);
  REQUIRE(m.map(ro, 0, 1, kProtRead, 0, kMapShared).ok());
  CHECK(m.vma(1, kBase).flags == (kVmRead | kVmMayRead | kVmMayExec | kVmMayShare));
  Trace silent;
  CHECK(sys_mprotect(m.k, silent, 1, kBase, kPageSize, kRw).error().code == Errno::kEACCES);
  REQUIRE(m.map(rw, 4, 1, kRw, 0, kMapShared).ok());
  CHECK(m.vma(1, kBase + 4 * kPageSize).has(kVmShared));
  CHECK(m.map(rw, 8, 1, kRw, 0, kMapPrivate | kMapGrowsDown).error().code == Errno::kEINVAL);
}

TEST_CASE("MAP_SHARED_VALIDATE refuses what it does not know, before anything else is asked of the file", "[file]") {
  // Bit by bit as a live 6.18 answers; MAP_HUGETLB apart, which makes another mapping.
  FileMachine m;
  const u32 rw = m.open("/b", true);
  const u32 ro = m.open("/a");
  const auto answer = [&](u32 fd, u32 prot, u32 flags, u64 addr = kBase) {
    Trace silent;
    Kernel k = m.k;
    return sys_mmap_fd(k, silent, 1, addr, kPageSize, prot, flags, fd, 0).error().code;
  };
  const u32 known = 0x7c03f9f0;
  for (u32 bit = 4; bit < 32; ++bit) {
    const u32 flag = 1u << bit;
    if (flag == 0x40000) continue;
    INFO(std::hex << flag);
    const bool is_known = (known & flag) != 0;
    const Errno expected = flag == kMapGrowsDown ? Errno::kEINVAL : is_known ? Errno::kOk : Errno::kEOPNOTSUPP;
    CHECK(answer(rw, kRw, kMapSharedValidate | flag) == expected);
    const bool is_refused = flag == kMapGrowsDown;
    CHECK(answer(rw, kRw, kMapShared | flag) == (is_refused ? Errno::kEINVAL : Errno::kOk));
  }
  CHECK(answer(ro, kRw, kMapSharedValidate | kMapFixedNoReplace) == Errno::kEOPNOTSUPP);
  CHECK(answer(ro, kRw, kMapSharedValidate) == Errno::kEACCES);
  CHECK(answer(rw, kRw, kMapSharedValidate | kMapFixedNoReplace, kBase + 1) == Errno::kEINVAL);
  m.mmap(1, 1, kRw, kBase);
  CHECK(answer(rw, kRw, kMapSharedValidate | kMapFixedNoReplace) == Errno::kEEXIST);  // the place is looked for first
}

TEST_CASE("whoever asks for a page of a named file leaves its name", "[file]") {
  FileMachine m;
  const u32 fd = m.open("/etc/passwd");
  m.mmap(1, 2, kRw, kBase);
  REQUIRE(m.map(fd, 2, 2, kRw, 0).ok());
  const FileId file = m.vma(1, kBase + 2 * kPageSize).file;
  const auto asked = [&m] { return std::exchange(m.k.m.work.unread, FileId()); };
  m.write(1, kBase + 2 * kPageSize);
  CHECK(asked() == file);
  m.read(1, kBase + 3 * kPageSize);
  CHECK(asked() == file);
  m.write(1, kBase, "\1", 3);
  CHECK(asked() == file);
  m.exec(1, kBase + 2 * kPageSize);  // the page would be read in before the fetch is refused
  CHECK(asked() == file);
  m.mprotect(1, kBase + 2 * kPageSize, 2, kProtRead);
  CHECK(m.write(1, kBase + 2 * kPageSize).signal.signo == kSigsegv);  // what it may not do ends in the signal
  CHECK_FALSE(asked().valid());
}

TEST_CASE("descriptors are copied by fork, counted, duplicated and closed", "[file]") {
  FileMachine m;
  Trace silent;
  const u32 fd = m.open("/a");
  CHECK(fd == 3);
  CHECK(sys_dup(m.k, silent, 1, fd, 10, false).value() == 10);
  CHECK(sys_dup(m.k, silent, 1, fd, 0, true).value() == 4);
  CHECK(sys_dup_to(m.k, silent, 1, fd, 7, false).value() == 7);
  CHECK(sys_dup_to(m.k, silent, 1, 9, 7, false).error().code == Errno::kEBADF);
  m.check();
  const FileId file = file_to_map(m.k, 1, 7).value();
  CHECK(m.k.m.files.pool[file].opens == 4);
  const Pid child = m.fork(1);
  CHECK(m.k.m.files.pool[file].opens == 4);  // both have one block of descriptors
  m.exit(child);
  for (const u32 one : {3u, 4u, 7u, 10u}) m.close(one);
  CHECK(m.k.m.files.pool.live_count() == 0);
  CHECK(file_to_map(m.k, 1, 3).error().code == Errno::kEBADF);
  CHECK(file_to_map(m.k, 1, 1).error().code == Errno::kENODEV);
  CHECK(sys_close(m.k, silent, 1, 3).error().code == Errno::kEBADF);
}

TEST_CASE("descriptors end at 1023, and each call says so in its own way", "[file]") {
  // As a live 6.18 with RLIMIT_NOFILE of 1024 answers.
  FileMachine m;
  Trace silent;
  const u32 fd = m.open("/a");
  CHECK(sys_dup_to(m.k, silent, 1, fd, 1024, false).error().code == Errno::kEBADF);
  CHECK(sys_dup(m.k, silent, 1, fd, 1024, false).error().code == Errno::kEINVAL);
  CHECK(sys_dup(m.k, silent, 1, 99, 1024, false).error().code == Errno::kEBADF);
  CHECK(sys_dup_to(m.k, silent, 1, fd, 1023, false).value() == 1023);
  CHECK(sys_dup(m.k, silent, 1, fd, 1023, false).error().code == Errno::kEMFILE);
  CHECK(sys_dup(m.k, silent, 1, fd, 1022, false).value() == 1022);
  OpenRequest request;
  request.name = name_of_path("/b");
  request.has_number = true;
  request.number = 1024;
  CHECK(sys_open(m.k, silent, 1, request).error().code == Errno::kEMFILE);
  request.number = 1023;
  CHECK(sys_open(m.k, silent, 1, request).value() == 1023);
  request.has_number = false;
  for (u32 next = 4; next < 1022; ++next) REQUIRE(sys_open(m.k, silent, 1, request).value() == next);
  CHECK(sys_open(m.k, silent, 1, request).error().code == Errno::kEMFILE);
  CHECK(sys_dup(m.k, silent, 1, fd, 0, false).error().code == Errno::kEMFILE);
  m.check();
}
