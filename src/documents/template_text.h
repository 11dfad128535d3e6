#pragma once
// Taking a template's text apart at its {placeholders}.

#include <string_view>

#include "base/result.h"
#include "documents/template.h"

namespace dengbao {

// "{{" and "}}" are literal braces. `where` is file:line.
// Errors: documents.template_brace, documents.template_name, documents.template_filter.
Result<TemplateText> parse_template_text(std::string_view text, std::string where);

// Letters, digits, '_' and single dots between them.
bool is_field_name(std::string_view name);

}  // namespace dengbao
