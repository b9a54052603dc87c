// Figures in prose: digits, and number words from two up, are refused. What the machine has, a value shows; what is no figure of the
// machine (a version, a name, a constant of the architecture) stands on the list of allowed ones, with its reason.
#include <set>

#include "engine/base/utf8.h"
#include "engine/lesson/lesson.h"

namespace pw {
namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool joins(char c) { return is_ascii_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; }

// The line without its code and without the names of values.
std::string without_code(const std::string& line) {
  std::string text;
  char inside = 0;
  for (const char c : line) {
    if (inside == 0 && (c == '`' || c == '{')) inside = c == '`' ? '`' : '}';
    else if (inside != 0) inside = c == inside ? 0 : inside;
    else text += c;
    if (inside != 0 && (text.empty() || text.back() != ' ')) text += ' ';
  }
  return text;
}

// A full stop ends a sentence, unless a digit follows.
bool goes_on(const std::string& text, std::size_t at) {
  if (at < text.size() && text[at] == '.') ++at;
  else return at < text.size() && joins(text[at]);
  return at < text.size() && is_digit(text[at]);
}

void drop_all(const std::string& what, std::string* text) {
  const bool is_ascii = joins(what[0]);
  for (std::size_t at = text->find(what); at != std::string::npos; at = text->find(what, at)) {
    const std::size_t end = at + what.size();
    const bool is_part = is_ascii && ((at > 0 && joins((*text)[at - 1])) || goes_on(*text, end));
    if (is_part) at = end;
    else text->erase(at, what.size());
  }
}

bool is_number_word(const std::string& word) {
  static const std::set<std::string> kWords = {
      "two",     "three",    "four",     "five",    "six",     "seven",  "eight",  "nine",  "ten",     "eleven",  "twelve",  "thirteen",
      "fourteen", "fifteen", "sixteen",  "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
      "eighty",  "ninety",   "hundred",  "hundreds", "thousand", "thousands", "million", "millions", "billion", "dozen", "dozens"};
  return kWords.count(word) > 0;
}

std::string first_english(const std::string& text) {
  std::string word;
  for (const char c : text + " ") {
    if (is_ascii_letter(c)) {
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    if (is_number_word(word)) return word;
    word.clear();
  }
  return "";
}

std::string first_digits(const std::string& text) {
  u32 at = 0;
  while (at < text.size() && !is_digit(text[at])) ++at;
  u32 end = at;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1])))) ++end;
  return text.substr(at, end - at);
}

// A Chinese numeral from two up; an ordinal (第二) counts nothing.
std::string first_chinese(const std::string& text) {
  static const std::set<std::string> kNumerals = {"二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "亿"};
  std::string before;
  for (u32 at = 0; at < text.size();) {
    const Utf8Char one = decode_utf8(text, at);
    if (one.length == 0) return "";
    const std::string sign = text.substr(at, one.length);
    if (kNumerals.count(sign) > 0 && before != "第") return sign;
    // The numerals of an ordinal follow one another: 第十二.
    if (kNumerals.count(sign) == 0 || before != "第") before = sign;
    at += one.length;
  }
  return "";
}

}  // namespace

std::string refuse_figures(const std::string& line, const std::vector<std::string>& allowed) {
  std::string text = without_code(line);
  for (const std::string& one : allowed) {
    if (!one.empty()) drop_all(one, &text);
  }
  for (const std::string& found : {first_digits(text), first_english(text), first_chinese(text)}) {
    if (!found.empty()) return "`" + found + "` is a figure: let a value show it, or `spelled` say it";
  }
  return "";
}

}  // namespace pw
