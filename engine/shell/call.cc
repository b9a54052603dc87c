// What follows from a call's row: both its parsers, its synopsis, its operands as numbers.
#include "engine/shell/call.h"

#include "engine/shell/command.h"

namespace pw {

const SlotInfo kSlotInfos[kNumberSlots] = {
    {OperandSlot::kAddr, &Command::addr, &Bound::addr, "an address"},
    {OperandSlot::kSize, &Command::size, &Bound::size, "a size"},
    {OperandSlot::kNumber, &Command::number, &Bound::number, "this"},
    {OperandSlot::kPages, &Command::pages, &Bound::pages, "this"},
    {OperandSlot::kNewAddr, &Command::new_addr, &Bound::new_addr, "an address"},
    {OperandSlot::kNewSize, &Command::new_size, &Bound::new_size, "a size"},
    {OperandSlot::kTarget, &Command::target, &Bound::target, "a pid"},
    {OperandSlot::kOffset, &Command::offset, &Bound::offset, "an offset"},
    {OperandSlot::kDescriptor, &Command::descriptor, &Bound::descriptor, "a descriptor"},
};

namespace {

const SlotInfo* find_slot(OperandSlot slot) {
  for (const SlotInfo& info : kSlotInfos) {
    if (info.slot == slot) return &info;
  }
  return nullptr;
}

Expr* expr_of(Command* command, OperandSlot slot) {
  const SlotInfo* info = find_slot(slot);
  return info == nullptr ? nullptr : &(command->*info->expr);
}

u32* flags_of(Command* command, OperandSlot slot) { return slot == OperandSlot::kProt ? &command->prot : &command->flags; }

std::string capitals(const char* text) {
  std::string out;
  for (; *text != '\0'; ++text) out += *text >= 'a' && *text <= 'z' ? static_cast<char>(*text - 'a' + 'A') : *text;
  return out;
}

// ---- one operand -----------------------------------------------------------------------------------------------------------------
bool is_name_of(const FlagName& flag, const std::string& text) {
  return text == flag.c_name || (flag.word[0] != '\0' && text == flag.word);
}

std::string words_of(const FlagName* table) {
  std::string text;
  for (; table->c_name != nullptr; ++table) {
    if (table->word[0] != '\0') text += (text.empty() ? "" : ", ") + std::string(table->word);
  }
  return text;
}

// Words of the table in any order, up to the end; C names and `|` are taken, too.
bool parse_flag_words(Parser& p, const FlagName* table, u32* out) {
  while (!p.at_end()) {
    if (p.take_punct("|") || p.take_punct(",")) continue;
    const Token word = p.lexer().take_raw();
    const FlagName* found = nullptr;
    for (const FlagName* flag = table; flag->c_name != nullptr; ++flag) {
      if (is_name_of(*flag, word.text)) found = flag;
    }
    if (found == nullptr) return p.fail(word.begin, "unknown flag `" + word.text + "`", "there are: " + words_of(table));
    *out |= found->value;
  }
  return true;
}

// One word of permissions, with something behind it.
bool parse_one_prot(Parser& p, Command* command) {
  const Token word = p.lexer().take_raw();
  bool is_shared = false;
  if (parse_prot_word(word.text, &command->prot, &is_shared)) return true;
  return p.fail(word.begin, "permissions are missing: rw, r, rx, rwx or none");
}

bool parse_raw_path(Parser& p, Command* command) {
  const Token path = p.lexer().take_raw();
  if (path.text.empty() || path.kind == TokenKind::kError) return p.fail(path.begin, "a path is missing here");
  command->path = path.text;
  return true;
}

// [0x1, 0x0] or NULL. Of further words it is enough to know whether they name a node; none of them is there, nor is node 63.
bool parse_c_nodes(Parser& p, Expr* out) {
  const Token first = p.lexer().take();
  if (first.kind == TokenKind::kWord && first.text == "NULL") return true;
  const bool is_array = first.kind == TokenKind::kPunct && first.text == "[";
  if (!is_array) return p.fail(first.begin, "a mask of nodes is missing here: [0x1] or NULL");
  u64 bits = 0;
  for (u32 i = 0; !p.take_punct("]"); ++i) {
    if (i != 0) p.take_punct(",");
    const Token word = p.lexer().take();
    if (word.kind != TokenKind::kNumber) return p.fail(word.begin, "a mask of nodes is made of numbers");
    bits |= i == 0 ? word.number : word.number != 0 ? u64{1} << 63 : 0;
  }
  out->kind = ExprKind::kNumber;
  out->begin = first.begin;
  out->end = first.end;
  out->number = bits;
  return true;
}

bool parse_c_operand(Parser& p, const Operand& operand, Command* command) {
  if (operand.parse != nullptr) return operand.parse(p, command);
  switch (operand.kind) {
    case OperandKind::kNone:
    case OperandKind::kOwn: return true;
    case OperandKind::kAddress: return p.c_operand(operand.c_name, expr_of(command, operand.slot));
    case OperandKind::kLength:
    case OperandKind::kNumber:
    case OperandKind::kPid:
    case OperandKind::kFd: return p.annotated(operand.c_name, expr_of(command, operand.slot));
    case OperandKind::kFlags: return p.c_flags(operand.table(), flags_of(command, operand.slot));
    case OperandKind::kChoice: return parse_choice(p, operand, *command->spec, flags_of(command, operand.slot));
    case OperandKind::kProt: return p.c_flags(prot_flag_table(), flags_of(command, operand.slot));
    case OperandKind::kPath: return p.c_path(&command->path);
    case OperandKind::kPieces: return parse_iovecs(p, &command->pieces, &command->is_too_many);
    case OperandKind::kRemotePieces: return parse_iovecs(p, &command->remote_pieces, &command->is_too_many_remote);
    case OperandKind::kNodes: return parse_c_nodes(p, expr_of(command, operand.slot));
    case OperandKind::kResult: return p.skip_c_argument();
  }
  return false;
}

bool parse_word_operand(Parser& p, const Operand& operand, bool is_last, Command* command) {
  switch (operand.kind) {
    case OperandKind::kFlags: return parse_flag_words(p, operand.table(), flags_of(command, operand.slot));
    case OperandKind::kChoice: return parse_choice(p, operand, *command->spec, flags_of(command, operand.slot));
    case OperandKind::kProt: return is_last ? p.prot_and_flags(command, false) : parse_one_prot(p, command);
    case OperandKind::kPath: return parse_raw_path(p, command);
    default: break;
  }
  if (operand.optional_in_words && p.at_end()) return true;
  return p.operand(operand.word, expr_of(command, operand.slot));
}

// ---- synopsis --------------------------------------------------------------------------------------------------------------------
std::string flags_synopsis(const FlagName* table) {
  std::string text;
  for (; table->c_name != nullptr; ++table) {
    const bool is_offered = table->use == FlagUse::kPassed && table->word[0] != '\0';
    if (is_offered) text += (text.empty() ? "[" : " [") + std::string(table->word) + "]";
  }
  return text;
}

std::string word_synopsis(const Operand& operand) {
  std::string text = capitals(operand.c_name);
  if (operand.kind == OperandKind::kFlags) return flags_synopsis(operand.table());
  if (operand.kind == OperandKind::kProt) return "r|rw|rx|rwx|none";
  if (operand.kind == OperandKind::kLength) text = "SIZE";
  return operand.optional_in_words ? "[" + text + "]" : text;
}

}  // namespace

// One name of the table, or a number: the kernel is to say what it thinks of that.
bool parse_choice(Parser& p, const Operand& operand, const CommandSpec& row, u32* out) {
  const std::string what = operand.c_name;
  const Token token = p.lexer().take();
  if (token.kind == TokenKind::kNumber) {
    if (token.number > ~u32{0}) return p.fail(token.begin, what + " is a 32-bit number");
    *out = static_cast<u32>(token.number);
    return true;
  }
  if (token.kind != TokenKind::kWord) return p.fail(token.begin, what + " is missing", "help " + std::string(row.name) + " lists it");
  std::vector<std::string> names;
  bool is_c_name = false;
  for (const FlagName* flag = operand.table(); flag->c_name != nullptr; ++flag) {
    if (is_name_of(*flag, token.text)) return *out = flag->value, true;
    is_c_name = is_c_name || token.text.substr(0, 5) == std::string(flag->c_name).substr(0, 5);  // MADV_
  }
  for (const FlagName* flag = operand.table(); flag->c_name != nullptr; ++flag) names.push_back(is_c_name ? flag->c_name : flag->word);
  return p.fail(token.begin, "unknown " + what + " `" + token.text + "`", did_you_mean(token.text, names));
}

u32 operand_count(const Call& call) {
  u32 count = 0;
  while (count < kMaxOperands && call.operands[count].kind != OperandKind::kNone) ++count;
  return count;
}

bool parse_call_operands(Parser& p, const Call& call, Command* command) {
  if (call.parse != nullptr) return call.parse(p, command);
  const u32 count = operand_count(call);
  for (u32 i = 0; i < count; ++i) {
    const Operand& operand = call.operands[i];
    if (operand.optional_in_c && !p.take_punct(",")) return true;
    if (i != 0 && !operand.optional_in_c && !p.c_comma()) return false;
    if (!parse_c_operand(p, operand, command)) return false;
  }
  return true;
}

bool parse_call_words(Parser& p, const Call& call, Command* command) {
  const u32 count = operand_count(call);
  u32 last = count;
  for (u32 i = 0; i < count; ++i) last = call.operands[i].word != nullptr ? i : last;
  for (u32 i = 0; i < count; ++i) {
    const Operand& operand = call.operands[i];
    if (operand.word != nullptr && !parse_word_operand(p, operand, i == last, command)) return false;
  }
  return p.no_more();
}

std::string call_synopsis(const Call& call) {
  if (call.synopsis != nullptr) return call.synopsis;
  std::string text = std::string(call.name) + "(";
  const u32 count = operand_count(call);
  for (u32 i = 0; i < count; ++i) {
    const Operand& operand = call.operands[i];
    const std::string name = operand.shown != nullptr ? operand.shown : capitals(operand.c_name);
    const std::string comma = i == 0 ? "" : ", ";
    text += operand.optional_in_c ? "[" + comma + name + "]" : comma + name;
  }
  return text + ")";
}

std::string command_synopsis(const CommandSpec& row) {
  if (row.synopsis != nullptr) return row.synopsis;
  std::string text = row.name;
  const u32 count = operand_count(row.call);
  for (u32 i = 0; i < count; ++i) {
    const Operand& operand = row.call.operands[i];
    if (operand.word != nullptr) text += " " + word_synopsis(operand);
  }
  return text;
}

u64 operand_value(const Command& command, const Bound& bound, const Operand& operand) {
  if (operand.slot == OperandSlot::kProt) return command.prot;
  if (operand.slot == OperandSlot::kFlags) return command.flags;
  const SlotInfo* info = find_slot(operand.slot);
  if (info == nullptr) return 0;
  const bool is_no_file = operand.kind == OperandKind::kFd && !(command.*info->expr).present();
  return is_no_file ? ~u64{0} : bound.*info->value;
}

}  // namespace pw
