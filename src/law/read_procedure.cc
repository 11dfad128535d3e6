// A whole procedure, register or campaign.

#include <algorithm>

#include "law/reading.h"

namespace dengbao::law_reading {
namespace {

using RK = Reference::Kind;

Find read_find(File& file, const Yaml& y);

// {choose: [{when: …, is: [{place_of: subject, capacity: police, rank: city}]}, {else: true, is:
// …}]}
void read_choices(File& file, const Yaml& choices, Find& f) {
  f.kind = Find::Kind::Choose;
  if (!choices.is_list()) file.fault(choices, "law.list_expected");
  for (const Yaml& option : choices.items) {
    file.only(option, {"when", "is", "else"});
    const Yaml* when = option.find("when");
    const Yaml* is = option.find("is");
    if (!is || !is->is_list()) {
      file.fault(option, "law.missing", {{"word", "is"}});
      continue;
    }
    std::vector<Find> parties;
    for (const Yaml& one : is->items) parties.push_back(read_find(file, one));
    f.choices.emplace_back(when ? read_condition(file, *when) : Condition{}, std::move(parties));
  }
}

Find read_find(File& file, const Yaml& y) {
  Find f;
  using K = Find::Kind;
  if (y.is_scalar()) {
    if (y.text == "owner_of_subject")
      f.kind = K::OwnerOfSubject;
    else if (y.text == "subject")
      f.kind = K::SubjectParty;
    else if (y.text == "given")
      f.kind = K::Given;
    else if (y.text == "holder")
      f.kind = K::Holder;
    else
      file.fault(y, "law.unknown_find", {{"find", y.text}});
    return f;
  }
  if (y.has("place_of")) {
    file.only(y, {"place_of", "rank", "capacity"});
    f.kind = K::PlaceOf;
    f.capacity = file.text(y, "capacity");
    const std::string of = file.text(y, "place_of", true);
    if (of != "subject") {
      f.of = Symbol(of);
      file.refer(RK::Role, f.of, y);
    }
    f.rank = file.text(y, "rank");
  } else if (y.has("superior_of")) {
    file.only(y, {"superior_of", "line", "each"});
    f.each = file.truth(y, "each", false);
    f.kind = K::SuperiorOf;
    f.of = Symbol(file.text(y, "superior_of", true));
    file.refer(RK::Role, f.of, y);
    f.line = file.text(y, "line");
  } else if (y.has("roles")) {
    file.only(y, {"roles"});
    f.kind = K::Roles;
    f.roles = file.symbols(y.find("roles"));
    for (Symbol r : f.roles) file.refer(RK::Role, r, y);
  } else if (const Yaml* choices = y.find("choose")) {
    file.only(y, {"choose"});
    read_choices(file, *choices, f);
  } else {
    for (std::string_view later : {"draw", "assignment"})
      if (const Yaml* word = y.find(later)) {
        file.not_run(*word, std::string(later));
        return f;
      }
    file.fault(y, "law.unknown_find", {{"find", y.members.empty() ? "" : y.members[0].first}});
  }
  return f;
}

// [agent, head_office]; left out: the party acts itself.
Represented read_represented(File& file, const Yaml* y) {
  Represented out;
  for (const std::string& word : file.texts(y)) {
    if (word == "agent")
      out.by_agent = true;
    else if (word == "head_office")
      out.by_head_office = true;
    else
      file.fault(*y, "law.unknown_word", {{"word", word}, {"known", "agent head_office"}});
  }
  return out;
}

// {bars: [opine], cites: [source-001 S1-11]}: who declares ties does none of these in the case.
void read_recuse(File& file, const Yaml& y, RoleDecl& role) {
  file.only(y, {"bars", "cites", "when"});
  if (const Yaml* when = y.find("when")) return file.not_run(*when, "recuse");
  role.recuse_bars = file.symbols(y.find("bars"));
  if (role.recuse_bars.empty()) file.fault(y, "law.missing", {{"word", "bars"}});
  for (Symbol move : role.recuse_bars) file.refer(RK::Move, move, y);
  role.recuse_cites = file.texts(y.find("cites"));
}

RoleDecl read_role_decl(File& file, const std::string& name, const Yaml& y) {
  RoleDecl role;
  role.name = Symbol(name);
  role.place = file.at(y);
  file.only(y,
            {"capacity", "find", "label", "many", "optional", "represented_by", "cites", "recuse"});
  role.capacity = file.text(y, "capacity");
  role.label = file.label(y.find("label"));
  if (const Yaml* find = y.find("find")) role.find = read_find(file, *find);
  role.optional = file.truth(y, "optional", false);
  role.represented = read_represented(file, y.find("represented_by"));
  if (const Yaml* many = y.find("many")) {
    if (many->is_map())
      file.not_run(*many, "many");
    else
      role.many = file.truth(y, "many", false);
  }
  if (role.find.kind == Find::Kind::Roles || role.find.each) role.many = true;
  if (const Yaml* recuse = y.find("recuse")) read_recuse(file, *recuse, role);
  role.cites = file.texts(y.find("cites"));
  return role;
}

void read_states(File& file, const Yaml* y, const Yaml& root, Procedure& p) {
  if (!y || !y->is_map() || y->members.empty()) {
    file.fault(root, "law.missing", {{"word", "states"}});
    return;
  }
  for (const auto& [name, state] : y->members) {
    StateDecl s;
    s.name = Symbol(name);
    if (state.is_map()) {
      file.only(state, {"label", "final"});
      s.label = file.label(state.find("label"));
      s.final = file.truth(state, "final", false);
    }
    p.states.push_back(std::move(s));
  }
  p.first = p.states.front().name;
}

void include_sets(File& file, const Yaml* y, const std::map<std::string, FactSet>& sets,
                  Procedure& p) {
  for (const std::string& id : file.texts(y)) {
    const auto it = sets.find(id);
    if (it == sets.end()) {
      file.fault(*y, "law.unknown_fact_set", {{"set", id}});
      continue;
    }
    for (const FactDecl& f : it->second.facts) p.facts.push_back(f);
    for (const CheckDecl& c : it->second.checks) p.checks.push_back(c);
    for (const Reference& r : it->second.references) file.references.push_back(r);
  }
}

// What stands in the procedure itself replaces the entry of the same name from a fact set.
template <class T>
void put(std::vector<T>& all, T one) {
  for (T& old : all)
    if (old.name == one.name) {
      old = std::move(one);
      return;
    }
  all.push_back(std::move(one));
}

// `relied_on_by` and `when_entered` are short for words the engine has: a list of the open cases
// that name this entry in a fact, read by every move into the state, each of which is told.
std::vector<Symbol> read_reliers(File& file, const Yaml& y, Procedure& p) {
  std::vector<Symbol> lists;
  for (const Yaml& one : y.items) {
    file.only(one, {"procedure", "fact"});
    FactDecl list;
    list.type = FactType::List;
    list.place = file.at(one);
    list.from.kind = Source::Kind::Cases;
    list.from.procedure = file.text(one, "procedure", true);
    list.from.equals_fact = file.text(one, "fact", true);
    list.from.equals.kind = Expression::Kind::OwnCase;
    list.from.open_only = true;
    list.name = Symbol("reliers_" + list.from.procedure + "_" + list.from.equals_fact);
    list.label = {"以本条为依据的事项", "Cases that rely on this entry"};
    lists.push_back(list.name);
    put(p.facts, std::move(list));
  }
  return lists;
}

void read_entered(File& file, const Yaml& y, const std::vector<Symbol>& lists, Symbol state,
                  Procedure& p) {
  file.only(y, {"tell", "sets", "cites"});
  file.refer(RK::State, state, y);
  EffectDecl e;
  e.kind = EffectDecl::Kind::Tell;
  e.place = file.at(y);
  e.link = Symbol("each");
  e.to_each = true;
  e.move = Symbol(file.text(y, "tell", true));
  e.cites = file.texts(y.find("cites"));
  if (const Yaml* sets = y.find("sets"))
    for (const auto& [fact, value] : sets->members)
      e.sets.push_back(read_assignment(file, fact, value));
  for (MoveDecl& move : p.moves) {
    const bool enters = std::any_of(move.to.begin(), move.to.end(),
                                    [&](const Target& t) { return t.state == state; });
    if (!enters) continue;
    // A target that depends on something would need the effect to depend on the same.
    if (move.to.size() > 1) file.not_run(y, "when_entered (conditional target)");
    for (Symbol list : lists) {
      move.reads.push_back(list);
      e.list = list;
      move.then.push_back(e);
    }
  }
}

void read_reliance(File& file, const Yaml& root, Procedure& p) {
  const Yaml* relied = root.find("relied_on_by");
  const Yaml* entered = root.find("when_entered");
  if (!entered) return;
  if (!relied || !relied->is_list()) {
    file.fault(root, "law.missing", {{"word", "relied_on_by"}});
    return;
  }
  const std::vector<Symbol> lists = read_reliers(file, *relied, p);
  for (const auto& [state, y] : entered->members) read_entered(file, y, lists, Symbol(state), p);
}

// {of: holder, listed: by_consent, states: [valid], shows: [number, valid_until]}
Procedure::Directory read_directory(File& file, const Yaml& y) {
  Procedure::Directory d;
  using Listed = Procedure::Directory::Listed;
  file.only(y, {"of", "listed", "states", "shows", "cites"});
  d.of = Symbol(file.text(y, "of", true));
  file.refer(RK::Role, d.of, y);
  const std::string listed = file.text(y, "listed", true);
  if (listed == "always")
    d.listed = Listed::Always;
  else if (listed == "by_consent")
    d.listed = Listed::ByConsent;
  else if (listed != "no")
    file.fault(y, "law.unknown_word", {{"word", listed}, {"known", "no by_consent always"}});
  d.states = file.symbols(y.find("states"));
  for (Symbol state : d.states) file.refer(RK::State, state, y);
  d.shows = file.symbols(y.find("shows"));
  for (Symbol fact : d.shows) file.refer(RK::Fact, fact, y);
  d.cites = file.texts(y.find("cites"));
  return d;
}

// {asks: {all: [what], may: [contact_phone]}, number: report_number, shows: [reply]}
Procedure::PublicEntry read_public_entry(File& file, const Yaml& y) {
  Procedure::PublicEntry p;
  file.only(y, {"asks", "number", "shows", "intro"});
  p.open = true;
  p.intro = file.label(y.find("intro"));
  if (const Yaml* asks = y.find("asks")) {
    file.only(*asks, {"all", "may"});
    p.asks = file.symbols(asks->find("all"));
    p.may = file.symbols(asks->find("may"));
  } else {
    file.fault(y, "law.missing", {{"word", "asks"}});
  }
  p.number = Symbol(file.text(y, "number", true));
  p.shows = file.symbols(y.find("shows"));
  std::vector<Symbol> all = p.asks;
  all.insert(all.end(), p.may.begin(), p.may.end());
  all.insert(all.end(), p.shows.begin(), p.shows.end());
  all.push_back(p.number);
  for (Symbol fact : all) file.refer(RK::Fact, fact, y);
  return p;
}

}  // namespace

Procedure read_procedure(File& file, const Yaml& root, const std::map<std::string, FactSet>& sets) {
  Procedure p;
  p.is_register = root.has("register");
  file.only(root, {"procedure",   "register",    "title",        "about",        "roles",
                   "includes",    "facts",       "checks",       "states",       "moves",
                   "transitions", "duties",      "at_open",      "cites",        "public",
                   "directory",   "from_public", "relied_on_by", "when_entered", "plan"});
  p.name = Symbol(file.text(root, p.is_register ? "register" : "procedure", true));
  p.place = file.at(root);
  p.title = file.label(root.find("title"));
  p.about = file.text(root, "about");
  p.cites = file.texts(root.find("cites"));
  if (const Yaml* roles = root.find("roles"))
    for (const auto& [name, y] : roles->members) p.roles.push_back(read_role_decl(file, name, y));
  include_sets(file, root.find("includes"), sets, p);
  if (const Yaml* facts = root.find("facts"))
    for (const auto& [name, y] : facts->members) put(p.facts, read_fact(file, name, y));
  for (CheckDecl& c : read_checks(file, root.find("checks"))) put(p.checks, std::move(c));
  read_states(file, root.find("states"), root, p);
  for (std::string_view word : {"moves", "transitions"})
    if (const Yaml* moves = root.find(word))
      for (const auto& [name, y] : moves->members) p.moves.push_back(read_move(file, name, y));
  if (const Yaml* duties = root.find("duties"))
    for (const auto& [name, y] : duties->members) p.duties.push_back(read_duty(file, name, y));
  if (const Yaml* open = root.find("at_open"))
    for (const auto& [fact, y] : open->members) {
      p.at_open.push_back(read_assignment(file, fact, y));
      file.refer(RK::Fact, Symbol(fact), y);
    }
  read_reliance(file, root, p);
  if (const Yaml* directory = root.find("directory"))
    p.directory = read_directory(file, *directory);
  if (const Yaml* entry = root.find("from_public")) p.from_public = read_public_entry(file, *entry);
  if (const Yaml* plan = root.find("plan")) file.not_run(*plan, "plan");
  return p;
}

Campaign read_campaign(File& file, const Yaml& root) {
  Campaign c;
  c.place = file.at(root);
  file.only(root, {"campaign", "title", "each", "every", "key", "opens", "since", "until", "cites",
                   "within", "covered_by", "owner", "plan"});
  c.name = Symbol(file.text(root, "campaign", true));
  c.title = file.label(root.find("title"));
  c.since = file.date(root, "since");
  c.until = file.date(root, "until");
  c.cites = file.texts(root.find("cites"));
  for (std::string_view later : {"within", "covered_by", "owner", "plan"})
    if (const Yaml* word = root.find(later)) file.not_run(*word, std::string(later));
  const Yaml* each = root.find("each");
  if (const Yaml* parties = each ? each->find("parties") : nullptr) {
    file.only(*parties, {"capacity", "rank"});
    c.each_capacity = file.text(*parties, "capacity", true);
    c.each_rank = file.text(*parties, "rank");
  } else if (each && each->has("objects")) {
    file.not_run(*each, "objects");
  } else {
    file.fault(root, "law.missing", {{"word", "each"}});
  }
  const std::string every = file.text(root, "every");
  using Every = Campaign::Every;
  static const std::map<std::string_view, Every> kEvery = {{"month", Every::Month},
                                                           {"quarter", Every::Quarter},
                                                           {"year", Every::Year},
                                                           {"once", Every::Once}};
  if (const auto known = kEvery.find(every); known != kEvery.end())
    c.every = known->second;
  else if (!root.has("within"))
    file.fault(root, "law.unknown_word", {{"word", every}, {"known", "month quarter year once"}});
  if (const Yaml* opens = root.find("opens")) {
    file.only(*opens, {"procedure", "roles", "line"});
    c.procedure = file.text(*opens, "procedure", true);
    c.superior_line = file.text(*opens, "line");
    if (const Yaml* roles = opens->find("roles"))
      for (const auto& [there, here] : roles->members)
        c.roles.emplace_back(Symbol(there), Symbol(here.is_scalar() ? here.text : "superior"));
  } else if (!root.has("covered_by")) {
    file.fault(root, "law.missing", {{"word", "opens"}});
  }
  return c;
}

}  // namespace dengbao::law_reading
