#pragma once
// Recusal (回避): an account that has ties with somebody in a case steps aside there. It stands on
// record with its reason, and what the pack bars (`recuse` of a role) is refused to that account in
// that case; so are the duties of its party there.

#include <string>

#include "app/desk.h"

namespace dengbao {

// Record kind "recusal": one for each case and account.
inline constexpr std::string_view kRecusal = "recusal";

Result<bool> stepped_aside(Reading& reading, const std::string& case_id,
                           const std::string& account);
// Refused case.recused.
Status not_aside(Reading& reading, const std::string& case_id, const std::string& account);
// Whether a role of the party bars the move to whoever steps aside; its citations in `cites`.
bool barred_aside(const Case& c, const Procedure& procedure, const MoveDecl& move,
                  const std::string& party, std::vector<std::string>* cites = nullptr);
// Refused case.recused where this actor may not do the move because he has stepped aside.
Status impartial(Reading& reading, const OpenedCase& c, const MoveDecl& move, const Actor& actor);

}  // namespace dengbao
