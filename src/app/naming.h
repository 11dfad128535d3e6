#pragma once
// Names of what rows know by id only: people read names, and an id where there is none.

#include <map>
#include <string>

#include "app/store.h"

namespace dengbao {

class Names {
 public:
  explicit Names(Reading& reading) : reading_(reading) {}

  // As it is registered; the id itself where nothing of that id is known.
  Result<std::string> party(const std::string& id);
  // Of "object/ID", "party/ID" and the like; what is given where it is nothing of that kind.
  Result<std::string> subject(const std::string& subject);
  // What the case of that id is about; what is given where there is no such case.
  Result<std::string> case_subject(const std::string& id);

 private:
  Result<std::string> of(const std::string& kind, const std::string& id);

  Reading& reading_;
  std::map<std::string, std::string> known_;  // by "kind/id"
};

}  // namespace dengbao
