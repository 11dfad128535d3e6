#pragma once
// What the system administrator's pages show: which pack governs where, what it draws up, how far
// its numbers have come.

#include "app/catalogue.h"

namespace dengbao {

void add_binding_words(Catalogue& all);  // binding check, place list
void add_paper_words(Catalogue& all);    // template list, number list

}  // namespace dengbao
