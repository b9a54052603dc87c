// The struct iovec arrays of C forms, as strace prints them: [{iov_base=ADDR, iov_len=SIZE}, …], COUNT. The names may be left out.
#include "engine/kernel/iovec.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

bool parse_iovec(Parser& p, std::vector<Expr>* pieces) {
  Expr base, length;
  if (!p.expect_punct("{")) return p.fail_here("a piece is {iov_base=ADDR, iov_len=SIZE}");
  p.take_key("iov_base");
  if (p.lexer().peek().kind == TokenKind::kString)
    return p.fail_here("iov_base is an address here; strace printed the bytes behind it", "replace the text by the address");
  if (!p.c_operand("iov_base", &base) || !p.c_comma()) return false;
  p.take_key("iov_len");
  if (!p.operand("iov_len", &length) || !p.expect_punct("}")) return false;
  pieces->push_back(std::move(base));
  pieces->push_back(std::move(length));
  return true;
}

}  // namespace

bool parse_iovecs(Parser& p, std::vector<Expr>* pieces, bool* is_too_many) {
  Expr null;
  if (p.take_punct("[")) {
    do {
      if (!parse_iovec(p, pieces)) return false;
    } while (p.take_punct(","));
    if (!p.expect_punct("]")) return false;
  } else if (!p.c_operand("pieces", &null)) {
    return false;
  }
  if (!p.c_comma()) return false;
  const Token count = p.lexer().take();
  if (count.kind != TokenKind::kNumber) return p.fail(count.begin, "the number of pieces is missing");
  *is_too_many = count.number > kMaxIovecs;
  const u64 pieces_given = pieces->size() / 2;
  if (*is_too_many || count.number == pieces_given) return true;
  return p.fail(count.begin, "the number of pieces is " + std::to_string(pieces_given));
}

}  // namespace pw
