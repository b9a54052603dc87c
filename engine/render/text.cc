#include "engine/render/text.h"

#include <utility>

#include "engine/base/utf8.h"

namespace pw {

std::string hex_digits(u64 value, u32 width) {
  static const char kDigits[] = "0123456789abcdef";
  std::string text;
  while (value != 0 || text.size() < width) {
    text.insert(text.begin(), kDigits[value & 15]);
    value >>= 4;
  }
  return text;
}

std::string hex(u64 value) { return "0x" + hex_digits(value, 1); }

std::string decimal(u64 value) { return std::to_string(value); }

std::string decimal_wide(u64 value, u32 width) { return pad_left(decimal(value), width); }

std::string binary_digits(u64 value, u32 width) {
  std::string text;
  for (u32 bit = width; bit-- > 0;) text += (value >> bit & 1) != 0 ? '1' : '0';
  return text;
}

u32 display_width(const std::string& text) {
  u32 width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return width;
}

std::string pad_right(std::string text, u32 width) {
  const u32 now = display_width(text);
  if (now < width) text.append(width - now, ' ');
  return text;
}

std::string pad_left(const std::string& text, u32 width) {
  const u32 now = display_width(text);
  return now < width ? std::string(width - now, ' ') + text : text;
}

void trim_right(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
}

std::string escape_octal(const std::string& text, const char* escaped) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = std::string(escaped).find(c) == std::string::npos;
    const u32 byte = static_cast<u8>(c);
    if (is_plain) {
      out += c;
      continue;
    }
    out += '\\';
    for (const u32 shift : {6u, 3u, 0u}) out += static_cast<char>('0' + (byte >> shift & 7));
  }
  return out;
}

std::string counted(u64 count, const char* singular, const char* plural) {
  return decimal(count) + " " + (count == 1 ? singular : plural);
}

std::string size_text(u64 bytes) {
  static const char* const kUnits[] = {"", "K", "M", "G", "T"};
  u32 unit = 0;
  while (unit < 4 && bytes != 0 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return decimal(bytes) + kUnits[unit];
}

std::string limit_text(u64 bytes) { return bytes == ~u64{0} ? "unlimited" : size_text(bytes); }

std::string bytes_text(const std::string& bytes) {
  bool is_plain = !bytes.empty();
  for (const char c : bytes) is_plain = is_plain && c >= ' ' && c <= '~' && c != '"' && c != '\\';
  if (is_plain) return "\"" + bytes + "\"";
  std::string text;
  for (const char c : bytes) {
    if (!text.empty()) text += ' ';
    text += hex_digits(static_cast<unsigned char>(c), 2);
  }
  return text;
}

void TextTable::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = printable(cell);
  rows_.push_back(std::move(row));
}

void RowFormat::widen(const std::vector<std::string>& row) {
  if (widths_.size() < row.size()) widths_.resize(row.size());
  right_.resize(widths_.size());
  for (u32 i = 0; i < row.size(); ++i) {
    const u32 width = display_width(row[i]);
    if (width > widths_[i]) widths_[i] = width;
  }
}

std::string RowFormat::row(const std::vector<std::string>& cells) const {
  std::string line;
  for (u32 i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += right_[i] ? pad_left(cells[i], widths_[i]) : pad_right(cells[i], widths_[i]);
  }
  trim_right(line);
  return line + "\n";
}

std::string TextTable::text(const std::vector<u32>& right_aligned) const {
  RowFormat format(rows_[0]);
  for (const auto& row : rows_) format.widen(row);
  for (const u32 column : right_aligned) format.align_right(column);
  std::string out;
  for (const auto& row : rows_) out += format.row(row);
  return out;
}

}  // namespace pw
