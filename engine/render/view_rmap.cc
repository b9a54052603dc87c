// Text twin of reverse mapping: the chosen frame's walk, then every family of anon_vmas, then every area's own chain.
#include "engine/render/rmap_text.h"
#include "engine/render/views.h"

namespace pw {

std::string view_rmap(const Kernel& k, Pfn pfn) {
  std::string out = pfn.valid() ? render_rmap(k, pfn) + "\n" : "";
  const std::string families = anon_vma_families(k);
  if (families.empty()) return out + "no anon_vma: no anonymous page was ever written\n";
  out += "anon_vmas, children below parents; under each the areas on its interval tree\n" + families;
  return out + "\nchains of the areas, newest node first\n" + vma_chains(k);
}

}  // namespace pw
