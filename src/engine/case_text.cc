// Stored spelling of cases and events, written straight: events as canonical JSON, since they are
// hashed; cases with their roles, facts and links in the order in which they came. Members are
// added, never renamed or reused; case_json.cc reads all that was ever written.

#include <algorithm>

#include "engine/case.h"

namespace dengbao {
namespace {

// One object or array: what comes between its parts, and what ends it.
class Brackets {
 public:
  Brackets(std::string& out, char open, char close) : out_(out), before_(open), close_(close) {}
  ~Brackets() {
    if (!begun_) out_ += before_;
    out_ += close_;
  }
  Brackets(const Brackets&) = delete;
  Brackets& operator=(const Brackets&) = delete;

  std::string& next() {
    out_ += before_;
    before_ = ',';
    begun_ = true;
    return out_;
  }

 private:
  std::string& out_;
  char before_, close_;
  bool begun_ = false;
};

class Array {
 public:
  explicit Array(std::string& out) : parts_(out, '[', ']') {}
  std::string& item() { return parts_.next(); }
  template <class T>
  void add(const T& value) {
    append_json(item(), value);
  }

 private:
  Brackets parts_;
};

// Members are written in their order: whoever writes them keeps it.
class Object {
 public:
  explicit Object(std::string& out) : parts_(out, '{', '}') {}
  std::string& member(std::string_view name) {
    std::string& out = parts_.next();
    append_json(out, name);
    out += ':';
    return out;
  }
  template <class T>
  void add(std::string_view name, const T& value) {
    append_json(member(name), value);
  }
  void flag(std::string_view name, bool value) { member(name) += value ? "true" : "false"; }

