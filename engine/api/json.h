// JsonWriter: JSON text, written front to back. Enough for what leaves the engine; nothing here reads JSON.
#pragma once

#include <string>
#include <utility>

#include "engine/base/types.h"

namespace pw {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(const char* name) { return key(std::string(name)); }
  JsonWriter& key(const std::string& name) {
    separate();
    quote(name);
    text_ += ':';
    needs_comma_ = false;
    return *this;
  }
  JsonWriter& string(const std::string& value) {
    separate();
    quote(value);
    return *this;
  }
  JsonWriter& number(u64 value) { return literal(std::to_string(value)); }
  JsonWriter& signed_number(i64 value) { return literal(std::to_string(value)); }
  JsonWriter& boolean(bool value) { return literal(value ? "true" : "false"); }
  JsonWriter& null() { return literal("null"); }
  // A JSON text made elsewhere.
  JsonWriter& literal(const std::string& json) {
    separate();
    text_ += json;
    return *this;
  }

  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket) {
    separate();
    text_ += bracket;
    needs_comma_ = false;
    return *this;
  }
  JsonWriter& close(char bracket) {
    text_ += bracket;
    needs_comma_ = true;
    return *this;
  }
  void separate() {
    if (needs_comma_) text_ += ',';
    needs_comma_ = true;
  }
  void quote(const std::string& value);

  std::string text_;
  bool needs_comma_ = false;
};

std::string json_error(const std::string& message);  // {"error": "…"}

}  // namespace pw
