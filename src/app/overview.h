#pragma once
// What a leader looks at (领导驾驶舱): three numbers, the districts, who is worst; one page of it
// as PDF. Counted by the database, of what the caller may see.

#include "app/catalogue.h"

namespace dengbao {

void add_overview_words(Catalogue& all);  // overview, overview page

}  // namespace dengbao
