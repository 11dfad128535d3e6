#pragma once
// Every text of a document, for the checks that both writers make first.

#include <functional>
#include <string_view>

#include "base/result.h"
#include "documents/document.h"

namespace dengbao {

void for_each_text(const Document& document, const std::function<void(std::string_view)>& see);

// Refuses what neither writer can show: broken UTF-8 and control characters (a line feed may
// stand). Errors: documents.not_utf8, documents.control_character.
Status check_texts(const Document& document);

}  // namespace dengbao
