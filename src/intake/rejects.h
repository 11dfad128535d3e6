#pragma once
// The rejected rows as a workbook that can be corrected and imported again.

#include <functional>
#include <string>
#include <vector>

#include "base/time.h"
#include "intake/asset_list.h"

namespace dengbao::intake {

// An Explanation in words: what is wrong, and how to put it right.
struct Wording {
  std::string what, cure;
};
using Wordings = std::function<Wording(const Explanation&)>;

// A workbook as a value, for whoever writes it (documents/xlsx.h has the same shape of cells).
struct RejectCell {
  enum class Kind : std::uint8_t { Blank, Text, Number, Date };
  Kind kind = Kind::Blank;
  std::string text;
  double number = 0;
  Date date;
};
struct RejectSheet {
  std::string name;  // of the sheet that the rows come from
  std::vector<std::string> header;
  std::vector<std::vector<RejectCell>> rows;  // an empty one is a blank row: it ends a block
};

// One sheet for every heading that had rejected rows: the original headings and cells, with unit
// and code filled in where they came from a merge, a block or a caption, and then the program's own
// columns (原因 如何改正 来源工作表 来源行), which are never read back. Empty where nothing was
// rejected.
std::vector<RejectSheet> rejects_workbook(const AssetList& list, const HeaderWords& words,
                                          const HeaderMap& map, const Wordings& wordings);

}  // namespace dengbao::intake
