#pragma once
// Everything but events, files and documents can be made again from the events alone.

#include "app/installation.h"
#include "app/session.h"

namespace dengbao {

struct Rebuilt {
  std::int64_t events = 0, cases = 0, records = 0, duties = 0;
};

// One transaction: empties the projections and replays every event.
Result<Rebuilt> rebuild_projections(Installation& installation, const Progress& progress);
// Takes a value that has been erased out of the case or record that still shows it.
Status erase_from_projection(Work& work, const EventRow& event, const std::string& fact);

}  // namespace dengbao
