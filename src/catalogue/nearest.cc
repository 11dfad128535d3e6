#include "catalogue/nearest.h"

#include "base/nearest.h"

namespace dengbao::requirements {
std::string nearest_item(const Standard& catalogue, std::string_view id) {
  std::vector<std::string> known;
  for (const Item& i : catalogue.items) known.push_back(i.id);
  return nearest_word(id, known);
}

std::string nearest_point(const Standard& catalogue, std::string_view id) {
  std::vector<std::string> known;
  for (const ControlPoint& p : catalogue.points) known.push_back(p.id);
  return nearest_word(id, known);
}

}  // namespace dengbao::requirements
