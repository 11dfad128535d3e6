#include "intake/asset_list.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/credit_code.h"
#include "intake/cell_values.h"
#include "intake/row_walk.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

std::string text_of(const Cell* cell) {
  return cell ? shown(cell->text) : std::string{};
}

std::optional<std::string> optional_text(const Cell* cell) {
  std::string text = text_of(cell);
  if (text.empty()) return std::nullopt;
  return text;
}

// One credit code as it stands in one cell.
struct CodeCell {
  CreditCodeCheck check;
  bool number = false;  // made a number by the spreadsheet: digits are lost
  bool sound() const { return !number && check.valid(); }
};

// What was read from a text, for the texts that come again and again.
template <class T>
class Remembered {
 public:
  template <class F>
  const Reading<T>& get(const Cell& cell, F&& read) {
    auto& seen = seen_[cell.kind == CellKind::Date ? 1 : cell.kind == CellKind::Number ? 2 : 0];
    const auto known = seen.find(cell.text);
    if (known != seen.end()) return known->second;
    if (seen.size() >= kMost) seen.clear();
    return seen.emplace(cell.text, read()).first->second;
  }

 private:
  static constexpr std::size_t kMost = 20'000;
  std::array<std::unordered_map<std::string_view, Reading<T>>, 3> seen_;
};

class Rules {
 public:
  Rules(AssetList& list, Walk& walk, const HeaderWords& words, const ImportOptions& options)
      : list_(list),
        walk_(walk),
        words_(words),
        options_(options),
        used_(options.overrides.size()) {}

  Status run() {
    learn_codes();
    list_.rows.reserve(walk_.rows.size());
    for (RawRow& raw : walk_.rows) {
      if (raw.kind == RowKind::Data)
        judge(raw);
      else
        skip(raw);
    }
    if (walk_.blank_rows) list_.skipped[RowKind::Blank] = walk_.blank_rows;
    list_.units = units_.size();
    return unused_overrides();
  }

 private:
  void skip(RawRow& raw) {
    AssetRow row;
    row.sheet = raw.sheet;
    row.row = raw.row;
    row.kind = raw.kind;
    ++list_.skipped[raw.kind];
    list_.rows.push_back(std::move(row));
  }

  CodeCell code_of(const RawRow& raw) {
    CodeCell out;
    if (const Cell* cell = raw.cells[at(Field::CreditCode)]) {
      out.number = is_number_spelling(*cell);
      out.check = known_code(std::string(cell->text));
    } else if (!raw.caption_code.empty()) {
      out.check = known_code(raw.caption_code);
    } else {
      out.check.fault = CreditCodeFault::Length;
    }
    return out;
  }

