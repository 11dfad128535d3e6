#pragma once
// The files that a user may give beside a list: --map and --override.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/asset_list.h"
#include "intake/layout.h"

namespace dengbao::intake {

// A map of heading → field (the names of the record, remark, index) or `ignore`:
//   所在机关: unit
//   旧编号: ignore
// BadInput intake.options_form with file:line.
Result<HeaderMap> parse_header_map(std::string_view yaml, std::string_view file);

// A list of rows, each by place or by code:
//   - {sheet: 系统台账, row: 27, licence: scans/27.pdf, reason: 执照原件即为此码}
//   - {credit_code: 91990102MAE7XK9HX3, licence: …, reason: …}
Result<std::vector<Override>> parse_overrides(std::string_view yaml, std::string_view file);

}  // namespace dengbao::intake
