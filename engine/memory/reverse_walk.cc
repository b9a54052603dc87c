#include "engine/memory/reverse_walk.h"

namespace pw {
namespace {

class MemoryPgds : public PgdLookup {
 public:
  explicit MemoryPgds(const Memory& m) : m_(m) {}
  Pfn pgd_of(MmId mm) const override { return m_.mms[mm].pgd; }

 private:
  const Memory& m_;
};

}  // namespace

RmapWalk walk_rmap(const Memory& m, Trace& trace, Pfn pfn) {
  return rmap_walk(m.rmap, m.files, m.vmas, m.pt, m.phys, MemoryPgds(m), trace, pfn);
}

}  // namespace pw
