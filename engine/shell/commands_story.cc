// `story ADDR`: one page of the acting process, and all that ever happened to it (session/page_life.h).
#include "engine/shell/command.h"
#include "engine/shell/life_text.h"
#include "engine/shell/pipe.h"

namespace pw {
namespace {

bool parse_story(Parser& p, Command* command) { return p.operand("an address", &command->addr) && p.no_more(); }

void look_story(LookContext& context, const Command&, const Bound& bound) {
  if (!is_running(context.state.kernel, bound.pid)) {
    return set_errno(&context.out, fail(Errno::kESRCH, "no running process has this pid: `ps` lists them"));
  }
  const Session& session = context.shell.session();
  PageLife life(context.state.kernel, bound.pid, bound.addr);
  life.follow(session, session.head());
  context.out.out = context.pipes.run([&](LineSink& out) { out.add(life_text(context.state.kernel, session, life)); });
}

constexpr CommandSpec kStoryRows[] = {
    {"story", "looking", "story ADDR",
     "Tells all that ever happened to one page of the acting process: how it came, who shared it, where it went and came back.",
     "The log is run again to find out. Each line is an event of that command, by number; `->` says where the page was after it.\n"
     "In a child, what happened before the fork is told of the parent's page.",
     "mkswap ram 1M kind=zram\nswapon ram\na = mmap 16K\nwrite $a \"kept\"\nfork\nmadvise $a 4K pageout\n@2 write $a\nstory $a", "", "", "",
     "ADDR", parse_story, nullptr, look_story, nullptr, nullptr},
};

}  // namespace

CommandGroup story_commands() { return group_of(kStoryRows); }

}  // namespace pw
