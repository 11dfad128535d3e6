#include "intake/row_walk.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "intake/cell_values.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

// The value that a merge lends to the rows below its first, column by column.
class MergedValues {
 public:
  explicit MergedValues(const Sheet& sheet) {
    for (const Merge& m : sheet.merges)
      if (m.last_row > m.first_row) spans_.push_back({m.first_column, m, nullptr});
    for (Span& span : spans_) {
      const auto row = std::ranges::lower_bound(sheet.rows, span.merge.first_row, {}, &Row::number);
      if (row != sheet.rows.end() && row->number == span.merge.first_row)
        span.value = sheet.find(*row, span.column);
    }
    std::erase_if(spans_, [](const Span& s) { return !s.value; });
    std::ranges::sort(spans_, {},
                      [](const Span& s) { return std::pair(s.column, s.merge.first_row); });
  }

  const Cell* find(std::uint32_t column, std::uint32_t row) const {
    auto after = std::ranges::upper_bound(spans_, std::pair(column, row), {}, [](const Span& s) {
      return std::pair(s.column, s.merge.first_row);
    });
    if (after == spans_.begin()) return nullptr;
    const Span& span = *--after;
    return span.column == column && row <= span.merge.last_row ? span.value : nullptr;
  }
  bool empty() const { return spans_.empty(); }

 private:
  struct Span {
    std::uint32_t column;
    Merge merge;
    const Cell* value;
  };
  std::vector<Span> spans_;
};

bool is_number(std::string_view text) {
  const std::string one = plain(text);
  return !one.empty() && one.find_first_not_of("0123456789.") == std::string::npos;
}

// "小计", "云杉大学小计", "合计：12个".
bool speaks_of(std::string_view text, const WordSet& words) {
  if (text.size() > 60) return false;
  std::string one(text);
  while (!one.empty() &&
         std::string_view(":.0123456789").find(one.back()) != std::string_view::npos)
    one.pop_back();
  for (const std::string& w : words) {
    if (one == w || (one.size() > w.size() && one.ends_with(w))) return true;
    if (text.starts_with(w) && text.size() > w.size() && text[w.size()] == ':') return true;
  }
  return false;
}

bool is_footer_text(std::string_view text, const HeaderWords& words) {
  return std::ranges::any_of(words.footer, [&](const std::string& w) {
    return text.starts_with(w) && (text.size() == w.size() || text[w.size()] == ':' ||
                                   (text[w.size()] >= '0' && text[w.size()] <= '9') ||
                                   w == "以上" || text[w.size()] == '(');
  });
}

// "一、", "（一）", "第二部分", "1." at the head of a text.
bool has_section_mark(std::string_view text) {
  static constexpr std::u32string_view kNumerals = U"一二三四五六七八九十";
  const std::u32string points = code_points(text);
  std::size_t i = 0;
  if (i < points.size() && (points[i] == '(' || points[i] == U'第')) ++i;
  const std::size_t from = i;
  while (i < points.size() && (kNumerals.find(points[i]) != std::u32string_view::npos ||
                               (points[i] >= '0' && points[i] <= '9')))
    ++i;
  return i > from && i < points.size() &&
         (points[i] == U'、' || points[i] == ')' || points[i] == '.' || points[i] == U'部' ||
          points[i] == U'章' || points[i] == U'类');
}

class SheetWalk {
 public:
  SheetWalk(const Sheet& sheet, std::uint32_t index, Headings& headings, Walk& out)
      : sheet_(sheet),
        index_(index),
        headings_(headings),
        words_(headings.words()),
        out_(out),
        merged_(sheet) {}

  bool run() {
    auto header = find_header(sheet_, 0, headings_);
    if (!header) return false;
    const std::size_t before = out_.rows.size();
    for (std::size_t i = 0; i < header->first; ++i)
      skip(sheet_.rows[i], has_text(sheet_.rows[i]) ? RowKind::Title : RowKind::Blank);
    std::size_t next = begin_block(*header, 0);
    while (next < sheet_.rows.size()) next = row(next);
    trim_tail(before);
    return true;
  }

