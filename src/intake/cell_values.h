#pragma once
// What single cells of an asset list mean. Nothing is corrected by guessing: a value is read, is
// blank, or is unreadable.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"
#include "intake/grid.h"
#include "intake/header_words.h"

namespace dengbao::intake {

template <class T>
struct Reading {
  bool unreadable = false;
  std::optional<T> value;  // empty and not unreadable: blank
};

// Which texts count as blank: only /, dashes, 无, N/A and the like, or, field by field, a word that
// says "not yet". Remembers short texts, since they come again.
class BlankTexts {
 public:
  explicit BlankTexts(const HeaderWords& words);
  // A bit for each field in which the text is blank.
  std::uint32_t of(std::string_view text);

 private:
  std::uint32_t look_up(std::string_view text) const;
  const HeaderWords& words_;
  std::size_t longest_ = 0;                                   // of the words, in bytes
  bool figures_ = false;                                      // some word begins with a figure
  std::unordered_map<std::string_view, std::uint32_t> seen_;  // views into the grid
};

// Cells shown as dates, serial numbers, 2023.5.6, 20230506, 23-5-6 (20yy), 二〇二三年五月六日, 6
// May 2023, any of them with a time of day. A year or a month alone, a day that does not exist, and
// 05/06/2023 (which could be two days) are unreadable.
Reading<Date> read_date(const Cell& cell, bool from_1904);

struct GradeText {
  std::optional<int> level, s, a;
  bool contradictory =
      false;  // the G that is written is not the greater of S and A, or not the level
};
// 三级, 第3级, 等保三级(S3A2), S3A2G3, Ⅲ级. Blank or 未定级: no value.
Reading<GradeText> read_grade(std::string_view text, const HeaderWords& words);
// 3, S3, 三级 in a column of S; `letter` is 's' or 'a'.
Reading<int> read_partial_grade(std::string_view text, char letter, const HeaderWords& words);

// Eleven digits, a hyphen, five digits, in any spelling of the hyphen and with any label before.
Reading<std::string> read_filing_number(std::string_view text);
// 0 to 100, in hundredths of a point.
Reading<int> read_score(std::string_view text);
Reading<bool> read_yes_no(std::string_view text, const HeaderWords& words);

struct ContactText {
  std::string person, phone;
};
// "联系人01：０９００－５５５０１０１" and its relatives, in either order.
ContactText split_contact(std::string_view text);

// A code cell that the spreadsheet had made a number has lost its last digits.
bool is_number_spelling(const Cell& cell);

}  // namespace dengbao::intake
