// `written`: what an imported log says beside the calls that it recorded.
#include <iterator>

#include "engine/kernel/written.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

bool parse_written(Parser& p, Command* command) {
  return p.operand("an address", &command->addr) && p.operand("a size", &command->size) && p.no_more();
}

void run_written(MachineContext& context, const Command&, const Bound& bound) {
  const u64 end = bound.size > ~u64{0} - bound.addr ? ~u64{0} : bound.addr + bound.size;
  const Result<u64> marked = mark_written(context.state.kernel, context.trace, bound.pid, AddrRange{bound.addr, end});
  if (!marked.ok()) return set_errno(&context.out, marked.error());
  context.out.has_ret = true;
  context.out.ret = marked.value();
  context.out.out = std::to_string(marked.value()) + (marked.value() == 1 ? " area" : " areas") + " marked";
}

constexpr CommandSpec kRows[] = {
    {"written", "memory", "written ADDR SIZE",
     "Takes it that the private areas of a range have been written: they get their anon_vma, and no page.",
     "A recorded log shows no stores, and whether two areas merge depends on them. `pagewalk import` puts this command behind every\n"
     "call that makes private memory writable. To see what a store really does, use `write`.",
     "a = mmap 64K\nwritten $a 64K\nmprotect $a 16K r\ncat maps", "__anon_vma_prepare (mm/rmap.c)", "", "how many areas got an anon_vma",
     "ADDR SIZE", parse_written, run_written, nullptr, nullptr, nullptr},
};

}  // namespace

const std::vector<CommandSpec>& import_commands() {
  static const std::vector<CommandSpec> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

}  // namespace pw
