#include "engine/import/read/leader.h"

namespace pw {
namespace {

// "<bash>", with which -Y follows a pid.
void take_comm(Scan& scan) {
  if (scan.peek() != '<') return;
  const u64 close = scan.text.find('>', scan.at);
  if (close != std::string_view::npos) scan.at = close + 1;
}

bool take_pid(Scan& scan, Leader* leader) {
  const u64 from = scan.at;
  if (scan.take("[pid")) {
    scan.skip_blanks();
    leader->is_tag = scan.decimal(&leader->tid);
    take_comm(scan);
    if (leader->is_tag && scan.take(']')) return true;
  } else if (scan.decimal(&leader->tid)) {
    take_comm(scan);
    if (scan.peek() == ' ') return true;
  }
  scan.at = from;
  *leader = Leader();
  return false;
}

// Six digits behind the point count.
u64 take_fraction(Scan& scan) {
  u64 micros = 0;
  for (u32 digits = 0; digits < 6 || is_decimal(scan.peek()); ++digits) {
    const u64 digit = is_decimal(scan.peek()) ? digit_value(scan.text[scan.at++]) : 0;
    if (digits < 6) micros = micros * 10 + digit;
  }
  return micros;
}

// HH:MM:SS
bool take_clock(Scan& scan, u64* seconds) {
  u64 hour = 0;
  u64 minute = 0;
  u64 second = 0;
  const bool ok =
      scan.number(10, 2, &hour) && scan.take(':') && scan.number(10, 2, &minute) && scan.take(':') && scan.number(10, 2, &second);
  *seconds = (hour * 60 + minute) * 60 + second;
  return ok;
}

bool take_time(Scan& scan, Leader* leader) {
  const u64 from = scan.at;
  u64 seconds = 0;
  u64 micros = 0;
  const bool is_since = scan.take("(+");
  if (is_since) scan.skip_blanks();
  const bool is_clock = !is_since && take_clock(scan, &seconds);
  if (!is_clock) {
    scan.at = is_since ? scan.at : from;
    if (!scan.number(10, 12, &seconds) || scan.peek() != '.') {
      scan.at = from;
      return false;
    }
  }
  if (scan.take('.')) micros = take_fraction(scan);
  if ((is_since && !scan.take(')')) || !scan.blanks()) {
    scan.at = from;
    return false;
  }
  constexpr u64 kLongAgo = 100'000'000;  // fewer seconds are no date, but what has passed since the call before
  if (is_clock || (!is_since && seconds >= kLongAgo)) leader->time = seconds * 1'000'000 + micros;
  return true;
}

bool take_bracket(Scan& scan) {
  const u64 from = scan.at;
  if (!scan.take('[')) return false;
  scan.skip_blanks();
  u64 digits = 0;
  for (; digit_value(scan.peek()) < 16 || scan.peek() == '?'; ++scan.at) ++digits;
  if (digits > 0 && scan.take("] ")) return true;
  scan.at = from;
  return false;
}

bool is_month(std::string_view word) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const u64 at = word.size() == 3 ? kMonths.find(word) : std::string_view::npos;
  return at != std::string_view::npos && at % 3 == 0;
}

// "host strace[812]: ", and without the host: what journals put behind the date.
void take_tag(Scan& scan) {
  const u64 from = scan.at;
  for (u32 words = 0; words < 2; ++words) {
    const std::string_view word = scan.token();
    const bool is_tag = word.size() > 1 && word.back() == ':' && word.find('(') == std::string_view::npos;
    if (is_tag && scan.blanks()) return;
    if (!scan.blanks()) break;
  }
  scan.at = from;
}

// "Nov 29 11:20:24 ", "2024-11-29T11:20:24.123Z ", "2024-11-29 11:20:24,123 "
bool take_date(Scan& scan) {
  const u64 from = scan.at;
  u64 number = 0;
  if (is_month(scan.text.substr(scan.at, 3))) {
    scan.at += 3;
    const bool ok = scan.blanks() && scan.number(10, 2, &number) && scan.blanks() && take_clock(scan, &number);
    if (ok && (scan.token(), scan.blanks())) return true;
  } else if (scan.number(10, 4, &number) && scan.at - from == 4 && scan.take('-') && scan.number(10, 2, &number) && scan.take('-') &&
             scan.number(10, 2, &number) && (scan.take('T') || scan.take(' ')) && take_clock(scan, &number)) {
    scan.token();
    if (scan.blanks()) {
      for (const std::string_view word : {"stdout ", "stderr ", "F ", "P "}) scan.take(word);
      return true;
    }
  }
  scan.at = from;
  return false;
}

// "log.strace:", "log.5120-": no blanks, nothing that a call has.
bool take_file_name(Scan& scan, u32* tid) {
  u64 at = scan.at;
  const auto is_of_name = [](char c) { return is_word_char(c) || c == '.' || c == '/' || c == '+' || c == '~' || c == '['  || c == ']'; };
  while (at < scan.text.size() && (is_of_name(scan.text[at]) || scan.text[at] == '-')) ++at;
  if (at == scan.at || at >= scan.text.size() || scan.text[at] != ':') return false;
  const std::string_view name = scan.text.substr(scan.at, at - scan.at);
  const u64 dot = name.rfind('.');
  Scan number{name, dot == std::string_view::npos ? name.size() : dot + 1};
  u32 pid = 0;
  if (number.decimal(&pid) && number.at_end()) *tid = pid;
  scan.at = at + 1;
  return true;
}

// "11-29 11:20:24.123  812  812 F DEBUG   : " of Android's log
bool take_logcat(Scan& scan) {
  const u64 from = scan.at;
  u64 number = 0;
  const bool is_day = scan.number(10, 2, &number) && scan.take('-') && scan.number(10, 2, &number) && scan.blanks();
  const bool is_date = is_day && take_clock(scan, &number);
  const u64 tag = is_date ? scan.text.find(" : ", scan.at) : std::string_view::npos;
  scan.at = tag == std::string_view::npos || tag - from > 80 ? from : tag + 3;
  return scan.at > from;
}

bool take_compose(Scan& scan) {
  const u64 bar = scan.text.substr(scan.at, 48).find("| ");
  if (bar == std::string_view::npos || scan.text.substr(scan.at, bar).find('(') != std::string_view::npos) return false;
  scan.at += bar + 2;
  return true;
}

}  // namespace

Leader take_leader(Scan& scan) {
  Leader leader;
  scan.skip_blanks();
  take_pid(scan, &leader);
  scan.skip_blanks();
  while (take_time(scan, &leader)) scan.skip_blanks();
  while (take_bracket(scan)) scan.skip_blanks();
  return leader;
}

bool take_foreign_prefix(Scan& scan, u32* tid) {
  scan.skip_blanks();
  const u64 from = scan.at;
  if (take_logcat(scan)) return true;
  if (take_date(scan)) {
    take_tag(scan);
    return true;
  }
  if (scan.take('>') || scan.take('`')) return true;
  u64 number = 0;
  if (scan.number(10, 12, &number) && (scan.take(':') || scan.take('-') || scan.blanks())) return true;
  scan.at = from;
  if (scan.take('[')) {
    scan.skip_blanks();
    if (scan.number(10, 12, &number) && scan.take('.') && scan.number(10, 9, &number) && scan.take(']')) return true;
  }
  scan.at = from;
  return take_compose(scan) || take_file_name(scan, tid);
}

}  // namespace pw
