#pragma once
// serve, and the words about accounts that only make sense with it.

#include "app/catalogue.h"

namespace dengbao::server {

// `all` must outlive its use cases: what is in it when `serve` runs is what is served.
void add_serve_words(Catalogue& all);

}  // namespace dengbao::server
