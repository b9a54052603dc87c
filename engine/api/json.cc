#include "engine/api/json.h"

#include "engine/render/text.h"

namespace pw {

void JsonWriter::quote(const std::string& value) {
  text_ += '"';
  for (const char c : value) {
    const u8 byte = static_cast<u8>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      text_ += "\\u" + hex_digits(byte, 4);
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

std::string json_error(const std::string& message) {
  JsonWriter json;
  json.begin_object().key("error").string(message).end_object();
  return json.text();
}

}  // namespace pw