  // A unit's code stands in each of its rows: judged once.
  const CreditCodeCheck& known_code(const std::string& text) {
    const auto known = checks_.find(text);
    if (known != checks_.end()) return known->second;
    if (checks_.size() > 100'000) checks_.clear();
    return checks_.emplace(text, check_credit_code(text)).first->second;
  }

  static bool has_code(const RawRow& raw) {
    return raw.cells[at(Field::CreditCode)] || !raw.caption_code.empty();
  }

  // The sound code of each unit; two different ones leave it open, since one would be a guess.
  void learn_codes() {
    for (const RawRow& raw : walk_.rows) {
      if (raw.kind != RowKind::Data || raw.unit.empty() || !has_code(raw)) continue;
      const CodeCell code = code_of(raw);
      if (!code.sound()) continue;
      auto [entry, fresh] = codes_.emplace(plain(raw.unit), code.check.code);
      if (!fresh && entry->second != code.check.code) entry->second.clear();
    }
  }

  void judge(RawRow& raw) {
    AssetRow row;
    row.sheet = raw.sheet;
    row.row = raw.row;
    row.column = raw.column;
    row.header = raw.header;
    row.cells = std::move(raw.originals);
    auto reason = check(raw, row);
    if (reason)
      reject(row, std::move(*reason));
    else
      accept(raw, row);
    list_.rows.push_back(std::move(row));
  }

  struct Refusal {
    Fault fault;
    const char* code;
    const Cell* cell = nullptr;
    Args args = {};
  };

  // In the order of the rules: the first fault is the reason.
  std::optional<Refusal> check(const RawRow& raw, AssetRow& row) {
    row.record.unit = raw.unit;
    row.record.system = text_of(raw.cells[at(Field::System)]);
    if (row.record.system.empty()) return Refusal{Fault::Name, "intake.name_missing"};
    if (raw.unit.empty()) return Refusal{Fault::Unit, "intake.unit_missing"};
    if (auto refusal = check_code(raw, row)) return refusal;
    if (auto refusal = check_grade(raw, row)) return refusal;
    if (auto refusal = check_dates(raw, row)) return refusal;
    if (auto refusal = check_duplicate(row)) return refusal;
    return check_filing_number(raw, row);
  }

  std::optional<Refusal> check_code(const RawRow& raw, AssetRow& row) {
    const Cell* cell = raw.cells[at(Field::CreditCode)];
    if (!has_code(raw)) {
      const auto known = codes_.find(plain(raw.unit));
      if (known != codes_.end() && !known->second.empty()) {
        row.record.credit_code = known->second;
        row.warnings.push_back(Warning::CodeFilled);
      } else {
        row.warnings.push_back(Warning::CodeMissing);
      }
      return std::nullopt;
    }
    const CodeCell code = code_of(raw);
    if (code.number) return Refusal{Fault::CodeFormat, "intake.code_is_number", cell};
    if (!code.check.well_formed()) {
      if (code.check.suggestions.empty())
        return Refusal{Fault::CodeFormat, "intake.code_format", cell};
      return Refusal{Fault::CodeFormat,
                     "intake.code_format_with_suggestion",
                     cell,
                     {{"suggestion", code.check.suggestions.front()}}};
    }
    row.record.credit_code = code.check.code;
    if (!code.check.valid()) {
      row.override_ = find_override(raw, code.check.code);
      if (!row.override_) return Refusal{Fault::CodeCheck, "intake.code_check", cell};
    } else if (!code.check.inner_digit_fits) {
      row.warnings.push_back(Warning::InnerDigit);
    }
    return std::nullopt;
  }

  std::optional<Override> find_override(const RawRow& raw, const std::string& code) {
    for (std::size_t i = 0; i < options_.overrides.size(); ++i) {
      const Override& one = options_.overrides[i];
      const bool by_row = one.row == raw.row && !one.sheet.empty() &&
                          one.sheet == list_.grid.sheets[raw.sheet].name;
      const bool by_code = !one.credit_code.empty() && normal_credit_code(one.credit_code) == code;
      if (!by_row && !by_code) continue;
      used_[i] = true;
      return one;
    }
    return std::nullopt;
  }

  std::optional<Refusal> check_grade(const RawRow& raw, AssetRow& row) {
    GradeText grade;
    const Cell* level = raw.cells[at(Field::Level)];
    if (level) {
      const auto& read = grades_.get(*level, [&] { return read_grade(level->text, words_); });
      if (read.unreadable) return Refusal{Fault::Level, "intake.level_unreadable", level};
      if (read.value) grade = *read.value;
    }
    for (const auto& [field, letter] : {std::pair(Field::S, 's'), std::pair(Field::A, 'a')}) {
      const Cell* cell = raw.cells[at(field)];
      if (!cell) continue;
      const auto& read = (letter == 's' ? s_grades_ : a_grades_).get(*cell, [&] {
        return read_partial_grade(cell->text, letter, words_);
      });
      if (read.unreadable) return Refusal{Fault::Level, "intake.level_unreadable", cell};
      if (!read.value) continue;
      std::optional<int>& value = letter == 's' ? grade.s : grade.a;
      if (value && *value != *read.value) grade.contradictory = true;
      value = read.value;
    }
    row.record.level = grade.level;
    row.record.s = grade.s;
    row.record.a = grade.a;
    // [gbt-22240-2020 §6] the level is the greater of S and A; where one is not given it may be
    // either.
    if (grade.level && (grade.s || grade.a)) {
      const int most = std::max(grade.s.value_or(0), grade.a.value_or(0));
      const bool both = grade.s && grade.a;
      if (both ? most != *grade.level : most > *grade.level) grade.contradictory = true;
    }
    if (grade.contradictory)
      return Refusal{Fault::Grade,
                     "intake.grade_contradiction",
                     level,
                     {{"s", grade.s ? std::to_string(*grade.s) : "-"},
                      {"a", grade.a ? std::to_string(*grade.a) : "-"}}};
    return std::nullopt;
  }

  std::optional<Refusal> check_dates(const RawRow& raw, AssetRow& row) {
    const std::pair<Field, std::optional<Date>*> fields[] = {
        {Field::OnlineDate, &row.record.online_date},
        {Field::FilingDate, &row.record.filing_date},
        {Field::LastAssessDate, &row.record.last_assess_date}};
    for (const auto& [field, to] : fields) {
      const Cell* cell = raw.cells[at(field)];
      if (!cell) continue;
      const auto& read = dates_.get(*cell, [&] { return read_date(*cell, list_.grid.from_1904); });
      if (read.unreadable) return Refusal{Fault::Date, "intake.date_invalid", cell};
      *to = read.value;
    }
    return std::nullopt;
  }

  std::optional<Refusal> check_duplicate(AssetRow& row) {
    identity_ = plain(row.record.unit) + '\n' + plain(row.record.system);
    const auto earlier = systems_.find(identity_);
    if (earlier == systems_.end()) return std::nullopt;
    const AssetRow& first = list_.rows[earlier->second];
    return Refusal{Fault::Duplicate,
                   "intake.duplicate",
                   nullptr,
                   {{"sheet", std::string(list_.sheet_name(first))},
                    {"row", first.column + std::to_string(first.row)}}};
  }

  std::optional<Refusal> check_filing_number(const RawRow& raw, AssetRow& row) {
    const Cell* cell = raw.cells[at(Field::FilingNo)];
    if (!cell) return std::nullopt;
    const auto read = read_filing_number(cell->text);
    const bool number = cell->kind == CellKind::Number;
    if (read.unreadable || number)
      return Refusal{Fault::FilingNumber, "intake.filing_number_malformed", cell};
    const auto [earlier, fresh] = filing_numbers_.emplace(*read.value, list_.rows.size());
    if (!fresh) {
      const AssetRow& first = list_.rows[earlier->second];
      return Refusal{Fault::FilingNumber,
                     "intake.filing_number_used",
                     cell,
                     {{"sheet", std::string(list_.sheet_name(first))},
                      {"row", first.column + std::to_string(first.row)}}};
    }
    row.record.filing_no = read.value;
    return std::nullopt;
  }

  void reject(AssetRow& row, Refusal refusal) {
    row.verdict = Verdict::Rejected;
    row.fault = refusal.fault;
    row.warnings.clear();
    Explanation why;
    why.kind = ErrorKind::BadInput;
    why.code = refusal.code;
    why.args = std::move(refusal.args);
    if (refusal.cell)
      why.args.emplace_back("value", std::string(refusal.cell->text.substr(0, 200)));
    why.where = std::string(list_.sheet_name(row)) + "!" + row.column + std::to_string(row.row);
    row.reason = std::move(why);
    ++list_.rejected;
    ++list_.rejected_by_fault[refusal.fault];
  }

  void accept(const RawRow& raw, AssetRow& row) {
    row.verdict = Verdict::Accepted;
    fill_rest(raw, row);
    if (!row.record.level) row.warnings.push_back(Warning::Ungraded);
    if (raw.hidden) row.warnings.push_back(Warning::HiddenRow);
    std::ranges::sort(row.warnings);
    for (Warning warning : row.warnings) ++list_.warnings[warning];
    ++list_.level_counts[static_cast<std::size_t>(row.record.level.value_or(0))];
    ++list_.accepted;
    units_.insert(plain(row.record.unit));
    systems_.emplace(std::move(identity_), list_.rows.size());
  }

  // What cannot reject a row: left out where it cannot be read, and said so.
  void fill_rest(const RawRow& raw, AssetRow& row) {
    const auto cell = [&](Field field) { return raw.cells[at(field)]; };
    Record& record = row.record;
    record.scope = optional_text(cell(Field::Scope));
    record.assessor = optional_text(cell(Field::Assessor));
    if (const Cell* type = cell(Field::ObjectType)) {
      const auto known = words_.object_types.find(heading(type->text, Brackets::Drop));
      record.object_type = known != words_.object_types.end() ? known->second : shown(type->text);
    }
    bool left_out = false;
    if (const Cell* score = cell(Field::Score)) {
      record.score_hundredths = read_score(score->text).value;
      left_out = !record.score_hundredths;
    }
    if (const Cell* on_cloud = cell(Field::OnCloud)) {
      record.on_cloud = read_yes_no(on_cloud->text, words_).value;
      left_out = left_out || !record.on_cloud;
    }
    if (left_out) row.warnings.push_back(Warning::ValueLeftOut);
    fill_contact(raw, record);
    record.status = status_of(raw);
    if (record.status == "下线") row.warnings.push_back(Warning::Retired);
  }

  static void fill_contact(const RawRow& raw, Record& record) {
    ContactText both;
    if (const Cell* contact = raw.cells[at(Field::Contact)]) both = split_contact(contact->text);
    if (const Cell* phone = raw.cells[at(Field::Phone)]) {
      ContactText own = split_contact(phone->text);
      if (!own.phone.empty()) both.phone = std::move(own.phone);
      if (both.person.empty()) both.person = std::move(own.person);
    }
    if (!both.person.empty()) record.contact = std::move(both.person);
    if (!both.phone.empty()) record.phone = std::move(both.phone);
  }

  std::string status_of(const RawRow& raw) const {
    if (const Cell* remark = raw.cells[at(Field::Remark)]) {
      const std::string text = word(remark->text);
      for (const std::string& retired : words_.retired_remarks)
        if (text.find(retired) != std::string::npos) return "下线";
    }
    const Cell* status = raw.cells[at(Field::Status)];
    if (!status) return words_.default_status;
    const auto known = words_.statuses.find(heading(status->text, Brackets::Drop));
    return known != words_.statuses.end() ? known->second : shown(status->text);
  }

  // A typing error in an override must not pass in silence.
  Status unused_overrides() const {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (used_[i]) continue;
      const Override& one = options_.overrides[i];
      const std::string target =
          one.credit_code.empty() ? one.sheet + "!" + std::to_string(one.row) : one.credit_code;
      return fail(ErrorKind::BadInput, "intake.override_unused", {{"target", target}}, list_.file);
    }
    return {};
  }