 private:
  bool has_text(const Row& row) const {
    for (const Cell* c = sheet_.begin(row); c != sheet_.end(row); ++c)
      if (has_ink(c->text)) return true;
    return false;
  }

  void skip(const Row& row, RowKind kind) {
    count_gap(row.number);
    if (kind == RowKind::Blank) {
      ++out_.blank_rows;
      return;
    }
    RawRow raw;
    raw.sheet = index_;
    raw.row = row.number;
    raw.kind = kind;
    out_.rows.push_back(std::move(raw));
  }

  // Rows that are not in the file at all.
  void count_gap(std::uint32_t number) {
    if (number > last_number_ + 1) out_.blank_rows += number - last_number_ - 1;
    last_number_ = number;
  }

  // Takes the heading in, and what stands above it as the caption. Answers the row after it.
  std::size_t begin_block(const Header& header, std::size_t captions_from) {
    header_ = header;
    fields_of_.clear();
    for (std::size_t f = 0; f < kFields; ++f) {
      if (!header.columns[f]) continue;
      if (fields_of_.size() <= *header.columns[f]) fields_of_.resize(*header.columns[f] + 1, 0);
      fields_of_[*header.columns[f]] |= 1U << f;
    }
    for (const HeadingText& text : header.texts)
      if (text.column == header.column(Field::System))
        system_heading_ = heading(text.text, Brackets::Keep);
    out_.headers.push_back({index_, header});
    if (!header_.column(Field::Unit)) {
      const Caption caption = read_caption(sheet_, captions_from, header.first, words_);
      if (!caption.unit.empty()) caption_ = caption;
    } else {
      caption_ = {};
    }
    for (std::size_t i = 0; i < header.rows; ++i) {
      skip(sheet_.rows[header.first + i], RowKind::Header);
      if (headers_seen_) out_.rows.back().kind = RowKind::RepeatHeader;
    }
    headers_seen_ = true;
    block_unit_.clear();
    return header.first + header.rows;
  }

  std::size_t row(std::size_t i) {
    const Row& at_row = sheet_.rows[i];
    if (at_row.number > last_number_ + 1) block_unit_.clear();
    texts_.clear();
    const auto index_column = header_.column(Field::Index);
    for (const Cell* c = sheet_.begin(at_row); c != sheet_.end(at_row); ++c) {
      if (index_column && c->column == *index_column && is_number(c->text)) continue;
      if (has_ink(c->text)) texts_.push_back(c);
    }
    if (texts_.empty()) {
      block_unit_.clear();
      skip(at_row, RowKind::Blank);
      return i + 1;
    }
    if (looks_like_heading(at_row)) {
      if (repeats_header()) {
        skip(at_row, RowKind::RepeatHeader);
        return i + 1;
      }
      const Header again = header_at(sheet_, i, headings_);
      if (again.recognised) return begin_block(again, captions_from_);
    }
    const RowKind kind = kind_of(at_row);
    if (kind != RowKind::Data) {
      block_unit_.clear();
      if (kind == RowKind::Section) section(at_row, i);
      skip(at_row, kind);
      return i + 1;
    }
    captions_from_ = i + 1;
    data(at_row);
    return i + 1;
  }

  bool looks_like_heading(const Row& at_row) {
    if (texts_.size() < 3) return false;
    const Cell* cell = sheet_.find(at_row, *header_.column(Field::System));
    if (cell && cell->text.size() < 60) {
      // Names of systems differ from row to row: asked of the whole headings only.
      const std::string text = heading(cell->text, Brackets::Keep);
      if (text == system_heading_ || headings_.is_exact(text)) return true;
    }
    // The first row of two: its texts are those of the heading's first row.
    return (!cell || header_.rows == 2) && repeats_header();
  }

  // Most of the row's cells say what the heading says in their columns (in one of its rows).
  bool repeats_header() const {
    std::size_t same = 0;
    for (const Cell* c : texts_) {
      if (same == 0 && c - texts_.front() > 3)
        return false;  // nothing of its beginning is a heading
      for (std::size_t k = 0; k < header_.rows; ++k) {
        const Cell* head = sheet_.find(sheet_.rows[header_.first + k], c->column);
        if (head && word(head->text) == word(c->text)) {
          ++same;
          break;
        }
      }
    }
    return same >= 3 && same * 3 >= texts_.size() * 2;
  }

