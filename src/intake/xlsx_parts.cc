#include "intake/xlsx_parts.h"

#include <charconv>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "intake/cell_stream.h"
#include "intake/xml.h"

namespace dengbao::intake {
namespace {

constexpr std::size_t kMaxSharedBytes = 96U << 20;
constexpr std::size_t kMaxSharedStrings = 4'000'000;
constexpr std::size_t kMaxStyles = 70'000;

std::unexpected<Explanation> refuse(const char* code, std::string where = {}) {
  return fail(ErrorKind::BadInput, code, {}, std::move(where));
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.ends_with(end);
}

struct Relation {
  std::string type, target;
};

class RelationsReader final : public XmlHandler {
 public:
  std::map<std::string, Relation, std::less<>> relations;

  Status start(std::string_view name, const XmlAttributes& a) override {
    // What lies outside of the file is never fetched.
    if (name == "Relationship" && a.get("TargetMode") != "External")
      relations.emplace(a.get("Id"),
                        Relation{std::string(a.get("Type")), std::string(a.get("Target"))});
    return {};
  }
  Status end(std::string_view) override { return {}; }
};

Status read_part(const Zip& zip, const ZipEntry& entry, XmlHandler& handler) {
  XmlStream xml(handler, entry.name);
  CHECK(zip.unpack(entry, [&](std::string_view piece) { return xml.feed(piece); }));
  return xml.finish();
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash + 1));
}

// A target is a path from the root, or from the folder of the part that names it.
std::string resolve(const std::string& folder, std::string_view target) {
  std::string whole =
      target.starts_with('/') ? std::string(target.substr(1)) : folder + std::string(target);
  std::vector<std::string> out;
  for (std::string& part : split(whole, '/')) {
    if (part == "..") {
      if (!out.empty()) out.pop_back();
    } else if (part != "." && !part.empty()) {
      out.push_back(std::move(part));
    }
  }
  std::string path;
  for (const std::string& part : out) path += (path.empty() ? "" : "/") + part;
  return path;
}

Result<std::map<std::string, Relation, std::less<>>> relations_of(const Zip& zip,
                                                                  const std::string& path) {
  const std::string folder = folder_of(path);
  const ZipEntry* entry = zip.find(folder + "_rels/" + path.substr(folder.size()) + ".rels");
  RelationsReader reader;
  if (entry) CHECK(read_part(zip, *entry, reader));
  return std::move(reader.relations);
}

class WorkbookReader final : public XmlHandler {
 public:
  struct Named {
    std::string name, relation;
    bool hidden;
  };
  std::vector<Named> sheets;
  bool from_1904 = false;
  bool is_workbook = false;

  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "workbook") is_workbook = true;
    if (name == "workbookPr") from_1904 = a.is_true("date1904");
    if (name == "sheet") {
      if (sheets.size() == kMaxSheets) return refuse("xlsx.too_large");
      const std::string_view state = a.get("state");
      sheets.push_back({std::string(a.get("name")), std::string(a.get("id")),
                        state == "hidden" || state == "veryHidden"});
    }
    return {};
  }
  Status end(std::string_view) override { return {}; }
};

int integer(std::string_view text, int otherwise) {
  int n = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

// Formats that every workbook has without naming them, the East Asian ones included.
bool is_builtin_date(int id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
         (id >= 50 && id <= 54) || id == 57 || id == 58;
}

class StylesReader final : public XmlHandler {
 public:
  std::vector<bool> date_styles;

  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "numFmt" && !a.get("numFmtId").empty())
      formats_[integer(a.get("numFmtId"), -1)] = is_date_format(a.get("formatCode"));
    if (name == "cellXfs") inside_ = true;
    if (name == "xf" && inside_) {
      if (date_styles.size() == kMaxStyles) return refuse("xlsx.too_large");
      const int id = integer(a.get("numFmtId"), 0);
      const auto own = formats_.find(id);
      date_styles.push_back(own != formats_.end() ? own->second : is_builtin_date(id));
    }
    return {};
  }
  Status end(std::string_view name) override {
    if (name == "cellXfs") inside_ = false;
    return {};
  }

 private:
  std::unordered_map<int, bool> formats_;
  bool inside_ = false;
};

}  // namespace

