#include "engine/import/read/notice.h"

#include "engine/import/read/scan.h"

namespace pw {
namespace {

constexpr std::string_view kOwn = "strace: ";

// Behind the word: nothing, " (waiting for parent)", " with 3 threads", " - interrupt to quit".
bool take_tail(Scan& scan, Notice* notice) {
  u32 threads = 0;
  if (scan.take(" with ")) notice->has_threads = scan.decimal(&threads) && (scan.take(" threads") || scan.take(" thread"));
  if (scan.take(" (")) {
    while (!scan.at_end() && scan.peek() != ')') ++scan.at;
    scan.take(')');
  }
  scan.take(" - interrupt to quit");
  scan.skip_blanks();
  return scan.at_end();
}

bool take_process(Scan& scan, Notice* notice) {
  if (!scan.take("Process ") || !scan.decimal(&notice->tid)) return false;
  if (scan.take(" attached")) notice->kind = Notice::Kind::kAttached;
  else if (scan.take(" detached")) notice->kind = Notice::Kind::kDetached;
  else if (scan.take(" suspended") || scan.take(" resumed")) notice->kind = Notice::Kind::kOther;
  else return false;
  return take_tail(scan, notice);
}

bool take_mode(Scan& scan, Notice* notice) {
  if (!scan.take("[ Process PID=") || !scan.decimal(&notice->tid) || !scan.take(" runs in ")) return false;
  notice->is_32bit = scan.take("32 bit");
  notice->kind = Notice::Kind::kOther;
  const std::string_view rest = trimmed(scan.rest());
  return !rest.empty() && rest.back() == ']';
}

}  // namespace

Notice find_notice(std::string_view line) {
  for (u64 from = 0; (from = line.find("Process ", from)) != std::string_view::npos; ++from) {
    Notice notice;
    notice.at = from >= 2 && line[from - 2] == '[' ? from - 2 : from;
    Scan scan{line, notice.at};
    if (!take_mode(scan, &notice) && (scan.at = notice.at, !take_process(scan, &notice))) continue;
    if (notice.at >= kOwn.size() && line.substr(notice.at - kOwn.size(), kOwn.size()) == kOwn) notice.at -= kOwn.size();
    return notice;
  }
  return Notice();
}

}  // namespace pw
