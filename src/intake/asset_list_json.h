#pragma once
// An asset list as JSON, with the names that outside programs rely on.

#include <boost/json/fwd.hpp>
#include <functional>
#include <string>

#include "intake/asset_list.h"

namespace dengbao::intake {

// Puts an Explanation into words of the reader's language.
using Render = std::function<std::string(const Explanation&)>;

// file, total_data_rows, valid_systems, rejected_rows, units, skipped_rows, warnings, level_counts,
// rejected_by_code, rejected [{sheet, row, code, reason}], rows [{sheet, row, warnings,
// normalised}], overrides [{sheet, row, credit_code, licence, reason}]; `column` beside `row` in
// cards.
boost::json::object to_json(const AssetList& list, const Render& render);
boost::json::object to_json(const Record& record);

}  // namespace dengbao::intake
