#pragma once
// Families of words that add_channel_words() puts together.

#include "app/catalogue.h"

namespace dengbao {

void add_carrier_words(Catalogue& all);  // carrier mail, web, page, adapter, list
void add_feed_words(Catalogue& all);     // feed make, end, show

}  // namespace dengbao
