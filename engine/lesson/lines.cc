// Lines of a lesson's files, before anything is made of them: bounded, well-formed, without control characters.
#include "engine/lesson/lesson.h"
#include "engine/shell/diagnostic.h"

namespace pw {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_id_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool refuse(const std::string& file, u32 line, const std::string& reason, LessonError* error) {
  *error = {file, line, reason};
  return false;
}

void trim_end(std::string* text) {
  while (!text->empty() && (is_blank(text->back()) || text->back() == '\r')) text->pop_back();
}

bool add_line(const std::string& file, std::string text, std::vector<LessonLine>* lines, LessonError* error) {
  const u32 number = static_cast<u32>(lines->size()) + 1;
  trim_end(&text);
  if (text.size() > kMaxLessonLineBytes) {
    return refuse(file, number, "the line is too long: at most " + std::to_string(kMaxLessonLineBytes) + " bytes", error);
  }
  Diagnostic diagnostic;
  if (!check_text(text, &diagnostic)) return refuse(file, number, diagnostic.reason, error);
  lines->push_back({number, text});
  return true;
}

}  // namespace

bool split_lesson_lines(const std::string& file, const std::string& text, std::vector<LessonLine>* lines, LessonError* error) {
  if (text.size() > kMaxLessonBytes) {
    return refuse(file, 1, "the file is too long: at most " + std::to_string(kMaxLessonBytes) + " bytes", error);
  }
  u32 begin = 0;
  while (begin < text.size()) {
    u32 end = begin;
    while (end < text.size() && text[end] != '\n') ++end;
    if (!add_line(file, text.substr(begin, end - begin), lines, error)) return false;
    begin = end + 1;
  }
  return true;
}

bool is_lesson_id(const std::string& text) {
  if (text.empty() || text.size() > kMaxLessonIdBytes || text.back() == '-') return false;
  bool after_letter = false;
  for (const char c : text) {
    if (c != '-' && !is_id_letter(c)) return false;
    if (c == '-' && !after_letter) return false;
    after_letter = c != '-';
  }
  return true;
}

std::string trim(const std::string& text) {
  u32 begin = 0;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  std::string rest = text.substr(begin);
  trim_end(&rest);
  return rest;
}

std::string take_word(const std::string& text, std::string* rest) {
  u32 end = 0;
  while (end < text.size() && !is_blank(text[end])) ++end;
  *rest = trim(text.substr(end));
  return text.substr(0, end);
}

}  // namespace pw
