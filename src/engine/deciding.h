#pragma once
// What deciding a move, opening a case and moving it to other rules have in common. For the
// engine's own files only.

#include <optional>
#include <string>
#include <vector>

#include "engine/decide.h"
#include "engine/evaluate.h"

namespace dengbao::deciding {

std::string name_of(const Label& label, Symbol name);
std::unexpected<Explanation> refuse(std::string code, Args args,
                                    std::vector<std::string> cites = {}, std::string where = {});

// The value of a fact from where it comes from; notes in `read` what was looked at.
Result<Value> fetch(const Source& source, const Scope& scope, const Case& c, const Context& context,
                    std::vector<ReadMark>& read);
// Adds a change, or replaces the one of the same fact.
void put(std::vector<FactChange>& sets, FactChange change);
// Evaluates what a move sets, each against the facts as they stood before it with what was given:
// the order of the lines in a pack does not matter.
void add_sets(const Procedure& p, const std::vector<Assignment>& assignments, const Scope& scope,
              std::vector<FactChange>& sets);
// Calls `use` for every duty whose clock may begin with any event.
template <class Use>
void each_from_change(const Procedure& p, Use&& use) {
  if (p.shortcuts)
    for (const DutyDecl* d : p.shortcuts->from_change) use(*d);
  else
    for (const DutyDecl& d : p.duties)
      if (d.recount == DutyDecl::Recount::FromChange) use(d);
}
// Duties that count from the change and whose condition holds with the event but did not before.
std::vector<Symbol> begun(const Procedure& p, const Case& before, const Scope& scope);
// The parties of several roles together, each once.
std::vector<std::string> parties_of(const Case& c, const std::vector<Symbol>& roles);
// Who acts, and when.
void sign(const Context& context, CaseEvent& e);
// The place in its series that a fact is given; none without a series.
std::optional<Allotment> allotment_of(const FactDecl& fact, const Scope& scope, bool anew);
// Places in series that a move asks for.
std::vector<Allotment> allotments_of(const Procedure& p, const MoveDecl& move, const Scope& scope);

}  // namespace dengbao::deciding