  bool spans_columns(const Row& at_row, std::uint32_t column) const {
    return std::ranges::any_of(sheet_.merges_at(at_row.number), [&](const Merge& m) {
      return m.first_column == column && m.last_column >= column + 2;
    });
  }

  RowKind kind_of(const Row& at_row) {
    const Cell& first = *texts_.front();
    const auto system = header_.column(Field::System), unit = header_.column(Field::Unit);
    for (const Cell* c : texts_) {
      if (c->column >= *system && c != &first) break;
      // Units and codes come again and again: a text that sums nothing up is remembered.
      if (c->text == plain_unit_ || c->text.size() > 60) continue;
      const std::string one = word(c->text);
      if (speaks_of(one, words_.subtotal)) return RowKind::Subtotal;
      if (speaks_of(one, words_.total)) return RowKind::Total;
      if (unit && c->column == *unit) plain_unit_ = c->text;
    }
    const Cell* name = sheet_.find(at_row, *system);
    const bool has_name = name && name != &first && has_ink(name->text);
    if (has_name) return RowKind::Data;
    const std::string text = word(first.text);
    if (is_footer_text(text, words_)) return RowKind::Footer;
    if (texts_.size() > 1) {
      const bool before_system = first.column < *system || spans_columns(at_row, first.column);
      return texts_.size() <= 4 && before_system && is_labelled() ? RowKind::Section
                                                                  : RowKind::Data;
    }
    if (spans_columns(at_row, first.column)) return RowKind::Section;
    if (first.column == *system) return RowKind::Data;
    if (unit && first.column == *unit)
      return has_section_mark(text) || ends_like_unit(text) ? RowKind::Section : RowKind::Data;
    return RowKind::Section;
  }

  bool ends_like_unit(std::string_view text) const {
    return std::ranges::any_of(words_.unit_ends,
                               [&](const std::string& e) { return text.ends_with(e); });
  }

  bool is_labelled() const {
    return words_.caption_unit.contains(heading(texts_.front()->text, Brackets::Drop)) ||
           nfkc(texts_.front()->text).find(':') != std::string::npos;
  }

  // A row between blocks may name the unit of the rows below it.
  void section(const Row& at_row, std::size_t i) {
    const auto unit = header_.column(Field::Unit);
    if (unit) {
      const std::string text = shown(texts_.front()->text);
      section_unit_ = texts_.front()->column == *unit && !spans_columns(at_row, *unit) &&
                              !has_section_mark(word(text)) && ends_like_unit(word(text))
                          ? text
                          : std::string{};
      return;
    }
    Sheet one;  // without a name: that of the sheet is no caption of one block
    one.rows = {Row{1, false, 0, at_row.cell_count}};
    one.cells.assign(sheet_.begin(at_row), sheet_.end(at_row));
    const Caption caption = read_caption(one, 0, 1, words_);
    if (!caption.unit.empty()) caption_ = caption;
    if (captions_from_ > i) captions_from_ = i;
  }

  // The cells of a row by heading, with what merges lend it, and by field where one is known.
  void take_cells(const Row& at_row, RawRow& raw) {
    raw.originals.reserve(header_.texts.size());
    const Cell* next = sheet_.begin(at_row);
    for (const HeadingText& heading_text : header_.texts) {
      while (next != sheet_.end(at_row) && next->column < heading_text.column) ++next;
      const bool here = next != sheet_.end(at_row) && next->column == heading_text.column;
      const Cell* cell = here ? next : nullptr;
      if ((!cell || !has_ink(cell->text)) && !merged_.empty())
        if (const Cell* lent = merged_.find(heading_text.column, at_row.number)) cell = lent;
      raw.originals.push_back(cell ? *cell : Cell{});
      raw.originals.back().column = heading_text.column;
      const std::uint32_t fields =
          heading_text.column < fields_of_.size() ? fields_of_[heading_text.column] : 0;
      if (!cell || fields == 0) continue;
      const std::uint32_t blank = blanks_.of(cell->text);
      for (std::size_t f = 0; f < kFields; ++f)
        if ((fields >> f & 1U) && !(blank >> f & 1U)) raw.cells[f] = cell;
    }
  }

