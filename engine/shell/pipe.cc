// Filters behind a command that prints: grep for a plain text (no patterns, so that [stack] finds the stack), head, tail, wc -l. They
// work on whole lines of what the command printed; an error message goes past them, as it would on stderr.
#include "engine/shell/command.h"

#include <algorithm>

namespace pw {
namespace {

using Lines = std::vector<std::string>;

Lines split_lines(const std::string& text) {
  Lines lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string join_lines(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  if (!text.empty()) text.pop_back();
  return text;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool matches(const Pipe& pipe, const std::string& line) {
  const std::size_t at = pipe.ignores_case ? lower(line).find(lower(pipe.text)) : line.find(pipe.text);
  return (at != std::string::npos) != pipe.is_inverted;
}

Lines apply_pipe(const Lines& lines, const Pipe& pipe) {
  Lines kept;
  const u32 count = static_cast<u32>(lines.size());
  const u32 skipped = pipe.kind == Pipe::Kind::kTail && count > pipe.lines ? count - static_cast<u32>(pipe.lines) : 0;
  if (pipe.kind == Pipe::Kind::kCount) return {std::to_string(lines.size())};
  for (u32 i = skipped; i < count; ++i) {
    if (pipe.kind == Pipe::Kind::kHead && i >= pipe.lines) break;
    if (pipe.kind == Pipe::Kind::kGrep && !matches(pipe, lines[i])) continue;
    kept.push_back(lines[i]);
  }
  return kept;
}

}  // namespace

std::string apply_pipes(const std::string& text, const std::vector<Pipe>& pipes) {
  Lines lines = split_lines(text);
  for (const Pipe& pipe : pipes) lines = apply_pipe(lines, pipe);
  return join_lines(lines);
}

}  // namespace pw
