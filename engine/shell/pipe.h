// Filters behind a command that prints: grep for a plain text (so that [stack] finds the stack; patterns with -E), head, tail, wc -l. They
// work on whole lines of what the command printed; an error message goes past them, as it would on stderr.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/render/line_sink.h"
#include "engine/shell/command.h"

namespace pw {

class Pipes {
 public:
  explicit Pipes(const std::vector<Pipe>& pipes) : pipes_(pipes) {}

  // What comes out at the end, cut a little behind kMaxOutBytes. The producer puts the same lines each time it is asked; it is asked once
  // more for each `tail`, which has to know first how many there are. Nothing that is filtered out or cut is kept.
  using Produce = std::function<void(LineSink&)>;
  std::string run(const Produce& produce);
  std::string run(const std::string& text);
  bool has_run() const { return has_run_; }

 private:
  const std::vector<Pipe>& pipes_;
  bool has_run_ = false;
};

}  // namespace pw
