#pragma once
// A form on the terminal: a row for each field, then where it can go.

#include <boost/json/object.hpp>
#include <string>

#include "base/json.h"

namespace dengbao {

// `form`: {title, procedure, intro, fields, places, citations}, as `report form` answers.
std::string form_told(const json::object& form, bool chinese);

}  // namespace dengbao