bool is_date_format(std::string_view format) {
  // Only the part for positive numbers counts; quoted text, colours and escapes say nothing.
  bool day_or_year = false, month = false, hours = false;
  for (std::size_t i = 0; i < format.size() && format[i] != ';'; ++i) {
    switch (format[i]) {
      case '"':
        i = format.find('"', i + 1);
        if (i == std::string_view::npos) i = format.size();
        break;
      case '[':
        i = format.find(']', i + 1);
        if (i == std::string_view::npos) i = format.size();
        break;
      case '\\':
      case '_':
      case '*':
        ++i;
        break;
      case 'y':
      case 'Y':
      case 'd':
      case 'D':
      case 'e':
      case 'E':
        // "0.00E+00" is a number: the letter of a year is never followed by a sign.
        if (i + 1 < format.size() && (format[i + 1] == '+' || format[i + 1] == '-') &&
            (format[i] == 'E' || format[i] == 'e') && i > 0 && format[i - 1] == '0')
          break;
        if (format.substr(i).starts_with("General")) break;
        day_or_year = true;
        break;
      case 'm':
      case 'M':
        month = true;
        break;
      case 'h':
      case 'H':
      case 's':
      case 'S':
        hours = true;
        break;
      case 'G':
        if (format.substr(i).starts_with("General")) i += 6;
        break;
      default:
        break;
    }
  }
  return day_or_year || (month && !hours);
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_' &&
        std::from_chars(text.data() + i + 2, text.data() + i + 6, code, 16).ptr ==
            text.data() + i + 6 &&
        (code < 0xD800 || code > 0xDFFF)) {
      out += utf8(std::u32string(1, static_cast<char32_t>(code)));
      i += 6;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Joins the runs of a string; what is written above a text as a reading aid is not part of it.
class SharedStringsReader final : public XmlHandler {
 public:
  explicit SharedStringsReader(SharedStrings& out) : out_(out) {}

  Status start(std::string_view name, const XmlAttributes&) override {
    if (name == "rPh") aside_ = true;
    if (name == "t" && !aside_) inside_ = true;
    return {};
  }
  Status end(std::string_view name) override {
    if (name == "rPh") aside_ = false;
    if (name == "t") inside_ = false;
    if (name != "si") return {};
    if (out_.text_.find("_x", from_) != std::string::npos) {
      const std::string plain = unescape(std::string_view(out_.text_).substr(from_));
      out_.text_.replace(from_, std::string::npos, plain);
    }
    from_ = out_.text_.size();
    if (from_ > kMaxSharedBytes || out_.ends_.size() == kMaxSharedStrings)
      return refuse("xlsx.too_large");
    out_.ends_.push_back(static_cast<std::uint32_t>(from_));
    return {};
  }
  void text(std::string_view piece) override {
    if (inside_) out_.text_ += piece;
  }

 private:
  SharedStrings& out_;
  std::size_t from_ = 0;
  bool inside_ = false, aside_ = false;
};

Result<SharedStrings> SharedStrings::read(const Zip& zip, const std::string& path) {
  SharedStrings out;
  const ZipEntry* entry = path.empty() ? nullptr : zip.find(path);
  if (!entry) return out;
  SharedStringsReader reader(out);
  CHECK(read_part(zip, *entry, reader));
  return out;
}

Result<WorkbookParts> read_workbook_parts(const Zip& zip) {
  std::string workbook = "xl/workbook.xml";
  if (const ZipEntry* root = zip.find("_rels/.rels")) {
    RelationsReader reader;
    CHECK(read_part(zip, *root, reader));
    for (const auto& [id, relation] : reader.relations)
      if (ends_with(relation.type, "/officeDocument")) workbook = resolve("", relation.target);
  }
  const ZipEntry* entry = zip.find(workbook);
  if (!entry || !entry->name.ends_with(".xml")) return refuse("xlsx.not_a_workbook");
  WorkbookReader reader;
  CHECK(read_part(zip, *entry, reader));
  if (!reader.is_workbook) return refuse("xlsx.not_a_workbook");

  WorkbookParts out;
  out.from_1904 = reader.from_1904;
  const auto relations = TRY(relations_of(zip, workbook));
  const std::string folder = folder_of(workbook);
  for (auto& sheet : reader.sheets) {
    const auto at = relations.find(sheet.relation);
    if (at == relations.end() || !ends_with(at->second.type, "/worksheet")) continue;
    out.sheets.push_back({std::move(sheet.name), sheet.hidden, resolve(folder, at->second.target)});
  }
  for (const auto& [id, relation] : relations) {
    if (ends_with(relation.type, "/sharedStrings"))
      out.shared_path = resolve(folder, relation.target);
    if (!ends_with(relation.type, "/styles")) continue;
    if (const ZipEntry* styles = zip.find(resolve(folder, relation.target))) {
      StylesReader style_reader;
      CHECK(read_part(zip, *styles, style_reader));
      out.date_styles = std::move(style_reader.date_styles);
    }
  }
  return out;
}

}  // namespace dengbao::intake
