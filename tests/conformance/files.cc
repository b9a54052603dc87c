#include "tests/conformance/files.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace pw {

std::string helper_path() {
  char path[4096];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  const std::string program(path, length < 0 ? 0 : static_cast<std::size_t>(length));
  return program.substr(0, program.rfind('/') + 1) + "pagewalk-live-helper";
}

bool read_text(const std::string& file, std::string* text) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream buffer;
  buffer << in.rdbuf();
  *text = buffer.str();
  return static_cast<bool>(in);
}

bool write_text(const std::string& file, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), error);
  std::ofstream out(file, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

std::vector<std::string> find_scenarios(const std::string& path) {
  std::vector<std::string> files;
  const bool is_file = path.size() > 3 && path.compare(path.size() - 3, 3, ".pw") == 0;
  if (is_file) return {path};
  if (!std::filesystem::is_directory(path)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.path().extension() == ".pw") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string recorded_file(const std::string& scenario_file) {
  const std::string folder = "/scenarios/";
  const std::size_t at = scenario_file.rfind(folder);
  if (at == std::string::npos) return "";
  std::string name = scenario_file.substr(at + folder.size());
  name = name.substr(0, name.rfind('.')) + ".txt";
  return std::string(PAGEWALK_SOURCE_DIR "/tests/conformance/recorded/") + name;
}

}  // namespace pw
