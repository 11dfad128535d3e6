#pragma once
// Whether the user asked to stop (Ctrl-C once): long work looks at it between two pieces, finishes
// the one at hand and answers what it has.

namespace dengbao {

bool interrupted();
void interrupt();  // safe in a signal handler

}  // namespace dengbao
