// Facts, checks and number series as packs declare them.

#include <array>
#include <utility>

#include "base/text.h"
#include "law/reading.h"

namespace dengbao::law_reading {
namespace {

std::optional<FactType> fact_type(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(FactType::Scores); ++i)
    if (fact_type_name(static_cast<FactType>(i)) == name) return static_cast<FactType>(i);
  return std::nullopt;
}

// Shifts of a roster are {person, from, to}, an interval {from, to}; both may lie ahead.
FactDecl shift_member(const char* name, FactType type) {
  FactDecl member;
  member.name = Symbol(name);
  member.type = type;
  member.future_allowed = true;
  return member;
}

void read_type(File& file, const Yaml& y, FactDecl& fact) {
  std::string type = file.text(y, "type");
  if (type.empty() && y.has("from")) type = "text";
  // `code:LIST` is the short form of a code with its list.
  if (type.starts_with("code:")) {
    fact.code_list = type.substr(5);
    type = "code";
  }
  if (y.has("series") && type.empty()) type = "text";
  const auto known = fact_type(type);
  if (!known) {
    file.fault(y, "law.unknown_type", {{"type", type}});
    return;
  }
  fact.type = *known;
  if (fact.type == FactType::Scores) file.not_run(y, type);
  if (fact.type == FactType::Roster) fact.members = {shift_member("person", FactType::Text)};
  if (fact.type == FactType::Roster || fact.type == FactType::Interval)
    for (const char* end : {"from", "to"})
      fact.members.push_back(shift_member(end, FactType::Instant));
  if (fact.code_list.empty()) fact.code_list = file.text(y, "list");
}

void read_members(File& file, const Yaml& of, FactDecl& fact) {
  if (of.is_scalar()) return;  // `of: case`: entries are ids
  for (const auto& [name, member] : of.members) {
    if (member.is_scalar()) {
      // `{item: code:filing_items, clause: text}`: the type alone
      Yaml typed;
      typed.kind = Yaml::Kind::Map;
      typed.line = member.line;
      typed.members.emplace_back("type", member);
      const bool citation = member.text == "citation";
      if (citation) typed.members.back().second.text = "text";
      fact.members.push_back(read_fact(file, name, typed));
      fact.members.back().citation = citation;
    } else {
      fact.members.push_back(read_fact(file, name, member));
    }
  }
}

Source read_source(File& file, const Yaml& y) {
  Source s;
  if (y.has("subject")) {
    file.only(y, {"subject"});
    s.kind = Source::Kind::Subject;
    s.field = file.text(y, "subject", true);
  } else if (y.has("role")) {
    file.only(y, {"role", "field"});
    s.kind = Source::Kind::Role;
    s.role = Symbol(file.text(y, "role", true));
    file.refer(Reference::Kind::Role, s.role, y);
    s.field = file.text(y, "field", true);
  } else if (y.has("cases")) {
    file.only(y, {"cases", "states", "open", "where", "unique_by"});
    s.open_only = file.truth(y, "open", false);
    s.kind = Source::Kind::Cases;
    s.procedure = file.text(y, "cases", true);
    s.states = file.texts(y.find("states"));
    s.unique_by = file.text(y, "unique_by");
    if (const Yaml* where = y.find("where")) {
      file.only(*where, {"roles", "fact", "in_month_of", "equals"});
      if (const Yaml* roles = where->find("roles"))
        for (const auto& [there, here] : roles->members) {
          s.where_roles.emplace_back(there, Symbol(here.text));
          file.refer(Reference::Kind::Role, Symbol(here.text), here);
        }
      s.where_fact = file.text(*where, "fact");
      if (const Yaml* month = where->find("in_month_of"))
        s.in_month_of = read_expression(file, *month);
      if (const Yaml* equals = where->find("equals")) {
        s.equals_fact = std::exchange(s.where_fact, {});
        s.equals = read_expression(file, *equals);
      }
    }
  } else {
    file.fault(y, "law.source_expected");
  }
  return s;
}

}  // namespace

