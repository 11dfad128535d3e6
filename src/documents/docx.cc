#include "documents/docx.h"

#include <fmt/format.h>

#include "documents/document_text.h"
#include "documents/docx_body.h"
#include "documents/zip_package.h"

namespace dengbao {
namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kSpaces =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
constexpr std::string_view kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kWord = "application/vnd.openxmlformats-officedocument.wordprocessingml";

struct Parts {
  bool first_header = false, first_footer = false, footers = false;
  std::size_t pictures = 0;
};

// json is declared for the part that an embedded signature adds later.
std::string content_types(const Parts& parts) {
  std::string out = std::string(kXml) +
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                    "<Default Extension=\"rels\" "
                    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                    "<Default Extension=\"png\" ContentType=\"image/png\"/>"
                    "<Default Extension=\"json\" ContentType=\"application/json\"/>"
                    "<Override PartName=\"/docProps/core.xml\" "
                    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>";
  const auto add = [&out](std::string_view part, std::string_view type) {
    out += fmt::format("<Override PartName=\"/word/{}.xml\" ContentType=\"{}.{}+xml\"/>", part,
                       kWord, type);
  };
  add("document", "document.main");
  add("styles", "styles");
  add("settings", "settings");
  add("fontTable", "fontTable");
  if (parts.first_header) add("header1", "header");
  if (parts.first_footer) add("footer1", "footer");
  if (parts.footers) {
    add("footer2", "footer");
    add("footer3", "footer");
  }
  return out + "</Types>";
}

std::string relations(const Parts& parts) {
  std::string out = std::string(kXml) +
                    "<Relationships "
                    "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  const auto add = [&out](std::string_view id, std::string_view type, std::string_view target) {
    out += fmt::format("<Relationship Id=\"{}\" Type=\"{}/{}\" Target=\"{}\"/>", id, kOffice, type,
                       target);
  };
  add("rIdStyles", "styles", "styles.xml");
  add("rIdSettings", "settings", "settings.xml");
  add("rIdFonts", "fontTable", "fontTable.xml");
  if (parts.first_header) add("rIdHeader1", "header", "header1.xml");
  if (parts.first_footer) add("rIdFooter1", "footer", "footer1.xml");
  if (parts.footers) {
    add("rIdFooter2", "footer", "footer2.xml");
    add("rIdFooter3", "footer", "footer3.xml");
  }
  for (std::size_t i = 1; i <= parts.pictures; ++i)
    add(fmt::format("rIdQr{}", i), "image", fmt::format("media/qr{}.png", i));
  return out + "</Relationships>";
}

std::string package_relations() {
  return std::string(kXml) +
         fmt::format(
             "<Relationships "
             "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
             "<Relationship Id=\"rId1\" Type=\"{}/officeDocument\" Target=\"word/document.xml\"/>"
             "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/"
             "relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
             "</Relationships>",
             kOffice);
}

std::string core_properties(const Document& document) {
  const std::string created = document.created.iso().substr(0, 19) + "Z";
  return std::string(kXml) +
         fmt::format(
             "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/"
             "metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
             "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
             "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
             "<dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>dengbao</dc:creator>"
             "<dc:language>{}</dc:language>"
             "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created>"
             "</cp:coreProperties>",
             docx::escaped(document.title), docx::escaped(document.number),
             docx::escaped(document.language), created);
}

std::string styles(const HouseStyle& house, const KindStyle& style) {
  const std::string face = docx::escaped(house.fonts(style.body.face).docx);
  return std::string(kXml) +
         fmt::format(
             "<w:styles {0}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{1}\" "
             "w:hAnsi=\"{1}\" w:eastAsia=\"{2}\" w:cs=\"{1}\"/><w:sz w:val=\"{3}\"/>"
             "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>"
             "</w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\">"
             "<w:name w:val=\"Normal\"/></w:style></w:styles>",
             kSpaces, docx::escaped(house.docx_latin), face,
             static_cast<int>(style.body.size_pt * 2));
}

std::string settings() {
  return std::string(kXml) +
         fmt::format(
             "<w:settings {}><w:evenAndOddHeaders/>"
             "<w:characterSpacingControl w:val=\"compressPunctuation\"/></w:settings>",
             kSpaces);
}

// The official fonts, each with what may stand in where a machine does not have it.
std::string font_table(const HouseStyle& house) {
  std::string out = std::string(kXml) + fmt::format("<w:fonts {}>", kSpaces);
  for (const auto& face : house.faces) {
    out += fmt::format("<w:font w:name=\"{}\">", docx::escaped(face.docx));
    if (!face.docx_instead.empty())
      out += fmt::format("<w:altName w:val=\"{}\"/>",
                         docx::escaped(fmt::format("{}", fmt::join(face.docx_instead, ","))));
    out += "<w:charset w:val=\"86\"/></w:font>";
  }
  return out + "</w:fonts>";
}

