// Duties: who owes what to whom, from when, within what, and what ends it.

#include "law/reading.h"

namespace dengbao::law_reading {
namespace {

using RK = Reference::Kind;

Moment read_moment(File& file, const Yaml& y) {
  Moment m;
  using K = Moment::Kind;
  if (y.is_scalar() && y.text == "opened") return m;
  if (!y.is_map() || y.members.empty()) {
    file.fault(y, "law.moment_expected");
    return m;
  }
  const auto& [word, value] = y.members.front();
  if (word == "move") {
    m.kind = K::Move;
    m.name = Symbol(file.scalar(value, word));
    file.refer(RK::Move, m.name, value);
  } else if (word == "fact" || word == "date_in") {
    m.kind = word == "fact" ? K::Fact : K::FactValue;
    m.name = Symbol(file.scalar(value, word));
    file.refer(RK::Fact, m.name, value);
  } else if (word == "opened" || word == "campaign") {
    m.kind = K::Opened;
  } else if (word == "earliest" || word == "latest") {
    m.kind = word == "earliest" ? K::Earliest : K::Latest;
    for (const Yaml& item : value.items) m.children.push_back(read_moment(file, item));
  } else if (word == "receipt_of") {
    m.kind = K::Receipt;
    m.name = Symbol(file.scalar(value, word));
    file.refer(RK::Move, m.name, value);
  } else if (word == "each" || word == "window") {
    file.not_run(value, word);
  } else {
    file.fault(value, "law.moment_expected");
  }
  return m;
}

Amount read_amount(File& file, const Yaml& y) {
  Amount a;
  using K = Amount::Kind;
  if (y.is_scalar()) {
    a.text = y.text;
    if (y.text == "month_end") {
      a.kind = K::MonthEnd;
    } else if (y.text == "at_once") {
      a.kind = K::AtOnce;
    } else if (!Span::parse(y.text) && !(y.text.size() == 5 && y.text[2] == '-') &&
               !Date::parse(y.text)) {
      file.fault(y, "law.span_expected", {{"word", "within"}, {"value", y.text}});
    }
    return a;
  }
  if (!y.is_map() || y.members.empty()) {
    file.fault(y, "law.amount_expected");
    return a;
  }
  const auto& [word, value] = y.members.front();
  if (word == "parameter") {
    a.kind = K::Parameter;
    a.name = Symbol(file.scalar(value, word));
    file.refer(RK::Parameter, a.name, value);
    if (const Yaml* by = y.find("by")) {
      Yaml fact;
      fact.kind = Yaml::Kind::Map;
      fact.line = by->line;
      fact.members.emplace_back("fact", *by);
      a.of = read_expression(file, fact);
    }
  } else if (word == "budget") {
    a.kind = K::Budget;
    const std::string path = file.scalar(value, word);
    const auto dot = path.find('.');
    a.name = Symbol(path.substr(0, dot));
    if (dot != std::string::npos) a.path = {path.substr(dot + 1)};
    file.refer(RK::Fact, a.name, value, a.path);
  } else if (word == "clock" || word == "calendar" || word == "working" || word == "until") {
    Amount inner = read_amount(file, value);
    return inner;
  } else if (word == "month_end") {
    a.kind = K::MonthEnd;
    a.of = read_expression(file, value);
  } else if (word == "choose") {
    a.kind = K::Choose;
    for (const Yaml& option : value.items) {
      file.only(option, {"when", "is", "else"});
      const Yaml* when = option.find("when");
      const Yaml* is = option.find("is");
      if (!is) {
        file.fault(option, "law.missing", {{"word", "is"}});
        continue;
      }
      a.choices.emplace_back(when ? read_condition(file, *when) : Condition{},
                             read_amount(file, *is));
    }
  } else if (word == "rolling" || word == "at") {
    file.not_run(value, word);
  } else {
    file.fault(value, "law.amount_expected");
  }
  return a;
}

// A role, or {each: role} for one instance a party.
Symbol read_role(File& file, const Yaml& y, bool& each) {
  const Yaml* name = &y;
  if (y.is_map()) {
    file.only(y, {"each"});
    each = true;
    name = y.find("each");
    if (!name) return {};
  }
  const Symbol role(file.scalar(*name, "role"));
  file.refer(RK::Role, role, *name);
  return role;
}

void read_escalation(File& file, const Yaml& y, DutyDecl& duty) {
  file.only(y, {"after", "to"});
  duty.escalate_after = file.span(y, "after").value_or(Span{});
  const Yaml* to = y.find("to");
  if (!to) {
    file.fault(y, "law.missing", {{"word", "to"}});
    return;
  }
  const Yaml* role = to;
  if (to->is_map()) {
    file.only(*to, {"superior_of"});
    duty.escalate_to_superior = true;
    role = to->find("superior_of");
    if (!role) return;
  }
  duty.escalate_to = Symbol(file.scalar(*role, "to"));
  file.refer(RK::Role, duty.escalate_to, *role);
}

void read_ending(File& file, const Yaml& y, DutyDecl& duty) {
  const Yaml* done = y.find("done_by");
  if (!done) {
    file.fault(y, "law.duty_without_end");
    return;
  }
  if (done->is_map()) {
    if (done->has("elapsed")) {
      duty.done_by_elapsing = true;
    } else {
      file.not_run(*done, "done_by");
    }
  } else {
    duty.done_by = file.symbols(done);
    for (Symbol m : duty.done_by) file.refer(RK::Move, m, *done);
  }
  duty.void_by = file.symbols(y.find("void_by"));
  for (Symbol m : duty.void_by) file.refer(RK::Move, m, y);
}

void read_pauses(File& file, const Yaml* y, DutyDecl& duty) {
  if (!y) return;
  file.only(*y, {"from", "to"});
  for (std::string_view end : {"from", "to"}) {
    const Yaml* part = y->find(end);
    const Yaml* moves = part && part->is_map() ? part->find("move") : part;
    if (!moves) {
      file.fault(*y, "law.missing", {{"word", std::string(end)}});
      continue;
    }
    auto& list = end == "from" ? duty.pause_from : duty.pause_to;
    list = file.symbols(moves);
    for (Symbol m : list) file.refer(RK::Move, m, *moves);
  }
}

void read_beside(File& file, const Yaml& y, DutyDecl& duty) {
  for (const Yaml& other : y.items) {
    file.only(other, {"clause", "value"});
    duty.beside.emplace_back(file.text(other, "clause", true), file.text(other, "value", true));
  }
}

void read_work(File& file, const Yaml& y, DutyDecl& duty) {
  const std::string word = file.text(y, "work");
  for (const auto work : {DutyDecl::Work::Review, DutyDecl::Work::Opinion})
    if (word == duty_work_name(work)) duty.work = work;
  if (!word.empty() && duty.work == DutyDecl::Work::Other)
    file.fault(y, "law.unknown_word", {{"word", word}, {"known", "review opinion"}});
}

}  // namespace

DutyDecl read_duty(File& file, const std::string& name, const Yaml& y) {
  DutyDecl duty;
  duty.name = Symbol(name);
  duty.place = file.at(y);
  file.only(y, {"label", "owner", "to", "when", "starts", "within", "roll", "per", "repeat",
                "pauses", "done_by", "void_by", "remind", "escalate", "beside", "cites", "recount",
                "void_when", "work"});
  duty.label = file.label(y.find("label"));
  read_work(file, y, duty);
  if (const Yaml* owner = y.find("owner"))
    duty.owner = read_role(file, *owner, duty.each_owner);
  else
    file.fault(y, "law.missing", {{"word", "owner"}});
  if (const Yaml* to = y.find("to")) {
    if (to->is_map() && to->has("superior_of")) {
      file.only(*to, {"superior_of"});
      duty.recipient_above = true;
      if (file.text(*to, "superior_of") != "owner")
        file.fault(*to, "law.unknown_word",
                   {{"word", file.text(*to, "superior_of")}, {"known", "owner"}});
    } else
      duty.recipient = read_role(file, *to, duty.each_recipient);
  }
  if (const Yaml* when = y.find("when")) duty.when = read_condition(file, *when);
  if (const Yaml* starts = y.find("starts")) duty.starts = read_moment(file, *starts);
  if (const Yaml* within = y.find("within"))
    duty.within = read_amount(file, *within);
  else
    file.fault(y, "law.missing", {{"word", "within"}});
  duty.roll = file.truth(y, "roll", true);
  if (const Yaml* per = y.find("per")) {
    if (per->text == "round")
      duty.per_round = true;
    else
      file.fault(*per, "law.unknown_word", {{"word", per->text}, {"known", "round"}});
  }
  const std::string repeat = file.text(y, "repeat");
  if (repeat == "yearly")
    duty.repeat = DutyDecl::Repeat::Yearly;
  else if (repeat == "cycle")
    duty.repeat = DutyDecl::Repeat::Cycle;
  else if (!repeat.empty())
    file.fault(y, "law.unknown_word", {{"word", repeat}, {"known", "yearly cycle"}});
  read_pauses(file, y.find("pauses"), duty);
  read_ending(file, y, duty);
  if (const Yaml* remind = y.find("remind")) duty.remind = file.span(*remind, "before");
  if (const Yaml* escalate = y.find("escalate")) read_escalation(file, *escalate, duty);
  if (const Yaml* beside = y.find("beside")) read_beside(file, *beside, duty);
  duty.cites = file.texts(y.find("cites"));
  if (const Yaml* word = y.find("void_when")) file.not_run(*word, "void_when");
  const std::string recount = file.text(y, "recount");
  if (recount == "from_change")
    duty.recount = DutyDecl::Recount::FromChange;
  else if (!recount.empty() && recount != "from_start")
    file.fault(y, "law.unknown_word", {{"word", recount}, {"known", "from_start from_change"}});
  return duty;
}

}  // namespace dengbao::law_reading
