#include "engine/api/json.h"

#include "engine/base/utf8.h"
#include "engine/render/text.h"

namespace pw {

void JsonWriter::quote(const std::string& value) {
  text_ += '"';
  for (u64 at = 0; at < value.size();) {
    const Utf8Char character = decode_utf8(value, at);
    const u32 code = character.code;
    if (character.length == 0) {
      text_ += "\\\\x" + hex_digits(static_cast<u8>(value[at]), 2);
    } else if (code == '"' || code == '\\') {
      text_ += '\\';
      text_ += value[at];
    } else if (code == '\n') {
      text_ += "\\n";
    } else if (code == '\t' || is_unprintable(code)) {
      text_ += "\\u" + hex_digits(code, 4);
    } else {
      text_.append(value, at, character.length);
    }
    at += character.length == 0 ? 1 : character.length;
  }
  text_ += '"';
}

std::string json_error(const std::string& message) {
  JsonWriter json;
  json.begin_object().key("error").string(message).end_object();
  return json.text();
}

}  // namespace pw
