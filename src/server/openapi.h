#pragma once
// The interface as a document (OpenAPI 3.1), written from the same routes that serve it.

#include <string>
#include <vector>

#include "server/routes.h"

namespace dengbao::server {

std::string openapi(const std::vector<Route>& routes);

}  // namespace dengbao::server
