#pragma once
// The roles of a procedure: how they are bound to parties, who may stand for these, and what is
// closed to whoever steps aside.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "law/terms.h"

namespace dengbao {

struct Find {
  enum class Kind : std::uint8_t {
    Given,  // bound by whoever opens the case (campaign, effect, command)
    OwnerOfSubject,
    SubjectParty,  // the case is about a party: that one
    PlaceOf,       // the party with the capacity for the place of the subject or a role, at a rank
    SuperiorOf,    // of a role's party, in a line
    Roles,         // the parties of other roles together
    Holder,        // any party with the capacity; the one who acts
    Choose,        // the parties of the first choice whose condition holds
  };
  Kind kind = Kind::Given;
  Symbol of;         // role; empty: the subject
  std::string rank;  // province city district
  std::string line;  // kind of superior: "department"
  std::vector<Symbol> roles;
  bool each = false;     // SuperiorOf: of every party of the role, in their order
  std::string capacity;  // inside a choice; else that of the role
  std::vector<std::pair<Condition, std::vector<Find>>> choices;
};

// Who may stand for the party that holds a role.
struct Represented {
  bool by_agent = false;        // under its written authorisation
  bool by_head_office = false;  // that files for it
};

struct RoleDecl {
  Symbol name;
  Label label;
  std::string capacity;
  Find find;
  bool many = false;
  bool optional = false;  // the case opens without it
  Represented represented;
  // Moves that are refused to an account which has stepped aside in the case, and why so.
  std::vector<Symbol> recuse_bars;
  std::vector<std::string> recuse_cites;
  std::vector<std::string> cites;
  Place place;
};

}  // namespace dengbao
