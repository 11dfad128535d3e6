#pragma once
// Division codes and what the places are called: the list that comes with the law.

#include <string>
#include <vector>

#include "law/law.h"

namespace dengbao {

struct NamedPlace {
  std::string code, parent;
  Label name;
};

// In the order of the list; empty where the law brings none.
Result<std::vector<NamedPlace>> named_places(const LawFiles& files);

}  // namespace dengbao
