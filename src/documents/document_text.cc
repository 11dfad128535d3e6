#include "documents/document_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dengbao {
namespace {

struct TextVisitor {
  const std::function<void(std::string_view)>& see;

  void operator()(const Letterhead& b) const { see(b.issuer); }
  void operator()(const NumberLine& b) const { see(b.text); }
  void operator()(const Heading& b) const { see(b.text); }
  void operator()(const Paragraph& b) const {
    for (const auto& run : b.runs) see(run.text);
  }
  void operator()(const Space&) const {}
  void operator()(const KeyValues& b) const {
    for (const auto& [label, value] : b.rows) {
      see(label);
      see(value);
    }
  }
  void operator()(const Table& b) const {
    for (const auto& column : b.columns) see(column.title);
    for (const auto& row : b.rows)
      for (const auto& cell : row) see(cell);
  }
  void operator()(const Signature& b) const {
    for (const auto& issuer : b.issuers) see(issuer);
    see(b.date);
    see(b.seal_place);
  }
  void operator()(const CopyTo& b) const {
    see(b.label);
    see(b.text);
  }
  void operator()(const Qr& b) const { see(b.caption); }
};

}  // namespace

void for_each_text(const Document& document, const std::function<void(std::string_view)>& see) {
  see(document.title);
  see(document.number);
  for (const auto& block : document.blocks) std::visit(TextVisitor{see}, block);
}

Status check_texts(const Document& document) {
  Status verdict;
  for_each_text(document, [&](std::string_view text) {
    if (!verdict) return;
    if (!is_utf8(text)) {
      verdict = fail(ErrorKind::BadInput, "documents.not_utf8");
      return;
    }
    for (const char* nothing : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {  // U+FFFE, U+FFFF
      if (text.find(nothing) == std::string_view::npos) continue;
      verdict = fail(ErrorKind::BadInput, "documents.control_character",
                     {{"character", "U+FFFE/U+FFFF"}, {"text", std::string(text)}});
      return;
    }
    for (char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte < 0x20 && byte != '\n') || byte == 0x7f) {
        verdict = fail(ErrorKind::BadInput, "documents.control_character",
                       {{"character", fmt::format("U+{:04X}", byte)}, {"text", std::string(text)}});
        return;
      }
    }
  });
  return verdict;
}

}  // namespace dengbao