Series read_series(File& file, const std::string& fact, const Yaml& y) {
  file.only(y, {"id", "scope", "holder", "format", "yearly", "at_open"});
  Series s;
  s.id = file.text(y, "id");
  if (s.id.empty()) s.id = fact;
  if (const Yaml* scope = y.find("scope"))
    for (const Yaml& part : scope->items) s.scope.push_back(read_expression(file, part));
  if (const Yaml* holder = y.find("holder")) s.holder = read_expression(file, *holder);
  s.format = file.text(y, "format", true);
  s.by_year = file.truth(y, "yearly", false);
  s.at_open = file.truth(y, "at_open", false);
  return s;
}

FactDecl read_fact(File& file, const std::string& name, const Yaml& y) {
  FactDecl fact;
  fact.name = Symbol(name);
  fact.place = file.at(y);
  file.only(
      y, {"type",     "label",          "help",     "unit",   "list",      "accepts",   "at_least",
          "at_most",  "max_characters", "personal", "future", "per",       "seen_by",   "start",
          "of",       "from",           "series",   "cites",  "by",        "frozen_by", "people",
          "handover", "form",           "computed", "draw",   "conclusion"});
  read_type(file, y, fact);
  fact.label = file.label(y.find("label"));
  fact.help = file.label(y.find("help"));
  fact.unit = file.text(y, "unit");
  fact.accepts = file.texts(y.find("accepts"));
  fact.at_least = file.integer(y, "at_least");
  fact.at_most = file.integer(y, "at_most");
  if (const auto n = file.integer(y, "max_characters"))
    fact.max_characters = static_cast<std::size_t>(*n);
  fact.personal = file.truth(y, "personal", false);
  fact.future_allowed = file.truth(y, "future", false);
  fact.cites = file.texts(y.find("cites"));
  if (const Yaml* per = y.find("per")) {
    if (per->is_scalar() && per->text == "round")
      fact.per_round = true;
    else
      file.not_run(*per, "per");
  }
  if (const Yaml* seen = y.find("seen_by")) {
    if (seen->is_map() && seen->has("roles")) {
      file.only(*seen, {"roles", "after"});
      fact.seen_by = file.symbols(seen->find("roles"));
      if (const Yaml* after = seen->find("after")) fact.seen_after = read_condition(file, *after);
    } else if (seen->is_map()) {
      file.not_run(*seen, "seen_by");
    } else {
      fact.seen_by = file.symbols(seen);
    }
    for (Symbol role : fact.seen_by) file.refer(Reference::Kind::Role, role, *seen);
  }
  if (const Yaml* start = y.find("start")) fact.start = file.literal(*start);
  if (const Yaml* of = y.find("of")) read_members(file, *of, fact);
  if (const Yaml* from = y.find("from")) fact.from = read_source(file, *from);
  if (const Yaml* series = y.find("series")) fact.series = read_series(file, name, *series);
  for (std::string_view later :
       {"by", "computed", "conclusion", "draw", "form", "frozen_by", "handover", "people"})
    if (const Yaml* word = y.find(later)) file.not_run(*word, std::string(later));
  return fact;
}

std::vector<CheckDecl> read_checks(File& file, const Yaml* y) {
  std::vector<CheckDecl> out;
  if (!y) return out;
  if (!y->is_map()) file.fault(*y, "law.map_expected");
  for (const auto& [name, entry] : y->members) {
    file.only(entry, {"fails_when", "field", "say", "cites"});
    CheckDecl check;
    check.name = Symbol(name);
    check.place = file.at(entry);
    if (const Yaml* when = entry.find("fails_when"))
      check.fails_when = read_condition(file, *when);
    else
      file.fault(entry, "law.missing", {{"word", "fails_when"}});
    check.field = file.text(entry, "field", true);
    check.say = file.label(entry.find("say"));
    check.cites = file.texts(entry.find("cites"));
    out.push_back(std::move(check));
  }
  return out;
}

}  // namespace dengbao::law_reading
