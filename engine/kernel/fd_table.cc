// dup_fd, fd_install, close_files, do_close_on_exec (fs/file.c).
//
// Owns: K8 (blocks and their users), the descriptors' half of F3.
#include "engine/kernel/fd_table.h"

#include <bit>

#include "engine/mm/area.h"
#include "engine/trace/file_events.h"

namespace pw {
namespace {

constexpr u32 kBlocks = kMaxFds / kFdsPerBlock;

u64 bit_of(u32 fd) { return u64{1} << (fd % kFdsPerBlock); }

FdBlockId block_of(const FdTables& tables, FilesId files, u32 fd) {
  return fd < kMaxFds ? tables.files[files].block[fd / kFdsPerBlock] : FdBlockId();
}

// The block of `fd`, for `files` alone to write: made, or copied from the one that others have, too.
FdBlockId own_block(FdTables& tables, Cx& cx, FilesId files, u32 fd) {
  PW_ASSERT(fd < kMaxFds, "descriptors go up to RLIMIT_NOFILE");
  const FdBlockId shared = block_of(tables, files, fd);
  if (shared.valid() && tables.blocks[shared].users == 1) return shared;
  FdBlock block;
  if (shared.valid()) {
    block = tables.blocks[shared];
    --tables.blocks.mut(shared).users;
    for (const FileId file : block.file) get_file_open(cx.m.files, file);
  }
  block.users = 1;
  const FdBlockId own = tables.blocks.alloc(block);
  tables.files.mut(files).block[fd / kFdsPerBlock] = own;
  return own;
}

// Calls visit(fd) for the bits of a block that are set, lowest first.
template <class Visit>
void for_each_bit(u32 first_fd, u64 bits, Visit visit) {
  for (; bits != 0; bits &= bits - 1) visit(first_fd + static_cast<u32>(std::countr_zero(bits)));
}

// filp_close of what only this block still names.
void close_entry(FdTables& tables, Cx& cx, FdBlockId id, u32 fd) {
  FdBlock& block = tables.blocks.mut(id);
  PW_ASSERT(block.users == 1, "whoever closes a descriptor has its block alone");
  PW_ASSERT((block.open & bit_of(fd)) != 0, "a descriptor that is closed was open");
  const FileId file = block.file[fd % kFdsPerBlock];
  block.file[fd % kFdsPerBlock] = FileId();
  block.open &= ~bit_of(fd);
  block.close_on_exec &= ~bit_of(fd);
  put_open_file(cx, file);
  cx.trace.emit(EventId::kFdClose, fd, file.v);
}

// All of a block are closed; where others have it, too, it stays as it is.
void put_block(FdTables& tables, Cx& cx, FilesId files, u32 index) {
  const FdBlockId id = tables.files[files].block[index];
  if (!id.valid()) return;
  const bool is_alone = tables.blocks[id].users == 1;
  for_each_bit(index * kFdsPerBlock, tables.blocks[id].open, [&](u32 fd) {
    if (is_alone) return close_entry(tables, cx, id, fd);
    cx.trace.emit(EventId::kFdClose, fd, tables.blocks[id].file[fd % kFdsPerBlock].v);
  });
  tables.files.mut(files).block[index] = FdBlockId();
  if (is_alone) tables.blocks.free(id);
  else --tables.blocks.mut(id).users;
}

}  // namespace

FdEntry look_up_fd(const FdTables& tables, FilesId files, u32 fd) {
  FdEntry entry;
  entry.is_open = fd < kFirstFreeFd;
  const FdBlockId id = block_of(tables, files, fd);
  if (!id.valid() || (tables.blocks[id].open & bit_of(fd)) == 0) return entry;
  entry.is_open = true;
  entry.close_on_exec = (tables.blocks[id].close_on_exec & bit_of(fd)) != 0;
  entry.file = tables.blocks[id].file[fd % kFdsPerBlock];
  return entry;
}

u32 find_free_fd(const FdTables& tables, FilesId files, u32 at_least) {
  u32 fd = at_least < kFirstFreeFd ? kFirstFreeFd : at_least;
  while (fd < kMaxFds) {
    const FdBlockId id = block_of(tables, files, fd);
    const u64 open = id.valid() ? tables.blocks[id].open : 0;
    const u64 free = ~open & ~(bit_of(fd) - 1);
    const u32 first = fd / kFdsPerBlock * kFdsPerBlock;
    if (free != 0) return first + static_cast<u32>(std::countr_zero(free));
    fd = first + kFdsPerBlock;
  }
  return fd;
}

FilesId make_files(FdTables& tables) {
  FilesStruct files;
  files.users = 1;
  return tables.files.alloc(files);
}

void get_files(FdTables& tables, FilesId files) { ++tables.files.mut(files).users; }

FilesId dup_fd(FdTables& tables, FilesId files) {
  FilesStruct copy = tables.files[files];
  copy.users = 1;
  for (const FdBlockId id : copy.block) {
    if (id.valid()) ++tables.blocks.mut(id).users;
  }
  return tables.files.alloc(copy);
}

void install_fd(FdTables& tables, Cx& cx, FilesId files, u32 fd, FileId file, bool close_on_exec) {
  get_file_open(cx.m.files, file);
  FdBlock& block = tables.blocks.mut(own_block(tables, cx, files, fd));
  PW_ASSERT((block.open & bit_of(fd)) == 0, "a descriptor that is given out was free");
  block.open |= bit_of(fd);
  if (close_on_exec) block.close_on_exec |= bit_of(fd);
  block.file[fd % kFdsPerBlock] = file;
  cx.trace.emit(EventId::kFdInstall, fd, file.v);
}

bool close_fd(FdTables& tables, Cx& cx, FilesId files, u32 fd) {
  const FdBlockId id = block_of(tables, files, fd);
  if (!id.valid() || (tables.blocks[id].open & bit_of(fd)) == 0) return false;
  close_entry(tables, cx, own_block(tables, cx, files, fd), fd);
  return true;
}

void set_close_on_exec(FdTables& tables, Cx& cx, FilesId files, u32 fd, bool close_on_exec) {
  const FdBlockId id = block_of(tables, files, fd);
  if (!id.valid() || (tables.blocks[id].open & bit_of(fd)) == 0) return;
  FdBlock& block = tables.blocks.mut(own_block(tables, cx, files, fd));
  block.close_on_exec = close_on_exec ? block.close_on_exec | bit_of(fd) : block.close_on_exec & ~bit_of(fd);
}

void close_on_exec_fds(FdTables& tables, Cx& cx, FilesId files) {
  for (u32 index = 0; index < kBlocks; ++index) {
    const FdBlockId id = tables.files[files].block[index];
    if (!id.valid()) continue;
    const u64 bits = tables.blocks[id].close_on_exec;
    for_each_bit(index * kFdsPerBlock, bits, [&](u32 fd) { close_fd(tables, cx, files, fd); });
  }
}

void put_files(FdTables& tables, Cx& cx, FilesId files) {
  PW_ASSERT(tables.files[files].users > 0, "descriptors that are let go of had a user");
  if (tables.files[files].users > 1) {
    --tables.files.mut(files).users;
    return;
  }
  for (u32 index = 0; index < kBlocks; ++index) put_block(tables, cx, files, index);
  tables.files.free(files);
}

void put_open_file(Cx& cx, FileId file) { take_back(cx, put_file_open(cx.m.files, cx.m.phys, cx.trace, cx.cpu, file)); }

}  // namespace pw
