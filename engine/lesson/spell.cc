// Figures in words, so that prose can say "sixteen" or 十六 of what the machine has, and never outlives it.
#include "engine/lesson/lesson.h"

namespace pw {
namespace {

constexpr u64 kMostSpelled = 999999;  // beyond it a reader wants digits

std::string english_below_hundred(u64 n) {
  static const char* const kSmall[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
                                       "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
  static const char* const kTens[] = {"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
  if (n < 20) return kSmall[n];
  return std::string(kTens[n / 10]) + (n % 10 == 0 ? "" : std::string("-") + kSmall[n % 10]);
}

std::string english(u64 n) {
  if (n < 100) return english_below_hundred(n);
  const u64 unit = n < 1000 ? 100 : 1000;
  const std::string head = english(n / unit) + (unit == 100 ? " hundred" : " thousand");
  const u64 rest = n % unit;
  if (rest == 0) return head;
  return head + (rest < 100 ? " and " : " ") + english(rest);
}

// Below ten thousand, without the zeros in front. A ten that begins a number is 十, inside one 一十.
std::string chinese_below_myriad(u64 n, bool is_first) {
  static const char* const kDigits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  static const char* const kUnits[] = {"千", "百", "十", ""};
  std::string text;
  bool skipped = false;
  u64 unit = 1000;
  for (const char* name : kUnits) {
    const u64 digit = n / unit % 10;
    unit /= 10;
    if (digit == 0) {
      skipped = !text.empty();
      continue;
    }
    if (skipped) text += kDigits[0];
    skipped = false;
    const bool is_bare_ten = is_first && text.empty() && digit == 1 && unit == 1;
    if (!is_bare_ten) text += kDigits[digit];
    text += name;
  }
  return text;
}

std::string chinese(u64 n) {
  if (n == 0) return "零";
  if (n == 2) return "两";  // it counts something
  if (n < 10000) return chinese_below_myriad(n, true);
  const u64 rest = n % 10000;
  const std::string head = (n / 10000 == 2 ? std::string("两") : chinese_below_myriad(n / 10000, true)) + "万";
  if (rest == 0) return head;
  return head + (rest < 1000 ? "零" : "") + chinese_below_myriad(rest, false);
}

}  // namespace

std::string spell(u64 number, const std::string& language) {
  if (number > kMostSpelled) return decimal(number);
  return language == "zh" ? chinese(number) : english(number);
}

std::string name_of(const LessonValue& value, const std::string& language) {
  if (value.shown != Shown::kSpelled) return value.name;
  return value.name + (language == "zh" ? ".zh" : ".en");
}

}  // namespace pw
