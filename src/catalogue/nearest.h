#pragma once
// What was most likely meant by a name that leads nowhere.

#include <string>
#include <string_view>

#include "catalogue/model.h"

namespace dengbao::requirements {

// Ids of the catalogue; empty where none is near.
std::string nearest_item(const Standard& catalogue, std::string_view id);
std::string nearest_point(const Standard& catalogue, std::string_view id);

}  // namespace dengbao::requirements
