#pragma once
// Finds items by words, in everything the catalogue says of them: numbers, titles, demands,
// high-risk cases, hazards and the guide. Chinese words need no blanks around them.

#include <string>
#include <vector>

#include "catalogue/selection.h"

namespace dengbao::requirements {

struct Hit {
  Row row;  // of an item with several chosen levels: level 3, or the one next below
  int score = 0;
  std::string field;    // where the best match stands: "summary", "guide.look" …
  std::string excerpt;  // of that field, the words between 【 and 】
};

// Items among `rows` that have every word, best first; the order of the standard where equal.
// A longer Chinese word that stands nowhere as it is counts by the pairs of its characters.
std::vector<Hit> search(const Standard& standard, const std::vector<Row>& rows,
                        const std::vector<std::string>& words);

}  // namespace dengbao::requirements
