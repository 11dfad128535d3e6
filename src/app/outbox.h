#pragma once
// Effects that wait in the outbox are carried out as ordinary requests of the system, each with the
// key "event/ordinal", so that none happens twice.

#include "app/rendering.h"

namespace dengbao {

struct Drained {
  int carried_out = 0;
  int refused = 0;  // an effect its target would not take; stands in the log with the reason
};

// Until the outbox is empty; effects may bring about further ones.
Result<Drained> drain_outbox(Installation& installation, Renderer& renderer);

}  // namespace dengbao
