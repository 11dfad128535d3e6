#pragma once
// org, system, account, binding: list, show, history.

#include "app/catalogue.h"

namespace dengbao {

void add_register_lists(Catalogue& all);

}  // namespace dengbao
