#pragma once
// What must hold of a catalogue beyond its form: the totals of the standard, uniqueness, links
// that lead somewhere and lead back, a guide for each item.

#include <vector>

#include "catalogue/model.h"

namespace dengbao::requirements {

struct Count {
  std::string what;  // "general", "general CES", "ces.identity"
  ByLevel items{}, points{};
};

struct Checked {
  std::vector<Explanation> findings;  // Negative catalogue.*, `where` is file:line
  std::vector<Count> domains;         // as found, in the order of the standard
  std::size_t rows = 0, items = 0, points = 0, guides = 0, high_risk = 0, hazards = 0,
              relations = 0;
};

Checked check_catalogue(const Standard& catalogue);

}  // namespace dengbao::requirements
