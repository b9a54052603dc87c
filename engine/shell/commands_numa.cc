// Commands on memory policies: mbind, set_mempolicy, get_mempolicy, set_mempolicy_home_node, migrate_pages. In words a policy is written as
// numa_maps prints it, `bind=static:0`; in C a mask of nodes is an array, `[0x1]`, as strace prints it, or NULL.
#include "engine/kernel/mempolicy_calls.h"
#include "engine/render/proc.h"
#include "engine/shell/command.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

constexpr u32 kModeMask = 0xff;
constexpr FlagUse kUse = FlagUse::kPassed;

constexpr FlagName kModes[] = {
    {"MPOL_DEFAULT", "default", kMpolDefault, kModeMask, kUse, "no policy"},
    {"MPOL_PREFERRED", "prefer", kMpolPreferred, kModeMask, kUse, "from this node while it has pages"},
    {"MPOL_BIND", "bind", kMpolBind, kModeMask, kUse, "from these nodes alone"},
    {"MPOL_INTERLEAVE", "interleave", kMpolInterleave, kModeMask, kUse, "from one node after the other"},
    {"MPOL_LOCAL", "local", kMpolLocal, kModeMask, kUse, "from the node of the CPU"},
    {"MPOL_PREFERRED_MANY", "prefer_many", kMpolPreferredMany, kModeMask, kUse, "from these nodes while they have pages"},
    {"MPOL_WEIGHTED_INTERLEAVE", "weighted_interleave", kMpolWeightedInterleave, kModeMask, kUse, "… by weight"},
    {"MPOL_F_STATIC_NODES", "static", kMpolStaticNodes, kMpolStaticNodes, kUse, "the nodes are meant as they are"},
    {"MPOL_F_RELATIVE_NODES", "relative", kMpolRelativeNodes, kMpolRelativeNodes, kUse, "the nodes are counted among those allowed"},
    {"MPOL_F_NUMA_BALANCING", "balancing", kMpolNumaBalancing, kMpolNumaBalancing, kUse, "pages may be moved to who uses them"},
    {nullptr, nullptr, 0, 0, kUse, nullptr},
};
constexpr FlagName kMbindFlags[] = {
    {"MPOL_MF_STRICT", "strict", kMpolMfStrict, kMpolMfStrict, kUse, "EIO where a page is on another node"},
    {"MPOL_MF_MOVE", "move", kMpolMfMove, kMpolMfMove, kUse, "move pages that nobody else maps"},
    {"MPOL_MF_MOVE_ALL", "move_all", kMpolMfMoveAll, kMpolMfMoveAll, kUse, "move all of them (CAP_SYS_NICE)"},
    {nullptr, nullptr, 0, 0, kUse, nullptr},
};
constexpr FlagName kGetFlags[] = {
    {"MPOL_F_NODE", "node", kMpolFNode, kMpolFNode, kUse, "the node in place of the policy"},
    {"MPOL_F_ADDR", "addr", kMpolFAddr, kMpolFAddr, kUse, "of the address"},
    {"MPOL_F_MEMS_ALLOWED", "mems_allowed", kMpolFMemsAllowed, kMpolFMemsAllowed, kUse, "the nodes that the process may use"},
    {nullptr, nullptr, 0, 0, kUse, nullptr},
};
const FlagName* mode_table() { return kModes; }
const FlagName* mbind_flag_table() { return kMbindFlags; }
const FlagName* get_flag_table() { return kGetFlags; }

void set_number(Expr* expr, const Token& token, u64 value) {
  expr->kind = ExprKind::kNumber;
  expr->begin = token.begin;
  expr->end = token.end;
  expr->number = value;
}

