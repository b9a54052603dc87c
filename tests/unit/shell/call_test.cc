// The rows of calls: numbers as this system's header has them, operands that are whole, and both forms of a call mean the same.
#include "engine/shell/command.h"

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/support/random_call.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

// "#define __NR_munmap 11"; empty where there is no such header.
std::map<std::string, i32> numbers_of_header() {
  std::map<std::string, i32> numbers;
  std::ifstream in("/usr/include/x86_64-linux-gnu/asm/unistd_64.h");
  for (std::string line; std::getline(in, line);) {
    std::stringstream words(line);
    std::string define, name;
    i32 number = 0;
    const bool is_one = static_cast<bool>(words >> define >> name >> number) && name.compare(0, 5, "__NR_") == 0;
    if (is_one) numbers[name.substr(5)] = number;
  }
  return numbers;
}

TEST_CASE("calls have the numbers of x86-64, each once", "[calls]") {
  const std::map<std::string, i32> numbers = numbers_of_header();
  std::set<std::string> names;
  std::set<i32> seen;
  for (const CallRow& row : all_calls()) {
    INFO(row.call->name);
    CHECK(names.insert(row.call->name).second);
    if (row.call->nr == kOfLibrary) continue;
    CHECK(seen.insert(row.call->nr).second);
    const auto known = numbers.find(row.call->name);
    if (known != numbers.end()) CHECK(row.call->nr == known->second);
  }
  CHECK(seen.size() > 30);
}

bool holds_number(OperandKind kind) {
  return kind == OperandKind::kAddress || kind == OperandKind::kLength || kind == OperandKind::kNumber || kind == OperandKind::kPid ||
         kind == OperandKind::kFd;
}

TEST_CASE("operands are whole: a slot for a number, a table for a name, no slot twice", "[calls]") {
  for (const CallRow& row : all_calls()) {
    INFO(row.call->name);
    std::set<OperandSlot> slots;
    for (u32 i = 0; i < operand_count(*row.call); ++i) {
      const Operand& operand = row.call->operands[i];
      INFO("operand " << i);
      const bool has_table = operand.kind == OperandKind::kFlags || operand.kind == OperandKind::kChoice;
      CHECK(has_table == (operand.table != nullptr));
      CHECK((!holds_number(operand.kind) || operand.slot < OperandSlot::kProt));
      CHECK((!holds_number(operand.kind) || operand.slot != OperandSlot::kNone));
      CHECK((!has_table || operand.slot >= OperandSlot::kProt));
      CHECK((operand.kind != OperandKind::kOwn || operand.parse != nullptr));
      CHECK((operand.c_name[0] != '\0' || operand.shown != nullptr));
      if (operand.slot != OperandSlot::kNone) CHECK(slots.insert(operand.slot).second);
    }
    CHECK(call_synopsis(*row.call).rfind(std::string(row.call->name) + "(", 0) == 0);
  }
}

// The same operand in both forms.
struct Typed {
  std::string word, c;
};
Typed typed(const Operand& operand, u32 place) {
  const std::string number = std::to_string((place + 1) * 4096);
  switch (operand.kind) {
    case OperandKind::kFlags:
    case OperandKind::kChoice: {
      const FlagName* flag = operand.table();
      while (flag->word[0] == '\0') ++flag;
      return {flag->word, flag->c_name};
    }
    case OperandKind::kProt: return {"rx", "PROT_READ|PROT_EXEC"};
    case OperandKind::kNodes: return {"0", "[0x1]"};
    case OperandKind::kPath: return {"/lib/a", "\"/lib/a\""};
    default: return {number, number};
  }
}

Bound bound_of(const std::string& line, Command* command) {
  Parser parser(line, 0);
  INFO(line);
  REQUIRE(parser.parse_command(command));
  const SessionState state;
  Bound bound;
  Outcome outcome;
  REQUIRE(bind_operands(EvalEnv{state}, *command, &bound, &outcome));
  return bound;
}

TEST_CASE("in words and in C a call is given the same operands", "[calls]") {
  u32 compared = 0;
  for (const CommandSpec* row : all_commands()) {
    const Call& call = row->call;
    if (row->parse != nullptr || !test::can_draw(call)) continue;
    std::string words = row->name, c = std::string(call.name) + "(";
    for (u32 i = 0; i < operand_count(call); ++i) {
      const Typed one = typed(call.operands[i], i);
      if (call.operands[i].word != nullptr) words += " " + one.word;
      c += (i == 0 ? "" : ", ") + (call.operands[i].word != nullptr ? one.c : "0");
    }
    Command in_words, in_c;
    const Bound first = bound_of(words, &in_words), second = bound_of(c + ")", &in_c);
    for (u32 i = 0; i < operand_count(call); ++i) {
      INFO(words << " and " << c << "), operand " << i);
      const u64 value = operand_value(in_words, first, call.operands[i]);
      CHECK(value == operand_value(in_c, second, call.operands[i]));
      CHECK((value != 0 || call.operands[i].word == nullptr || call.operands[i].kind == OperandKind::kChoice ||
             call.operands[i].kind == OperandKind::kPath));
    }
    CHECK(in_words.path == in_c.path);
    CHECK(in_words.spec == in_c.spec);
    CHECK(in_c.call == &call);
    ++compared;
  }
  CHECK(compared >= 15);
}

// Whatever stands where the kernel would store is skipped, also nothing.
bool is_skippable(const Operand& operand) { return operand.optional_in_c || operand.kind == OperandKind::kResult; }

TEST_CASE("a C form wants all its operands, and no more", "[calls]") {
  for (const CallRow& row : all_calls()) {
    const Call& call = *row.call;
    const u32 count = operand_count(call);
    if (!test::can_draw(call) || count == 0 || is_skippable(call.operands[count - 1])) continue;
    std::string text = std::string(call.name) + "(";
    for (u32 i = 0; i + 1 < count; ++i) {
      const bool has_pieces = call.operands[i].kind == OperandKind::kPieces || call.operands[i].kind == OperandKind::kRemotePieces;
      text += (i == 0 ? "" : ", ") + (has_pieces ? "NULL, 0" : typed(call.operands[i], i).c);
    }
    INFO(text);
    Command command;
    CHECK_FALSE(Parser(text + ")", 0).parse_command(&command));
    const std::string whole = text + (count == 1 ? "" : ", ") + typed(call.operands[count - 1], count - 1).c;
    CHECK(Parser(whole + ")", 0).parse_command(&command));
    CHECK_FALSE(Parser(whole + ", 1)", 0).parse_command(&command));
  }
}

TEST_CASE("completion offers what the operands may be, in words and in C", "[calls]") {
  const Shell shell;
  for (const CommandSpec* row : all_commands()) {
    for (u32 i = 0; row->operands == nullptr && i < operand_count(row->call); ++i) {
      const Operand& operand = row->call.operands[i];
      if (operand.table == nullptr || operand.word == nullptr) continue;
      for (const FlagName* flag = operand.table(); flag->c_name != nullptr; ++flag) {
        if (flag->use != FlagUse::kPassed || flag->word[0] == '\0') continue;
        for (const bool is_c_form : {false, true}) {
          const std::string line = std::string(is_c_form ? row->call.name : row->name) + (is_c_form ? "(" : " ") +
                                   (is_c_form ? flag->c_name : flag->word);
          INFO(line);
          CHECK_FALSE(shell.complete(line, static_cast<u32>(line.size())).candidates.empty());
        }
      }
    }
  }
}

}  // namespace
}  // namespace pw
