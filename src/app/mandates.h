#pragma once
// Who acts for whom: by a written authorisation of the client, dated, scoped and revocable, or as
// the head office that files for its branches [source-000 S0-21]. Outside that nothing is seen and
// nothing is done.

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/desk.h"
#include "app/lists.h"
#include "app/naming.h"

namespace dengbao {

inline constexpr std::string_view kAuthorisation = "authorisation";

// Whether an authorisation, as its record says, holds on a day; the last day still counts.
bool in_force(const json::object& authorisation, Date on);
Mandate mandate_from(const RecordRow& authorisation);
// Those given to a party that hold on the day.
Result<std::vector<Mandate>> mandates_of(Reading& reading, const std::string& agent, Date on);
// `procedure`: "pack/procedure"; `subject`: "object/ID", "party/ID".
bool covers(const Mandate& mandate, std::string_view procedure, std::string_view subject);

// A party for which another may act in one matter, and by what: "authorisation/ID", or
// "superior/filing" for a head office. Whether the role may be filled so the pack says.
struct Client {
  std::string party, under;
  bool by_head_office = false;
};
// The days on which an authorisation has to hold: that of the deed, and the one it is dated.
struct MandateDays {
  Date today, on;
};
Result<std::vector<Client>> clients_in(Reading& reading, const std::string& agent,
                                       std::string_view procedure, std::string_view subject,
                                       MandateDays days);
// Whether the pack lets the party of this role be represented so.
bool representable(const RoleDecl& role, const Client& client);

// The actor as he stands in this move: for himself where his party holds one of its roles, else for
// the one client that does. `for_party`: for whom he says he acts, may be empty; `on`: the day the
// deed is dated. Refused mandate.none where that party has not authorised him, or no longer, or not
// in this matter; mandate.role where the pack lets nobody act for it in its role; BadInput
// mandate.several where it must be said for whom.
Result<Actor> acting_in(Desk& desk, const Actor& actor, const OpenedCase& c, const MoveDecl& move,
                        const std::string& for_party, Date on);
// The same for a case that is opened about a subject of another. `own_sight`: the subject is seen
// without any authorisation.
Result<Actor> acting_on(Desk& desk, const Actor& actor, const Procedure& procedure,
                        std::string_view subject, bool own_sight, Date on);

// From whose side a viewer looks at a case: his own party where it has a seat there, else the
// client's for whom he acts. Empty where everything may be seen.
Result<Client> side_of(Reading& reading, const Sight& sight, const std::string& case_id);

// Adds who did it for the party, and by what, to what is told of an event.
Status add_agent(const json::object& core, Names& names, json::object& out);

// Whether the file of this digest is the scan of an authorisation that one of the parties gave or
// holds.
Result<bool> shows_scan(Reading& reading, const Sight& sight, const std::string& digest);

}  // namespace dengbao
