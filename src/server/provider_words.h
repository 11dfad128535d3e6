#pragma once
// provider …, account link, account bind: who else may say who somebody is, and whose account that
// is.

#include "app/catalogue.h"

namespace dengbao::server {

void add_provider_words(Catalogue& all);

}  // namespace dengbao::server
