// The deliberate differences of the engine: the list in engine/README.md, collected from the code's DIVERGES comments.
#pragma once

#include <string>

namespace pw {

// Is there an entry that holds this text?
bool is_divergence(const std::string& text);

}  // namespace pw
