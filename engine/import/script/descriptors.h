// Which file a descriptor stands for, as far as a log tells: a table a process, shared by tasks that were made with CLONE_FILES.
//
// A program opens many files and maps few. So an open becomes a command only when somebody maps the descriptor; until then it is
// remembered here.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/types.h"

namespace pw {

struct Descriptor {
  std::string path;
  std::string flags = "O_RDWR";  // O_… as strace prints them
  bool is_told = false;          // the machine has it, too
  u32 pidfd = 0;                 // of pidfd_open: the process, as the log numbers it
};

class Descriptors {
 public:
  u32 add_table();
  void copy(u32 from, u32 to) { tables_[to] = tables_[from]; }
  void open(u32 table, u32 fd, const Descriptor& descriptor) { tables_[table][fd] = descriptor; }
  void close(u32 table, u32 fd) { tables_[table].erase(fd); }
  void dup(u32 table, u32 from, u32 to);
  // One that the log never showed being made is given the name "fd 3".
  Descriptor& at(u32 table, u32 fd);

 private:
  std::vector<std::map<u32, Descriptor>> tables_;
};

// "\"/usr\\40lib\"" -> "/usr lib": a string as strace prints it, without quotes and escapes.
std::string unquoted(const std::string& text);
// The same of what stands in no quotes.
std::string unescaped(const std::string& text);
std::string quoted(const std::string& text);
// What `strace -y` adds to a descriptor: "3</usr/lib/libc.so.6>" -> "/usr/lib/libc.so.6"; empty when it adds nothing.
std::string path_beside(const std::string& descriptor);

}  // namespace pw
