#pragma once
// Makes small workbooks byte by byte, in the dialects that different programs write, and broken
// ones.

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dengbao::testing_intake {

struct ZipPart {
  std::string name, bytes;
  bool stored = false;
  // To tell lies with: 0 keeps the truth.
  std::uint32_t say_unpacked = 0;
  std::uint16_t flags = 0;
};

inline void put(std::string& out, std::uint64_t n, int bytes) {
  for (int i = 0; i < bytes; ++i, n >>= 8) out += static_cast<char>(n & 0xFF);
}

inline std::string deflated(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string zip_of(const std::vector<ZipPart>& parts) {
  std::string out, directory;
  for (const ZipPart& part : parts) {
    const std::string packed = part.stored ? part.bytes : deflated(part.bytes);
    const auto crc =
        static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(part.bytes.data()),
                                         static_cast<uInt>(part.bytes.size())));
    const std::size_t at = out.size();
    std::string common;
    put(common, 20, 2);
    put(common, part.flags, 2);
    put(common, part.stored ? 0 : 8, 2);
    put(common, 0x00210000, 4);
    put(common, crc, 4);
    put(common, packed.size(), 4);
    put(common, part.say_unpacked ? part.say_unpacked : part.bytes.size(), 4);
    put(common, part.name.size(), 2);
    put(common, 0, 2);
    put(out, 0x04034b50, 4);
    out += common + part.name + packed;
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2 + 2 + 2 + 4);
    put(directory, at, 4);
    directory += part.name;
  }
  const std::size_t at = out.size();
  out += directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, parts.size(), 2);
  put(out, parts.size(), 2);
  put(out, directory.size(), 4);
  put(out, at, 4);
  put(out, 0, 2);
  return out;
}

struct MadeSheet {
  std::string name;
  bool hidden = false;
  // "" is no cell; "n:3" a number, "d:45000" a number shown as a date, "f:x" a formula with the
  // cached value x, "b:1" a truth, anything else text.
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> merges;
  std::vector<int> hidden_rows;
  std::vector<int> hidden_columns;  // from 1
};

// How a program spells the same workbook.
struct Dialect {
  std::string prefix;             // "x:" before every name
  bool shared = false;            // texts in a table, with runs and reading aids
  bool plain_shared = false;      // … each once and in one run, as most programs do
  bool references = true;         // r="A1" on rows and cells
  bool absolute_targets = false;  // "/xl/worksheets/sheet1.xml"
  bool strict_names = false;      // the strict namespaces
  bool from_1904 = false;
};

inline std::string xml_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '\n')
      out += "&#10;";
    else
      out += c;
  }
  return out;
}

inline std::string letters(std::size_t column) {
  std::string out;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (n - 1) % 26));
  return out;
}

class WorkbookMaker {
 public:
  explicit WorkbookMaker(Dialect dialect) : d_(std::move(dialect)) {}

