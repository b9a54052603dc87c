// Parser and matcher of `grep -E`. A node is written out as steps as often as it repeats, so what repeats is bounded by kMaxSteps.
//
// Own code, since what there is does not fit: std::regex reports a bad pattern by an exception, which the engine is built without, and its
// matchers go back over the line (exponential time; a stack frame a byte in libstdc++); regcomp(3) accepts other patterns in the page's C
// library than in the program's, and both must print the same; a library like RE2 is larger than all of this layer.
#include "engine/shell/regex.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace pw {
namespace {

constexpr u32 kMaxSteps = 4096;
constexpr u32 kMaxDepth = 40;
constexpr u32 kMaxCount = 255;  // RE_DUP_MAX of POSIX
constexpr u32 kNoMax = ~0u;

}  // namespace

class RegexParser {
 public:
  RegexParser(const std::string& text, bool ignores_case, Regex* regex) : text_(text), ignores_case_(ignores_case), regex_(*regex) {}
  std::string run();

 private:
  using Step = Regex::Step;
  using Kind = Regex::StepKind;
  using Set = Regex::ByteSet;
  using Steps = std::vector<Step>;  // `next` and `other` count from the first of them; the end is their number

  Steps parse_branches();
  Steps parse_branch();
  Steps parse_atom();
  Steps repeat(const Steps& atom);
  bool read_counts(u32* min, u32* max);
  Steps one_of(Set set);
  Steps parse_set();
  void add_class(Set* set);
  char set_char();
  Steps fail(const char* reason);
  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  void append(Steps* steps, const Steps& more);

  static void add(Set* set, u8 byte) { (*set)[byte / 64] |= u64{1} << byte % 64; }
  static bool has(const Set& set, u8 byte) { return (set[byte / 64] >> byte % 64 & 1) != 0; }

  const std::string& text_;
  const bool ignores_case_;
  Regex& regex_;
  std::size_t at_ = 0;
  u32 depth_ = 0;
  std::string error_;
};

RegexParser::Steps RegexParser::fail(const char* reason) {
  if (error_.empty()) error_ = reason;
  at_ = text_.size();
  return {};
}

void RegexParser::append(Steps* steps, const Steps& more) {
  if (steps->size() + more.size() > kMaxSteps) {
    fail("the pattern is too long");
    return;
  }
  const u32 base = static_cast<u32>(steps->size());
  for (Step step : more) {
    step.next += base;
    step.other += base;
    steps->push_back(step);
  }
}

std::string RegexParser::run() {
  Steps steps = parse_branches();
  if (error_.empty() && at_ < text_.size()) fail("a `(` is missing in front of `)`");
  steps.push_back(Step());  // kFound
  regex_.steps_ = std::move(steps);
  return error_;
}

RegexParser::Steps RegexParser::parse_branches() {
  if (++depth_ > kMaxDepth) return fail("nested too deep");
  Steps steps = parse_branch();
  while (at('|')) {
    ++at_;
    const Steps second = parse_branch();
    // fork(first, second); first; jump behind; second
    const u32 first_size = static_cast<u32>(steps.size()), total = first_size + 2 + static_cast<u32>(second.size());
    Steps both = {{Kind::kFork, 0, 1, first_size + 2}};
    append(&both, steps);
    append(&both, {{Kind::kFork, 0, total - first_size - 1, total - first_size - 1}});
    append(&both, second);
    steps = std::move(both);
  }
  --depth_;
  return steps;
}

RegexParser::Steps RegexParser::parse_branch() {
  Steps steps;
  while (at_ < text_.size() && !at('|') && !at(')')) append(&steps, repeat(parse_atom()));
  return steps;
}

bool RegexParser::read_counts(u32* min, u32* max) {
  const std::size_t begin = at_++;
  const auto number = [this](u32* out) {
    const std::size_t first = at_;
    for (*out = 0; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && *out <= kMaxCount; ++at_)
      *out = *out * 10 + static_cast<u32>(text_[at_] - '0');
    return at_ > first;
  };
  bool ok = number(min);
  *max = *min;
  if (ok && at(',')) {
    ++at_;
    if (!number(max)) *max = kNoMax;
  }
  ok = ok && at('}');
  // A `{` that begins no count stands for itself.
  at_ = ok ? at_ + 1 : begin;
  return ok;
}

RegexParser::Steps RegexParser::repeat(const Steps& atom) {
  Steps steps = atom;
  while (error_.empty() && at_ < text_.size()) {
    u32 min = 0, max = kNoMax;
    if (at('+')) min = 1;
    if (at('?')) max = 1;
    if (at('*') || at('+') || at('?')) {
      ++at_;
    } else if (!at('{') || !read_counts(&min, &max)) {
      break;
    }
    if (min > kMaxCount || (max != kNoMax && (max > kMaxCount || max < min))) return fail("a count in {} is wrong");
    const Steps once = steps;
    const u32 size = static_cast<u32>(once.size());
    steps.clear();
    for (u32 i = 0; i < min && error_.empty(); ++i) append(&steps, once);
    if (max == kNoMax) {
      append(&steps, {{Kind::kFork, 0, 1, size + 2}});
      append(&steps, once);
      const u32 here = static_cast<u32>(steps.size());
      steps.push_back({Kind::kFork, 0, here - size - 1, here - size - 1});
    }
    for (u32 i = min; max != kNoMax && i < max && error_.empty(); ++i) {
      append(&steps, {{Kind::kFork, 0, 1, size + 1}});
      append(&steps, once);
    }
  }
  return steps;
}

