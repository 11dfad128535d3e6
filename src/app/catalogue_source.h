#pragma once
// The catalogue of GB/T 22239 that comes with the program, or the one of $DENGBAO_LAW.

#include <string>

#include "app/session.h"
#include "catalogue/overlay.h"
#include "catalogue/reading.h"

namespace dengbao {

// The embedded one, or catalogue/ of the law folder where that has one. Errors: BadInput, the first
// fault of its files.
Result<requirements::Standard> load_requirements(const Session& session);
// A folder of files; every fault stays in the answer. `folder` empty: as load_requirements finds
// it, with the places of faults as they can be opened. Errors: NotFound law.no_folder.
Result<requirements::Read> read_requirements(const Session& session, const std::string& folder);
// The overlay files laid over it. Errors: NotFound, External; BadInput, the first fault.
Result<requirements::Tailored> load_overlays(const requirements::Standard& catalogue,
                                             const std::vector<std::string>& paths);
// All that is wrong with them.
Result<std::vector<Explanation>> overlay_faults(const requirements::Standard& standard,
                                                const std::vector<std::string>& paths);

}  // namespace dengbao
