#include "engine/pgtable/swap_ops.h"

namespace pw {
namespace {

// Nothing writes an entry of the swap form, so nobody can come here with one.
class NoSwap : public SwapOps {
 public:
  void duplicate(SwpEntry) override { refuse(); }
  void free(SwpEntry) override { refuse(); }
  void read(Phys&, SwpEntry, Pfn) override { refuse(); }
  bool is_cached(SwpEntry) const override {
    refuse();
    return false;
  }

 private:
  static void refuse() { PW_ASSERT(false, "no entry names a swap slot on a machine without swap"); }
};

}  // namespace

SwapOps& no_swap() {
  static NoSwap none;
  return none;
}

}  // namespace pw
