#pragma once
// The public directory: bodies by the capacity they hold today (law/sight/directory.yaml), and who
// stands in a public register, as far as its pack and, where the pack asks for it, the owner allow.

#include <boost/json/array.hpp>
#include <string>

#include "app/installation.h"

namespace dengbao {

// Rows {name, as, as_label, state_label, number, verifiable, shows, citations} of parties whose
// name holds the text; at most fifty. Verifiable: the number was given out here, `verify` knows it.
Result<json::array> directory_of(Installation& in, Reading& reading, const std::string& search);

}  // namespace dengbao
