// What stands between the letters of a text and means nothing: as web pages, terminals, editors and other encodings leave it.
#pragma once

#include <string>
#include <string_view>

namespace pw {

// Blanks that do not break, colours, the marks with which a text begins, and the NUL bytes of UTF-16.
bool is_dressed(std::string_view line);
std::string undressed(std::string_view line);

// "<!DOCTYPE html>", "<html …": from here on lines are those of a saved page of the web.
bool begins_page(std::string_view line);
//   page = { text | "<" tag ">" | "&" name ";" }
// Without its tags, its entities as what they stand for: "3&lt;/lib/a&amp;b.so&gt;</code>" -> "3</lib/a&b.so>".
std::string page_text(std::string_view line);

}  // namespace pw
