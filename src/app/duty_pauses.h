#pragma once
// When the clock of a duty stood still, for those who look at it. The engine moves the due date by
// these spans (engine/duties.cc); here they are told.

#include <optional>
#include <vector>

#include "engine/duties.h"

namespace dengbao {

struct PauseSpan {
  Date from;
  std::optional<Date> to;  // none: it stands still now
};
std::vector<PauseSpan> pauses_of(const Duty& duty, const Case& c);

}  // namespace dengbao
