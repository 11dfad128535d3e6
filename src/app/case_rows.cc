#include "app/case_rows.h"

#include <boost/json.hpp>

namespace dengbao {

Result<Case> case_in(const CaseRow& row) {
  Case c = case_from(TRY(parse_json(row.snapshot, row.id)).as_object());
  for (const std::string& core : row.since)
    apply(c, event_from(TRY(parse_json(core, row.id)).as_object()));
  return c;
}

}  // namespace dengbao
