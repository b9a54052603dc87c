// Pieces of the reverse-mapping texts that the commands and the view share.
#pragma once

#include "engine/kernel/look.h"
#include "engine/render/render.h"

namespace pw {

std::string anon_vma_text(const Kernel& k, AnonVmaId id);  // "anon_vma 1 (root 1, parent 1, refcount 2, 2 children, 1 active area)"
std::string anon_vma_families(const Kernel& k);            // every anon_vma under its parent, each with the areas on its tree
std::string vma_chains(const Kernel& k);                   // every area with its own list of chain nodes
std::string holder_text(const Holder& holder);

}  // namespace pw
