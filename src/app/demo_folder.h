#pragma once
// Where the demo lives. Nothing is ever removed but what a demo has made.

#include <string>

#include "base/result.h"

namespace dengbao {

// A folder for a new demo. `wanted` empty: dengbao-demo, or the first dengbao-demo-N that is free.
// A former demo is cleared only with `again`. Errors: Conflict demo.exists, demo.not_a_demo.
Result<std::string> demo_folder(const std::string& wanted, bool again);
// Says in the folder that it is a demo.
Status mark_demo(const std::string& folder);

}  // namespace dengbao
