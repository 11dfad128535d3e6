#pragma once
// A case on the terminal: what it is, what is owed, what can be done next, what has happened.

#include <boost/json/object.hpp>
#include <string>

#include "base/json.h"

namespace dengbao {

// `view`: what case_view() gives.
std::string case_told(const json::object& view, bool chinese);

}  // namespace dengbao
