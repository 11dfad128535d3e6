#pragma once
// The small parts of a workbook that say how to read its sheets. Runs inside a worker.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/zip.h"

namespace dengbao::intake {

struct SheetPart {
  std::string name;
  bool hidden = false;
  std::string path;  // in the archive
};

struct WorkbookParts {
  bool from_1904 = false;
  std::vector<SheetPart> sheets;  // worksheets only, in the order of the tabs
  std::vector<bool> date_styles;  // by cell style: the number is shown as a date
  std::string shared_path;        // empty where the workbook shares no strings
};

// Follows the relations from the root. BadInput xlsx.not_a_workbook where there is no workbook.
Result<WorkbookParts> read_workbook_parts(const Zip& zip);

// A number format shows days, months or years ("yyyy/m/d", "m月d日"), not only numbers or hours.
bool is_date_format(std::string_view format);

// The shared strings as one run of text with the end of each.
class SharedStrings {
 public:
  static Result<SharedStrings> read(const Zip& zip, const std::string& path);
  std::size_t size() const { return ends_.size(); }
  std::string_view at(std::size_t i) const {
    const std::size_t from = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(from, ends_[i] - from);
  }

 private:
  friend class SharedStringsReader;
  std::string text_;
  std::vector<std::uint32_t> ends_;
};

// "_x000D_" stands for a character that XML cannot carry.
std::string unescape(std::string_view text);

}  // namespace dengbao::intake
