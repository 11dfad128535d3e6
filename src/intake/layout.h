#pragma once
// How a sheet is laid out: where its heading stands, which column is which field, whether it is
// a list or cards, and which unit its caption names.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "intake/fields.h"
#include "intake/grid.h"
#include "intake/header_words.h"

namespace dengbao::intake {

// A user's own mapping: heading → field, or nothing for "leave this column out".
using HeaderMap = std::unordered_map<std::string, std::optional<Field>>;

// Recognises single headings; remembers what it has seen.
class Headings {
 public:
  Headings(const HeaderWords& words, const HeaderMap& map);

  struct Match {
    std::optional<Field> field;
    int score = 0;  // the higher the surer
  };
  // `group` is the heading above in a header of two rows, or empty.
  Match match(std::string_view text, std::string_view group);
  bool is_own_column(std::string_view text) const;
  // Some field's whole heading, or one the user named; `text` is in the form of headings.
  bool is_exact(const std::string& text) const;
  const HeaderWords& words() const { return words_; }

 private:
  Match look_up(std::string_view text, std::string_view group) const;
  std::optional<Match> by_map(const std::string& key) const;
  const HeaderWords& words_;
  const HeaderMap& map_;
  WordSet names_;  // whole headings of every field
  std::unordered_map<std::string, Match> seen_;
};

struct HeadingText {
  std::uint32_t column = 0;
  std::string text;   // as written
  std::string group;  // the heading above it, in a header of two rows
};

struct Header {
  std::size_t first = 0;  // into Sheet::rows
  std::size_t rows = 1;   // one or two
  std::array<std::optional<std::uint32_t>, kFields> columns;
  std::vector<HeadingText> texts;  // every heading, also those that are no field
  int fields = 0;
  bool recognised = false;

  std::optional<std::uint32_t> column(Field field) const { return columns[at(field)]; }
};

// The heading that begins at this row of the sheet (as one row or two), if one does.
Header header_at(const Sheet& sheet, std::size_t row, Headings& headings);
// The first heading from this row on; nothing where the sheet has none.
std::optional<Header> find_header(const Sheet& sheet, std::size_t from, Headings& headings);
bool is_skipped_sheet(const Sheet& sheet, const HeaderWords& words);

struct Caption {
  std::string unit, credit_code;
};
// From the rows above a heading: "单位：…　统一社会信用代码：…", label and value in two cells, a
// title that names the unit, and last the name of the sheet.
Caption read_caption(const Sheet& sheet, std::size_t from, std::size_t to,
                     const HeaderWords& words);

// A sheet of cards (fields down, systems across) turned into lists; empty where it has none.
struct CardList {
  Sheet sheet;            // the heading is its first row; texts point into the same grid
  std::uint32_t row = 0;  // of the systems' names in the file
  std::vector<std::uint32_t> columns;  // of each row after the heading, in the file
  std::size_t first_row = 0;           // index of the first row of the file that belongs to it
};
std::vector<CardList> find_cards(const Sheet& sheet, Headings& headings);

}  // namespace dengbao::intake
