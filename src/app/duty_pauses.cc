#include "app/duty_pauses.h"

#include <algorithm>

#include "base/text.h"

namespace dengbao {

std::vector<PauseSpan> pauses_of(const Duty& d, const Case& c) {
  std::vector<PauseSpan> out;
  if (d.decl->pause_from.empty()) return out;
  const std::int64_t round = d.decl->per_round ? leading_number(d.instance) : 0;
  const auto in = [](const std::vector<Symbol>& list, Symbol what) {
    return std::find(list.begin(), list.end(), what) != list.end();
  };
  for (const Mark& m : c.moves) {
    if (m.on < d.starts || (round && m.round != round)) continue;
    if (d.ended_on && m.on > *d.ended_on) break;
    const bool open = !out.empty() && !out.back().to;
    if (!open && in(d.decl->pause_from, m.what))
      out.push_back({m.on, std::nullopt});
    else if (open && in(d.decl->pause_to, m.what))
      out.back().to = m.on;
  }
  return out;
}

}  // namespace dengbao
