#pragma once
// The one way to a use case, for every mouth: who may do it is asked here, before it runs. What
// concerns a particular party or case the words ask themselves.

#include <optional>
#include <string_view>

#include "app/catalogue.h"

namespace dengbao {

class Reading;

// What a caller is. An account has exactly one of them: system, security and audit administrators
// are apart from each other and from the business of parties (三员分立).
enum class Capacity : std::uint8_t {
  Nobody,  // not signed in
  Party,
  SystemAdministrator,
  SecurityAdministrator,
  Auditor,
  LocalOperator,  // the operating system is the guard
};
inline constexpr Capacity kCapacities[] = {Capacity::Nobody,
                                           Capacity::Party,
                                           Capacity::SystemAdministrator,
                                           Capacity::SecurityAdministrator,
                                           Capacity::Auditor,
                                           Capacity::LocalOperator};
std::string_view capacity_name(Capacity capacity);

// The rows of the permission table, "" and "public" being the same one.
const std::vector<std::string>& permission_rows();
// One cell of it. A row that is not in the table is for nobody.
bool may(std::string_view permission, Capacity capacity);
// The rows open to a capacity, as the session tells them to the pages.
std::vector<std::string> permissions_of(Capacity capacity);

// Refused account.closed, NotFound account.none.
Result<Capacity> capacity_of(Session& session, Reading& reading);
// Refused identity.not_signed_in, app.not_permitted, app.not_in_scope; else what the use case says.
Result<Answer> perform(const UseCase& use_case, Session& session, const Arguments& arguments);

}  // namespace dengbao
