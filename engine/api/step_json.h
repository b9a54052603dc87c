// One line of `pagewalk run --json`: what a command did, and the machine after it in the form in which a live kernel can be compared.
#pragma once

#include <string>

#include "engine/shell/shell.h"

namespace pw {

std::string step_json(const Outcome& outcome, const Kernel& k);

}  // namespace pw
