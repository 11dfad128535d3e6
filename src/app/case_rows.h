#pragma once
// Cases as the store has them.

#include "app/store.h"
#include "engine/case.h"

namespace dengbao {

// The case of a row: its snapshot, and what has happened since.
Result<Case> case_in(const CaseRow& row);

}  // namespace dengbao
