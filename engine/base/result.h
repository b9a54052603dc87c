// Result<T>: a value or an Errno with the check that refused. No exceptions cross the engine.
#pragma once

#include <utility>

#include "engine/base/assert.h"
#include "engine/base/errno.h"

namespace pw {

// `check` names what refused in a few words a reader of the man page would miss ("addr is not page aligned"); it points to a
// string literal and lives for ever.
struct Error {
  Errno code = Errno::kOk;
  const char* check = "";
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT: a value is a result
  Result(Error error) : error_(error) {}         // NOLINT: so is an error
  bool ok() const { return error_.code == Errno::kOk; }
  const T& value() const {
    PW_ASSERT(ok(), "value of a failed Result");
    return value_;
  }
  const Error& error() const { return error_; }

 private:
  T value_{};
  Error error_{};
};

struct Unit {};
using Status = Result<Unit>;
inline Status ok_status() { return Status(Unit{}); }
inline Error fail(Errno code, const char* check) { return Error{code, check}; }

}  // namespace pw
