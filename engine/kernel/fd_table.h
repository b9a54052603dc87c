// files_struct: the descriptors of tasks (include/linux/fdtable.h, fs/file.c).
//
//   Task ── files ──> FilesStruct ── block[i] ──> FdBlock: 64 descriptors      CLONE_FILES and threads: one FilesStruct, several users
//                         fork's copy ──────────────┘                          dup_fd: a FilesStruct of its own, the same blocks until
//                                                                              one of the two opens or closes something in them
//
// So a fork costs no more where many files are open, and a file counts the blocks that name it; Linux copies the whole table at once and
// counts tables (f_count). It is gone with its last descriptor in both.
// Only descriptors of files that an area may map are kept, and what was duplicated from others (an invalid file). 0, 1 and 2 are open
// from the start and name nothing that can be mapped.
#pragma once

#include "engine/base/pool.h"
#include "engine/kernel/task.h"
#include "engine/memory/cx.h"

namespace pw {

inline constexpr u32 kMaxFds = 1024;  // RLIMIT_NOFILE
inline constexpr u32 kFirstFreeFd = 3;
inline constexpr u32 kFdsPerBlock = 64;

using FdBlockId = Id<struct FdBlockTag>;

struct FdBlock {
  u32 users = 0;          // files_structs that have it
  u64 open = 0;           // a bit a descriptor, as in fdtable::open_fds
  u64 close_on_exec = 0;  // of these, which execve closes
  FileId file[kFdsPerBlock];
  PW_FIELDS(FdBlock, users, open, close_on_exec, file);
};

struct FilesStruct {
  u32 users = 0;  // files->count: tasks
  FdBlockId block[kMaxFds / kFdsPerBlock];
  PW_FIELDS(FilesStruct, users, block);
};

struct FdTables {
  Pool<FilesStruct, FilesId, 16> files;
  Pool<FdBlock, FdBlockId, 2> blocks;
  PW_FIELDS(FdTables, files, blocks);
};

// What a descriptor is; is_open alone of 0, 1 and 2.
struct FdEntry {
  bool is_open = false;
  bool close_on_exec = false;
  FileId file;
};
FdEntry look_up_fd(const FdTables& tables, FilesId files, u32 fd);
// The lowest that is free, from `at_least` on; kMaxFds or more: none.
u32 find_free_fd(const FdTables& tables, FilesId files, u32 at_least);

FilesId make_files(FdTables& tables);                 // of the first process: one user, nothing open
void get_files(FdTables& tables, FilesId files);      // CLONE_FILES
FilesId dup_fd(FdTables& tables, FilesId files);      // a copy for one user

// `fd` is free; the entry takes a reference to the file.
void install_fd(FdTables& tables, Cx& cx, FilesId files, u32 fd, FileId file, bool close_on_exec);
// False: nothing that is kept was open there.
bool close_fd(FdTables& tables, Cx& cx, FilesId files, u32 fd);
void set_close_on_exec(FdTables& tables, Cx& cx, FilesId files, u32 fd, bool close_on_exec);
void close_on_exec_fds(FdTables& tables, Cx& cx, FilesId files);
// A task lets go; its last user closes all, in order.
void put_files(FdTables& tables, Cx& cx, FilesId files);
// The reference of a descriptor or of a call that runs; the last one frees the file.
void put_open_file(Cx& cx, FileId file);

}  // namespace pw
