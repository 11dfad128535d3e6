#pragma once
// What a caller may see: one line for each capacity of the permission table, and for parties what
// their own records say (what they own, for whom they file, where they supervise).

#include "app/doing.h"
#include "app/lists.h"

namespace dengbao {

// Division codes that a party supervises on a day, by its capacities; empty for whoever is no
// authority.
Result<std::vector<std::string>> territories_of(Session& session, Reading& reading,
                                                const std::string& party, Date today);
// Refused account.closed, identity.not_signed_in.
Result<Sight> sight_of(Session& session, Reading& reading, const Actor& actor);

// A record by what people type, if it may be seen: NotFound KIND.none otherwise, whether or not
// there is one.
Result<RecordRow> seen_record(Reading& reading, const Sight& sight, const std::string& kind,
                              const std::string& given);
// The id of a party that is named to take some part: one that is seen, one that holds a capacity
// (offices and bodies are known to all), or whoever has exactly this credit code. A name alone
// tells nobody who else is registered.
Result<std::string> named_party(Reading& reading, const Sight& sight, const std::string& given);

}  // namespace dengbao
