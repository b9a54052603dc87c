// The stages behind a command that prints, each a sink in front of the next.
//
//   producer ──> grep ──> tail ──> head ──> Collector       unread() and is_full() are asked from the right: what head will not print
//                                                            need not be made
#include "engine/shell/pipe.h"

#include "engine/shell/regex.h"

#include <algorithm>
#include <memory>

namespace pw {
namespace {

class Stage : public LineSink {
 public:
  explicit Stage(Stage* next) : next_(next) {}
  // Whatever comes now changes nothing any more.
  virtual bool is_full() const = 0;
  virtual void line(const std::string& text) = 0;  // with its newline
  virtual void finish() {}

  u64 unread() const override { return is_full() ? kAllLines : 0; }
  void skip(u64) override {}
  void add(const std::string& lines) override {
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = std::min(lines.find('\n', at), lines.size());
      if (unread() > 0) skip(1);
      else line(lines.substr(at, end - at) + "\n");
      at = end + 1;
    }
  }

 protected:
  Stage& next() const { return *next_; }
  void pass(const std::string& text) {
    if (next_->unread() > 0) next_->skip(1);
    else next_->line(text);
  }

 private:
  Stage* next_;
};

// The end of the row: keeps what a command may print, and what shows that there was more.
class Collector : public Stage {
 public:
  Collector() : Stage(nullptr) {}
  bool is_full() const override { return text.size() > kMaxOutBytes + 1; }
  void line(const std::string& one) override { text += one; }
  std::string text;
};

// wc -l; and, with nobody behind it, the count that `tail` needs.
class Counter : public Stage {
 public:
  explicit Counter(Stage* next) : Stage(next) {}
  bool is_full() const override { return false; }
  u64 unread() const override { return kAllLines; }
  void skip(u64 count) override { lines += count; }
  void line(const std::string&) override { ++lines; }
  void finish() override { pass(std::to_string(lines) + "\n"); }
  u64 lines = 0;
};

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

class Grep : public Stage {
 public:
  Grep(const Pipe& pipe, Stage* next) : Stage(next), pipe_(pipe), wanted_(pipe.ignores_case ? lower(pipe.text) : pipe.text) {
    if (pipe.is_pattern) regex_.compile(pipe.text, pipe.ignores_case);
  }
  bool is_full() const override { return !pipe_.counts && next().is_full(); }
  void line(const std::string& text) override {
    ++at_;
    if (is_found(text.substr(0, text.size() - 1)) == pipe_.is_inverted) return;
    ++found_;
    if (!pipe_.counts) pass(pipe_.numbers ? std::to_string(at_) + ":" + text : text);
  }
  void finish() override {
    if (pipe_.counts) pass(std::to_string(found_) + "\n");
  }

 private:
  bool is_found(const std::string& body) const {
    if (pipe_.is_pattern) return regex_.is_in(body);
    return (pipe_.ignores_case ? lower(body) : body).find(wanted_) != std::string::npos;
  }

  const Pipe& pipe_;
  std::string wanted_;
  Regex regex_;
  u64 at_ = 0;
  u64 found_ = 0;
};

// The lines [from, to): head, and tail once it is known how many there are.
class Part : public Stage {
 public:
  Part(u64 from, u64 to, Stage* next) : Stage(next), from_(from), to_(to) {}
  bool is_full() const override { return at_ >= to_ || next().is_full(); }
  u64 unread() const override { return is_full() ? kAllLines : at_ < from_ ? from_ - at_ : std::min(next().unread(), to_ - at_); }
  void skip(u64 count) override {
    if (at_ >= to_) return;
    const u64 end = count < to_ - at_ ? at_ + count : to_;
    if (end > from_) next().skip(end - std::max(at_, from_));
    at_ = end;
  }
  void line(const std::string& text) override {
    ++at_;
    pass(text);
  }

 private:
  u64 from_;
  u64 to_;
  u64 at_ = 0;
};

// The first `count` filters in front of `end`; `skipped` says for each tail how many lines it leaves out.
class Row {
 public:
  Row(const std::vector<Pipe>& pipes, const std::vector<u64>& skipped, std::size_t count, Stage* end) {
    Stage* next = end;
    for (std::size_t i = count; i-- > 0;) {
      stages_.push_back(make_stage(pipes[i], skipped[i], next));
      next = stages_.back().get();
    }
    first_ = next;
  }
  void run(const Pipes::Produce& produce) {
    produce(*first_);
    for (std::size_t i = stages_.size(); i-- > 0;) stages_[i]->finish();
  }

 private:
  static std::unique_ptr<Stage> make_stage(const Pipe& pipe, u64 skipped, Stage* next) {
    switch (pipe.kind) {
      case Pipe::Kind::kHead: return std::make_unique<Part>(0, pipe.lines, next);
      case Pipe::Kind::kTail: return std::make_unique<Part>(skipped, kAllLines, next);
      case Pipe::Kind::kCount: return std::make_unique<Counter>(next);
      case Pipe::Kind::kGrep: break;
    }
    return std::make_unique<Grep>(pipe, next);
  }
  std::vector<std::unique_ptr<Stage>> stages_;  // the last filter first
  Stage* first_ = nullptr;
};

}  // namespace

std::string Pipes::run(const Produce& produce) {
  has_run_ = true;
  std::vector<u64> skipped(pipes_.size());
  for (std::size_t i = 0; i < pipes_.size(); ++i) {
    if (pipes_[i].kind != Pipe::Kind::kTail) continue;
    Counter counter(nullptr);
    Row(pipes_, skipped, i, &counter).run(produce);
    skipped[i] = counter.lines > pipes_[i].lines ? counter.lines - pipes_[i].lines : 0;
  }
  Collector collector;
  Row(pipes_, skipped, pipes_.size(), &collector).run(produce);
  if (!collector.text.empty()) collector.text.pop_back();
  return collector.text;
}

std::string Pipes::run(const std::string& text) {
  return run([&text](LineSink& out) { out.add(text); });
}

}  // namespace pw
