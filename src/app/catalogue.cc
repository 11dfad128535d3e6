#include "app/catalogue.h"

namespace dengbao {

Catalogue catalogue() {
  Catalogue all;
  add_law_words(all);
  add_judging_words(all);
  return all;
}

}  // namespace dengbao
