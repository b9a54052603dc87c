// One page's life as text: `story ADDR`, and the twin of its view.
#pragma once

#include <string>

#include "engine/session/page_life.h"

namespace pw {

// Command by command, each event with its sentence, and after those that moved or marked the page where it is now.
std::string life_text(const Kernel& k, const Session& session, const PageLife& life);
// "frame 0x3e06, mapped by 2 entries, read-only"
std::string place_text(const Kernel& k, const PagePlace& place);

}  // namespace pw
