#include "tests/conformance/live/verbs.h"

#include <algorithm>
#include <cstring>

namespace pw::live {

void set_ret(StepResult* result, u64 ret) {
  result->kind = StepResult::Kind::kRet;
  result->ret = ret;
}

void set_errno(StepResult* result, u32 error) {
  result->kind = StepResult::Kind::kErrno;
  result->error = error;
}

void take_faults(const LiveAnswer& answer, StepResult* result) {
  result->minflt = answer.minflt;
  result->majflt = answer.majflt;
}

void take_return(const LiveAnswer& answer, StepResult* result) {
  take_faults(answer, result);
  if (answer.is_lost) {
    set_errno(result, 0);  // which no call returns: so it is a difference
    result->answer = "(the live process did not answer)";
  } else if (answer.ret < 0 && answer.ret > -4096) {
    set_errno(result, static_cast<u32>(-answer.ret));
  } else {
    set_ret(result, static_cast<u64>(answer.ret));
  }
}

void take_signal(const LiveAnswer& answer, StepResult* result) {
  result->kind = StepResult::Kind::kSignal;
  result->signo = answer.signo;
  result->code = answer.code;
  result->at = answer.at;
}

LiveAnswer call_kernel(const VerbInput& input, u64 nr, std::initializer_list<u64> args, const std::string& scratch) {
  LiveCall call;
  call.nr = nr;
  std::copy(args.begin(), args.end(), call.args);
  call.scratch = scratch;
  return input.machine.call(input.pid, call);
}

std::string bytes_of(u64 value) { return std::string(reinterpret_cast<const char*>(&value), sizeof value); }

std::string stored_bytes(const VerbInput& input) {
  if (input.command.has_text) return input.command.text;
  const u64 value = input.command.number.present() ? input.bound.number : 1;
  u32 length = 1;
  while (length < 8 && value >> (8 * length) != 0) length *= 2;
  return bytes_of(value).substr(0, length);
}

std::string pieces_bytes(const std::vector<u64>& numbers) {
  std::string bytes;
  for (const u64 number : numbers) bytes += bytes_of(number);
  return bytes;
}

// The engine's parser notes a count beyond UIO_MAXIOV.
u64 count_pieces(const std::vector<u64>& numbers, bool is_too_many) { return is_too_many ? 1025 : numbers.size() / 2; }

namespace {

// A number was written there, and not NULL.
bool has_operand(const Command& command, OperandSlot slot) {
  for (const SlotInfo& info : kSlotInfos) {
    if (info.slot == slot) return (command.*info.expr).present();
  }
  return false;
}

}  // namespace

void fill_operands(const VerbInput& input, const Call& call, LiveCall* live) {
  constexpr u64 kResultBytes = 256;
  constexpr u64 kMaskBytes = 512;  // a call may say that its mask of nodes is so long; all behind the first word is 0
  const Command& command = input.command;
  u64* out = live->args;
  const auto point_to = [&](const std::string& bytes) {
    *out++ = scratch_addr(input.slot) + live->scratch.size();
    live->scratch += bytes;
    live->scratch.resize((live->scratch.size() + 7) / 8 * 8);
  };
  const auto point_to_pieces = [&](const std::vector<u64>& numbers, bool is_too_many) {
    point_to(pieces_bytes(numbers));
    *out++ = count_pieces(numbers, is_too_many);
  };
  for (u32 i = 0; i < operand_count(call); ++i) {
    const Operand& operand = call.operands[i];
    switch (operand.kind) {
      case OperandKind::kNodes:
        if (!has_operand(command, operand.slot)) *out++ = 0;
        else point_to(bytes_of(operand_value(command, input.bound, operand)) + std::string(kMaskBytes - 8, '\0'));
        break;
      case OperandKind::kPath: point_to(command.path + std::string(1, '\0')); break;
      case OperandKind::kPieces: point_to_pieces(input.bound.pieces, command.is_too_many); break;
      case OperandKind::kRemotePieces: point_to_pieces(input.bound.remote_pieces, command.is_too_many_remote); break;
      case OperandKind::kResult: point_to(std::string(kResultBytes, '\0')); break;
      default: *out++ = operand_value(command, input.bound, operand); break;
    }
  }
}

const LiveVerb* find_verb(const std::string& name) {
  for (const auto* rows : {&access_verbs(), &process_verbs(), &memory_verbs(), &remote_verbs(), &swap_verbs()}) {
    for (const LiveVerb& verb : *rows) {
      if (name == verb.name) return &verb;
    }
  }
  return nullptr;
}

namespace {

// The call of the command, if its row says all that the kernel needs. Descriptors are the live process's own, so none is passed on.
const Call* find_plain_call(const Command& command) {
  const Call* call = command.call != nullptr ? command.call : &command.spec->call;
  if (call->name == nullptr || call->nr < 0) return nullptr;
  for (u32 i = 0; i < operand_count(*call); ++i) {
    const Operand& operand = call->operands[i];
    const bool is_unknown = operand.kind == OperandKind::kOwn && operand.slot == OperandSlot::kNone;
    if (is_unknown || (operand.kind == OperandKind::kFd && command.descriptor.present())) return nullptr;
  }
  return call;
}

// A range that the kernel would take seriously and that holds the helper's own memory.
bool covers_helper(const Command& command, const Call& call, const LiveCall& live) {
  const bool has_range = call.operands[0].kind == OperandKind::kAddress && call.operands[1].kind == OperandKind::kLength;
  const bool is_placed = std::strcmp(call.name, "mmap") != 0 || (command.flags & (kMapFixed | kMapFixedNoReplace)) != 0;
  if (!has_range || !is_placed) return false;
  const u64 start = live.args[0], size = live.args[1];
  return start < kHelperBase + kHelperSpan && size <= kDefaultMapWindow - start && start + size > kHelperBase;
}

}  // namespace

bool run_live(const VerbInput& input, StepResult* result, std::string* why) {
  result->pid = input.pid;
  const LiveVerb* verb = find_verb(input.command.spec->name);
  const Call* call = verb != nullptr ? nullptr : find_plain_call(input.command);
  if (verb == nullptr && call == nullptr) {
    return *why = std::string("`") + input.command.spec->name + "` has no row in the table of live verbs", false;
  }
  const LiveProcess* process = input.machine.find(input.pid);
  // Nobody acts, so there is no call: kNothing.
  if (process == nullptr || !process->is_running || process->sleeps_for != 0) return true;
  const VerbInput acting{input.machine, input.command, input.bound, input.pid, process->slot};
  if (verb != nullptr) {
    verb->run(acting, result);
    return true;
  }
  LiveCall live;
  live.nr = static_cast<u64>(call->nr);
  fill_operands(acting, *call, &live);
  if (covers_helper(input.command, *call, live)) return *why = "the range holds the helper's own memory", false;
  const LiveAnswer answer = input.machine.call(input.pid, live);
  if (answer.is_lost) return *why = "the live process did not answer", false;
  take_return(answer, result);
  return true;
}

}  // namespace pw::live
