#pragma once
// Shared by the writers of OSCAL.

#include <boost/json.hpp>
#include <string>

#include "base/json.h"
#include "catalogue/oscal.h"

namespace dengbao::requirements {

// A property of OSCAL itself, or one of ours; never with an empty value.
json::object prop(std::string_view name, std::string_view value);
json::object own_prop(std::string_view name, std::string_view value);
json::object link(std::string_view href, std::string_view rel, std::string_view text);
// title, last-modified, version, oscal-version, and what this is.
json::object metadata(const Standard& standard, const Label& title, std::string_view version);
// One line, no blanks around: what property values and titles must be.
std::string line(std::string_view text);
// Two blanks a step, members in their order, a line feed at the end.
std::string pretty(const json::value& value);
// The UUID of a source in the back matter, and the back matter of the catalog.
std::string resource_uuid(std::string_view id);
json::object resource(std::string_view id, std::string_view title);

std::string catalog_file(std::string_view id);

}  // namespace dengbao::requirements
