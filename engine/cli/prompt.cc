// The interactive shell: libedit for editing, a history that survives, and completion that lists its candidates.
#include <histedit.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "engine/api/playground.h"
#include "engine/cli/cli.h"

namespace pw::cli {
namespace {

constexpr int kHistoryLines = 2000;

struct Prompt {
  Playground playground;
  std::string text;
};

Prompt& prompt_of(EditLine* editor) {
  void* data = nullptr;
  el_get(editor, EL_CLIENTDATA, &data);
  return *static_cast<Prompt*>(data);
}

const char* prompt_text(EditLine* editor) {
  Prompt& prompt = prompt_of(editor);
  prompt.text = std::to_string(prompt.playground.current()) + " $ ";
  return prompt.text.c_str();
}

std::string common_prefix(const std::vector<Candidate>& candidates) {
  std::string prefix = candidates.front().text;
  for (const Candidate& candidate : candidates) {
    std::size_t length = 0;
    while (length < prefix.size() && length < candidate.text.size() && prefix[length] == candidate.text[length]) ++length;
    prefix.resize(length);
  }
  return prefix;
}

void list_candidates(const std::vector<Candidate>& candidates) {
  std::printf("\n");
  for (const Candidate& candidate : candidates) std::printf("  %-20s %s\n", candidate.text.c_str(), candidate.hint.c_str());
}

unsigned char complete(EditLine* editor, int) {
  const LineInfo* info = el_line(editor);
  const std::string line(info->buffer, info->lastchar);
  const u32 cursor = static_cast<u32>(info->cursor - info->buffer);
  const Completion completion = prompt_of(editor).playground.completion(line, cursor);
  if (completion.candidates.empty()) return CC_ERROR;
  const std::string prefix = common_prefix(completion.candidates);
  const u32 typed = cursor - completion.from;
  if (prefix.size() > typed) {
    el_deletestr(editor, static_cast<int>(typed));
    el_insertstr(editor, prefix.c_str());
    return CC_REFRESH;
  }
  if (completion.candidates.size() == 1) return CC_NORM;
  list_candidates(completion.candidates);
  return CC_REDISPLAY;
}

// XDG_STATE_HOME/pagewalk/history; empty when there is no place for it.
std::string history_file() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::string folder = state != nullptr && state[0] == '/' ? state : home != nullptr ? std::string(home) + "/.local/state" : "";
  if (folder.empty()) return "";
  folder += "/pagewalk";
  for (std::size_t slash = 1; slash != std::string::npos;) {
    slash = folder.find('/', slash + 1);
    mkdir(folder.substr(0, slash).c_str(), 0700);
  }
  return folder + "/history";
}

struct Editor {
  EditLine* line;
  History* history;
  HistEvent event;
  std::string file;
};

Editor open_editor(Prompt* prompt) {
  Editor editor{el_init("pagewalk", stdin, stdout, stderr), history_init(), {}, history_file()};
  history(editor.history, &editor.event, H_SETSIZE, kHistoryLines);
  history(editor.history, &editor.event, H_SETUNIQUE, 1);
  if (!editor.file.empty()) history(editor.history, &editor.event, H_LOAD, editor.file.c_str());
  el_set(editor.line, EL_CLIENTDATA, prompt);
  el_set(editor.line, EL_PROMPT, prompt_text);
  el_set(editor.line, EL_EDITOR, "emacs");
  el_set(editor.line, EL_SIGNAL, 1);
  el_set(editor.line, EL_HIST, history, editor.history);
  el_set(editor.line, EL_ADDFN, "pagewalk-complete", "Completes a word", complete);
  el_set(editor.line, EL_BIND, "^I", "pagewalk-complete", nullptr);
  el_set(editor.line, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_source(editor.line, nullptr);
  return editor;
}

void close_editor(Editor& editor) {
  if (!editor.file.empty()) history(editor.history, &editor.event, H_SAVE, editor.file.c_str());
  history_end(editor.history);
  el_end(editor.line);
}

void run_typed(Prompt& prompt, const std::string& line) {
  for (const Outcome& outcome : prompt.playground.run_line(line)) {
    if (!outcome.out.empty()) std::printf("%s\n", outcome.out.c_str());
  }
}

}  // namespace

int prompt() {
  std::setlocale(LC_ALL, "");
  Prompt prompt;
  Editor editor = open_editor(&prompt);
  std::printf("Pagewalk: the memory management of Linux 6.18 on x86-64. Try `a = mmap 64K`, `write $a`, `help`; Ctrl-D ends.\n");
  int length = 0;
  for (const char* text = el_gets(editor.line, &length); text != nullptr && length > 0; text = el_gets(editor.line, &length)) {
    std::string line(text, static_cast<std::size_t>(length));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    if (line.empty()) continue;
    history(editor.history, &editor.event, H_ENTER, line.c_str());
    if (line == "quit") break;
    run_typed(prompt, line);
  }
  close_editor(editor);
  std::printf("\n");
  return kExitOk;
}

}  // namespace pw::cli
