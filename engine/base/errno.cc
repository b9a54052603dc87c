#include "engine/base/errno.h"

#include <cstring>

namespace pw {
namespace {

struct Row {
  Errno error;
  const char* name;
  const char* text;
};

constexpr Row kRows[] = {
    {Errno::kOk, "OK", "Success"},
#define PW_ERRNO(name, number, text) {Errno::k##name, #name, text},
#include "engine/base/errno.def"
#undef PW_ERRNO
};

const Row& find_row(Errno error) {
  for (const Row& row : kRows) {
    if (row.error == error) return row;
  }
  return kRows[0];
}

}  // namespace

const char* errno_name(Errno error) { return find_row(error).name; }
const char* errno_text(Errno error) { return find_row(error).text; }

bool is_errno(u64 number) {
  for (const Row& row : kRows) {
    if (number != 0 && static_cast<u64>(row.error) == number) return true;
  }
  return false;
}

Errno find_errno(const char* name) {
  for (const Row& row : kRows) {
    if (std::strcmp(row.name, name) == 0) return row.error;
  }
  return Errno::kOk;
}

}  // namespace pw
