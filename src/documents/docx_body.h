#pragma once
// The blocks of a document as the body of a docx, with the pictures it refers to.

#include <string>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "documents/docx_xml.h"
#include "documents/house_style.h"
#include "documents/qr_matrix.h"

namespace dengbao::docx {

class Body {
 public:
  Body(const Document& document, const HouseStyle& house);
  Status write();

  std::string xml;                    // the blocks, without the section's properties
  std::string first_header;           // a letter's letterhead, or empty
  std::vector<std::string> pictures;  // PNG; picture i is related as rIdQr{i}

  Status operator()(const Letterhead& block);
  Status operator()(const NumberLine& block);
  Status operator()(const Heading& block);
  Status operator()(const Paragraph& block);
  Status operator()(const Space& block);
  Status operator()(const KeyValues& block);
  Status operator()(const Table& block);
  Status operator()(const Signature& block);
  Status operator()(const CopyTo& block);
  Status operator()(const Qr& block);

 private:
  int body_width() const;  // twips
  std::string text(const TextStyle& style, const ParagraphForm& form, std::string_view words,
                   bool bold, std::string_view colour = {}) const;
  std::string cell(const TextStyle& style, int width, Align align, std::string_view words) const;
  std::string picture(int index) const;

  const Document& document_;
  const HouseStyle& house_;
  const KindStyle& style_;
  std::size_t at_ = 0;
  std::string waiting_qr_;  // paragraphs that stand beside the signature that follows
};

// The code as PNG, eight dots a module, with its quiet zone. Errors: documents.docx_failed.
Result<std::string> png_of(const QrMatrix& matrix);

}  // namespace dengbao::docx
