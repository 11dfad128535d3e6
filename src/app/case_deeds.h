#pragma once
// Opening cases and doing moves, as requests of people bring them: texts and files, typed here by
// the declarations of the pack.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/catalogue.h"
#include "app/desk.h"

namespace dengbao {

struct Attachment {
  std::string slot;  // the fact
  std::string name;  // file name as it came
  std::string bytes;
};

struct Given {
  std::vector<std::pair<std::string, std::string>> sets;  // fact, text
  std::vector<FactChange> values;                         // already typed (import, effects)
  std::vector<Attachment> files;
};

// --set and --attach of a call; Refused app.attachment_missing, Usage app.set_form.
Result<Given> given_from(const Arguments& arguments);

struct OpenInput {
  std::string procedure;  // "filing", or "pack/filing"
  std::string subject;    // "object/ID", "party/ID"; a bare id is an object
  std::optional<Date> on;
  Given given;
  std::vector<RoleBinding> roles;
  std::string key;      // campaign key
  std::string case_id;  // empty: a fresh one
  std::vector<std::pair<Symbol, std::string>> links;
  std::shared_ptr<const Law> law;  // fixed by an effect; empty: bindings choose
  bool own_sight = true;           // the actor sees the subject without an authorisation
};

struct MoveInput {
  std::string case_id, move, to;
  std::string for_party;  // for whom the actor says he acts; empty: found by who holds the role
  std::optional<Date> on;
  Given given;
  std::optional<std::int64_t> if_version;
};

Result<Deed> open_case_deed(Desk& desk, const OpenInput& input, const Actor& actor);
Result<Deed> move_deed(Desk& desk, const MoveInput& input, const Actor& actor);

// Which law a new case about a subject runs under: an explicit pack, the most particular binding of
// its place and owner, or the only pack that has such a procedure.
struct GoverningLaw {
  std::shared_ptr<const Law> law;
  std::string procedure;
};
Result<GoverningLaw> governing_law(Desk& desk, const std::string& procedure,
                                   const std::string& subject);
// The law in use for a pack id: the installed one, else that of the library.
Result<std::shared_ptr<const Law>> law_in_use(Desk& desk, const std::string& pack);
// The first use of a pack copies it with everything it uses, and says so in an event.
Status ensure_installed(Desk& desk, const Law* law, const Actor& actor);

}  // namespace dengbao
