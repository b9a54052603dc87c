// Pieces of the reverse-mapping texts that the commands and the view share.
#pragma once

#include "engine/kernel/look.h"
#include "engine/render/line_sink.h"
#include "engine/render/render.h"

namespace pw {

std::string anon_vma_text(const Kernel& k, AnonVmaId id);      // "anon_vma 1 (root 1, parent 1, refcount 2, 2 children, 1 active area)"
void print_anon_vma_families(const Kernel& k, LineSink& out);  // every anon_vma under its parent, each with the areas on its tree
void print_vma_chains(const Kernel& k, LineSink& out);         // every area with its own list of chain nodes
std::string holder_text(const Holder& holder);

}  // namespace pw
