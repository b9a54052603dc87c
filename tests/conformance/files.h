// Files of the two programs.
#pragma once

#include <string>
#include <vector>

namespace pw {

std::string helper_path();  // pagewalk-live-helper, beside the running program
bool read_text(const std::string& file, std::string* text);
bool write_text(const std::string& file, const std::string& text);     // with the folders above it
std::vector<std::string> find_scenarios(const std::string& path);      // a file, or every .pw below a folder, sorted
// Where the answers of a scenario's file belong: recorded/AREA/NAME.txt beside this program's scenarios. Empty: it has no place there.
std::string recorded_file(const std::string& scenario_file);

}  // namespace pw