RegexParser::Steps RegexParser::one_of(Set set) {
  for (u32 c = 'a'; ignores_case_ && c <= 'z'; ++c) {
    const u8 small = static_cast<u8>(c), large = static_cast<u8>(c - 'a' + 'A');
    if (has(set, small)) add(&set, large);
    else if (has(set, large)) add(&set, small);
  }
  regex_.sets_.push_back(set);
  return {{Kind::kByte, static_cast<u32>(regex_.sets_.size() - 1), 1, 0}};
}

char RegexParser::set_char() { return at_ < text_.size() ? text_[at_++] : '\0'; }

// "[:digit:]" and its like.
void RegexParser::add_class(Set* set) {
  struct Class {
    const char* name;
    const char* ranges;  // two bytes each
  };
  static constexpr Class kClasses[] = {{"digit", "09"},       {"alpha", "azAZ"}, {"alnum", "azAZ09"}, {"upper", "AZ"},
                                       {"lower", "az"},       {"space", "\t\r  "}, {"blank", "\t\t  "}, {"xdigit", "09afAF"},
                                       {"punct", "!/:@[`{~"}};
  for (const Class& one : kClasses) {
    const std::string name = std::string("[:") + one.name + ":]";
    if (text_.compare(at_, name.size(), name) != 0) continue;
    at_ += name.size();
    for (const char* range = one.ranges; *range != '\0'; range += 2) {
      for (u32 byte = static_cast<u8>(range[0]); byte <= static_cast<u8>(range[1]); ++byte) add(set, static_cast<u8>(byte));
    }
    return;
  }
  fail("unknown class in [[: :]]");
}

RegexParser::Steps RegexParser::parse_set() {
  Set set{};
  const bool is_negative = at('^');
  if (is_negative) ++at_;
  bool is_first = true;
  while (error_.empty() && (is_first || !at(']'))) {
    if (at_ >= text_.size()) return fail("a `]` is missing");
    is_first = false;
    if (text_.compare(at_, 2, "[:") == 0) {
      add_class(&set);
      continue;
    }
    const u8 from = static_cast<u8>(set_char());
    const bool is_range = at('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
    if (is_range) ++at_;
    const u8 to = is_range ? static_cast<u8>(set_char()) : from;
    if (to < from) return fail("a range in [] goes backwards");
    for (u32 byte = from; byte <= to; ++byte) add(&set, static_cast<u8>(byte));
  }
  if (!error_.empty()) return {};
  ++at_;  // ]
  for (u64& word : set) word = is_negative ? ~word : word;
  return one_of(set);
}

RegexParser::Steps RegexParser::parse_atom() {
  const char c = text_[at_++];
  Set set{};
  switch (c) {
    case '(': {
      Steps steps = parse_branches();
      if (!error_.empty()) return {};
      if (!at(')')) return fail("a `)` is missing");
      ++at_;
      return steps;
    }
    case '[': return parse_set();
    case '^': return {{Kind::kBegin, 0, 1, 0}};
    case '$': return {{Kind::kEnd, 0, 1, 0}};
    case '.':
      for (u64& word : set) word = ~u64{0};
      return one_of(set);
    case '*':
    case '+':
    case '?': return fail("nothing stands in front of a `*`, `+` or `?`");
    case '\\':
      if (at_ >= text_.size()) return fail("nothing stands behind the last `\\`");
      add(&set, static_cast<u8>(text_[at_++]));
      return one_of(set);
    default: add(&set, static_cast<u8>(c)); return one_of(set);
  }
}

std::string Regex::compile(const std::string& pattern, bool ignores_case) {
  sets_.clear();
  steps_.clear();
  return RegexParser(pattern, ignores_case, this).run();
}

// Everything that can be reached from `first` without a byte; true when that is the end of the pattern.
bool Regex::reach(u32 first, bool is_begin, bool is_end, u64 round, States* states) const {
  std::vector<u32> open = {first};
  while (!open.empty()) {
    const u32 at = open.back();
    open.pop_back();
    if (states->seen[at] == round) continue;
    states->seen[at] = round;
    const Step& step = steps_[at];
    if (step.kind == StepKind::kFound) return true;
    if (step.kind == StepKind::kByte) states->at.push_back(at);
    const bool is_met = (step.kind == StepKind::kBegin && is_begin) || (step.kind == StepKind::kEnd && is_end);
    if (is_met || step.kind == StepKind::kFork) open.push_back(step.next);
    if (step.kind == StepKind::kFork) open.push_back(step.other);
  }
  return false;
}

bool Regex::is_in(const std::string& line) const {
  States now, then;
  now.seen.assign(steps_.size(), 0);
  then.seen.assign(steps_.size(), 0);
  if (reach(0, true, line.empty(), 1, &now)) return true;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const u8 byte = static_cast<u8>(line[i]);
    const bool is_end = i + 1 == line.size();
    const u64 round = i + 2;
    then.at.clear();
    for (const u32 at : now.at) {
      const bool fits = (sets_[steps_[at].set][byte / 64] >> byte % 64 & 1) != 0;
      if (fits && reach(steps_[at].next, false, is_end, round, &then)) return true;
    }
    if (reach(0, false, is_end, round, &then)) return true;
    std::swap(now, then);
  }
  return false;
}

}  // namespace pw
