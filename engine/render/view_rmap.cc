// Text twin of reverse mapping: the chosen frame's walk, then every family of anon_vmas, then every area's own chain.
#include "engine/render/rmap_text.h"
#include "engine/render/views.h"

namespace pw {

void view_rmap(const Kernel& k, Pfn pfn, LineSink& out) {
  if (pfn.valid()) out.add(render_rmap(k, pfn) + "\n");
  if (k.m.rmap.anon_vmas.live_count() == 0) return out.add("no anon_vma: no anonymous page was ever written\n");
  out.add("anon_vmas, children below parents; under each the areas on its interval tree\n");
  print_anon_vma_families(k, out);
  out.add("\nchains of the areas, newest node first\n");
  print_vma_chains(k, out);
}

}  // namespace pw
