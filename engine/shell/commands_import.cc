// `written`: what an imported log says beside the calls that it recorded.
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
  set_ret(&context.out, marked.value());
  context.out.out = std::to_string(marked.value()) + (marked.value() == 1 ? " area" : " areas") + " marked";
}

constexpr CommandSpec kImportRows[] = {
    {.name = "written",
     .group = "memory",
     .synopsis = "written ADDR SIZE",
     .summary = "Takes it that the private areas of a range have been written: they get their anon_vma, and no page.",
     .details =
         "A recorded log shows no stores, and whether two areas merge depends on them. `pagewalk import` puts this command behind "
         "every\ncall that makes private memory writable. To see what a store really does, use `write`.",
     .example = "a = mmap 64K\nwritten $a 64K\nmprotect $a 16K r\ncat maps",
     .kernel = "__anon_vma_prepare (mm/rmap.c)",
     .result = "how many areas got an anon_vma",
     .parse = parse_written,
     .machine = run_written},
};

}  // namespace

CommandGroup import_commands() { return group_of(kImportRows); }

}  // namespace pw
