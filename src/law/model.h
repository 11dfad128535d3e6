#pragma once
// A pack after reading: names resolved to symbols, references checked, ready to be run by the
// engine. Plain values; nothing here computes.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "law/hints.h"
#include "law/parts.h"
#include "law/roles.h"
#include "law/terms.h"

namespace dengbao {

enum class FactType : std::uint8_t {
  Text,
  Integer,
  Decimal,
  Date,
  Instant,
  Interval,
  YesNo,
  Code,
  Party,
  Object,
  Case,
  File,
  List,
  Record,
  Roster,
  Scores
};
std::string_view fact_type_name(FactType type);

// Where a fact's value is fetched from when the case opens, or by a move that `reads` it.
struct Source {
  enum class Kind : std::uint8_t { None, Subject, Role, Cases, Certificates };
  Kind kind = Kind::None;
  std::string field;  // of the subject or of the role's party
  Symbol role;
  // Cases: of a procedure, in states, where a role is held by the party of one of ours
  std::string procedure;
  std::vector<std::string> states;
  std::vector<std::pair<std::string, Symbol>> where_roles;
  std::string where_fact;  // a fact of those cases that must lie in the month of `in_month_of`
  Expression in_month_of;
  std::string unique_by;  // "subject"
  bool open_only = false;
  // A fact of those cases (name.member) that equals a value of ours, or has it among its entries.
  std::string equals_fact;
  Expression equals;
};

// How numbers of this fact are given: one sequence for each scope; who already holds one keeps it.
struct Series {
  std::string id;
  std::vector<Expression> scope;
  std::optional<Expression> holder;
  std::string format;  // "{1}-{n:5}": {1}… the scope's values, {n:5} five digits, {year}
  bool by_year = false;
  bool at_open = false;  // given with the opening of the case, not by a move
};

struct FactDecl {
  Symbol name;
  FactType type = FactType::Text;
  Label label, help;
  std::string unit;
  std::string code_list;
  std::vector<std::string> accepts;               // file name endings
  std::optional<std::int64_t> at_least, at_most;  // integers
  std::optional<std::size_t> max_characters;
  bool personal = false;
  bool future_allowed = false;  // dates that may lie ahead (validity, planned days)
  bool per_round = false;
  bool citation = false;        // a text that cites clauses: people see it spelled out
  std::vector<Symbol> seen_by;  // roles; empty: every role of the case
  Condition seen_after;
  Value start;
  std::vector<FactDecl> members;  // of a record, or of the entries of a list
  Source from;
  std::optional<Series> series;
  std::vector<std::string> cites;
  Place place;

