// Expressions and conditions: the closed set of what a pack may compute and ask.

#include <algorithm>
#include <array>

#include "base/text.h"
#include "law/reading.h"

namespace dengbao::law_reading {
namespace {

using EK = Expression::Kind;

Expression of_path(File& file, const Yaml& y, const std::string& path) {
  auto parts = split(path, '.');
  Expression e;
  e.kind = EK::Fact;
  e.name = Symbol(parts[0]);
  e.path.assign(parts.begin() + 1, parts.end());
  file.refer(Reference::Kind::Fact, e.name, y, e.path);
  return e;
}

Expression of_literal(Value v) {
  Expression e;
  e.kind = EK::Literal;
  e.literal = std::move(v);
  return e;
}

std::vector<Expression> of_list(File& file, const Yaml& y) {
  std::vector<Expression> out;
  if (!y.is_list()) file.fault(y, "law.list_expected");
  for (const Yaml& item : y.items)
    out.push_back(item.is_scalar() && !item.quoted ? of_path(file, item, item.text)
                                                   : read_expression(file, item));
  return out;
}

Expression of_call(File& file, const Yaml& y) {
  file.only(y, {"call", "with"});
  Expression e;
  e.kind = EK::Call;
  e.name = Symbol(file.text(y, "call", true));
  if (const Yaml* with = y.find("with")) {
    if (!with->is_map()) file.fault(*with, "law.map_expected");
    for (const auto& [key, value] : with->members) {
      e.keys.push_back(key);
      e.children.push_back(read_expression(file, value));
    }
  }
  return e;
}

Expression of_map(File& file, const Yaml& y) {
  Expression e;
  const auto& [word, value] = y.members.front();
  if (word == "fact") {
    e = of_path(file, value, file.scalar(value, word));
  } else if (word == "today") {
    e.kind = EK::Today;
  } else if (word == "parameter") {
    e.kind = EK::Parameter;
    e.name = Symbol(file.scalar(value, word));
    file.refer(Reference::Kind::Parameter, e.name, value);
  } else if (word == "latest" || word == "earliest" || word == "greatest" || word == "first_of") {
    e.kind = word == "latest"     ? EK::Latest
             : word == "earliest" ? EK::Earliest
             : word == "greatest" ? EK::Greatest
                                  : EK::FirstOf;
    e.children = of_list(file, value);
  } else if (word == "date") {
    file.only(y, {"date", "plus"});
    e.kind = EK::DatePlus;
    e.children.push_back(value.is_scalar() ? of_path(file, value, value.text)
                                           : read_expression(file, value));
    const Yaml* plus = y.find("plus");
    e.children.push_back(plus ? read_expression(file, *plus) : of_literal(Value("P0D")));
    return e;
  } else if (word == "call") {
    return of_call(file, y);
  } else if (word == "failed_checks") {
    e.kind = EK::FailedChecks;
  } else if (word == "party") {
    e.kind = EK::PartyOf;
    e.name = Symbol(file.scalar(value, word));
    file.refer(Reference::Kind::Role, e.name, value);
  } else if (word == "subject") {
    e.kind = EK::Subject;
  } else if (word == "case") {
    e.kind = EK::OwnCase;
  } else if (word == "record") {
    e.kind = EK::Record;
    for (const auto& [key, member] : value.members) {
      e.keys.push_back(key);
      e.children.push_back(read_expression(file, member));
    }
  } else if (word == "lookup") {
    file.only(y, {"lookup", "keys"});
    e.kind = EK::Lookup;
    e.children.push_back(read_expression(file, value));
    if (const Yaml* keys = y.find("keys"))
      for (auto& key : of_list(file, *keys)) e.children.push_back(std::move(key));
    return e;
  } else if (word == "working_days") {
    e.kind = EK::WorkingDays;
    for (std::string_view end : {"from", "to"}) {
      const Yaml* part = value.find(end);
      if (!part) file.fault(value, "law.missing", {{"word", std::string(end)}});
      e.children.push_back(part ? read_expression(file, *part) : Expression{});
    }
  } else {
    file.fault(value, "law.unknown_expression", {{"word", word}});
  }
  if (y.members.size() > 1) file.fault(y, "law.one_word", {{"word", word}});
  return e;
}

struct Comparison {
  std::string_view word;
  Condition::Op op;
};
constexpr std::array kComparisons = {
    Comparison{"equals", Condition::Op::Equals},    Comparison{"in", Condition::Op::In},
    Comparison{"at_least", Condition::Op::AtLeast}, Comparison{"at_most", Condition::Op::AtMost},
    Comparison{"before", Condition::Op::Before},    Comparison{"after", Condition::Op::After},
};

Condition compare(File& file, Condition::Op op, const Yaml& key_at, const std::string& path,
                  const Yaml& value) {
  Condition c;
  c.op = op;
  c.left = of_path(file, key_at, path);
  if (op == Condition::Op::In) {
    if (!value.is_list()) file.fault(value, "law.list_expected");
    for (const Yaml& item : value.items) c.choices.push_back(file.literal(item));
  } else {
    c.right = read_expression(file, value);
  }
  return c;
}

Condition all_of(std::vector<Condition> parts, Condition::Op op = Condition::Op::All) {
  if (parts.size() == 1 && op == Condition::Op::All) return std::move(parts[0]);
  Condition c;
  c.op = op;
  c.children = std::move(parts);
  return c;
}

Condition over_paths(File& file, Condition::Op op, const Yaml& y) {
  std::vector<Condition> parts;
  for (const std::string& path : file.texts(&y)) {
    Condition c;
    c.op = op;
    c.left = of_path(file, y, path);
    parts.push_back(std::move(c));
  }
  return all_of(std::move(parts));
}

Condition of_count(File& file, const Yaml& y) {
  Condition c;
  c.op = Condition::Op::Count;
  file.only(y, {"of", "at_least"});
  c.left = of_path(file, y, file.text(y, "of", true));
  c.right = of_literal(Value(file.integer(y, "at_least").value_or(1)));
  return c;
}

Condition of_sum(File& file, const Yaml& y) {
  Condition c;
  c.op = Condition::Op::Sum;
  file.only(y, {"of", "member", "equals"});
  c.left = of_path(file, y, file.text(y, "of", true));
  c.member = file.text(y, "member", true);
  if (const Yaml* equals = y.find("equals")) c.right = read_expression(file, *equals);
  return c;
}

// {done_for_each: {move: confirm, role: recipients}}
Condition of_done_for_each(File& file, const Yaml& y) {
  Condition c;
  c.op = Condition::Op::DoneForEach;
  file.only(y, {"move", "role"});
  c.left.name = Symbol(file.text(y, "move", true));
  c.right.name = Symbol(file.text(y, "role", true));
  file.refer(Reference::Kind::Move, c.left.name, y);
  file.refer(Reference::Kind::Role, c.right.name, y);
  return c;
}

// {covers: {what: roster, over: window, people: 2, handover: PT15M}}
Condition of_covers(File& file, const Yaml& y) {
  Condition c;
  c.op = Condition::Op::Covers;
  file.only(y, {"what", "over", "people", "handover"});
  c.left = of_path(file, y, file.text(y, "what", true));
  c.right = of_path(file, y, file.text(y, "over", true));
  c.people = file.integer(y, "people").value_or(1);
  if (const auto span = file.span(y, "handover")) {
    c.handover_millis = span->count;
    if (span->unit != Span::Unit::Millis)
      file.fault(y, "law.span_expected", {{"word", "handover"}, {"value", span->text()}});
  }
  return c;
}

// One member of a condition map: an operator, or a fact with what it is compared with.
Condition of_member(File& file, const std::string& word, const Yaml& value) {
  if (word == "all" || word == "any") {
    std::vector<Condition> parts;
    if (!value.is_list()) file.fault(value, "law.list_expected");
    for (const Yaml& item : value.items) parts.push_back(read_condition(file, item));
    return all_of(std::move(parts), word == "all" ? Condition::Op::All : Condition::Op::Any);
  }
  if (word == "not") {
    Condition c;
    c.op = Condition::Op::Not;
    c.children.push_back(read_condition(file, value));
    return c;
  }
  if (word == "present") return over_paths(file, Condition::Op::Present, value);
  if (word == "empty") return over_paths(file, Condition::Op::Empty, value);
  if (word == "count") return of_count(file, value);
  if (word == "sum") return of_sum(file, value);
  if (word == "done_for_each") return of_done_for_each(file, value);
  if (word == "check_fails") {
    Condition c;
    c.op = Condition::Op::CheckFails;
    const std::string which = file.scalar(value, word);
    if (which != "any") {
      c.left.name = Symbol(which);
      file.refer(Reference::Kind::Check, c.left.name, value);
    }
    return c;
  }
  if (word == "covers") return of_covers(file, value);
  if (word == "recused" || word == "employer_in") {
    file.not_run(value, word);
    return {};
  }
  for (const Comparison& cmp : kComparisons) {
    if (word != cmp.word) continue;
    std::vector<Condition> parts;
    if (!value.is_map()) file.fault(value, "law.map_expected");
    for (const auto& [path, operand] : value.members)
      parts.push_back(compare(file, cmp.op, value, path, operand));
    return all_of(std::move(parts));
  }
  if (value.is_map() && !value.members.empty()) {
    for (const Comparison& cmp : kComparisons)
      if (value.members.front().first == cmp.word)
        return compare(file, cmp.op, value, word, value.members.front().second);
  }
  return compare(file, Condition::Op::Equals, value, word, value);
}

}  // namespace

Expression read_expression(File& file, const Yaml& y, Symbol self) {
  if (y.is_null()) return {};
  if (y.is_map() && !y.members.empty()) return of_map(file, y);
  if (y.is_scalar() && !y.quoted) {
    if (y.text == "none") return {};
    if (y.text.size() > 1 && y.text[0] == '+' && !self.empty()) {
      Expression e;
      e.kind = EK::Add;
      e.children.push_back(of_path(file, y, self.text()));
      e.literal = Value(leading_number(std::string_view(y.text).substr(1)));
      return e;
    }
  }
  return of_literal(file.literal(y));
}

Condition read_condition(File& file, const Yaml& y) {
  if (!y.is_map() || y.members.empty()) {
    file.fault(y, "law.condition_expected");
    return {};
  }
  std::vector<Condition> parts;
  for (const auto& [word, value] : y.members) parts.push_back(of_member(file, word, value));
  return all_of(std::move(parts));
}

}  // namespace dengbao::law_reading