// "0", "0-2,5" as bits. False: no such list.
bool read_nodes(const std::string& text, u64* bits) {
  u64 first = 0, value = 0;
  bool has_digit = false, is_range = false;
  for (u32 i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (c >= '0' && c <= '9') {
      value = value * 10 + static_cast<u64>(c - '0');
      has_digit = true;
      if (value > 63) return false;
      continue;
    }
    if (!has_digit || (c != ',' && (c != '-' || is_range))) return false;
    if (c == ',') {
      for (u64 node = is_range ? first : value; node <= value; ++node) *bits |= u64{1} << node;
    }
    first = value;
    is_range = c == '-';
    value = 0;
    has_digit = false;
  }
  return true;
}

bool parse_nodes_word(Parser& p, Expr* out) {
  const Token word = p.lexer().take_raw();
  u64 bits = 0;
  if (!read_nodes(word.text, &bits)) return p.fail(word.begin, "nodes are missing here, as in 0 or 0-2,5");
  set_number(out, word, bits);
  return true;
}

const FlagName* find_mode(const std::string& word) {
  for (const FlagName* row = kModes; row->c_name != nullptr; ++row) {
    if (word == row->word) return row;
  }
  return nullptr;
}

// MODE[=FLAG][:NODES]
bool parse_policy_word(Parser& p, Command* command) {
  const Token word = p.lexer().take_raw();
  const std::size_t colon = word.text.find(':');
  const std::string head = word.text.substr(0, colon);
  const std::size_t sign = head.find('=');
  const FlagName* mode = find_mode(head.substr(0, sign));
  const FlagName* flag = sign == std::string::npos ? kModes : find_mode(head.substr(sign + 1));
  u64 bits = 0;
  const bool has_nodes = colon != std::string::npos;
  const bool is_read = mode != nullptr && flag != nullptr && (!has_nodes || read_nodes(word.text.substr(colon + 1), &bits));
  if (!is_read) return p.fail(word.begin, "a policy is missing here, as in bind:0, prefer=static:0-1, local or default");
  command->prot = mode->value | flag->value;
  if (!has_nodes) return true;
  set_number(&command->new_addr, word, bits);
  set_number(&command->new_size, word, 65);
  return true;
}

NodeMask mask_of(const Expr& expr, u64 bits, u64 maxnode) { return {expr.present(), bits, maxnode}; }
NodeMask policy_nodes(const Command& command, const Bound& bound) { return mask_of(command.new_addr, bound.new_addr, bound.new_size); }

// ---- mbind, set_mempolicy --------------------------------------------------------------------------------------------------------
bool parse_mbind(Parser& p, Command* command) {
  const bool has_range = p.operand("an address", &command->addr) && p.operand("a size", &command->size);
  if (!has_range || !parse_policy_word(p, command)) return false;
  while (!p.at_end()) {
    const Token word = p.lexer().take_raw();
    const FlagName* flag = kMbindFlags;
    while (flag->c_name != nullptr && word.text != flag->word) ++flag;
    if (flag->c_name == nullptr) return p.fail(word.begin, "unknown flag `" + word.text + "`", "there are: strict, move, move_all");
    command->flags |= flag->value;
  }
  return true;
}

void run_mbind(MachineContext& context, const Command& command, const Bound& bound) {
  const MbindArgs args{bound.addr, bound.size, command.prot, policy_nodes(command, bound), command.flags};
  answer_status(&context.out, sys_mbind(context.state.kernel, context.trace, bound.pid, args));
}

// "2 splits · 1 merge"
void describe_mbind(const SessionState&, const Command&, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  add_area_parts(events, out);
}

bool parse_set_mempolicy(Parser& p, Command* command) { return parse_policy_word(p, command) && p.no_more(); }

void run_set_mempolicy(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out,
                sys_set_mempolicy(context.state.kernel, context.trace, bound.pid, command.prot, policy_nodes(command, bound)));
}

// ---- get_mempolicy ---------------------------------------------------------------------------------------------------------------
// Where the nodes go: NULL, or the array that strace prints.
bool parse_room(Parser& p, Command* command) {
  const Token token = p.lexer().peek();
  if (token.kind != TokenKind::kWord || token.text != "NULL") set_number(&command->new_addr, token, 0);
  return p.skip_c_argument();
}

