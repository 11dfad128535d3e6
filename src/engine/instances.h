#pragma once
// The runs of the clocks of a case, before anybody is told of them. Names and parties point into
// the case: asked after every event, they must not cost a copy. For the engine's own files only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/counting.h"
#include "engine/duties.h"

namespace dengbao::counting {

struct Instance {
  const DutyDecl* decl = nullptr;
  std::int32_t number = 1;             // round, year or turn
  const std::string* party = nullptr;  // where one stands for each party of a role
  const std::string* owner = nullptr;
  const std::string* recipient = nullptr;
  DutyStatus status = DutyStatus::Running;
  Date starts;
  std::optional<Instant> due;  // none while paused
  std::string budget;
  bool provisional = false;
  std::optional<Date> ended_on;
  std::optional<Instant> ended_at;

  // "2", "2026", "party", "2/party": what an event says of it.
  std::string name() const;
  bool called(std::string_view name) const;
  std::optional<Date> due_date() const;
};

enum class Sought : std::uint8_t {
  All,
  Waking,  // what may remind or escalate; ended ones come without their dates
};

// Those of one duty, behind what stands in `out`.
void instances_of(const DutyDecl& decl, const Procedure& procedure, const Case& c, const Law& law,
                  const Calendar& calendar, Instant horizon, Sought sought,
                  std::vector<Instance>& out);
// All of every duty.
std::vector<Instance> instances(const Procedure& procedure, const Case& c, const Law& law,
                                const Calendar& calendar, Instant horizon);

}  // namespace dengbao::counting