std::string folio(const HouseStyle& house, const KindStyle& style, Align align) {
  const auto field = [](std::string_view content) { return fmt::format("<w:r>{}</w:r>", content); };
  const std::string runs =
      docx::run(house, style.folio, "— ", false) + field("<w:fldChar w:fldCharType=\"begin\"/>") +
      field("<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>") +
      field("<w:fldChar w:fldCharType=\"separate\"/>") + docx::run(house, style.folio, "1", false) +
      field("<w:fldChar w:fldCharType=\"end\"/>") + docx::run(house, style.folio, " —", false);
  docx::ParagraphForm form{.align = align};
  if (align != Align::Center) form.left = form.right = docx::twips(style.folio.size_pt);
  return std::string(kXml) + fmt::format("<w:ftr {}>", kSpaces) +
         docx::paragraph(style.folio, form, runs) + "</w:ftr>";
}

// A letter's first page ends with the double rule turned over [GB/T 9704-2012 §10.1].
std::string first_footer(const HouseStyle& house, const KindStyle& style) {
  docx::ParagraphForm form;
  form.left = -docx::twips_of_mm(style.left - 20);
  form.right = -docx::twips_of_mm(style.right - 20);
  form.borders = fmt::format(
      "<w:bottom w:val=\"thinThickSmallGap\" w:sz=\"24\" w:space=\"1\" w:color=\"{}\"/>",
      house.mark_colour);
  return std::string(kXml) + fmt::format("<w:ftr {}>", kSpaces) +
         docx::paragraph(style.note, form, "") + "</w:ftr>";
}

std::string section(const Document& document, const HouseStyle& house, const KindStyle& style,
                    const Parts& parts) {
  const bool portrait = document.page.orientation == Orientation::Portrait;
  std::string out = "<w:sectPr>";
  const auto refer = [&out](std::string_view what, std::string_view type, std::string_view id) {
    out += fmt::format("<w:{} w:type=\"{}\" r:id=\"{}\"/>", what, type, id);
  };
  if (parts.first_header) refer("headerReference", "first", "rIdHeader1");
  if (parts.first_footer) refer("footerReference", "first", "rIdFooter1");
  if (parts.footers) {
    refer("footerReference", "default", "rIdFooter2");
    refer("footerReference", "even", "rIdFooter3");
  }
  const int width = docx::twips_of_mm(portrait ? house.paper_width : house.paper_height);
  const int height = docx::twips_of_mm(portrait ? house.paper_height : house.paper_width);
  out += fmt::format("<w:pgSz w:w=\"{}\" w:h=\"{}\"{}/>", width, height,
                     portrait ? "" : " w:orient=\"landscape\"");
  out += fmt::format(
      "<w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"{}\" "
      "w:footer=\"{}\" w:gutter=\"0\"/>",
      docx::twips_of_mm(style.top), docx::twips_of_mm(style.right), docx::twips_of_mm(style.bottom),
      docx::twips_of_mm(style.left), docx::twips_of_mm(30),
      docx::twips_of_mm(parts.first_footer ? 20 : std::max(10.0, style.bottom - 14)));
  if (style.framed) {
    out += "<w:pgBorders w:offsetFrom=\"page\">";
    for (const char* side : {"top", "left", "bottom", "right"})
      out += fmt::format(
          "<w:{} w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"31\" w:color=\"{}\"/>", side,
          house.mark_colour);
    out += "</w:pgBorders>";
  }
  if (parts.first_header || parts.first_footer) out += "<w:titlePg/>";
  if (style.official_grid)
    out += fmt::format(
        "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"{}\"/>",
        docx::twips(style.body.pitch_pt), static_cast<int>(style.body.spacing_pt * 4096));
  return out + "</w:sectPr>";
}

}  // namespace

Result<std::string> write_docx(const Document& document, const HouseStyle& house) {
  CHECK(check_texts(document));
  const KindStyle& style = house.kind(document.kind);
  docx::Body body(document, house);
  CHECK(body.write());
  Parts parts;
  parts.first_header = !body.first_header.empty();
  parts.first_footer = parts.first_header;
  parts.footers = document.page.numbered && !style.framed;
  parts.pictures = body.pictures.size();

  std::vector<ZipPart> package = {
      {"[Content_Types].xml", content_types(parts)},
      {"_rels/.rels", package_relations()},
      {"docProps/core.xml", core_properties(document)},
      {"word/document.xml", std::string(kXml) + fmt::format("<w:document {}><w:body>", kSpaces) +
                                body.xml + section(document, house, style, parts) +
                                "</w:body></w:document>"},
      {"word/_rels/document.xml.rels", relations(parts)},
      {"word/styles.xml", styles(house, style)},
      {"word/settings.xml", settings()},
      {"word/fontTable.xml", font_table(house)}};
  if (parts.first_header)
    package.push_back({"word/header1.xml", std::string(kXml) + fmt::format("<w:hdr {}>", kSpaces) +
                                               body.first_header + "</w:hdr>"});
  if (parts.first_footer) package.push_back({"word/footer1.xml", first_footer(house, style)});
  if (parts.footers) {
    const bool centred = document.kind == DocumentKind::Sheet;
    package.push_back(
        {"word/footer2.xml", folio(house, style, centred ? Align::Center : Align::Right)});
    package.push_back(
        {"word/footer3.xml", folio(house, style, centred ? Align::Center : Align::Left)});
  }
  for (std::size_t i = 0; i < body.pictures.size(); ++i)
    package.push_back({fmt::format("word/media/qr{}.png", i + 1), std::move(body.pictures[i])});
  return write_zip(package);
}

}  // namespace dengbao
