// From the areas of a maps text to `execve PATH { … }` and `load { … }`.
//
// maps does not tell two things that decide later merges, so they are taken from what loaders always do: a read-only area directly
// in front of the writable data of the same file was writable until relocation was done, and is promised memory still (VM_ACCOUNT);
// and a file that is mapped shared and read-only was opened for reading. smaps tells both, and is believed. Where top-down
// placement begins is read off the highest mapping below the stack. Left out: names of anonymous memory (prctl), pages (nothing is
// resident but the top of the stack), flags of systems that are not built.
#include "engine/import/script/execve_text.h"

#include <algorithm>

#include "engine/import/script/descriptors.h"
#include "engine/import/script/machine_size.h"
#include "engine/render/text.h"
#include "engine/render/vm_flag_names.h"
#include "engine/shell/shell.h"

namespace pw {
namespace {

constexpr u32 kMaxLine = kMaxCommandBytes - 200;  // room for a pid in front and a result behind
constexpr u64 kMmapRegion = u64{1} << 46;  // mappings without an address lie above
constexpr u64 kDefaultBase = kDefaultMapWindow - (u64{128} << 20);

bool starts_with(const std::string& text, const char* prefix) { return text.compare(0, std::string(prefix).size(), prefix) == 0; }

// A name as it is: maps writes a newline in it as \\012, and nothing else.
std::string plain_name(std::string name) {
  for (u64 at = 0; (at = name.find("\\012", at)) != std::string::npos; ++at) name.replace(at, 4, "\n");
  return name;
}

bool is_anonymous_name(const std::string& name) {
  return name.empty() || starts_with(name, "[anon:") || starts_with(name, "[stack:");
}

bool is_file(const MapsArea& area) { return !area.name.empty() && area.name[0] != '[' && area.inode != 0; }

// Flags that have nothing behind them here: of huge pages, KSM, soft-dirty bits, memory tagging …
bool is_kept(const std::string& code) {
  static const char* const kDropped[] = {"sd", "hg", "mg", "um", "uw"};
  const bool is_dropped = std::find(std::begin(kDropped), std::end(kDropped), code) != std::end(kDropped);
  return !is_dropped && find_vm_flag(code) != 0;
}

std::string kept_flags(const std::string& vm_flags) {
  std::string kept;
  for (std::string::size_type i = 0; i < vm_flags.size(); i += 3) {
    const std::string code = vm_flags.substr(i, 2);
    const bool ends = i + 2 >= vm_flags.size() || vm_flags[i + 2] == ' ';
    if (!ends) return kept;
    if (is_kept(code)) kept += (kept.empty() ? "" : " ") + code;
  }
  return kept;
}

// A whole one: its stack is there, and below 4 GiB.
bool is_of_32_bits(const MapsText& maps) {
  const auto is_stack = [](const MapsArea& area) { return area.name == "[stack]"; };
  const bool is_low = !maps.areas.empty() && maps.areas.back().end <= u64{1} << 32;
  return is_low && std::any_of(maps.areas.begin(), maps.areas.end(), is_stack);
}

class ImageWriter {
 public:
  // With a path the maps are those of the moment after execve, without one those of a program that runs.
  ImageWriter(const MapsText& maps, const std::string& path)
      : maps_(maps), path_(path.empty() ? plain_name(first_file()) : path), is_fresh_(!path.empty()) {}

  ImportResult write(u64 start_brk) {
    if (path_.size() > kMaxLine / 2) {
      result_.error = "the path of the program is too long for one command";
      return std::move(result_);
    }
    static_cast<ImportNotes&>(result_) = maps_;
    std::string head = "execve " + quoted(path_);
    if (mmap_base() != 0) head += " base=" + hex(mmap_base());
    if (start_brk != 0) head += " brk=" + hex(start_brk);
    std::vector<std::string> later;
    write_program(head, &later);
    write_loads(later);
    return std::move(result_);
  }

 private:
  std::string first_file() const {
    for (const MapsArea& area : maps_.areas) {
      if (is_file(area)) return area.name;
    }
    return "program";
  }

  // Where the highest mapping below the stack ends, if it lies where mmap puts things.
  u64 mmap_base() const {
    u64 base = 0;
    for (const MapsArea& area : maps_.areas) {
      if (area.name == "[stack]") break;
      if (area.start >= kMmapRegion) base = area.end;
    }
    return base == kDefaultBase ? 0 : base;
  }

  void note(const MapsArea& area, const std::string& text) { result_.note(area.line, 0, text); }

  // RELRO: the head of a library's data, made read-only after relocation, which right after execve is still to come.
  bool was_writable(u32 index) const {
    const MapsArea& area = maps_.areas[index];
    if (is_fresh_ || area.perm != "r--p" || !is_file(area) || index + 1 >= maps_.areas.size()) return false;
    const MapsArea& next = maps_.areas[index + 1];
    return next.start == area.end && next.perm == "rw-p" && next.name == area.name && next.inode == area.inode;
  }