bool parse_get_mempolicy(Parser& p, Command* command) {
  const Token here = p.lexer().peek();
  set_number(&command->new_addr, here, 0);
  set_number(&command->new_size, here, 64);
  if (p.at_end()) return true;
  command->flags = kMpolFAddr;
  return p.operand("an address", &command->addr) && p.no_more();
}

void run_get_mempolicy(MachineContext& context, const Command& command, const Bound& bound) {
  const Result<PolicyAnswer> answer = sys_get_mempolicy(context.state.kernel, context.trace, bound.pid, policy_nodes(command, bound),
                                                        bound.addr, command.flags);
  if (!answer.ok()) return set_errno(&context.out, answer.error());
  set_ret(&context.out, 0);
  const PolicyAnswer& got = answer.value();
  const bool is_node = (command.flags & (kMpolFNode | kMpolFMemsAllowed)) != 0;
  Mempolicy policy;
  policy.mode = static_cast<u16>(got.mode & ~u64{kMpolModeFlags});
  policy.flags = static_cast<u16>(got.mode & kMpolModeFlags);
  context.out.out = (is_node ? "node " + decimal(got.mode) : policy_text(policy)) + " · mode " + hex(got.mode);
  if (command.new_addr.present()) context.out.out += ", nodes " + hex(got.nodes);
}

// ---- set_mempolicy_home_node, migrate_pages -----------------------------------------------------------------------------------------
void run_home_node(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_set_mempolicy_home_node(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size,
                                                          bound.number, bound.offset));
}

bool parse_migrate(Parser& p, Command* command) {
  if (!p.operand("a pid", &command->target) || !parse_nodes_word(p, &command->new_addr)) return false;
  set_number(&command->number, p.lexer().peek(), 65);
  return parse_nodes_word(p, &command->new_size) && p.no_more();
}

void run_migrate(MachineContext& context, const Command& command, const Bound& bound) {
  const NodeMask from = mask_of(command.new_addr, bound.new_addr, bound.number);
  const NodeMask to = mask_of(command.new_size, bound.new_size, bound.number);
  answer_status(&context.out, sys_migrate_pages(context.state.kernel, context.trace, bound.pid, bound.target, from, to));
}

constexpr Operand nodes_operand(const char* c_name, OperandSlot slot) { return {OperandKind::kNodes, slot, c_name}; }
constexpr Operand kModeOperand{OperandKind::kFlags, OperandSlot::kProt, "mode", nullptr, mode_table, "MPOL_…"};
constexpr Operand kNodesOperand = nodes_operand("nodes", OperandSlot::kNewAddr);
constexpr Operand kMaxnodeOperand{OperandKind::kNumber, OperandSlot::kNewSize, "maxnode"};
constexpr Operand kHomeOperand{OperandKind::kNumber, OperandSlot::kNumber, "node", "a node"};
constexpr Operand kHomeFlags{OperandKind::kNumber, OperandSlot::kOffset, "flags", nullptr, nullptr, "0"};

