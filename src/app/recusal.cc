#include "app/recusal.h"

#include <algorithm>

namespace dengbao {
namespace {

std::unexpected<Explanation> is_aside(const std::string& case_id, const std::string& account,
                                      std::vector<std::string> cites) {
  return fail(ErrorKind::Refused, "case.recused", {{"case", case_id}, {"account", account}}, {},
              std::move(cites));
}

bool holds_role(const Case& c, Symbol role, const std::string& party) {
  const auto& parties = c.parties(role);
  return std::find(parties.begin(), parties.end(), party) != parties.end();
}

}  // namespace

Result<bool> stepped_aside(Reading& reading, const std::string& case_id,
                           const std::string& account) {
  if (account.empty()) return false;
  return TRY(reading.record(kRecusal, case_id + "." + account)).has_value();
}

Status not_aside(Reading& reading, const std::string& case_id, const std::string& account) {
  if (TRY(stepped_aside(reading, case_id, account))) return is_aside(case_id, account, {});
  return {};
}

bool barred_aside(const Case& c, const Procedure& p, const MoveDecl& move, const std::string& party,
                  std::vector<std::string>* cites) {
  for (const Symbol name : move.by) {
    const RoleDecl* role = p.role(name);
    if (!role || !holds_role(c, name, party)) continue;
    const auto& bars = role->recuse_bars;
    if (std::find(bars.begin(), bars.end(), move.name) == bars.end()) continue;
    if (cites) *cites = role->recuse_cites;
    return true;
  }
  return false;
}

Status impartial(Reading& reading, const OpenedCase& c, const MoveDecl& move, const Actor& actor) {
  std::vector<std::string> cites;
  if (actor.is_system || !barred_aside(c.c, *c.procedure, move, actor.party, &cites)) return {};
  if (TRY(stepped_aside(reading, c.c.id, actor.account)))
    return is_aside(c.c.id, actor.account, std::move(cites));
  return {};
}

}  // namespace dengbao
