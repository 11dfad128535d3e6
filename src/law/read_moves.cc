// Moves: who may do them when, what they ask, refuse, set, issue and bring about.

#include "law/reading.h"

namespace dengbao::law_reading {
namespace {

using RK = Reference::Kind;

void read_by(File& file, const Yaml& y, MoveDecl& move) {
  const Yaml* by = y.find("by");
  if (!by) {
    file.fault(y, "law.missing", {{"word", "by"}});
    return;
  }
  move.by = file.symbols(by);
  for (Symbol role : move.by)
    if (role.text() != "system") file.refer(RK::Role, role, *by);
}

void read_from(File& file, const Yaml& y, MoveDecl& move) {
  const Yaml* from = y.find("from");
  if (!from) return;
  if (from->is_scalar() && from->text == "any") {
    move.from_any = true;
    return;
  }
  move.from = file.symbols(from);
  for (Symbol s : move.from) file.refer(RK::State, s, *from);
}

void read_asked(File& file, const Yaml& y, std::string_view word, MoveDecl& move) {
  const Yaml* asks = y.find(word);
  if (!asks) return;
  const auto required = [&](const Yaml* list) {
    for (Symbol fact : file.symbols(list)) {
      move.asks.push_back({fact, {}});
      file.refer(RK::Fact, fact, *asks);
    }
  };
  if (!asks->is_map()) return required(asks);
  file.only(*asks, {"all", "any_of", "may"});
  required(asks->find("all"));
  move.any_of = file.symbols(asks->find("any_of"));
  move.may = file.symbols(asks->find("may"));
  for (Symbol fact : move.any_of) file.refer(RK::Fact, fact, *asks);
  for (Symbol fact : move.may) file.refer(RK::Fact, fact, *asks);
}

Guard read_guard(File& file, const Yaml& y) {
  Guard g;
  g.place = file.at(y);
  if (y.has("when")) {
    file.only(y, {"when", "id", "say", "field", "cites"});
    g.when = read_condition(file, *y.find("when"));
    g.id = file.text(y, "id");
    g.say = file.label(y.find("say"));
    g.field = file.text(y, "field");
    g.cites = file.texts(y.find("cites"));
  } else {
    g.when = read_condition(file, y);
  }
  return g;
}

void read_target(File& file, const Yaml& y, MoveDecl& move) {
  const Yaml* to = y.find("to");
  const auto state = [&](const Yaml& at, const std::string& name) {
    if (name == "stay") return Symbol();
    file.refer(RK::State, Symbol(name), at);
    return Symbol(name);
  };
  if (!to) {
    move.to.push_back({});
    return;
  }
  if (to->is_scalar()) {
    move.to.push_back({{}, state(*to, to->text)});
    return;
  }
  const auto branch = [&](const Yaml& one) {
    file.only(one, {"when", "then", "else"});
    if (const Yaml* when = one.find("when"))
      move.to.push_back({read_condition(file, *when), state(one, file.text(one, "then", true))});
    if (one.has("else")) move.to.push_back({{}, state(one, file.text(one, "else"))});
  };
  if (to->is_list())
    for (const Yaml& one : to->items) branch(one);
  else
    branch(*to);
  if (move.to.empty() || move.to.back().when.op != Condition::Op::Always) move.to.push_back({});
}

std::vector<Assignment> read_sets(File& file, const Yaml* y, bool of_this_case) {
  std::vector<Assignment> out;
  if (!y) return out;
  if (!y->is_map()) file.fault(*y, "law.map_expected");
  for (const auto& [fact, value] : y->members) {
    out.push_back(read_assignment(file, fact, value));
    if (of_this_case) file.refer(RK::Fact, Symbol(fact), value);
  }
  return out;
}

Issue read_issue(File& file, const Yaml& y) {
  Issue issue;
  issue.place = file.at(y);
  if (y.is_scalar()) {
    issue.document = y.text;
    return issue;
  }
  file.only(y, {"document", "to", "number", "when", "cites"});
  issue.document = file.text(y, "document", true);
  issue.to = file.symbols(y.find("to"));
  for (Symbol role : issue.to) file.refer(RK::Role, role, y);
  issue.number = Symbol(file.text(y, "number"));
  if (!issue.number.empty()) file.refer(RK::Fact, issue.number, y);
  if (const Yaml* when = y.find("when")) issue.when = read_condition(file, *when);
  issue.cites = file.texts(y.find("cites"));
  return issue;
}

// {void: reply_b, number: replaced_number, because: correction_reason, by: letter_number}
void read_void(File& file, const Yaml& y, EffectDecl& e) {
  file.only(y, {"void", "number", "because", "by", "when", "cites"});
  e.kind = EffectDecl::Kind::Void;
  e.document = file.text(y, "void", true);
  e.number = Symbol(file.text(y, "number", true));
  e.reason = Symbol(file.text(y, "because", true));
  e.successor = Symbol(file.text(y, "by"));
  for (const Symbol fact : {e.number, e.reason, e.successor})
    if (!fact.empty()) file.refer(RK::Fact, fact, y);
}

EffectDecl read_effect(File& file, const Yaml& y) {
  EffectDecl e;
  e.place = file.at(y);
  if (const Yaml* when = y.find("when")) e.when = read_condition(file, *when);
  e.cites = file.texts(y.find("cites"));
  using K = EffectDecl::Kind;
  if (y.has("allot")) {
    file.only(y, {"allot", "anew", "when", "cites"});
    e.kind = K::Allot;
    e.fact = Symbol(file.text(y, "allot", true));
    file.refer(RK::Fact, e.fact, y);
    e.anew = file.truth(y, "anew", false);
  } else if (y.has("open")) {
    file.only(y, {"open", "link", "about", "sets", "roles", "when", "cites"});
    e.kind = K::Open;
    e.procedure = file.text(y, "open", true);
    e.link = Symbol(file.text(y, "link"));
    if (const Yaml* about = y.find("about")) e.about = read_expression(file, *about);
    e.sets = read_sets(file, y.find("sets"), false);
    if (const Yaml* roles = y.find("roles"))
      for (const auto& [there, here] : roles->members) {
        e.roles.emplace_back(Symbol(there), Symbol(here.text));
        file.refer(RK::Role, Symbol(here.text), here);
      }
  } else if (y.has("tell")) {
    file.only(y, {"tell", "each", "move", "sets", "when", "cites"});
    e.kind = K::Tell;
    e.link = Symbol(file.text(y, "tell", true));
    e.to_each = e.link.text() == "each";
    if (e.to_each) {
      e.list = Symbol(file.text(y, "each", true));
      file.refer(RK::Fact, e.list, y);
    }
    e.move = Symbol(file.text(y, "move", true));
    e.sets = read_sets(file, y.find("sets"), false);
  } else if (y.has("notify")) {
    file.only(y, {"notify", "message", "when", "cites"});
    e.kind = K::Notify;
    e.role = Symbol(file.text(y, "notify", true));
    file.refer(RK::Role, e.role, y);
    e.message = file.text(y, "message");
  } else if (y.has("enter")) {
    file.only(y, {"enter", "when", "cites"});
    e.kind = K::Enter;
    e.sets = read_sets(file, y.find("enter"), false);
  } else if (y.has("void")) {
    read_void(file, y, e);
  } else if (y.has("bind")) {
    file.only(y, {"bind", "when", "cites"});
    e.kind = K::Bind;
    e.role = Symbol(file.text(y, "bind", true));
    file.refer(RK::Role, e.role, y);
  } else {
    file.fault(y, "law.unknown_effect");
  }
  return e;
}

}  // namespace

Assignment read_assignment(File& file, const std::string& fact, const Yaml& y) {
  Assignment a;
  a.fact = Symbol(fact);
  a.place = file.at(y);
  if (y.is_map() && y.has("value")) {
    file.only(y, {"value", "when", "cites"});
    a.value = read_expression(file, *y.find("value"), a.fact);
    if (const Yaml* when = y.find("when")) a.when = read_condition(file, *when);
    a.cites = file.texts(y.find("cites"));
  } else {
    a.value = read_expression(file, y, a.fact);
  }
  return a;
}

MoveDecl read_move(File& file, const std::string& name, const Yaml& y) {
  MoveDecl move;
  move.name = Symbol(name);
  move.place = file.at(y);
  file.only(y, {"label", "from", "by", "asks", "needs", "reads", "refuse_when", "sets", "issues",
                "then", "to", "at", "addressed_to", "cites", "effective", "draw"});
  move.label = file.label(y.find("label"));
  read_from(file, y, move);
  read_by(file, y, move);
  read_asked(file, y, "asks", move);
  read_asked(file, y, "needs", move);
  move.reads = file.symbols(y.find("reads"));
  for (Symbol fact : move.reads) file.refer(RK::Fact, fact, *y.find("reads"));
  if (const Yaml* guards = y.find("refuse_when")) {
    if (guards->is_list())
      for (const Yaml& g : guards->items) move.guards.push_back(read_guard(file, g));
    else
      move.guards.push_back(read_guard(file, *guards));
  }
  move.sets = read_sets(file, y.find("sets"), true);
  if (const Yaml* issues = y.find("issues")) {
    if (issues->is_list())
      for (const Yaml& i : issues->items) move.issues.push_back(read_issue(file, i));
    else
      move.issues.push_back(read_issue(file, *issues));
  }
  if (const Yaml* then = y.find("then"))
    for (const Yaml& e : then->items) move.then.push_back(read_effect(file, e));
  read_target(file, y, move);
  if (const Yaml* at = y.find("at"))
    move.at = at->is_scalar() ? read_expression(file,
                                                [&] {
                                                  Yaml fact;
                                                  fact.kind = Yaml::Kind::Map;
                                                  fact.line = at->line;
                                                  fact.members.emplace_back("fact", *at);
                                                  return fact;
                                                }())
                              : read_expression(file, *at);
  move.to_role = Symbol(file.text(y, "addressed_to"));
  if (!move.to_role.empty()) file.refer(RK::Role, move.to_role, y);
  move.cites = file.texts(y.find("cites"));
  for (std::string_view later : {"effective", "draw"})
    if (const Yaml* word = y.find(later)) file.not_run(*word, std::string(later));
  return move;
}

}  // namespace dengbao::law_reading
