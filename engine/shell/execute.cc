// Running one command of the log on a state: the same code for the first run and for every replay, so that both do the same.
#include "engine/shell/command.h"
#include "engine/shell/recorded_failure.h"

namespace pw {
namespace {

bool bind_number(const EvalEnv& env, const Command& command, const Expr& expr, const char* what, u64* value, Outcome* out) {
  if (!expr.present()) return true;
  Diagnostic error;
  if (evaluate_number(env, expr, what, value, &error)) return true;
  set_syntax_error(out, command.line, error);
  return false;
}

bool bind_list(const EvalEnv& env, const Command& command, const std::vector<Expr>& exprs, std::vector<u64>* values, Outcome* out) {
  for (const Expr& expr : exprs) {
    u64 value = 0;
    if (!bind_number(env, command, expr, "an address or a size", &value, out)) return false;
    values->push_back(value);
  }
  return true;
}

void keep_name(SessionState& state, const Command& command, const Outcome& out) {
  const bool has_value = out.kind == Outcome::Kind::kOk && out.has_ret;
  if (!command.assign.empty() && has_value) state.names.set(command.assign, out.ret);
}

u64 minflt_of(const Kernel& k, Pid pid) {
  const Task* task = find_task(k, pid);
  return task == nullptr ? 0 : task->minflt;
}
u64 majflt_of(const Kernel& k, Pid pid) {
  const Task* task = find_task(k, pid);
  return task == nullptr ? 0 : task->majflt;
}

// A value kept with `x = print EXPR` is worked out again at every replay, so it may not depend on the command before it.
void execute_print(SessionState& state, const Command& command, Outcome* out) {
  const EvalEnv env{state};
  Value value;
  Diagnostic error;
  if (!evaluate_expression(env, command.expr, &value, &error)) return set_syntax_error(out, command.line, error);
  if (value.type != Value::Type::kNumber) {
    return set_syntax_error(out, command.line,
                            {command.expr.begin, std::string("a name keeps a number, and this is ") + value_type_name(value), ""});
  }
  out->has_ret = true;
  out->ret = value.number;
  out->out = value_text(value);
}

}  // namespace

bool is_logged(const Command& command) { return command.spec->machine != nullptr || !command.assign.empty(); }

bool bind_operands(const EvalEnv& env, const Command& command, Bound* bound, Outcome* out) {
  u64 pid = env.state.current;
  bool ok = bind_number(env, command, command.actor, "a pid", &pid, out);
  for (const SlotInfo& slot : kSlotInfos) {
    ok = ok && bind_number(env, command, command.*slot.expr, slot.what, &(bound->*slot.value), out);
  }
  ok = ok && bind_list(env, command, command.pieces, &bound->pieces, out) &&
       bind_list(env, command, command.remote_pieces, &bound->remote_pieces, out);
  const bool is_here = pid <= kMaxTasks && find_task(env.state.kernel, static_cast<Pid>(pid)) != nullptr;
  if (command.is_actor_of_log && !is_here) pid = env.state.current;
  bound->pid = pid <= kMaxTasks ? static_cast<Pid>(pid) : 0;
  out->pid = bound->pid;
  return ok;
}

void execute_logged(SessionState& state, Trace& trace, const Command& command, const Bound& bound, Outcome* out) {
  const u64 minflt = minflt_of(state.kernel, bound.pid);
  const u64 majflt = majflt_of(state.kernel, bound.pid);
  state.kernel.m.work = WorkLimit{kMaxWorkPages, false, FileId()};
  if (is_recorded_failure(command, bound) && would_succeed(state, command, bound)) {
    answer_recorded_failure(command, bound, out);
  } else if (command.spec->machine != nullptr) {
    MachineContext context{state, trace, *out};
    command.spec->machine(context, command, bound);
  } else {
    execute_print(state, command, out);
  }
  keep_name(state, command, *out);
  if (find_task(state.kernel, bound.pid) == nullptr) return;
  out->minflt = minflt_of(state.kernel, bound.pid) - minflt;
  out->majflt = majflt_of(state.kernel, bound.pid) - majflt;
}

}  // namespace pw