 private:
  Brackets parts_;
};

void append_json(std::string& out, const std::vector<std::string>& all) {
  Array list(out);
  for (const std::string& s : all) list.add(std::string_view(s));
}

// Named parts in the order in which they are written.
template <class Parts, class Name>
auto in_order(const Parts& parts, MemberOrder order, Name&& name) {
  std::vector<const typename Parts::value_type*> out;
  out.reserve(parts.size());
  for (const auto& p : parts) out.push_back(&p);
  if (order == MemberOrder::Canonical)
    std::ranges::stable_sort(
        out, [&](const auto* a, const auto* b) { return json_member_less(name(*a), name(*b)); });
  return out;
}

void append_roles(std::string& out, const std::vector<RoleBinding>& roles, MemberOrder order) {
  Object o(out);
  for (const RoleBinding* b :
       in_order(roles, order, [](const RoleBinding& r) -> auto& { return r.role.text(); }))
    append_json(o.member(b->role.text()), b->parties);
}

void append_links(std::string& out, const std::vector<std::pair<Symbol, std::string>>& links,
                  MemberOrder order) {
  Object o(out);
  for (const auto* link :
       in_order(links, order, [](const auto& l) -> auto& { return l.first.text(); }))
    o.add(link->first.text(), std::string_view(link->second));
}

void append_issued(std::string& out, const std::vector<IssuedDocument>& issued) {
  Array all(out);
  for (const IssuedDocument& d : issued) {
    Object o(all.item());
    o.add("document", std::string_view(d.document));
    o.add("number", std::string_view(d.number));
    append_json(o.member("to"), d.to);
  }
}

void append_step(std::string& out, const DutyStep& s) {
  Object o(out);
  if (s.due) o.add("due", std::string_view(s.due->iso()));
  o.add("duty", std::string_view(s.duty.text()));
  o.add("instance", std::string_view(s.instance));
  o.add("step", std::string_view(s.step.text()));
  append_json(o.member("to"), s.to);
}

// What happened at one instant stands together, its day and instant counted from those before it:
// [days, milliseconds, round, party, what, what …]. A case is written with every move, and this is
// what grows in it.
std::string_view party_of(const FactMark&) {
  return {};
}
std::string_view party_of(const Mark& m) {
  return m.party;
}
template <class M>
void append_marks(std::string& out, const std::vector<M>& marks) {
  Array all(out);
  Date on = Date::from_days(0);
  Instant at = Instant::from_millis(0);
  for (std::size_t i = 0; i < marks.size();) {
    const M& first = marks[i];
    Array group(all.item());
    group.add(std::int64_t{first.on.days() - on.days()});
    group.add(first.at.millis() - at.millis());
    group.add(std::int64_t{first.round});
    group.add(party_of(first));
    for (; i < marks.size() && marks[i].on == first.on && marks[i].at == first.at &&
           marks[i].round == first.round && party_of(marks[i]) == party_of(first);
         ++i)
      group.add(std::string_view(marks[i].what.text()));
    on = first.on;
    at = first.at;
  }
}

void append_facts(std::string& out, const std::vector<FactEntry>& facts) {
  Object o(out);
  for (const FactEntry& f : facts) {
    Array entry(o.member(f.name.text()));
    append_json(entry.item(), f.value, MemberOrder::AsTheyStand);
    entry.add(std::int64_t{f.on.days()});
    entry.add(f.at.millis());
    entry.item() += f.personal ? "true" : "false";
  }
}

void append_sets(Object& core, const std::vector<FactChange>& sets) {
  const auto open = [](const FactChange& s) { return !s.personal || s.value.none(); };
  if (std::ranges::none_of(sets, open)) return;
  Object o(core.member("sets"));
  const FactChange* last = nullptr;  // of a fact set twice the last one holds
  const auto write = [&] {
    if (last) append_json(o.member(last->fact.text()), last->value, MemberOrder::Canonical);
  };
  for (const FactChange* s : in_order(sets, MemberOrder::Canonical,
                                      [](const FactChange& c) -> auto& { return c.fact.text(); })) {
    if (!open(*s)) continue;
    if (last && last->fact != s->fact) write();
    last = s;
  }
  write();
}

void append_personal(Object& core, const std::vector<FactChange>& sets) {
  const auto apart = [](const FactChange& s) { return s.personal && !s.value.none(); };
  if (std::ranges::none_of(sets, apart)) return;
  Array names(core.member("personal"));
  for (const FactChange& s : sets)
    if (apart(s)) names.add(std::string_view(s.fact.text()));
}

void append_allotted(std::string& out, const std::vector<AllottedNumber>& allotted) {
  Array all(out);
  for (const AllottedNumber& n : allotted) {
    Object o(all.item());
    o.add("holder", std::string_view(n.holder));
    o.add("number", n.number);
    o.add("scope", std::string_view(n.scope));
    o.add("series", std::string_view(n.series));
    o.add("text", std::string_view(n.text));
  }
}

void append_read(std::string& out, const std::vector<ReadMark>& read) {
  Array all(out);
  for (const ReadMark& r : read) {
    Array one(all.item());
    one.add(std::string_view(r.what));
    one.add(std::string_view(r.version));
  }
}

void append_began(std::string& out, const std::vector<Symbol>& began) {
  Array names(out);
  for (Symbol duty : began) names.add(std::string_view(duty.text()));
}

}  // namespace

std::string core_text(const CaseEvent& e) {
  std::string out;
  out.reserve(512);
  {
    Object o(out);
    const bool founds = !e.procedure.empty();
    o.add("account", std::string_view(e.account));
    if (!e.agent.empty()) o.add("agent", std::string_view(e.agent));
    if (!e.allotted.empty()) append_allotted(o.member("allotted"), e.allotted);
    o.add("at", std::string_view(e.at.iso()));
    if (!e.began.empty()) append_began(o.member("began"), e.began);
    o.add("case", std::string_view(e.case_id));
    if (e.closes) o.flag("closes", true);
    o.add("id", std::string_view(e.id));
    if (!e.issued.empty()) append_issued(o.member("issued"), e.issued);
    if (founds && !e.key.empty()) o.add("key", std::string_view(e.key));
    if (!e.links.empty()) append_links(o.member("links"), e.links, MemberOrder::Canonical);
    o.add("move", std::string_view(e.move.text()));
    o.add("on", std::string_view(e.on.iso()));
    if (founds) o.add("pack", std::string_view(e.pack));
    o.add("party", std::string_view(e.party));
    append_personal(o, e.sets);
    if (founds) o.add("procedure", std::string_view(e.procedure));
    if (!e.read.empty()) append_read(o.member("read"), e.read);
    if (!e.recipients.empty()) append_json(o.member("recipients"), e.recipients);
    o.add("role", std::string_view(e.role.text()));
    if (!e.bound.empty()) append_roles(o.member("roles"), e.bound, MemberOrder::Canonical);
    o.add("round", std::int64_t{e.round});
    append_sets(o, e.sets);
    if (e.step) append_step(o.member("step"), *e.step);
    if (founds) o.add("subject", std::string_view(e.subject));
    o.add("to", std::string_view(e.to.text()));
    if (!e.under.empty()) o.add("under", std::string_view(e.under));
    o.add("v", std::int64_t{1});
    o.add("version", e.version);
    if (!e.via.empty()) o.add("via", std::string_view(e.via));
  }
  return out;
}

std::string case_text(const Case& c) {
  std::string out;
  out.reserve(4096);
  {
    Object o(out);
    append_facts(o.member("facts"), c.facts);
    o.add("id", std::string_view(c.id));
    if (!c.issued.empty()) append_issued(o.member("issued"), c.issued);
    if (!c.key.empty()) o.add("key", std::string_view(c.key));
    if (!c.links.empty()) append_links(o.member("links"), c.links, MemberOrder::AsTheyStand);
    append_marks(o.member("marks"), c.fact_marks);
    append_marks(o.member("moves"), c.moves);
    o.flag("open", c.open);
    o.add("opened_at", std::string_view(c.opened_at.iso()));
    o.add("opened_on", std::string_view(c.opened_on.iso()));
    o.add("pack", std::string_view(c.pack));
    o.add("procedure", std::string_view(c.procedure));
    append_roles(o.member("roles"), c.roles, MemberOrder::AsTheyStand);
    o.add("round", std::int64_t{c.round});
    o.add("state", std::string_view(c.state.text()));
    if (!c.steps.empty()) {
      Array steps(o.member("steps"));
      for (const DutyStep& s : c.steps) append_step(steps.item(), s);
    }
    o.add("subject", std::string_view(c.subject));
    o.add("version", c.version);
  }
  return out;
}

}  // namespace dengbao
