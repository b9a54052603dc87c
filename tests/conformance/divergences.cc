#include "tests/conformance/divergences.h"

#include "tests/conformance/files.h"

namespace pw {

bool is_divergence(const std::string& text) {
  std::string readme;
  if (text.empty() || !read_text(PAGEWALK_SOURCE_DIR "/engine/README.md", &readme)) return false;
  const std::size_t begin = readme.find("<!-- diverges:begin");
  const std::size_t end = readme.find("<!-- diverges:end");
  if (begin == std::string::npos || end == std::string::npos) return false;
  return readme.substr(begin, end - begin).find(text) != std::string::npos;
}

}  // namespace pw
