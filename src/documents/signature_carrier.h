#pragma once
// The two file formats that carry a signature inside. Each function is the other's exact reverse.

#include <string>
#include <string_view>

#include "base/result.h"

namespace dengbao {

inline constexpr std::string_view kSignatureName = "dengbao-signature.json";

struct Carried {
  std::string original;
  std::string note;  // the text of the attachment
};

// PDF: an incremental update after the frozen bytes that attaches `note` [ISO 32000-1 §7.5.6].
// Errors: documents.embed_form, documents.not_signed.
Result<std::string> carry_in_pdf(std::string_view frozen, std::string_view note);
Result<Carried> carried_in_pdf(std::string_view bytes);

// docx: one more stored part, last in the zip. Errors as above.
Result<std::string> carry_in_docx(std::string_view frozen, std::string_view note);
Result<Carried> carried_in_docx(std::string_view bytes);

}  // namespace dengbao
