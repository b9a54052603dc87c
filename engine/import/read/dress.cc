#include "engine/import/read/dress.h"

#include "engine/import/read/scan.h"

namespace pw {
namespace {

constexpr std::string_view kHardBlank = "\xc2\xa0";
// Of UTF-8 and UTF-16, these also as a reader of UTF-8 passes them on.
constexpr std::string_view kMarks[] = {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff", "\xef\xbf\xbd\xef\xbf\xbd"};

struct Entity {
  std::string_view written, meant;
};
constexpr Entity kEntities[] = {{"&lt;", "<"},   {"&gt;", ">"},   {"&quot;", "\""}, {"&#34;", "\""},
                                {"&#39;", "'"}, {"&nbsp;", " "}, {"&#160;", " "},  {"&amp;", "&"}};

bool begins_with(std::string_view text, std::string_view part) { return text.substr(0, part.size()) == part; }

u64 mark_size(std::string_view text) {
  for (const std::string_view mark : kMarks) {
    if (begins_with(text, mark)) return mark.size();
  }
  return 0;
}

// Behind the tag that begins there; `at` when none does. One that goes on in the next line ends with this one.
u64 tag_end(std::string_view line, u64 at) {
  const char next = at + 1 < line.size() ? line[at + 1] : '\0';
  if (line[at] != '<' || !(is_letter(next) || next == '/' || next == '!')) return at;
  const u64 close = line.find('>', at);
  return close == std::string_view::npos ? line.size() : close + 1;
}

const Entity* entity_at(std::string_view text) {
  for (const Entity& entity : kEntities) {
    if (begins_with(text, entity.written)) return &entity;
  }
  return nullptr;
}

}  // namespace

bool is_dressed(std::string_view line) {
  const auto holds = [line](std::string_view part) { return line.find(part) != std::string_view::npos; };
  return mark_size(line) != 0 || holds("\x1b") || holds(kHardBlank) || holds(std::string_view("\0", 1));
}

std::string undressed(std::string_view line) {
  std::string plain;
  for (u64 at = mark_size(line); at < line.size();) {
    const std::string_view rest = line.substr(at);
    if (begins_with(rest, kHardBlank)) {
      plain += ' ';
      at += kHardBlank.size();
    } else if (begins_with(rest, "\x1b[")) {
      const u64 end = rest.find_first_not_of("0123456789;", 2);
      at += end == std::string_view::npos ? rest.size() : end + 1;
    } else {
      if (line[at] != '\0') plain += line[at];
      ++at;
    }
  }
  if (!plain.empty() && plain.back() == '\r') plain.pop_back();
  return plain;
}

bool begins_page(std::string_view line) {
  const std::string_view text = trimmed(line);
  return begins_with(text, "<!DOCTYPE html") || begins_with(text, "<!doctype html") || begins_with(text, "<html");
}

std::string page_text(std::string_view line) {
  std::string plain;
  for (u64 at = 0; at < line.size();) {
    const u64 behind = tag_end(line, at);
    const Entity* const entity = behind > at ? nullptr : entity_at(line.substr(at));
    if (entity != nullptr) plain += entity->meant;
    else if (behind == at) plain += line[at];
    at = entity != nullptr ? at + entity->written.size() : behind > at ? behind : at + 1;
  }
  return plain;
}

}  // namespace pw