  // Has a value to start with, or fetches one when the case opens.
  bool known_at_open() const;
};

struct StateDecl {
  Symbol name;
  Label label;
  bool final = false;
};

struct Guard {
  Condition when;  // the move is refused when this holds
  std::string id;
  Label say;
  std::string field;
  std::vector<std::string> cites;
  Place place;
};

// A point that a submission is checked against; failing ones become the defect list.
struct CheckDecl {
  Symbol name;
  Condition fails_when;
  std::string field;  // the fact or form field, as people call it
  Label say;
  std::vector<std::string> cites;
  Place place;
};

struct Assignment {
  Symbol fact;
  Expression value;
  Condition when;
  std::vector<std::string> cites;
  Place place;
};

struct EffectDecl {
  // Enter: notes values in the register's entry of what the case is about. Void: a document that
  // was issued counts no more; it keeps its bytes and its number.
  enum class Kind : std::uint8_t { Allot, Open, Tell, Notify, Bind, Enter, Void };
  Kind kind = Kind::Notify;
  Symbol fact;                                   // Allot: the number fact
  std::string procedure;                         // Open: "register/certificate" or procedure id
  Symbol link;                                   // Open, Tell: name of the link
  bool to_each = false;                          // Tell: every case in a list fact
  Symbol list;                                   // Tell: that fact
  Symbol move;                                   // Tell
  Expression about;                              // Open; None: same subject
  std::vector<Assignment> sets;                  // Open, Tell: facts there; Enter: its fields
  std::vector<std::pair<Symbol, Symbol>> roles;  // Open: role there, role here
  Symbol role;                                   // Notify, Bind
  std::string message;                           // Notify
  bool anew = false;                             // Allot: another number for who holds one already
  std::string document;                          // Void: template id
  Symbol number, reason, successor;              // Void: facts; which one, why, what replaces it
  Condition when;
  std::vector<std::string> cites;
  Place place;
};

struct Issue {
  std::string document;    // template id
  std::vector<Symbol> to;  // roles that receive it
  Symbol number;           // fact that holds its number
  Condition when;
  std::vector<std::string> cites;
  Place place;
};

struct Target {
  Condition when;  // Always for an unconditional target
  Symbol state;    // empty: stay
};

struct Asked {
  Symbol fact;
  std::vector<std::string> cites;
};

struct MoveDecl {
  Symbol name;
  Label label;
  std::vector<Symbol> from;    // empty: from any state that is not final
  bool from_any = false;       // also from final states
  std::vector<Symbol> by;      // roles; the symbol "system" for the engine itself
  std::vector<Asked> asks;     // must be given with the move
  std::vector<Symbol> any_of;  // at least one of these must be given
  std::vector<Symbol> may;     // may be given
  std::vector<Symbol> reads;   // facts fetched anew from their source
  std::vector<Guard> guards;
  std::vector<Assignment> sets;
  std::vector<Issue> issues;
  std::vector<EffectDecl> then;
  std::vector<Target> to;        // the first that holds
  std::optional<Expression> at;  // by system: on this date
  Symbol to_role;                // addressed to one party of this role
  std::vector<std::string> cites;
  Place place;
  Derived<std::vector<Symbol>> takes;  // asks, any_of and may, in the order of names
};

struct Moment {
  // Receipt: the move reached the party whose instance is counted.
  enum class Kind : std::uint8_t { Opened, Move, Fact, FactValue, Earliest, Latest, Receipt };
  Kind kind = Kind::Opened;
  Symbol name;
  std::vector<Moment> children;
};

struct Amount {
  enum class Kind : std::uint8_t {
    Span,       // text
    Parameter,  // a span, a date or a yearly day, by its text
    Budget,     // a span from a fact: the party's own document
    MonthEnd,   // last calendar day of the month of `of` (or of the start)
    AtOnce,     // due with its start
    Choose,
  };
  Kind kind = Kind::Span;
  std::string text;
  Symbol name;
  std::vector<std::string> path;
  std::optional<Expression> of;  // MonthEnd: of which month; Parameter: which of its entries
  std::vector<std::pair<Condition, Amount>> choices;

