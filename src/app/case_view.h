#pragma once
// A case as its parties see it: names and labels beside every id, what may be done next with a form
// for it, and the procedure as a graph. One view for every procedure of every pack; terminal and
// workbench are drawn from it.

#include <boost/json/object.hpp>

#include "app/installation.h"
#include "app/mandates.h"
#include "app/naming.h"
#include "engine/evaluate.h"

namespace dengbao {

json::object label_json(const Label& label);

struct CaseViewer {
  Installation& installation;
  Reading& reading;
  Names& names;
  std::string party;  // whose roles count for `seen_by`; empty: everything may be seen
  Instant now;
  Client side = {};    // for whom he looks, and by what, where it is not his own party
  bool aside = false;  // he has stepped aside in this case
};

// Everything about one case that the viewer may see at all (app/sight.h): NotFound case.none where
// it is not there.
Result<json::object> case_view(const CaseViewer& viewer, const std::string& id);

// Whether a fact that the viewer may see names the file of this digest [what seen_by hides stays
// hidden, also to whoever has learnt the digest].
Result<bool> shows_file(const CaseViewer& viewer, const CaseRow& row, const std::string& digest);

// One entry of a form: what is asked for, of which type, from which choices, by which clause.
json::object field_json(const FactDecl& fact, const Law& law);
// How the value of a fact reads: the label of a code, the name of a file or a party.
Result<Label> value_words(const FactDecl* fact, const Value& value, const Law& law, Names& names);

// Members that a duty and a row of duties have in common.
Result<json::object> duty_json(const Duty& duty, const Case& c, const Procedure& procedure,
                               const CaseViewer& viewer);
json::array beside_json(const DutyDecl& duty);
json::object role_label(const Procedure& procedure, Symbol role);

}  // namespace dengbao
