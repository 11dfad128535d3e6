#include "intake/rejects.h"

#include <charconv>

#include "intake/cell_values.h"
#include "intake/layout.h"

namespace dengbao::intake {
namespace {

// What a heading is called when nothing of the original says which field it is.
constexpr const char* kUnit = "单位名称";
constexpr const char* kCode = "统一社会信用代码";
constexpr const char* kOwn[] = {"原因", "如何改正", "来源工作表", "来源行"};

RejectCell text_cell(std::string text) {
  RejectCell out;
  out.kind = text.empty() ? RejectCell::Kind::Blank : RejectCell::Kind::Text;
  out.text = std::move(text);
  return out;
}

RejectCell copy(const Cell& cell, bool from_1904) {
  if (cell.kind == CellKind::Date) {
    const auto date = read_date(cell, from_1904);
    if (date.value) {
      RejectCell out;
      out.kind = RejectCell::Kind::Date;
      out.date = *date.value;
      return out;
    }
  }
  // A number is kept as one while all its digits are: a code that lost some stays visible as it is.
  if (cell.kind == CellKind::Number && cell.text.size() <= 15 &&
      cell.text.find_first_of("eE") == std::string_view::npos) {
    RejectCell out;
    out.kind = RejectCell::Kind::Number;
    const auto end =
        std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), out.number);
    if (end.ec == std::errc{}) return out;
  }
  return text_cell(std::string(cell.text));
}

class Builder {
 public:
  Builder(const AssetList& list, Headings& headings, const Wordings& wordings)
      : list_(list), headings_(headings), wordings_(wordings) {}

  std::vector<RejectSheet> build() {
    for (std::uint32_t i = 0; i < list_.headers.size(); ++i) {
      RejectSheet sheet = rows_of(i);
      if (!sheet.rows.empty()) out_.push_back(std::move(sheet));
    }
    return std::move(out_);
  }

 private:
  RejectSheet rows_of(std::uint32_t index) {
    const Header& header = list_.headers[index].header;
    RejectSheet sheet;
    for (const AssetRow& row : list_.rows) {
      if (row.verdict != Verdict::Rejected || row.header != index) continue;
      if (sheet.rows.empty()) begin(sheet, header, row);
      add(sheet, header, row);
    }
    return sheet;
  }

  void begin(RejectSheet& sheet, const Header& header, const AssetRow& row) {
    sheet.name = list_.sheet_name(row);
    for (const HeadingText& text : header.texts)
      if (!headings_.is_own_column(text.text)) sheet.header.push_back(heading_of(header, text));
    if (!header.column(Field::Unit)) sheet.header.emplace_back(kUnit);
    if (!header.column(Field::CreditCode)) sheet.header.emplace_back(kCode);
    for (const char* own : kOwn) sheet.header.emplace_back(own);
  }

  // With the heading above it where the lower one alone would not be understood.
  std::string heading_of(const Header& header, const HeadingText& text) {
    for (std::size_t f = 0; f < kFields; ++f) {
      if (header.columns[f] != text.column) continue;
      const auto alone = headings_.match(text.text, {});
      if (alone.field != static_cast<Field>(f)) return text.group + text.text;
    }
    return text.text;
  }

  void add(RejectSheet& sheet, const Header& header, const AssetRow& row) {
    std::vector<RejectCell> cells;
    for (const Cell& cell : row.cells) {
      const std::size_t at_text = static_cast<std::size_t>(&cell - row.cells.data());
      if (headings_.is_own_column(header.texts[at_text].text)) continue;
      const bool unit = header.column(Field::Unit) == cell.column;
      if (unit && !row.record.unit.empty())
        cells.push_back(text_cell(row.record.unit));
      else
        cells.push_back(copy(cell, list_.grid.from_1904));
    }
    if (!header.column(Field::Unit)) cells.push_back(text_cell(row.record.unit));
    if (!header.column(Field::CreditCode))
      cells.push_back(text_cell(row.record.credit_code.value_or("")));
    const Wording wording = wordings_(*row.reason);
    cells.push_back(text_cell(wording.what));
    cells.push_back(text_cell(wording.cure));
    cells.push_back(text_cell(std::string(list_.sheet_name(row))));
    cells.push_back(text_cell(row.column + std::to_string(row.row)));
    // A blank unit must not take that of the row above: a blank row ends the block.
    if (row.record.unit.empty() && !sheet.rows.empty()) sheet.rows.emplace_back();
    sheet.rows.push_back(std::move(cells));
  }

  const AssetList& list_;
  Headings& headings_;
  const Wordings& wordings_;
  std::vector<RejectSheet> out_;
};

}  // namespace

std::vector<RejectSheet> rejects_workbook(const AssetList& list, const HeaderWords& words,
                                          const HeaderMap& map, const Wordings& wordings) {
  Headings headings(words, map);
  return Builder(list, headings, wordings).build();
}

}  // namespace dengbao::intake
