#pragma once
// The catalogue in one piece, so that a fresh process has it in a few milliseconds.
//
//   file    = magic digest catalogue      magic: one line with the number of this form
//   number  = 7 bits a byte, lowest first, the high bit says that more follow
//   text    = number of bytes, bytes
//   list    = number of entries, entries
//
// The members of each value stand in the order in which compiled.cc names them. A piece is made
// and read by programs of one build: there is no older form to be read.

#include <string>
#include <string_view>

#include "catalogue/model.h"

namespace dengbao::requirements {

std::string compiled(const Standard& catalogue);
// Errors: BadInput catalogue.not_compiled where it is cut, changed in form or of another build.
Result<Standard> from_compiled(std::string_view bytes);

}  // namespace dengbao::requirements
