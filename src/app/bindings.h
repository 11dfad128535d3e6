#pragma once
// Which pack governs a procedure where, and for whom.

#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"

namespace dengbao {

struct Binding {
  std::string pack, territory, party_kind;  // party_kind empty: whoever it is
  // Whether it speaks of a party of this kind at this place.
  bool speaks_of(std::string_view place, std::string_view kind) const;
};

Result<std::vector<Binding>> bindings_of(Reading& reading, const std::string& procedure);
// The longer territory and the named kind of party win; null where none speaks of it.
const Binding* governing(const std::vector<Binding>& all, std::string_view place,
                         std::string_view kind);

}  // namespace dengbao
