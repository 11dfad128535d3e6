#include "intake/layout.h"

#include <algorithm>
#include <limits>

#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

constexpr std::size_t kSearchRows = 400;  // a heading further down is none
constexpr std::uint32_t kMaxHeaderColumns = 512;
constexpr int kExact = 1'000, kExactWithGroup = 900, kByMap = 10'000;

bool holds(std::string_view text, const std::vector<std::string>& any) {
  return std::ranges::any_of(any, [&](const std::string& w) {
    return !w.empty() && text.find(w) != std::string_view::npos;
  });
}

// Groups that are all met, weighed by the length of the words that met them; 0 where one is not.
int pattern_score(std::string_view text, const FieldWords::Pattern& pattern) {
  int score = 0;
  for (const auto& group : pattern.groups) {
    std::size_t longest = 0;
    for (const std::string& one : group)
      if (text.find(one) != std::string_view::npos) longest = std::max(longest, one.size());
    if (longest == 0) return 0;
    score += 100 + static_cast<int>(longest);
  }
  return score;
}

Headings::Match best_like(std::string_view text, const HeaderWords& words) {
  Headings::Match best;
  for (std::size_t i = 0; i < kFields; ++i) {
    const FieldWords& field = words.fields[i];
    if (holds(text, field.unlike)) continue;
    for (const auto& pattern : field.like)
      if (const int score = pattern_score(text, pattern); score > best.score)
        best = {static_cast<Field>(i), score};
  }
  return best;
}

std::optional<Field> named(const std::string& text, const HeaderWords& words) {
  for (std::size_t i = 0; i < kFields; ++i)
    if (words.fields[i].names.contains(text)) return static_cast<Field>(i);
  return std::nullopt;
}

// The text of a heading cell: its own, or that of the merge it lies in along its row.
struct TopCells {
  const Sheet& sheet;
  const Row& row;
  std::string_view group(std::uint32_t column) const {
    if (const Cell* own = sheet.find(row, column)) return own->text;
    for (const Merge& m : sheet.merges_at(row.number))
      if (m.first_column <= column && column <= m.last_column) {
        const Cell* first = sheet.find(row, m.first_column);
        return first ? first->text : std::string_view{};
      }
    return {};
  }
};

void take(Header& header, const Sheet& sheet, std::uint32_t column, std::string_view text,
          std::string_view group, Headings::Match match, std::array<int, kFields>& scores) {
  header.texts.push_back({column, std::string(text), std::string(group)});
  if (!match.field) return;
  // A visible column is believed before a hidden one, whatever their headings.
  const int score = match.score + (sheet.column_hidden(column) ? 0 : 100'000);
  auto& best = scores[at(*match.field)];
  if (score <= best) return;
  best = score;
  header.columns[at(*match.field)] = column;
}

void finish(Header& header, const HeaderWords& words) {
  int telling = 0;
  for (std::size_t i = 0; i < kFields; ++i) {
    if (!header.columns[i]) continue;
    ++header.fields;
    if (words.telling[i]) ++telling;
  }
  header.recognised = header.column(Field::System) && telling >= words.telling_at_least;
}

Header one_row(const Sheet& sheet, std::size_t index, Headings& headings) {
  Header out;
  out.first = index;
  std::array<int, kFields> scores{};
  const Row& row = sheet.rows[index];
  for (const Cell* cell = sheet.begin(row); cell != sheet.end(row); ++cell)
    if (cell->column < kMaxHeaderColumns)
      take(out, sheet, cell->column, cell->text, {}, headings.match(cell->text, {}), scores);
  finish(out, headings.words());
  return out;
}

Header two_rows(const Sheet& sheet, std::size_t index, Headings& headings) {
  Header out;
  out.first = index;
  out.rows = 2;
  std::array<int, kFields> scores{};
  const Row &top = sheet.rows[index], &bottom = sheet.rows[index + 1];
  const TopCells tops{sheet, top};
  std::vector<std::uint32_t> columns;
  for (const Row* row : {&top, &bottom})
    for (const Cell* cell = sheet.begin(*row); cell != sheet.end(*row); ++cell)
      if (cell->column < kMaxHeaderColumns) columns.push_back(cell->column);
  std::ranges::sort(columns);
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  std::string_view last_group;
  for (std::uint32_t column : columns) {
    const Cell* low = sheet.find(bottom, column);
    std::string_view group = tops.group(column);
    if (!group.empty()) last_group = group;
    if (!low) {
      take(out, sheet, column, group, {}, headings.match(group, {}), scores);
    } else {
      // Without merges (csv) a group reaches as far as the next one.
      if (group.empty()) group = last_group;
      take(out, sheet, column, low->text, group, headings.match(low->text, group), scores);
    }
  }
  finish(out, headings.words());
  return out;
}

// The two rows are tied together by a merge that begins in the upper one.
bool tied(const Sheet& sheet, const Row& top) {
  return std::ranges::any_of(sheet.merges_at(top.number), [&](const Merge& m) {
    return (m.last_row == top.number + 1 || m.last_column - m.first_column < 8) &&
           m.last_row <= top.number + 1;
  });
}

}  // namespace

