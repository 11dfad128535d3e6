#include "engine/covers.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "base/time.h"

namespace dengbao {
namespace {

struct Shift {
  std::string person;
  Instant from, to;
};

std::optional<Instant> instant_in(const Value& v, std::string_view end) {
  const Value* m = v.member(end);
  if (!m || !m->text()) return std::nullopt;
  const auto at = Instant::parse(*m->text());
  return at ? std::optional(*at) : std::nullopt;
}

}  // namespace

bool roster_covers(const Value& roster, const Value& window, std::int64_t people,
                   std::int64_t handover_millis) {
  const auto start = instant_in(window, "from"), end = instant_in(window, "to");
  if (!start || !end || *end <= *start || !roster.compound()) return false;
  std::vector<Shift> shifts;
  std::set<Instant> edges{*start};
  for (const Value& item : roster.compound()->items) {
    const auto from = instant_in(item, "from"), to = instant_in(item, "to");
    const Value* person = item.member("person");
    if (!from || !to || *to <= *from || !person) return false;
    // Who goes counts only up to the handover, so that whoever comes has been there as long.
    const Instant counts_to = *to < *end ? to->plus_millis(-handover_millis) : *to;
    shifts.push_back({person->show(), *from, counts_to});
    for (const Instant edge : {*from, counts_to})
      if (edge > *start && edge < *end) edges.insert(edge);
  }
  // Between two edges nobody comes or goes: looking at the edges is looking at every instant.
  return std::all_of(edges.begin(), edges.end(), [&](Instant at) {
    std::set<std::string_view> there;
    for (const Shift& s : shifts)
      if (s.from <= at && at < s.to) there.insert(s.person);
    return static_cast<std::int64_t>(there.size()) >= people;
  });
}

}  // namespace dengbao
