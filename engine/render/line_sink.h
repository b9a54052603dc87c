// LineSink: where a long text goes, line by line, so that what nobody will see is neither stored nor even written out.
//
//   render_proc ──lines──> grep ──> head ──> what a terminal gets        each of them a sink (shell/pipe.cc)
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

inline constexpr u64 kAllLines = ~u64{0};

class LineSink {
 public:
  virtual ~LineSink() = default;
  // How many of the next lines are only counted, or not even that: skip() takes them without their text.
  virtual u64 unread() const = 0;
  virtual void skip(u64 lines) = 0;
  virtual void add(const std::string& lines) = 0;  // whole lines, each with its newline
};

// One line, made only when it is read.
template <class MakeLine>
void put_line(LineSink& out, MakeLine make_line) {
  if (out.unread() > 0) out.skip(1);
  else out.add(make_line());
}

// Keeps all.
class TextSink : public LineSink {
 public:
  u64 unread() const override { return 0; }
  void skip(u64) override {}
  void add(const std::string& lines) override { text += lines; }
  std::string text;
};

}  // namespace pw
