#pragma once
// Effects that wait in the outbox are carried out as ordinary requests of the system, each with the
// key "event/ordinal", so that none happens twice.

#include "app/rendering.h"

namespace dengbao {

// Until the outbox is empty; effects may bring about further ones.
Result<Drained> drain_outbox(Installation& installation, Renderer& renderer);
// After a request that has been recorded: what followed from it is carried out when this returns.
// Requests that end together need it done once, and take what that one found.
Result<Drained> follow_from(Installation& installation);

}  // namespace dengbao
