// What a learner types or points at, as one text that can be compared: a number in decimal, a thing by the key that the page draws it with.
//
// A thing is named as in any expression: vma(1, $a) is an area, pte(2, $a+4K) an entry, frame(1, $a) or a number a frame, anon_vma(1, $a)
// an anon_vma. An entry may be empty: it is the place that is named.
#include "engine/kernel/kernel.h"
#include "engine/lesson/condition.h"
#include "engine/lesson/lesson.h"
#include "engine/vma/vma_tree.h"

namespace pw {
namespace {

// The two numbers of `function(pid, addr)`; false when the text is another expression, or they are not numbers now.
bool read_place(const Shell& shell, const std::string& text, const std::string& function, u64* pid, u64* addr) {
  Expr expr;
  Diagnostic error;
  if (!parse_whole_expression(text, &expr, &error) || expr.kind != ExprKind::kCall || expr.field >= 0) return false;
  if (function != functions()[expr.function].name || expr.kids.size() != 2) return false;
  const Evaluated first = shell.evaluate(source_of(text, expr.kids[0]));
  const Evaluated second = shell.evaluate(source_of(text, expr.kids[1]));
  if (!first.ok || !second.ok || first.value.type != Value::Type::kNumber || second.value.type != Value::Type::kNumber) return false;
  *pid = first.value.number;
  *addr = second.value.number;
  return true;
}

std::string number_text(const Shell& shell, const std::string& expression) {
  const Evaluated result = shell.evaluate(expression);
  return result.ok && result.value.type == Value::Type::kNumber ? decimal(result.value.number) : "";
}

std::string place_text(const Shell& shell, Thing thing, const std::string& expression) {
  u64 pid = 0;
  u64 addr = 0;
  if (!read_place(shell, expression, thing == Thing::kArea ? "vma" : "pte", &pid, &addr)) return "";
  const Kernel& kernel = shell.session().state().kernel;
  if (pid > kMaxTasks || !is_running(kernel, static_cast<Pid>(pid))) return "";
  const MmId mm = find_task(kernel, static_cast<Pid>(pid))->mm;
  const VmaId area = find_vma_at(kernel.m.nodes, kernel.m.mms[mm].tree, addr);
  if (!area.valid()) return "";
  if (thing == Thing::kArea) return "vma:" + decimal(area.v);
  return "pte:" + decimal(mm.v) + "/" + decimal(addr >> kPageShift);
}

}  // namespace

std::string answer_text(const Shell& shell, const LessonPrediction& prediction, const std::string& expression) {
  if (prediction.asks == Asks::kNumber) return number_text(shell, expression);
  if (prediction.thing == Thing::kArea || prediction.thing == Thing::kEntry) return place_text(shell, prediction.thing, expression);
  const std::string number = number_text(shell, expression);
  if (number.empty()) return "";
  return (prediction.thing == Thing::kFrame ? "page:" : "av:") + number;
}

}  // namespace pw
