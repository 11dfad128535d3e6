#pragma once
// Issued documents: the fields of a template from the case as it stands, drawn, signed and frozen.

#include <memory>
#include <string>

#include "app/installation.h"
#include "documents/field_tree.h"
#include "documents/pdf.h"

namespace dengbao {

struct RenderedDocument {
  std::string id;  // of the document
  std::string case_id, event, kind, number, title;
  std::string owner_party;
  std::string pdf, docx;  // with the signature embedded
  std::string pdf_digest, docx_digest;
  std::string statement;  // detached signature of the PDF, JSON
  json::object fields;    // what it was filled from
};

// Keeps fonts between documents; made at the first one.
class Renderer {
 public:
  explicit Renderer(Installation& installation) : installation_(installation) {}
  ~Renderer();
  // `effect`: a Render effect in its stored form.
  Result<RenderedDocument> render(Reading& reading, const Effect& effect,
                                  const std::string& case_id, const std::string& event, Date on);

 private:
  Result<PdfWriter*> writer();
  Installation& installation_;
  std::optional<HouseStyle> style_;
  std::unique_ptr<PdfWriter> writer_;
};

// Fields of a case for templates: number, date.issued, issuer.*, subject.*, party.ROLE.*, fact.*,
// to.
Result<FieldTree> fields_of(const Case& c, const Law& law, const StoredView& view,
                            const Effect& effect, const std::string& issuer, Date on,
                            const std::string& verify_payload);

// The deed that stores a rendered document and says so in the log.
Result<Deed> freeze(Desk& desk, const RenderedDocument& document, const Actor& actor, Date on);

}  // namespace dengbao
