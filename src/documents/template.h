#pragma once
// A document's template as a pack writes it (docs/guides/templates.md): YAML in which every text
// may hold {field} and {field|filter}. Loading checks all that can be known without values.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "documents/field_tree.h"

namespace dengbao {

// A text with its placeholders taken apart: literal, then (where `name` is not empty) a value.
struct TemplateText {
  struct Piece {
    std::string literal;
    std::string name;
    std::string filter;
  };
  std::vector<Piece> pieces;
  bool bold = false;
  int line = 0;
};

struct TemplateColumn {
  TemplateText title;
  TemplateText cell;  // used by `each`
  double share = 1;
  Align align = Align::Left;
};

struct TemplateBlock {
  enum class Shape : std::uint8_t {
    Letterhead,
    Number,
    Title,
    Heading,
    Addressees,
    Paragraph,
    List,
    Facts,
    Table,
    Signature,
    CopyTo,
    Qr,
    Space
  };
  Shape shape = Shape::Paragraph;
  int line = 0;
  std::string when, unless, each;  // field names, or empty
  Align align = Align::Justify;
  Indent indent = Indent::FirstLine;
  Face face = Face::FangSong;
  int count = 1;  // level of a heading, lines of a space
  bool ruled = true;
  // Letterhead, Number, Title, Heading: one. Addressees: each addressee. Paragraph, List: its runs.
  // Facts: label, value, label, value. Signature: date, then issuers. CopyTo: label, text.
  // Qr: payload, caption.
  std::vector<TemplateText> parts;
  std::string seal_place;
  std::vector<TemplateColumn> columns;
  std::vector<std::vector<TemplateText>> rows;  // Table: rows that always stand
  std::vector<TemplateText> total;              // Table: the last row
};

struct Template {
  std::string id;
  std::map<std::string, std::string, std::less<>> title;  // by "zh", "en"
  DocumentKind kind = DocumentKind::Letter;
  PageSetup page;
  std::string language = "zh-CN";
  std::vector<std::string> fields;  // every field it uses, as declared
  // For each list it goes through: the members of the list's items it uses ("" is the item itself).
  std::map<std::string, std::set<std::string>, std::less<>> item_members;
  std::vector<TemplateBlock> blocks;
  std::string file;  // for messages
};

// Errors: yaml.*, documents.template_* with file:line; a placeholder that `fields` does not
// declare, a declared field that nothing uses and an unknown filter are refused.
Result<Template> load_template(std::string_view yaml, std::string_view file);

// The document with every placeholder filled. Errors: documents.value_missing names the field and
// the template's line; documents.value_form where a value is not what its filter takes.
Result<Document> fill(const Template& form, const FieldTree& values, Instant created);

}  // namespace dengbao
