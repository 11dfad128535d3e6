// Cards: the fields stand down a column, the systems across. Turned into a list whose first row is
// the column of labels, so that one set of rules reads both.

#include <algorithm>
#include <bitset>

#include "intake/layout.h"

namespace dengbao::intake {
namespace {

constexpr std::uint32_t kLabelColumns = 8;  // labels stand at the left
constexpr std::uint32_t kMaxCards = 2'000;

struct Label {
  std::size_t row;  // into Sheet::rows
  std::uint32_t column;
  Field field;
  std::string_view text;
};

std::vector<Label> labels_in(const Sheet& sheet, std::uint32_t column, Headings& headings) {
  std::vector<Label> out;
  for (std::size_t i = 0; i < sheet.rows.size(); ++i)
    if (const Cell* cell = sheet.find(sheet.rows[i], column))
      if (const auto match = headings.match(cell->text, {}); match.field)
        out.push_back({i, column, *match.field, cell->text});
  return out;
}

bool describes_systems(const std::vector<Label>& labels, const HeaderWords& words) {
  std::bitset<kFields> seen;
  for (const Label& label : labels) seen.set(at(label.field));
  int telling = 0;
  for (std::size_t i = 0; i < kFields; ++i)
    if (seen[i] && words.telling[i]) ++telling;
  return seen[at(Field::System)] && telling >= words.telling_at_least;
}

// A new card begins where a field comes again.
std::vector<std::vector<Label>> split_cards(std::vector<Label> labels) {
  std::ranges::sort(labels, {}, [](const Label& l) { return std::pair(l.row, l.column); });
  std::vector<std::vector<Label>> out;
  std::bitset<kFields> seen;
  for (const Label& label : labels) {
    if (out.empty() || seen[at(label.field)]) {
      out.emplace_back();
      seen.reset();
    }
    seen.set(at(label.field));
    out.back().push_back(label);
  }
  return out;
}

// The value columns of a label reach to the next column of labels.
std::uint32_t values_end(const Sheet& sheet, const std::vector<Label>& card, std::uint32_t column) {
  std::uint32_t end = column;
  for (const Label& label : card) {
    const Row& row = sheet.rows[label.row];
    if (row.cell_count > 0) end = std::max(end, (sheet.end(row) - 1)->column + 1);
  }
  for (const Label& label : card)
    if (label.column > column) end = std::min(end, label.column);
  return std::min(end, column + 1 + kMaxCards);
}

CardList turn(const Sheet& sheet, const std::vector<Label>& card) {
  CardList out;
  out.sheet.name = sheet.name;
  out.first_row = card.front().row;
  std::uint32_t across = 0, first_value = card.front().column + 1;
  for (const Label& label : card) {
    across = std::max(across, values_end(sheet, card, label.column) - label.column - 1);
    if (label.field != Field::System) continue;
    out.row = sheet.rows[label.row].number;
    first_value = label.column + 1;
  }
  Sheet& list = out.sheet;
  const auto begin_row = [&](std::uint32_t number) {
    Row row;
    row.number = number;
    row.first_cell = static_cast<std::uint32_t>(list.cells.size());
    list.rows.push_back(row);
  };
  begin_row(1);
  for (std::uint32_t i = 0; i < card.size(); ++i) {
    list.cells.push_back({i, CellKind::Text, card[i].text});
    ++list.rows.back().cell_count;
  }
  for (std::uint32_t k = 0; k < across; ++k) {
    begin_row(k + 2);
    list.rows.back().hidden = sheet.column_hidden(first_value + k);
    out.columns.push_back(first_value + k);
    for (std::uint32_t i = 0; i < card.size(); ++i) {
      const Label& label = card[i];
      if (label.column + 1 + k >= values_end(sheet, card, label.column)) continue;
      const Cell* cell = sheet.find(sheet.rows[label.row], label.column + 1 + k);
      if (!cell) continue;
      list.cells.push_back({i, cell->kind, cell->text});
      ++list.rows.back().cell_count;
    }
  }
  for (std::uint32_t i = 0; i < card.size(); ++i)
    for (const Merge& m : sheet.merges)
      if (m.first_row <= sheet.rows[card[i].row].number &&
          sheet.rows[card[i].row].number <= m.last_row && m.first_column > card[i].column &&
          m.last_column > m.first_column)
        list.merges.push_back(
            {m.first_column - card[i].column + 1, m.last_column - card[i].column + 1, i, i});
  std::ranges::sort(list.merges, {}, &Merge::first_row);
  return out;
}

}  // namespace

std::vector<CardList> find_cards(const Sheet& sheet, Headings& headings) {
  constexpr std::size_t kMaxCardRows = 5'000;
  if (sheet.rows.size() > kMaxCardRows) return {};
  std::vector<Label> labels;
  for (std::uint32_t column = 0; column < kLabelColumns; ++column) {
    std::vector<Label> more = labels_in(sheet, column, headings);
    // One word that looks like a heading may stand among the values; a column of labels has
    // several.
    if (more.size() >= 3) labels.insert(labels.end(), more.begin(), more.end());
  }
  if (!describes_systems(labels, headings.words())) return {};
  std::vector<CardList> out;
  for (const auto& card : split_cards(std::move(labels)))
    if (describes_systems(card, headings.words())) out.push_back(turn(sheet, card));
  return out;
}

}  // namespace dengbao::intake
