// Words that people type out of habit, from other shells and from the page's buttons. Each says what does the job here, and does it where
// a command of this shell can.
//
// The page does more on some of them: it clears its terminal, and opens its dialogs for lessons and for sharing.
#include "engine/shell/command.h"

namespace pw {
namespace {

void remark(LookContext& context, const std::string& text) { add_line(&context.out, "# " + text); }

void keep_head(std::string* text, u32 lines) {
  std::size_t at = 0;
  for (u32 i = 0; i < lines && at != std::string::npos; ++i) at = text->find('\n', i == 0 ? 0 : at + 1);
  if (at != std::string::npos) text->resize(at);
}

// Behind a pipe all of it, which is what the pipe then takes from.
void show_head(LookContext& context, const Command& command, const Bound& bound, const char* file, u32 lines) {
  Command cat;
  cat.text = file;
  look_cat(context, cat, bound);
  if (!command.pipes.empty()) return;
  keep_head(&context.out.out, lines);
  remark(context, std::string("cat ") + file);
}

void say_clear(LookContext& context, const Command&, const Bound&) { remark(context, "Ctrl-L clears the screen, `boot` begins anew"); }

void say_history(LookContext& context, const Command& command, const Bound& bound) {
  look_log(context, command, bound);
  remark(context, "log: what made this machine; the arrow keys and Ctrl-R find what was typed before");
}

void say_lessons(LookContext& context, const Command&, const Bound&) {
  remark(context, "lessons are on the page, under Lessons; in a terminal `pagewalk lesson ID` plays the solution of one");
}

void say_share(LookContext& context, const Command&, const Bound&) {
  remark(context, "Share on the page makes a link of the log; in a terminal `pagewalk run FILE` runs what `log` lists");
}

void say_free(LookContext& context, const Command& command, const Bound& bound) {
  show_head(context, command, bound, "/proc/meminfo", 3);
}

void say_vmstat(LookContext& context, const Command& command, const Bound& bound) {
  show_head(context, command, bound, "/proc/vmstat", 12);
}

void say_top(LookContext& context, const Command& command, const Bound& bound) {
  look_ps(context, command, bound);
  while (!context.out.out.empty() && context.out.out.back() == '\n') context.out.out.pop_back();
  remark(context, "ps: nothing runs by itself here");
}

void say_ls(LookContext& context, const Command&, const Bound& bound) {
  Command files;
  files.text = "files";
  look_help(context, files, bound);
  remark(context, "help files; `cat FILE` prints one");
}

using Look = void (*)(LookContext& context, const Command& command, const Bound& bound);

constexpr CommandSpec look_row(const char* name, const char* summary, Look look) {
  return {.name = name,
          .group = "habits",
          .synopsis = name,
          .summary = summary,
          .example = name,
          .operands = "",
          .parse = parse_nothing,
          .look = look};
}

constexpr CommandSpec kOtherRows[] = {
    look_row("clear", "Clears the screen of the page.", say_clear),
    look_row("history", "As `log`: the commands that made this machine.", say_history),
    {.name = "man",
     .group = "habits",
     .synopsis = "man [COMMAND | FILE | TOPIC]",
     .summary = "As `help`: explains a command, a file of /proc or a topic.",
     .example = "man mmap",
     .operands = "TOPIC",
     .parse = parse_help,
     .look = look_help},
    look_row("lessons", "Opens the list of lessons on the page.", say_lessons),
    look_row("share", "Makes a link of the log on the page.", say_share),
    look_row("free", "How much memory is free: the head of /proc/meminfo.", say_free),
    look_row("top", "As `ps`: the processes.", say_top),
    look_row("vmstat", "The head of /proc/vmstat.", say_vmstat),
    look_row("ls", "The files of /proc that there are.", say_ls),
};

}  // namespace

CommandGroup other_commands() { return group_of(kOtherRows); }

}  // namespace pw
