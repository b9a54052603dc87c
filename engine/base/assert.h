// PW_ASSERT: an invariant of the model itself, on in every build. A broken one is a bug of ours, never of the user's input, so it
// prints its name and stops the process (or traps the wasm module, which the page reports and restarts).
#pragma once

namespace pw {

[[noreturn]] void assertion_failed(const char* what);
[[noreturn]] void assertion_failed(const char* condition, const char* what, const char* file, int line);

}  // namespace pw

#if defined(__EMSCRIPTEN__)
// The name alone: where it was, the same log tells natively, and three more arguments at every check are a good part of the module.
#define PW_ASSERT(condition, what) ((condition) ? static_cast<void>(0) : ::pw::assertion_failed(what))
#else
#define PW_ASSERT(condition, what) \
  ((condition) ? static_cast<void>(0) : ::pw::assertion_failed(#condition, what, __FILE__, __LINE__))
#endif