  AssetList& list_;
  Walk& walk_;
  const HeaderWords& words_;
  const ImportOptions& options_;
  std::vector<bool> used_;
  std::unordered_map<std::string, CreditCodeCheck> checks_;
  std::unordered_map<std::string, std::string> codes_;           // unit → code
  std::unordered_map<std::string, std::size_t> systems_;         // unit and system → row
  std::unordered_map<std::string, std::size_t> filing_numbers_;  // → row
  std::unordered_set<std::string> units_;
  Remembered<Date> dates_;
  Remembered<GradeText> grades_;
  Remembered<int> s_grades_, a_grades_;
  std::string identity_;  // of the row in hand
};

}  // namespace

std::string_view name(RowKind kind) {
  static constexpr std::array<std::string_view, 9> kNames{"data",    "title",    "header",
                                                          "section", "subtotal", "repeat_header",
                                                          "blank",   "total",    "footer"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(Warning warning) {
  static constexpr std::array<std::string_view, 7> kNames{
      "W01_code_missing",  "W01a_code_filled_from_same_unit",
      "W02_ungraded",      "W03_retired",
      "W04_inner_digit",   "W05_hidden_row",
      "W06_value_left_out"};
  return kNames[static_cast<std::size_t>(warning)];
}

std::string_view name(Fault fault) {
  static constexpr std::array<std::string_view, 9> kNames{"E01", "E02", "E03", "E04", "E05",
                                                          "E09", "E07", "E06", "E08"};
  return kNames[static_cast<std::size_t>(fault)];
}

Result<AssetList> understand(Grid grid, const HeaderWords& words, const ImportOptions& options) {
  AssetList list;
  list.file = options.file;
  list.grid = std::move(grid);
  Headings headings(words, options.map);
  Walk rows = walk(list.grid, headings);
  if (rows.headers.empty()) return fail(ErrorKind::BadInput, "intake.no_list", {}, options.file);
  list.headers = std::move(rows.headers);
  CHECK(Rules(list, rows, words, options).run());
  return list;
}

Status require_no_rejects(const AssetList& list) {
  if (list.rejected == 0) return {};
  return fail(ErrorKind::BadInput, "intake.strict", {{"rejected", std::to_string(list.rejected)}},
              list.file);
}

}  // namespace dengbao::intake