constexpr CommandSpec kNumaRows[] = {
    {.name = "mbind",
     .group = "memory policies",
     .synopsis = "mbind ADDR SIZE POLICY [strict] [move]",
     .summary = "Says from which nodes the pages of a range shall come.",
     .details =
         "POLICY as numa_maps prints it: default, local, prefer:0, bind:0, interleave:0, prefer_many:0, weighted_interleave:0, with\n"
         "=static, =relative or =balancing behind the name. The machine has node 0 alone, so a policy changes no page: it cuts areas and\n"
         "keeps them apart, belongs to the object where memory is shared, and is inherited by fork.\n"
         "EINVAL: bad policy or nodes; EFAULT: a hole (default may have some); EIO: strict, and a page is on no node of the policy.",
     .example = "a = mmap 64K\nwrite $a n=4\nmbind $a+8K 8K bind:0 strict\ncat numa_maps",
     .kernel = "do_mbind → mbind_range (mm/mempolicy.c)",
     .man = "mbind(2)",
     .result = "0",
     .operands = "POLICY",
     .parse = parse_mbind,
     .machine = run_mbind,
     .describe = describe_mbind,
     .call = {.name = "mbind",
              .nr = 237,
              .operands = {kAddrOperand, kLengthOperand, kModeOperand, kNodesOperand, kMaxnodeOperand, flags_operand(mbind_flag_table)}}},
    {.name = "set_mempolicy",
     .group = "memory policies",
     .synopsis = "set_mempolicy POLICY",
     .summary = "Says from which nodes the pages of a thread shall come, where the area has no policy of its own.",
     .details = "Children and new threads begin with it, execve leaves it. POLICY as for mbind.",
     .example = "set_mempolicy interleave:0\nfork\n@2 get_mempolicy\ncat numa_maps",
     .kernel = "do_set_mempolicy (mm/mempolicy.c)",
     .man = "set_mempolicy(2)",
     .result = "0",
     .operands = "POLICY",
     .parse = parse_set_mempolicy,
     .machine = run_set_mempolicy,
     .call = {.name = "set_mempolicy", .nr = 238, .operands = {kModeOperand, kNodesOperand, kMaxnodeOperand}}},
    {.name = "get_mempolicy",
     .group = "memory policies",
     .synopsis = "get_mempolicy [ADDR]",
     .summary = "Prints the policy of the thread, or of the area at ADDR.",
     .details = "In C with MPOL_F_NODE|MPOL_F_ADDR the node of the page, which is faulted in for that.",
     .example = "a = mmap 64K\nmbind $a 16K prefer=static:0-1\nget_mempolicy $a\nget_mempolicy",
     .kernel = "do_get_mempolicy (mm/mempolicy.c)",
     .man = "get_mempolicy(2)",
     .result = "0",
     .operands = "",
     .parse = parse_get_mempolicy,
     .machine = run_get_mempolicy,
     .call = {.name = "get_mempolicy",
              .nr = 239,
              .operands = {result_operand("mode"), own_operand("NODES | NULL", parse_room), kMaxnodeOperand, kAddrOperand,
                           flags_operand(get_flag_table)}}},
    {.name = "set_mempolicy_home_node",
     .group = "memory policies",
     .summary = "Says which node of their policy the areas of a range shall ask first.",
     .details = "ENOENT where no area has a policy, EOPNOTSUPP where one is neither bind nor prefer_many.",
     .example = "a = mmap 64K\nmbind $a 64K bind:0\nset_mempolicy_home_node $a 16K 0",
     .kernel = "set_mempolicy_home_node (mm/mempolicy.c)",
     .man = "set_mempolicy_home_node(2)",
     .result = "0",
     .machine = run_home_node,
     .call = {.name = "set_mempolicy_home_node", .nr = 450, .operands = {kAddrOperand, kLengthOperand, kHomeOperand, kHomeFlags}}},
    {.name = "migrate_pages",
     .group = "memory policies",
     .synopsis = "migrate_pages PID FROM TO",
     .summary = "Moves the pages of a process from some nodes to others.",
     .details = "On a machine of one node all are there already; what is left is that the batches of all CPUs are emptied.",
     .example = "migrate_pages 1 0 0",
     .kernel = "do_migrate_pages (mm/mempolicy.c)",
     .man = "migrate_pages(2)",
     .result = "pages that could not be moved: 0",
     .operands = "PID",
     .parse = parse_migrate,
     .machine = run_migrate,
     .call = {.name = "migrate_pages",
              .nr = 256,
              .operands = {{OperandKind::kPid, OperandSlot::kTarget, "pid"},
                           {OperandKind::kNumber, OperandSlot::kNumber, "maxnode"},
                           nodes_operand("from", OperandSlot::kNewAddr),
                           nodes_operand("to", OperandSlot::kNewSize)}}},
};

}  // namespace

CommandGroup numa_commands() { return group_of(kNumaRows); }

}  // namespace pw