  void data(const Row& at_row) {
    count_gap(at_row.number);
    RawRow raw;
    raw.sheet = index_;
    raw.row = at_row.number;
    raw.hidden = at_row.hidden;
    raw.header = static_cast<std::uint32_t>(out_.headers.size() - 1);
    take_cells(at_row, raw);
    if (const Cell* unit = raw.cells[at(Field::Unit)]) {
      if (block_unit_.empty() || shown_unit_ != unit->text) block_unit_ = shown(unit->text);
      shown_unit_ = unit->text;
      section_unit_.clear();
    }
    raw.unit = !block_unit_.empty() ? block_unit_ : section_unit_;
    if (raw.unit.empty() && !header_.column(Field::Unit)) raw.unit = caption_.unit;
    if (!header_.column(Field::Unit)) raw.caption_code = caption_.credit_code;
    out_.rows.push_back(std::move(raw));
  }

  // Lines of one cell after the last data row close the sheet: they head nothing.
  void trim_tail(std::size_t from) {
    for (std::size_t i = out_.rows.size(); i-- > from && out_.rows[i].kind != RowKind::Data;)
      if (out_.rows[i].kind == RowKind::Section) out_.rows[i].kind = RowKind::Footer;
  }

  const Sheet& sheet_;
  std::uint32_t index_;
  Headings& headings_;
  const HeaderWords& words_;
  Walk& out_;
  Header header_;
  std::vector<std::uint32_t> fields_of_;  // by column: a bit for each field it is
  BlankTexts blanks_{words_};
  MergedValues merged_;
  Caption caption_;
  std::string block_unit_, section_unit_, system_heading_;
  std::string_view plain_unit_, shown_unit_;  // as the cells last spelled it
  std::vector<const Cell*> texts_;
  std::uint32_t last_number_ = 0;
  std::size_t captions_from_ = 0;
  bool headers_seen_ = false;
};

// Cards become rows of their own: each points to the row of the systems' names and its column.
void walk_cards(const Grid& grid, std::uint32_t index, Headings& headings, Walk& out) {
  std::vector<CardList> cards = find_cards(grid.sheets[index], headings);
  std::size_t captions_from = 0;
  for (CardList& card : cards) {
    // The cells are pointed to from now on, so the list moves into its last place first.
    out.cards.push_back(std::move(card));
    const CardList& list = out.cards.back();
    Walk inner;
    SheetWalk(list.sheet, index, headings, inner).run();
    const Caption caption =
        read_caption(grid.sheets[index], captions_from, list.first_row, headings.words());
    captions_from = list.first_row;
    const auto headers_before = static_cast<std::uint32_t>(out.headers.size());
    for (RawRow& raw : inner.rows) {
      const bool data = raw.kind == RowKind::Data;
      raw.header += headers_before;
      if (data) raw.column = column_letters(list.columns[raw.row - 2]);
      raw.row = data ? list.row : grid.sheets[index].rows[list.first_row].number;
      if (data && raw.unit.empty()) {
        raw.unit = caption.unit;
        raw.caption_code = caption.credit_code;
      }
      out.rows.push_back(std::move(raw));
    }
    for (SheetHeader& header : inner.headers) out.headers.push_back(std::move(header));
  }
}

}  // namespace

Walk walk(const Grid& grid, Headings& headings) {
  Walk out;
  for (std::uint32_t i = 0; i < grid.sheets.size(); ++i) {
    if (is_skipped_sheet(grid.sheets[i], headings.words())) continue;
    if (!SheetWalk(grid.sheets[i], i, headings, out).run()) walk_cards(grid, i, headings, out);
  }
  return out;
}

}  // namespace dengbao::intake
