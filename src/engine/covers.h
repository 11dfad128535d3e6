#pragma once
// Whether a roster covers a window without gaps.

#include "law/value.h"

namespace dengbao {

// `roster`: [{person, from, to}], `window`: {from, to}, instants. True where at every instant of
// the window at least `people` different persons are on duty, and where each shift that ends
// inside the window still stands for `handover_millis` beside the one that takes over.
bool roster_covers(const Value& roster, const Value& window, std::int64_t people,
                   std::int64_t handover_millis);

}  // namespace dengbao
