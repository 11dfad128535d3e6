#pragma once
// Whether a case is one that is looked for: the one meaning of a search, for the store's view and
// for the city in memory.

#include "engine/case.h"
#include "engine/view.h"

namespace dengbao {

// All but the procedure and `unique_by`, which need more than the case.
bool matches(const CaseSearch& search, const Case& c);

}  // namespace dengbao