  std::vector<ZipPart> parts(const std::vector<MadeSheet>& sheets) {
    std::vector<ZipPart> out;
    const std::string& p = d_.prefix;
    std::string list, relations;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      const std::string n = std::to_string(i + 1);
      list += "<" + p + "sheet name=\"" + xml_text(sheets[i].name) + "\" sheetId=\"" + n +
              "\" r:id=\"rId" + n + "\"" + (sheets[i].hidden ? " state=\"hidden\"" : "") + "/>";
      relations += relation("rId" + n, "worksheet", "worksheets/sheet" + n + ".xml");
      out.push_back({"xl/worksheets/sheet" + n + ".xml", sheet(sheets[i])});
    }
    relations += relation("rIdS", "styles", "styles.xml");
    if (d_.shared) {
      relations += relation("rIdT", "sharedStrings", "sharedStrings.xml");
      out.push_back({"xl/sharedStrings.xml", head("sst") + shared_ + "</" + p + "sst>"});
    }
    out.push_back({"xl/workbook.xml", head("workbook") + "<" + p + "workbookPr" +
                                          (d_.from_1904 ? " date1904=\"1\"" : "") + "/><" + p +
                                          "sheets>" + list + "</" + p + "sheets></" + p +
                                          "workbook>"});
    out.push_back({"xl/_rels/workbook.xml.rels", relations_part(relations)});
    out.push_back({"xl/styles.xml",
                   head("styleSheet") + "<" + p + "numFmts><" + p +
                       "numFmt numFmtId=\"170\" "
                       "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/></" +
                       p + "numFmts><" + p + "cellStyleXfs><" + p + "xf numFmtId=\"170\"/></" + p +
                       "cellStyleXfs><" + p + "cellXfs><" + p + "xf numFmtId=\"0\"/><" + p +
                       "xf numFmtId=\"170\"/></" + p + "cellXfs></" + p + "styleSheet>"});
    out.push_back(
        {"_rels/.rels", relations_part("<Relationship Id=\"r1\" Type=\"" + type("officeDocument") +
                                       "\" Target=\"" + (d_.absolute_targets ? "/" : "") +
                                       "xl/workbook.xml\"/>")});
    out.push_back(
        {"[Content_Types].xml",
         "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"});
    return out;
  }

  std::string bytes(const std::vector<MadeSheet>& sheets) { return zip_of(parts(sheets)); }

 private:
  std::string type(const std::string& kind) const {
    return (d_.strict_names
                ? "http://purl.oclc.org/ooxml/officeDocument/relationships/"
                : "http://schemas.openxmlformats.org/officeDocument/2006/relationships/") +
           kind;
  }
  std::string relation(const std::string& id, const std::string& kind,
                       const std::string& target) const {
    return "<Relationship Id=\"" + id + "\" Type=\"" + type(kind) + "\" Target=\"" +
           (d_.absolute_targets ? "/xl/" : "") + target + "\"/>";
  }
  static std::string relations_part(const std::string& inside) {
    return "<Relationships "
           "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
           inside + "</Relationships>";
  }
  std::string head(const std::string& name) const {
    const std::string space = d_.strict_names
                                  ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
                                  : "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const std::string bound =
        d_.prefix.empty() ? "xmlns" : "xmlns:" + d_.prefix.substr(0, d_.prefix.size() - 1);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + d_.prefix + name + " " + bound +
           "=\"" + space + "\" xmlns:r=\"" + type("") + "\">";
  }

  std::string text_cell(const std::string& open, const std::string& value) {
    const std::string& p = d_.prefix;
    if (!d_.shared)
      return open + " t=\"inlineStr\"><" + p + "is><" + p + "t xml:space=\"preserve\">" +
             xml_text(value) + "</" + p + "t></" + p + "is></" + p + "c>";
    if (d_.plain_shared) {
      const auto [known, fresh] = shared_places_.emplace(value, shared_count_);
      if (fresh) {
        ++shared_count_;
        shared_ += "<" + p + "si><" + p + "t>" + xml_text(value) + "</" + p + "t></" + p + "si>";
      }
      return open + " t=\"s\"><" + p + "v>" + std::to_string(known->second) + "</" + p + "v></" +
             p + "c>";
    }
    // In two runs, with the reading aid that East Asian programs put above a word.
    std::size_t cut = 1;
    while (cut < value.size() && (static_cast<unsigned char>(value[cut]) & 0xC0) == 0x80) ++cut;
    shared_ += "<" + p + "si><" + p + "r><" + p + "t xml:space=\"preserve\">" +
               xml_text(value.substr(0, cut)) + "</" + p + "t></" + p + "r><" + p + "r><" + p +
               "rPr><" + p + "b/></" + p + "rPr><" + p + "t xml:space=\"preserve\">" +
               xml_text(value.substr(cut)) + "</" + p + "t></" + p + "r><" + p +
               "rPh sb=\"0\" eb=\"1\"><" + p + "t>READING</" + p + "t></" + p + "rPh><" + p +
               "phoneticPr fontId=\"1\"/></" + p + "si>";
    return open + " t=\"s\"><" + p + "v>" + std::to_string(shared_count_++) + "</" + p + "v></" +
           p + "c>";
  }

  std::string cell(const std::string& open, const std::string& value) {
    const std::string& p = d_.prefix;
    const std::string kind = value.substr(0, 2), rest = value.size() > 2 ? value.substr(2) : "";
    const std::string v = "<" + p + "v>" + xml_text(rest) + "</" + p + "v></" + p + "c>";
    if (kind == "n:") return open + ">" + v;
    if (kind == "d:") return open + " s=\"1\">" + v;
    if (kind == "b:") return open + " t=\"b\">" + v;
    if (kind == "f:") return open + " t=\"str\"><" + p + "f>CONCAT(A1,B1)</" + p + "f>" + v;
    return text_cell(open, value);
  }

  std::string sheet(const MadeSheet& made) {
    const std::string& p = d_.prefix;
    std::string out = head("worksheet");
    if (!made.hidden_columns.empty()) {
      out += "<" + p + "cols>";
      for (int c : made.hidden_columns)
        out += "<" + p + "col min=\"" + std::to_string(c) + "\" max=\"" + std::to_string(c) +
               "\" hidden=\"1\"/>";
      out += "</" + p + "cols>";
    }
    out += "<" + p + "sheetData>";
    for (std::size_t r = 0; r < made.rows.size(); ++r) {
      // Without references every row and cell must stand in its place.
      if (made.rows[r].empty() && d_.references) continue;
      const bool hidden = std::find(made.hidden_rows.begin(), made.hidden_rows.end(),
                                    static_cast<int>(r) + 1) != made.hidden_rows.end();
      out += "<" + p + "row" + (d_.references ? " r=\"" + std::to_string(r + 1) + "\"" : "") +
             (hidden ? " hidden=\"1\"" : "") + ">";
      for (std::size_t c = 0; c < made.rows[r].size(); ++c) {
        const std::string open =
            "<" + p + "c" +
            (d_.references ? " r=\"" + letters(c) + std::to_string(r + 1) + "\"" : "");
        const std::string& value = made.rows[r][c];
        if (!value.empty())
          out += cell(open, value);
        else if (!d_.references)
          out += open + "/>";
      }
      out += "</" + p + "row>";
    }
    out += "</" + p + "sheetData>";
    if (!made.merges.empty()) {
      out += "<" + p + "mergeCells>";
      for (const std::string& m : made.merges) out += "<" + p + "mergeCell ref=\"" + m + "\"/>";
      out += "</" + p + "mergeCells>";
    }
    return out + "</" + p + "worksheet>";
  }

  Dialect d_;
  std::string shared_;
  std::map<std::string, int> shared_places_;
  int shared_count_ = 0;
};

}  // namespace dengbao::testing_intake
