#include "tests/support/random_call.h"

namespace pw::test {
namespace {

template <u32 N>
const char* pick(Random& random, const char* const (&choices)[N]) {
  return choices[random.below(N)];
}

constexpr const char* kNumbers[] = {"0", "0", "0", "0", "1", "2", "8", "4096", "0x7fffffff", "0xffffffffffffffff"};
constexpr const char* kLengths[] = {"0", "1", "100", "4096", "6000", "8192", "0x3000", "0xfffffffffffff000"};
constexpr const char* kNodes[] = {"NULL", "[0]", "[0x1]", "[0x1]", "[0x1]", "[0x2]", "[0x3]"};
constexpr const char* kPaths[] = {"\"/lib/a\"", "\"/lib/b\"", "\"/srv/x y\""};

// What the engine is known to answer in its own way is no test of it, and huge pages, which the kernel would then give, it has none.
bool is_drawn(const FlagName& flag) {
  const bool is_known = flag.use == FlagUse::kPassed || flag.use == FlagUse::kIgnored;
  return is_known && std::string(flag.c_name) != "MADV_HUGEPAGE";
}

std::string draw_name(const FlagName* table, Random& random) {
  u32 count = 0;
  for (const FlagName* flag = table; flag->c_name != nullptr; ++flag) count += is_drawn(*flag) ? 1 : 0;
  u32 left = random.below(count);
  for (const FlagName* flag = table;; ++flag) {
    if (is_drawn(*flag) && left-- == 0) return flag->c_name;
  }
}

// None, one or two names; now and then a number.
std::string draw_flags(const FlagName* table, Random& random) {
  switch (random.below(6)) {
    case 0: return "0";
    case 1: return draw_name(table, random) + "|" + draw_name(table, random);
    case 2: return random.one_in(2) ? std::to_string(1u << random.below(9)) : draw_name(table, random);
    default: return draw_name(table, random);
  }
}

std::string draw_pieces(CallSource& source) {
  const u32 count = source.random().below(4);
  if (count == 0) return "NULL, 0";
  std::string text = "[";
  for (u32 i = 0; i < count; ++i) {
    text += std::string(i == 0 ? "" : ", ") + "{iov_base=" + source.address() + ", iov_len=" + pick(source.random(), kLengths) + "}";
  }
  return text + "], " + std::to_string(count);
}

std::string draw_operand(const Operand& operand, CallSource& source) {
  Random& random = source.random();
  switch (operand.kind) {
    case OperandKind::kAddress: return random.one_in(30) ? "NULL" : source.address();
    case OperandKind::kLength: return pick(random, kLengths);
    case OperandKind::kNumber: return pick(random, kNumbers);
    case OperandKind::kPid: return source.pid();
    case OperandKind::kFd: return std::to_string(random.below(6));
    case OperandKind::kFlags: return draw_flags(operand.table(), random);
    case OperandKind::kChoice: return random.one_in(20) ? std::string(pick(random, kNumbers)) : draw_name(operand.table(), random);
    case OperandKind::kProt: return source.protection();
    case OperandKind::kPath: return pick(random, kPaths);
    case OperandKind::kNodes: return pick(random, kNodes);
    case OperandKind::kPieces:
    case OperandKind::kRemotePieces: return draw_pieces(source);
    default: return "NULL";
  }
}

}  // namespace

std::string draw_call(const Call& call, CallSource& source) {
  const auto kind_at = [&call](u32 i) { return i < kMaxOperands ? call.operands[i].kind : OperandKind::kNone; };
  std::string text = std::string(call.name) + "(";
  for (u32 i = 0; i < operand_count(call); ++i) {
    if (call.operands[i].optional_in_c && source.random().one_in(2)) break;
    const bool is_range = kind_at(i) == OperandKind::kAddress && kind_at(i + 1) == OperandKind::kLength;
    text += (i == 0 ? "" : ", ") + (is_range ? source.range() : draw_operand(call.operands[i], source));
    if (is_range) ++i;
  }
  return text + ")";
}

}  // namespace pw::test
