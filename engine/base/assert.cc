#include "engine/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace pw {

void assertion_failed(const char* what) {
  std::fprintf(stderr, "pagewalk: broken invariant: %s\n", what);
  std::abort();
}

void assertion_failed(const char* condition, const char* what, const char* file, int line) {
  std::fprintf(stderr, "pagewalk: broken invariant: %s (%s) at %s:%d\n", what, condition, file, line);
  std::abort();
}

}  // namespace pw
