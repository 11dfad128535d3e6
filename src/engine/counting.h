#pragma once
// From when and how long a duty is counted. For the engine's own files only.

#include <optional>
#include <string>
#include <vector>

#include "engine/case.h"
#include "engine/view.h"

namespace dengbao::counting {

struct Start {
  Date on;
  Instant at;
  bool exact = false;  // a clock time, not a day
};

// What a duty instance is counted over.
struct Counting {
  const Procedure& procedure;
  const Case& c;
  const Law& law;
  const Calendar& calendar;
  const DutyDecl& decl;
  std::int32_t round;                  // 0: any
  const std::string* party = nullptr;  // addressee of the moves that count; none: any
};

struct Due {
  Instant at;
  bool provisional = false;
  std::string budget;
};

// The moment the pack names; none while it has not come.
std::optional<Start> start_of(const Moment& m, const Counting& k);
// When the duty's clock begins: its moment, or later where its condition came to hold only then
// and the pack counts from that change.
std::optional<Start> counted_from(const Counting& k);
// The end of the clock; none where no text gives a figure.
std::optional<Due> due_of(const Amount& a, const Counting& k, const Start& start);
// The first of these moves in what is counted, not before `from`.
const Mark* first_of(const std::vector<Symbol>& moves, const Counting& k, Instant from);

}  // namespace dengbao::counting
