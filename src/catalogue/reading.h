#pragma once
// Reads the files of law/catalogue. Every fault is collected with its file and line.

#include <vector>

#include "catalogue/model.h"
#include "law/law.h"

namespace dengbao::requirements {

struct Read {
  Standard catalogue;
  std::vector<Explanation> faults;  // BadInput law.* and catalogue.*; `where` is file:line
};

// `files`: paths below the catalogue's folder ("items/ces/identity.yaml") with their text;
// `folder` is put before them in the places of faults.
Read read_catalogue(const LawFiles& files, const std::string& folder);

}  // namespace dengbao::requirements
