// One entry: what an entry without P keeps of its frame.
#include "engine/pgtable/pte.h"

#include <catch2/catch.hpp>

namespace pw {

TEST_CASE("pte: an entry of PROT_NONE holds its frame's number inverted, and no processor finds a frame there", "[pgtable]") {
  const Pte open = make_pte(Pfn(0x3e06), kPteP | kPteRw | kPteUs | kPteNx);
  CHECK(open.raw == 0x8000000003e06007);
  const Pte shut = make_pte(pte_pfn(open), kPteProtnone | kPteNx);
  CHECK(shut.raw == 0x800ffffffc1f9100);
  CHECK(pte_pfn(shut) == Pfn(0x3e06));
  CHECK(pte_present(shut));
  CHECK(make_pte(pte_pfn(shut), pte_bits(open)) == open);
}

}  // namespace pw
