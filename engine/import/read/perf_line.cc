#include "engine/import/read/call_lines.h"
#include "engine/import/read/call_text.h"
#include "engine/import/read/scan.h"

namespace pw {
namespace {

struct PerfOperand {
  const char* key;
  const char* prefix;  // of its names: perf prints READ for PROT_READ
  const char* zero;    // what stands for it when it is left out
};

struct PerfCall {
  const char* name;
  PerfOperand operands[6];
};

constexpr PerfCall kPerfCalls[] = {
    {"mmap",
     {{"addr", "", "NULL"}, {"len", "", "0"}, {"prot", "PROT_", "PROT_NONE"}, {"flags", "MAP_", "0"}, {"fd", "", "-1"}, {"off", "", "0"}}},
    {"mprotect", {{"start", "", "0"}, {"len", "", "0"}, {"prot", "PROT_", "PROT_NONE"}}},
    {"munmap", {{"addr", "", "0"}, {"len", "", "0"}}},
    {"brk", {{"brk", "", "NULL"}}},
    {"mremap", {{"addr", "", "0"}, {"old_len", "", "0"}, {"new_len", "", "0"}, {"flags", "MREMAP_", "0"}}},
    {"madvise", {{"start", "", "0"}, {"len_in", "", "0"}, {"behavior", "MADV_", "MADV_NORMAL"}}},
};

// "PRIVATE|ANONYMOUS" -> "MAP_PRIVATE|MAP_ANONYMOUS"
std::string with_prefix(std::string_view names, std::string_view prefix) {
  if (prefix.empty() || names.empty() || is_decimal(names[0])) return std::string(names);
  std::string out;
  for (u64 from = 0; from <= names.size();) {
    u64 to = names.find('|', from);
    if (to == std::string_view::npos) to = names.size();
    const std::string_view name = trimmed(names.substr(from, to - from));
    out += (out.empty() ? "" : "|") + std::string(name.substr(0, prefix.size()) == prefix ? "" : prefix) + std::string(name);
    from = to + 1;
  }
  return out;
}

std::string operand_text(const PerfOperand& operand, const std::vector<std::string>& args) {
  const std::string key = std::string(operand.key) + ":";
  for (const std::string& arg : args) {
    if (arg.compare(0, key.size(), key) == 0) return with_prefix(trimmed(std::string_view(arg).substr(key.size())), operand.prefix);
  }
  return operand.zero;
}

void order_operands(StraceCall* call) {
  for (const PerfCall& row : kPerfCalls) {
    if (call->name != row.name) continue;
    std::vector<std::string> args;
    for (const PerfOperand& operand : row.operands) {
      if (operand.key != nullptr) args.push_back(operand_text(operand, call->args));
    }
    call->args = std::move(args);
    return;
  }
}

// "0.061 ( 0.005 ms): " or "? (         ): "
bool take_perf_time(Scan& scan) {
  u64 number = 0;
  scan.skip_blanks();
  if (!scan.take('?') && !(scan.number(10, 12, &number) && scan.take('.') && scan.number(10, 6, &number))) return false;
  if (!scan.blanks() || !scan.take('(')) return false;
  const u64 close = scan.text.find("): ", scan.at);
  if (close == std::string_view::npos || close - scan.at > 24) return false;
  scan.at = close + 3;
  return true;
}

}  // namespace

bool read_perf_line(std::string_view line, StraceCall* call) {
  Scan scan{line};
  if (!take_perf_time(scan)) return false;
  // A comm may hold blanks and slashes: the number stands behind the last slash in front of the bracket. One thread alone is not named.
  const u64 bracket = line.find('(', scan.at);
  const u64 slash = bracket == std::string_view::npos ? bracket : line.rfind('/', bracket);
  call->tid = 0;
  if (slash != std::string_view::npos && slash >= scan.at) {
    scan.at = slash + 1;
    if (!scan.decimal(&call->tid) || !scan.blanks()) return false;
  }
  if (scan.take("... [continued]:")) scan.skip_blanks();
  call->name = scan.word_chars();
  call->args.clear();
  if (call->name.empty() || !scan.take('(')) return false;
  if (scan.take("))")) scan.at -= 1;
  if (!take_arguments(scan, &call->args)) return false;
  scan.take(')');
  call->result = take_result(scan);
  order_operands(call);
  return true;
}

}  // namespace pw