  std::string area_text(u32 index) {
    const MapsArea& area = maps_.areas[index];
    std::string text = hex_digits(area.start, 8) + "-" + hex_digits(area.end, 8) + " " + area.perm + " " +
                       hex_digits(area.offset, 8) + " " + hex_digits(area.dev_major, 2) + ":" + hex_digits(area.dev_minor, 2) +
                       " " + decimal(area.inode);
    // Named shared memory (PR_SET_VMA_ANON_NAME) is a nameless object like any other here.
    const bool is_shmem = starts_with(area.name, "[anon_shmem:");
    if (!is_anonymous_name(area.name)) text += " " + quoted(is_shmem ? "/dev/zero (deleted)" : plain_name(area.name));
    if (is_shmem || (is_anonymous_name(area.name) && !area.name.empty()))
      note(area, "the name " + area.name.substr(0, 80) + " of anonymous memory is left out");
    const std::string flags = kept_flags(area.vm_flags);
    if (!flags.empty()) return text + " (" + flags + ")";
    return was_writable(index) ? text + " (rd mr mw me ac)" : text;
  }

  bool belongs_to_program(const MapsArea& area) const {
    return area.name == "[heap]" || area.name == "[stack]" || (is_file(area) && plain_name(area.name) == path_);
  }

  // Heap, stack and the program's own file go into the execve itself; as much of the rest as fits follows them.
  void write_program(const std::string& head, std::vector<std::string>* later) {
    std::vector<std::string> inside;
    u64 length = head.size() + 5;
    std::vector<bool> is_inside(maps_.areas.size(), false);
    std::vector<std::string> texts;
    for (u32 i = 0; i < maps_.areas.size(); ++i) texts.push_back(area_text(i));
    for (const bool program : {true, false}) {
      for (u32 i = 0; i < texts.size(); ++i) {
        if (is_inside[i] || belongs_to_program(maps_.areas[i]) != program || length + texts[i].size() + 2 > kMaxLine) continue;
        length += texts[i].size() + 2;
        is_inside[i] = true;
      }
    }
    for (u32 i = 0; i < texts.size(); ++i) (is_inside[i] ? inside : *later).push_back(std::move(texts[i]));
    result_.script = head;
    append_areas(inside);
  }

  void append_areas(const std::vector<std::string>& areas) {
    for (std::size_t i = 0; i < areas.size(); ++i) result_.script += (i == 0 ? " { " : ", ") + areas[i];
    result_.script += areas.empty() ? "\n" : " }\n";
  }

  void write_loads(const std::vector<std::string>& areas) {
    std::vector<std::string> some;
    u64 length = 0;
    for (const std::string& area : areas) {
      if (length + area.size() > kMaxLine - 20) flush(&some, &length);
      some.push_back(area);
      length += area.size() + 2;
    }
    flush(&some, &length);
  }

  void flush(std::vector<std::string>* some, u64* length) {
    if (some->empty()) return;
    result_.script += "load";
    append_areas(*some);
    some->clear();
    *length = 0;
  }

  const MapsText& maps_;
  const std::string path_;
  const bool is_fresh_;
  ImportResult result_;
};

}  // namespace

ImportResult execve_text(const std::string& path, const MapsText& maps, u64 start_brk) { return ImageWriter(maps, path).write(start_brk); }

ImportResult import_maps(const MapsText& maps) { return ImageWriter(maps, "").write(0); }

namespace {

// A script that cannot be run as a whole would be of no use.
void cut_to_limit(ImportResult* result) {
  std::string& script = result->script;
  if (script.size() <= kMaxLogBytes) return;
  const u64 end = script.rfind('\n', kMaxLogBytes - 1) + 1;
  const u64 open = script.find("{ ", end);
  const std::string first = open == std::string::npos ? "" : script.substr(open + 2, script.find('-', open) - open - 2);
  script.resize(end);
  result->note(0, 0, "the script is full: at most " + size_text(kMaxLogBytes) + "; areas from 0x" + first + " on are left out");
}

}  // namespace

ImportResult import_spaces(const std::vector<MapsText>& spaces) {
  ImportResult result;
  const MachineSize size = machine_size(spaces);
  result.script = machine_text(size);
  if (size.is_wide) {
    result.note(0, 0, "these addresses have more than 47 bits, as those of arm64 have: they stand on a machine with five levels of tables");
  }
  const bool is_small = std::any_of(spaces.begin(), spaces.end(), [](const MapsText& space) { return is_of_32_bits(space); });
  if (is_small) result.note(0, 0, "a 32-bit program: its addresses stand as they are on a 64-bit machine");
  for (u64 i = 0; spaces.size() > 1 && i < spaces.size(); ++i) result.script += "fork\n";
  for (u64 i = 0; i < spaces.size(); ++i) {
    const std::string pid = spaces.size() > 1 ? "@" + decimal(i + 2) + " " : "";
    if (!pid.empty() && spaces[i].tid != 0) result.script += "# " + pid + "is " + decimal(spaces[i].tid) + " of the log\n";
    if (i > 0) result.note(spaces[i].line, 0, "from here on this is another address space: it becomes process @" + decimal(i + 2));
    const ImportResult one = import_maps(spaces[i]);
    if (!one.error.empty()) result.error = one.error;
    for (const ImportNote& note : one.notes) result.note(note.line, note.column, note.text);
    result.unlisted += one.unlisted;
    for (u64 from = 0; from < one.script.size();) {
      const u64 to = one.script.find('\n', from) + 1;
      result.script += pid + one.script.substr(from, to - from);
      from = to;
    }
  }
  cut_to_limit(&result);
  return result;
}

}  // namespace pw
