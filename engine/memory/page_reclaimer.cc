#include "engine/memory/page_reclaimer.h"

#include "engine/base/assert.h"

namespace pw {
namespace {

class NoReclaimer : public PageReclaimer {
 public:
  u64 reclaim_pages(const std::vector<Pfn>&) override {
    PW_ASSERT(false, "nobody takes pages away here");
    return 0;
  }
};

}  // namespace

PageReclaimer& no_reclaimer() {
  static NoReclaimer none;
  return none;
}

}  // namespace pw