  // Out of line: within the class clang does not yet know that an Amount can be copied.
  Amount();
  Amount(const Amount&);
  Amount(Amount&&) noexcept;
  Amount& operator=(const Amount&);
  Amount& operator=(Amount&&) noexcept;
  ~Amount();
};

struct DutyDecl {
  Symbol name;
  Label label;
  Symbol owner;                 // role
  bool each_owner = false;      // one instance for each party of the owner role
  Symbol recipient;             // role, may be empty
  bool each_recipient = false;  // one instance for each party of the recipient role
  // The party above the owner: `recipient` is the role that holds the superiors of the owner's
  // parties in their order. Who has nobody above owes nothing.
  bool recipient_above = false;
  Condition when;
  Moment starts;
  Amount within;
  bool roll = true;  // spans of days end on a working day
  bool per_round = false;
  enum class Repeat : std::uint8_t { Once, Yearly, Cycle };
  Repeat repeat = Repeat::Once;
  // A duty whose `when` comes to hold later counts from its start, or from that change.
  enum class Recount : std::uint8_t { FromStart, FromChange };
  Recount recount = Recount::FromStart;
  std::vector<Symbol> pause_from, pause_to;  // moves
  // What the work is, for whoever does nothing else: the desks of reviewers and of experts.
  enum class Work : std::uint8_t { Other, Review, Opinion };
  Work work = Work::Other;
  std::vector<Symbol> done_by;  // moves
  bool done_by_elapsing = false;
  std::vector<Symbol> void_by;
  std::optional<Span> remind;  // before the due date
  std::optional<Span> escalate_after;
  Symbol escalate_to;  // role
  bool escalate_to_superior = false;
  std::vector<std::pair<std::string, std::string>>
      beside;  // other figures: instrument clause, text
  std::vector<std::string> cites;
  Place place;
};

// "review", "opinion"; empty for other work.
std::string_view duty_work_name(DutyDecl::Work work);

// What is found out about a procedure once it is read, so that a move pays for nothing that cannot
// matter to it. Lists are in the order of the declarations.
struct Shortcuts {
  std::vector<const DutyDecl*> from_change;  // their clock may begin with any event
  struct Telling {                           // a duty that reminds or escalates
    const DutyDecl* duty = nullptr;
    NameBits looks_at;    // facts, moves, roles: an event without them moves no date of it
    bool always = false;  // … or it goes by more than that
  };
  std::vector<Telling> telling;
  std::vector<const MoveDecl*> on_their_day;
  std::vector<const FactDecl*> known_at_open;
  std::vector<const FactDecl*> numbered_at_open;
  bool elapses = false, yearly = false;  // some duty does
};

struct Procedure {
  std::string pack;  // id of the pack it stands in
  Symbol name;
  std::string qualified;  // "pack/name"
  Label title;
  std::string about;  // object party certificate event round
  bool is_register = false;
  // Who stands in a public register may be found by name.
  struct Directory {
    enum class Listed : std::uint8_t { No, ByConsent, Always };
    Listed listed = Listed::No;
    Symbol of;                   // role: whose name is looked for
    std::vector<Symbol> states;  // entries in these; empty: open ones
    std::vector<Symbol> shows;   // facts
    std::vector<std::string> cites;
  };
  Directory directory;
  // The public opens such a case without an account and follows it by its number and a secret word.
  struct PublicEntry {
    bool open = false;
    Label intro;                // what it is for
    std::vector<Symbol> asks;   // facts that must be given
    std::vector<Symbol> may;    // … that may be
    Symbol number;              // fact with a series that is given at opening
    std::vector<Symbol> shows;  // facts that whoever follows it is told
  };
  PublicEntry from_public;
  std::vector<RoleDecl> roles;
  std::vector<FactDecl> facts;
  std::vector<CheckDecl> checks;
  std::vector<StateDecl> states;
  Symbol first;  // state in which a case opens
  std::vector<MoveDecl> moves;
  std::vector<DutyDecl> duties;
  std::vector<Assignment> at_open;
  std::vector<std::string> cites;
  Place place;

  const RoleDecl* role(Symbol s) const;
  const FactDecl* fact(Symbol s) const;
  const StateDecl* state(Symbol s) const;
  const MoveDecl* move(Symbol s) const;
  const CheckDecl* check(Symbol s) const;
  NameHints fact_hints, move_hints, role_hints;
  Derived<Shortcuts> shortcuts;
  void index();  // once all is read
  void flatten();
};

struct Campaign {
  std::string pack;
  Symbol name;
  Label title;
  std::string each_capacity;  // parties with this capacity
  std::string each_rank;
  enum class Every : std::uint8_t { Month, Quarter, Year, Once };
  Every every = Every::Month;
  std::string procedure;
  std::vector<std::pair<Symbol, Symbol>> roles;  // role there ← "each" or "superior"
  std::string superior_line;
  std::optional<Date> since, until;
  std::vector<std::string> cites;
  Place place;
};

// One pack with everything it uses, resolved.
struct Law {
  PackHead head;
  std::vector<PackHead> parts;                  // of what it uses, then itself
  std::string digest;                           // SM3 over all its files and those it uses, hex
  std::map<std::string, Procedure> procedures;  // by name, registers too
  std::map<std::string, Campaign> campaigns;
  std::map<std::string, Parameter> parameters;
  std::map<std::string, Instrument> instruments;
  std::map<std::string, CodeList> code_lists;
  std::map<std::string, TemplateSource> templates;
  std::vector<CaseFile> cases;  // of this pack itself
  std::vector<Contradiction> contradictions;
  std::vector<NotYetRun> not_run;
  ParameterPlaces parameter_places;

  const Procedure* procedure(std::string_view name) const;
  const Parameter* parameter(Symbol name) const;
  void index();  // once all is read: parameters are asked for by every other condition
  // "source-001 S1-07" or "gbt-22240-2020 §6.3": the clause, or nullptr.
  const Clause* cited(std::string_view citation) const;
};

}  // namespace dengbao
