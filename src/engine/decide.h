#pragma once
// What a move brings about, or the refusal with its clause. Pure: no clock, database or network;
// everything looked at comes through the context and stands in the event.

#include <string>
#include <vector>

#include "engine/case.h"
#include "engine/view.h"

namespace dengbao {

struct Context {
  std::string party;  // for whom the actor acts; empty for the system
  std::string account;
  std::string via;
  Date on;     // fact date
  Instant at;  // recorded
  const Law* law = nullptr;
  const Calendar* calendar = nullptr;
  const View* view = nullptr;
  const Functions* functions = nullptr;
  bool is_system = false;
  std::string agent, under;  // who acts for `party`, and by which authorisation
};

struct Command {
  Symbol move;
  std::vector<FactChange> sets;
  std::string to;  // addressee, where the move is addressed to one party of a role
};

struct OpenCommand {
  std::string case_id;
  std::string subject;
  std::string key;
  std::vector<FactChange> sets;
  std::vector<RoleBinding> roles;  // given ones; the rest is found by the rules of the pack
  std::vector<std::pair<Symbol, std::string>> links;  // "source": the case that opened this one
};

// A number the application allots in the same transaction and puts into the event.
struct Allotment {
  Symbol fact;
  std::string series, scope, holder;  // who already holds one in (series, scope) keeps it
  std::string format;                 // with {n:5} left to fill
  bool anew = false;                  // … and is given another one all the same
};

struct Decision {
  CaseEvent event;
  std::vector<Allotment> allotments;
};

// Opens a case: binds the roles, fetches what the facts take from the subject, sets the rest.
Result<Decision> open_case(const Procedure& procedure, const OpenCommand& command,
                           const Context& context);
// `c` is the case as it stands; refused with ErrorKind::Refused, BadInput or NotFound (no such
// move).
Result<Decision> decide(const Procedure& procedure, const Case& c, const Command& command,
                        const Context& context);
// The case goes on under other rules (a newer edition of its pack, or another pack). It keeps its
// state and all its facts; what the new rules start with is added where it has none. Refused
// case.migrate_state where they do not know the state it is in.
Result<Decision> migrate(const Procedure& to, const Case& c, const Context& context);

// Puts an allotted number into the event and into the documents that carry it.
void settle(const Procedure& procedure, Decision& decision, Allotment allotment,
            std::int64_t number);
std::string number_text(const std::string& format, std::int64_t number);

// What follows from an event that has been applied; values, carried out by the application.
struct Effect {
  enum class Kind : std::uint8_t { Open, Tell, Notify, Render, Enter, Void };
  Kind kind = Kind::Notify;
  std::string procedure, subject;    // Open; Enter: whose entry in the register
  std::vector<FactChange> sets;      // Open, Tell; Enter: fields of that entry
  std::vector<RoleBinding> roles;    // Open
  Symbol link;                       // Open: name of the link back is "source"
  std::string case_id;               // Tell: which
  Symbol move;                       // Tell
  std::vector<std::string> parties;  // Notify, Render: who receives it
  std::string message;               // Notify; Void: the reason
  std::string document, number;      // Render, Void
  std::string successor, citation;   // Void: number of what replaces it, clause
  bool operator==(const Effect&) const = default;
};
// Whoever sends nothing to anybody does without what is rendered, voided or told.
enum class Wanted : std::uint8_t { All, NothingSent };
// `c` is the case after the event.
std::vector<Effect> consequences(const Procedure& procedure, const Case& c, const CaseEvent& event,
                                 const Context& context, Wanted wanted = Wanted::All);

// Notes in an event already applied, and in its case, under which id an Open effect carries on.
void link_opened(Case& c, CaseEvent& event, Symbol link, const std::string& case_id);

// Whether the state of the case lets the move be done; who may do it is asked apart.
bool allowed_in(const MoveDecl& move, const Case& c);

}  // namespace dengbao
