#pragma once
// What was most likely meant by a name that leads nowhere.

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/model.h"

namespace dengbao::requirements {

// Empty where none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
std::string nearest_item(const Standard& catalogue, std::string_view id);
std::string nearest_point(const Standard& catalogue, std::string_view id);

}  // namespace dengbao::requirements
