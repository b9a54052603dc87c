#include "engine/import/read/normal_call.h"

#include "engine/import/read/scan.h"
#include "engine/kernel/clone.h"
#include "engine/mm/mm.h"
#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {
namespace {

struct FlagBit {
  u64 value;
  const char* name;
};

constexpr FlagBit kMapTypes[] = {
#define PW_MAP_TYPE(constant, number, name) {number, name},
#define PW_MAP_FLAG(constant, number, name)
#include "engine/mm/map_flags.def"
#undef PW_MAP_FLAG
#undef PW_MAP_TYPE
};

constexpr FlagBit kMapBits[] = {
#define PW_MAP_TYPE(constant, number, name)
#define PW_MAP_FLAG(constant, number, name) {number, name},
#include "engine/mm/map_flags.def"
#undef PW_MAP_FLAG
#undef PW_MAP_TYPE
};

constexpr FlagBit kCloneBits[] = {
#define PW_CLONE_FLAG(constant, number, name) {number, name},
#include "engine/kernel/clone_flags.def"
#undef PW_CLONE_FLAG
};

// Of open, those that a mapping may depend on, and what often stands beside them.
constexpr FlagBit kOpenBits[] = {{01, "O_WRONLY"}, {02, "O_RDWR"}, {0100, "O_CREAT"}, {0200, "O_EXCL"}, {01000, "O_TRUNC"},
                                 {02000, "O_APPEND"}, {04000, "O_NONBLOCK"}, {0200000, "O_DIRECTORY"}, {02000000, "O_CLOEXEC"}};
constexpr FlagBit kFcntlCommands[] = {{0, "F_DUPFD"}, {1030, "F_DUPFD_CLOEXEC"}};
constexpr FlagBit kSignals[] = {{17, "SIGCHLD"}};

// "0x22", "34"; false: no number.
bool read_number(std::string_view text, u64* value) {
  Scan scan{text};
  const bool ok = scan.take("0x") ? scan.number(16, 16, value) : scan.number(10, 20, value);
  return ok && scan.at_end();
}

void join(std::string* names, const std::string& name) { *names += (names->empty() ? "" : "|") + name; }

// Of each bit its name; what has none stays a number.
template <u64 kCount>
void join_bits(u64 bits, const FlagBit (&table)[kCount], std::string* names) {
  for (const FlagBit& row : table) {
    if (row.value == 0 || (bits & row.value) != row.value) continue;
    bits &= ~row.value;
    join(names, row.name);
  }
  if (bits != 0) join(names, hex(bits));
}

template <u64 kCount>
const char* value_name(u64 value, const FlagBit (&table)[kCount]) {
  for (const FlagBit& row : table) {
    if (row.value == value) return row.name;
  }
  return nullptr;
}

std::string map_text(u64 flags) {
  constexpr u64 kTypes = 0xf;
  const char* type = value_name(flags & kTypes, kMapTypes);
  std::string names = type != nullptr ? type : "";
  join_bits(type != nullptr ? flags & ~kTypes : flags, kMapBits, &names);
  return names.empty() ? "0" : names;
}

std::string open_text(u64 flags) {
  std::string names = (flags & 3) == 0 ? "O_RDONLY" : "";
  join_bits(flags, kOpenBits, &names);
  return names;
}

std::string fcntl_text(u64 command) {
  const char* name = value_name(command, kFcntlCommands);
  return name != nullptr ? name : std::to_string(command);
}

// clone has the signal in the low byte; clone3 has it apart, and a flag of its own there.
std::string clone_text(u64 flags, bool has_signal) {
  std::string names;
  const u64 signal = has_signal ? flags & 0xff : 0;
  if (has_signal || (flags & 0xff) == 0) flags &= ~u64{0xff};
  join_bits(flags, kCloneBits, &names);
  const char* name = value_name(signal, kSignals);
  if (signal != 0) join(&names, name != nullptr ? name : std::to_string(signal));
  return names.empty() ? "0" : names;
}

void name_numbers(StraceCall& call, u32 index, std::string (*text)(u64)) {
  u64 value = 0;
  if (index < call.args.size() && read_number(call.args[index], &value)) call.args[index] = text(value);
}

// The value of "flags=0x11" inside an argument.
void name_clone_flags(StraceCall& call) {
  const std::string key = "flags=";
  for (std::string& arg : call.args) {
    const u64 at = arg.find(key);
    if (at == std::string::npos) continue;
    const u64 from = at + key.size();
    const u64 to = arg.find_first_of(",}", from);
    u64 value = 0;
    if (!read_number(std::string_view(arg).substr(from, to == std::string::npos ? to : to - from), &value)) return;
    arg.replace(from, to == std::string::npos ? to : to - from, clone_text(value, call.name == "clone"));
    return;
  }
}

bool is_null(std::string_view text) { return text == "0" || text == "0x0" || text == "nil" || text == "(nil)"; }

void normalise_mmap(StraceCall& call, std::string_view written_as) {
  // ltrace shows four arguments; of anonymous memory the others are known.
  if (call.args.size() == 4) call.args.insert(call.args.end(), {"-1", "0"});
  if (call.args.size() != 6) return;
  if (is_null(call.args[0])) call.args[0] = "NULL";
  name_numbers(call, 2, prot_text);
  name_numbers(call, 3, map_text);
  if (call.args[4] == "4294967295" || call.args[4] == "0xffffffff" || call.args[4] == "0xffffffffffffffff") call.args[4] = "-1";
  u64 offset = 0;
  const bool is_in_pages = written_as == "mmap2" && read_number(call.args[5], &offset) && !is_page_aligned(offset);
  if (is_in_pages) call.args[5] = hex(offset * kPageSize);
}

// The path behind the descriptor (-y) stands for an empty one (AT_EMPTY_PATH).
void normalise_execveat(StraceCall& call) {
  if (call.args.size() != 5) return;
  const std::string& dir = call.args[0];
  const std::size_t open = dir.find('<'), close = dir.rfind('>');
  const bool is_beside = call.args[1] == "\"\"" && open != std::string::npos && close != std::string::npos;
  const std::string path = is_beside ? "\"" + dir.substr(open + 1, close - open - 1) + "\"" : call.args[1];
  call.args = {path, call.args[2], call.args[3]};
  call.name = "execve";
}

}  // namespace

std::string normal_name(std::string_view name) {
  if (name.substr(0, 4) == "SYS_") name.remove_prefix(4);
  if (name == "mmap2" || name == "old_mmap" || name == "mmap_pgoff") return "mmap";
  return std::string(name);
}

void normalise(StraceCall& call, std::string_view written_as) {
  const std::string& name = call.name;
  if (name == "mmap") normalise_mmap(call, written_as);
  if (name == "mprotect" || name == "pkey_mprotect") name_numbers(call, 2, prot_text);
  if (name == "mremap") name_numbers(call, 3, mremap_flags_text);
  if (name == "madvise") name_numbers(call, 2, advice_text);
  if (name == "process_madvise") name_numbers(call, 3, advice_text);
  if (name == "fcntl" || name == "fcntl64") name_numbers(call, 1, fcntl_text);
  if (name == "openat") name_numbers(call, 2, open_text);
  if (name == "open") name_numbers(call, 1, open_text);
  if (name == "clone" || name == "clone3") name_clone_flags(call);
  if (name == "brk" && (call.args.empty() || is_null(call.arg(0)))) call.args = {"NULL"};
  if (name == "execveat") normalise_execveat(call);
  // Tools that stop looking when the caller ends.
  if (call.result.empty() && (name == "exit_group" || name == "exit" || name == "_exit")) call.result = "?";
}

}  // namespace pw