bool Headings::is_own_column(std::string_view text) const {
  return words_.own_columns.contains(heading(text, Brackets::Keep));
}

Headings::Headings(const HeaderWords& words, const HeaderMap& map) : words_(words), map_(map) {
  for (const FieldWords& field : words.fields)
    names_.insert(field.names.begin(), field.names.end());
  for (const auto& [text, field] : map) names_.insert(text);
}

bool Headings::is_exact(const std::string& text) const {
  return names_.contains(text);
}

std::optional<Headings::Match> Headings::by_map(const std::string& key) const {
  const auto own = map_.find(key);
  if (own == map_.end()) return std::nullopt;
  return Match{own->second, kByMap};
}

Headings::Match Headings::match(std::string_view text, std::string_view group) {
  if (text.empty() || text.size() > 200 || group.size() > 200) return {};
  std::string key(text);
  if (!group.empty()) (key += '\n') += group;
  const auto known = seen_.find(key);
  if (known != seen_.end()) return known->second;
  const Match found = look_up(text, group);
  if (seen_.size() < 4'096) seen_.emplace(std::move(key), found);
  return found;
}

Headings::Match Headings::look_up(std::string_view text, std::string_view group) const {
  const std::string whole = heading(text, Brackets::Keep), core = heading(text, Brackets::Drop);
  if (words_.own_columns.contains(whole)) return {};
  const std::string above = heading(group, Brackets::Drop), together = above + core;
  for (const std::string& key : {above + whole, whole, core})
    if (auto own = by_map(key)) return *own;
  for (const std::string& key : {whole, core}) {
    const auto field = named(key, words_);
    // "类型" under "单位信息" is not the type of a system.
    if (field && (above.empty() || !holds(above, words_.fields[at(*field)].unlike)))
      return {*field, kExact};
  }
  if (!above.empty())
    if (const auto field = named(together, words_)) return {*field, kExactWithGroup};
  Match best = best_like(whole.size() > core.size() && core.empty() ? whole : core, words_);
  if (!best.field && !above.empty()) best = best_like(together, words_);
  return best;
}

Header header_at(const Sheet& sheet, std::size_t row, Headings& headings) {
  Header one = one_row(sheet, row, headings);
  const bool next_is_adjacent =
      row + 1 < sheet.rows.size() && sheet.rows[row + 1].number == sheet.rows[row].number + 1;
  if (!next_is_adjacent || sheet.rows[row].cell_count < 2) return one;
  const Header below = one_row(sheet, row + 1, headings);
  Header two = two_rows(sheet, row, headings);
  const bool adds_to_below =
      two.fields > below.fields || (two.fields == below.fields && tied(sheet, sheet.rows[row]));
  if (two.recognised && two.fields > one.fields && adds_to_below) return two;
  return one;
}

std::optional<Header> find_header(const Sheet& sheet, std::size_t from, Headings& headings) {
  const std::size_t end = std::min(sheet.rows.size(), from + kSearchRows);
  for (std::size_t i = from; i < end; ++i) {
    if (sheet.rows[i].cell_count < 2) continue;
    Header header = header_at(sheet, i, headings);
    if (header.recognised) return header;
  }
  return std::nullopt;
}

bool is_skipped_sheet(const Sheet& sheet, const HeaderWords& words) {
  const std::string name_word = word(sheet.name);
  return sheet.hidden || sheet.rows.empty() || words.skip_sheet_names.contains(name_word) ||
         holds(name_word, words.skip_sheets);
}

}  // namespace dengbao::intake
