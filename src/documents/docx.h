#pragma once
// Documents as docx [ISO/IEC 29500]: editable until issued, with the official font names.

#include <string>

#include "base/result.h"
#include "documents/document.h"
#include "documents/house_style.h"

namespace dengbao {

// The same document gives the same bytes. Errors: documents.not_utf8,
// documents.control_character, documents.qr_too_long, documents.row_length,
// documents.docx_failed.
Result<std::string> write_docx(const Document& document, const HouseStyle& house);

}  // namespace dengbao
