#pragma once
// The pages of the user interface.

#include "http/assets.h"

namespace dengbao::server {

// Those that were built into the program; empty where it was built without them.
http::Assets assets();

}  // namespace dengbao::server
