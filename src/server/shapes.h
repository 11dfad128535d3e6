#pragma once
// What answers look like, declared once for the OpenAPI document: the members that programs may
// rely on, with their types. Members get added, never taken away.

#include <boost/json/object.hpp>
#include <string_view>

#include "base/json.h"

namespace dengbao::server {

// The schema of a word's answer; empty where none is declared.
json::object answer_schema(std::string_view word);
// All shapes by name, for components/schemas.
json::object shape_schemas();

}  // namespace dengbao::server
