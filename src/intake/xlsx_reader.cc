#include <charconv>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "intake/cell_stream.h"
#include "intake/readers.h"
#include "intake/xlsx_parts.h"
#include "intake/xml.h"
#include "intake/zip.h"

namespace dengbao::intake {
namespace {

struct Place {
  std::uint32_t row = 0;  // from 1; 0 where the reference names none
  std::uint32_t column = 0;
};

// "B12" or "$B$12". False where it is not a reference inside a sheet.
bool read_reference(std::string_view text, Place& out) {
  std::uint32_t column = 0, row = 0;
  for (char c : text) {
    if (c == '$') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c >= 'A' && c <= 'Z') {
      if (row > 0) return false;
      column = column * 26 + static_cast<std::uint32_t>(c - 'A' + 1);
    } else if (c >= '0' && c <= '9') {
      row = row * 10 + static_cast<std::uint32_t>(c - '0');
    } else {
      return false;
    }
    if (column > kMaxColumns || row > kMaxRows) return false;
  }
  if (column == 0 || row == 0) return false;
  out = {row, column - 1};
  return true;
}

bool unsigned_number(std::string_view text, std::uint32_t& out) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
  return end.ec == std::errc{} && end.ptr == text.data() + text.size();
}

double decimal(std::string_view text) {
  double n = -1;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

class SheetReader final : public XmlHandler {
 public:
  SheetReader(const WorkbookParts& parts, const SharedStrings& shared, std::string name,
              std::size_t& cells, sandbox::Output& out)
      : parts_(parts), shared_(shared), name_(std::move(name)), cells_(cells), out_(out) {}

  Status start(std::string_view name, const XmlAttributes& a) override {
    if (name == "c") return start_cell(a);
    if (name == "v")
      take_ = in_cell_ && !inline_;
    else if (name == "t")
      take_ = in_cell_ && inline_ && !aside_;
    else if (name == "rPh")
      aside_ = true;
    else if (name == "row")
      return start_row(a);
    else if (name == "mergeCell")
      return merge(a.get("ref"));
    else if (name == "col")
      return column(a);
    else if (name == "sheetData")
      in_data_ = true;
    return {};
  }

  Status end(std::string_view name) override {
    if (name == "v" || name == "t")
      take_ = false;
    else if (name == "rPh")
      aside_ = false;
    else if (name == "c")
      return end_cell();
    else if (name == "sheetData")
      in_data_ = false;
    return {};
  }

  void text(std::string_view piece) override {
    if (take_ && text_.size() <= kMaxCellBytes) text_ += piece;
  }

  void flush() {
    out_.write(writer_.bytes());
    writer_.bytes().clear();
  }

 private:
  std::unexpected<Explanation> refuse(const char* code) const {
    return fail(ErrorKind::BadInput, code, {{"row", std::to_string(row_)}}, name_);
  }

  Status start_row(const XmlAttributes& a) {
    if (!in_data_) return {};
    std::uint32_t number = row_ + 1;
    const std::string_view given = a.get("r");
    if (!given.empty() && !unsigned_number(given, number)) return refuse("xlsx.reference");
    if (number <= row_ || number > kMaxRows) return refuse("xlsx.order");
    row_ = number;
    next_column_ = 0;
    row_written_ = false;
    row_hidden_ = a.is_true("hidden") || a.is_true("zeroHeight") || decimal(a.get("ht")) == 0;
    return {};
  }

  Status start_cell(const XmlAttributes& a) {
    if (!in_data_ || row_ == 0) return {};
    const std::string_view reference = a.get("r");
    std::uint32_t column = next_column_;
    if (!reference.empty()) {
      Place place;
      if (!read_reference(reference, place) || place.row != row_) return refuse("xlsx.reference");
      column = place.column;
    }
    if (column < next_column_ || column >= kMaxColumns) return refuse("xlsx.order");
    column_ = column;
    next_column_ = column + 1;
    in_cell_ = true;
    type_ = a.get("t");
    inline_ = type_ == "inlineStr";
    style_ = 0;
    unsigned_number(a.get("s"), style_);
    text_.clear();
    return {};
  }

  bool shown_as_date() const {
    return style_ < parts_.date_styles.size() && parts_.date_styles[style_];
  }

  Status end_cell() {
    if (!in_cell_) return {};
    in_cell_ = inline_ = false;
    if (text_.empty()) return {};
    if (type_ == "s") {
      std::uint32_t at = 0;
      if (!unsigned_number(trim(text_), at) || at >= shared_.size())
        return refuse("xlsx.shared_string");
      return put(CellKind::Text, shared_.at(at));
    }
    if (type_ == "b") return put(CellKind::Truth, text_ == "1" || text_ == "true" ? "1" : "0");
    if (type_ == "e") return put(CellKind::Error, text_);
    if (type_ == "str" || type_ == "inlineStr" || type_ == "d") {
      if (text_.find("_x") != std::string::npos) text_ = unescape(text_);
      return put(CellKind::Text, text_);
    }
    return put(shown_as_date() ? CellKind::Date : CellKind::Number, trim(text_));
  }

  Status put(CellKind kind, std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > kMaxCellBytes || ++cells_ > kMaxCells) return refuse("xlsx.too_large");
    if (!row_written_) writer_.row(row_, row_hidden_);
    row_written_ = true;
    writer_.cell(column_, kind, text);
    if (writer_.bytes().size() > kFlushBytes) flush();
    return {};
  }

  Status merge(std::string_view reference) {
    const std::size_t colon = reference.find(':');
    Place from, to;
    if (colon == std::string_view::npos || !read_reference(reference.substr(0, colon), from) ||
        !read_reference(reference.substr(colon + 1), to) || from.row > to.row ||
        from.column > to.column)
      return {};  // a merge of one cell, or one we cannot place, changes nothing
    if (++merges_ > kMaxMerges) return refuse("xlsx.too_large");
    writer_.merge({from.row, to.row, from.column, to.column});
    return {};
  }

  Status column(const XmlAttributes& a) {
    std::uint32_t first = 0, last = 0;
    const bool hidden = a.is_true("hidden") || decimal(a.get("width")) == 0;
    if (hidden && unsigned_number(a.get("min"), first) && unsigned_number(a.get("max"), last) &&
        first >= 1 && first <= last && last <= kMaxColumns)
      writer_.hidden_columns({first - 1, last - 1});
    return {};
  }

  static constexpr std::size_t kFlushBytes = 32U << 10;
  static constexpr std::size_t kMaxMerges = 50'000;

  const WorkbookParts& parts_;
  const SharedStrings& shared_;
  std::string name_;
  std::size_t& cells_;
  sandbox::Output& out_;
  CellStreamWriter writer_;
  std::string type_, text_;
  std::uint32_t row_ = 0, column_ = 0, next_column_ = 0, style_ = 0;
  std::size_t merges_ = 0;
  bool in_data_ = false, in_cell_ = false, inline_ = false, aside_ = false, take_ = false;
  bool row_hidden_ = false, row_written_ = false;
};

}  // namespace

Status read_xlsx(std::string_view bytes, sandbox::Output& out) {
  const Zip zip = TRY(Zip::open(bytes));
  const WorkbookParts parts = TRY(read_workbook_parts(zip));
  const SharedStrings shared = TRY(SharedStrings::read(zip, parts.shared_path));
  CellStreamWriter head;
  head.workbook(parts.from_1904);
  out.write(head.bytes());
  std::size_t cells = 0;
  for (const SheetPart& part : parts.sheets) {
    const ZipEntry* entry = zip.find(part.path);
    if (!entry) return fail(ErrorKind::BadInput, "xlsx.missing_part", {}, part.path);
    CellStreamWriter name;
    name.sheet(part.name, part.hidden);
    out.write(name.bytes());
    if (part.hidden) continue;  // nothing in it is ever read, so nothing in it can do harm
    SheetReader reader(parts, shared, part.name, cells, out);
    XmlStream xml(reader, entry->name);
    CHECK(zip.unpack(*entry, [&](std::string_view piece) { return xml.feed(piece); }));
    CHECK(xml.finish());
    reader.flush();
  }
  CellStreamWriter tail;
  tail.end();
  out.write(tail.bytes());
  return {};
}

}  // namespace dengbao::intake
