// Text building blocks: numbers as the kernel prints them, padding by what a reader sees, and a table with aligned columns.
#pragma once

#include <string>
#include <vector>

#include "engine/base/types.h"

namespace pw {

std::string hex(u64 value);                    // "0x1a3"
std::string hex_digits(u64 value, u32 width);  // "000001a3": lower case, zero-padded
std::string decimal(u64 value);
std::string decimal_wide(u64 value, u32 width);  // right-aligned
std::string binary_digits(u64 value, u32 width);

// Columns on a terminal: code points, since everything here is ASCII or box drawing.
u32 display_width(const std::string& text);
std::string pad_right(std::string text, u32 width);
std::string pad_left(const std::string& text, u32 width);
void trim_right(std::string& text);

// "1 page", "3 pages".
// seq_file_path: those of the bytes as \\ooo.
std::string escape_octal(const std::string& text, const char* escaped);
std::string counted(u64 count, const char* singular, const char* plural);
// Bytes in the largest unit that divides them: "64K", "12M", "1G".
std::string size_text(u64 bytes);
// … or "unlimited" (RLIM_INFINITY).
std::string limit_text(u64 bytes);
// Written bytes as a reader wants them: "hello" when printable, hexadecimal otherwise.
std::string bytes_text(const std::string& bytes);

// Columns two blanks apart; no line ends in blanks.
class RowFormat {
 public:
  explicit RowFormat(std::vector<std::string> head) : head_(std::move(head)) { widen(head_); }
  void widen(const std::vector<std::string>& row);  // until these cells fit
  void align_right(u32 column) { right_[column] = true; }
  std::string head() const { return row(head_); }
  std::string row(const std::vector<std::string>& cells) const;

 private:
  std::vector<std::string> head_;
  std::vector<u32> widths_;
  std::vector<bool> right_;
};

// Rows of cells; columns are as wide as their widest cell. What a cell holds is made printable, so that a name with a newline in it
// stays on its line.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head) { add(std::move(head)); }
  void add(std::vector<std::string> row);
  bool is_empty() const { return rows_.size() == 1; }
  // Columns named here are right-aligned.
  std::string text(const std::vector<u32>& right_aligned = {}) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace pw
