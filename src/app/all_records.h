#pragma once
// Records and cases come from the store in pages. Whoever needs all of them reads on here, so that
// what stands behind the first page counts too.

#include <vector>

#include "app/store.h"

namespace dengbao {

// In the order of their ids.
Result<std::vector<RecordRow>> all_records(Reading& reading, RecordQuery query);
Result<std::vector<CaseRow>> all_cases(Reading& reading, CaseQuery query);

}  // namespace dengbao
