#pragma once
// An asset list (资产台账), understood: a verdict for every row, and for accepted rows the record.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "intake/grid.h"
#include "intake/header_words.h"
#include "intake/layout.h"

namespace dengbao::intake {

enum class Verdict : std::uint8_t { Accepted, Rejected, Skipped };
enum class RowKind : std::uint8_t {
  Data,
  Title,
  Header,
  Section,
  Subtotal,
  RepeatHeader,
  Blank,
  Total,
  Footer,
};
std::string_view name(RowKind kind);  // "title", "repeat_header"

enum class Warning : std::uint8_t {
  CodeMissing,   // W01: nowhere for this unit
  CodeFilled,    // W01a: from another row of the same unit
  Ungraded,      // W02
  Retired,       // W03: 下线
  InnerDigit,    // W04: the code passes, the subject id inside it does not [GB 11714]
  HiddenRow,     // W05
  ValueLeftOut,  // W06: score or 是否上云 that could not be read
};
std::string_view name(Warning warning);  // "W01_code_missing"

// The one reason why a row is rejected, in the order in which it is looked for.
enum class Fault : std::uint8_t {
  Name,
  Unit,
  CodeFormat,
  CodeCheck,
  Level,
  Grade,
  Date,
  Duplicate,
  FilingNumber
};
std::string_view name(
    Fault fault);  // "E01", …; grade against S and A is E09 though looked for sixth

// The names of the members are the names in every JSON answer.
struct Record {
  std::string unit;
  std::optional<std::string> credit_code;
  std::string system;
  std::optional<std::string> object_type;
  std::optional<int> level, s, a;
  std::optional<std::string> scope;
  std::optional<bool> on_cloud;
  std::optional<Date> online_date;
  std::optional<std::string> filing_no;
  std::optional<Date> filing_date;
  std::optional<std::string> assessor;
  std::optional<Date> last_assess_date;
  std::optional<int> score_hundredths;
  std::string status;
  std::optional<std::string> contact, phone;

  bool operator==(const Record&) const = default;
};

// A person's word that a code is right though its check symbol is not, with the paper that shows
// it.
struct Override {
  std::string sheet;  // with `row`; or
  std::uint32_t row = 0;
  std::string credit_code;      // every row with this code
  std::string licence, reason;  // the scanned licence (营业执照) and why

  bool operator==(const Override&) const = default;
};

struct AssetRow {
  std::uint32_t sheet = 0;  // into Grid::sheets
  std::uint32_t row = 0;    // as the user sees it
  std::string column;       // of a card: "C"; empty in lists
  Verdict verdict = Verdict::Skipped;
  RowKind kind = RowKind::Data;
  std::optional<Fault> fault;
  std::optional<Explanation> reason;  // of a rejection
  std::vector<Warning> warnings;
  Record record;  // of an accepted row; of a rejected one as far as it could be read
  std::optional<Override> override_;
  std::uint32_t header = 0;  // into AssetList::headers
  // The original cells of a data row in the order of the header's texts, merged ones filled in.
  std::vector<Cell> cells;
};

struct SheetHeader {
  std::uint32_t sheet = 0;
  Header header;
};

struct AssetList {
  std::string file;
  Grid grid;                         // the original cells
  std::vector<AssetRow> rows;        // in order; blank rows are counted only
  std::vector<SheetHeader> headers;  // of the sheets that were read, in order
  std::map<RowKind, std::size_t> skipped;
  std::map<Warning, std::size_t> warnings;
  std::array<std::size_t, 6> level_counts{};  // [0]: ungraded
  std::map<Fault, std::size_t> rejected_by_fault;
  std::size_t accepted = 0, rejected = 0, units = 0;

  std::string_view sheet_name(const AssetRow& row) const { return grid.sheets[row.sheet].name; }
};

struct ImportOptions {
  std::string file;  // its name, for messages
  HeaderMap map;
  std::vector<Override> overrides;
};

// Reads every visible sheet that has a recognisable heading. Never fails on a row: a row that is
// wrong is rejected. BadInput intake.no_list where no sheet has a heading; BadInput
// intake.override_unused where an override meets no row.
Result<AssetList> understand(Grid grid, const HeaderWords& words, const ImportOptions& options);

// For --strict: BadInput intake.strict where a row was rejected.
Status require_no_rejects(const AssetList& list);

}  // namespace dengbao::intake
