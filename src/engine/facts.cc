#include "engine/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/text.h"

namespace dengbao {
namespace {

std::unexpected<Explanation> wrong(const FactDecl& fact, std::string code, Args args = {}) {
  args.emplace_back("fact", fact.name.text());
  args.emplace_back("label", fact.label.zh.empty() ? fact.name.text() : fact.label.zh);
  return fail(ErrorKind::BadInput, std::move(code), std::move(args), fact.name.text(), fact.cites);
}

Status check_date(const FactDecl& fact, const std::string& text, const Context& context) {
  const auto day = Date::maybe(text);
  if (!day) return wrong(fact, "fact.date", {{"value", text}});
  if (!fact.future_allowed && *day > context.at.date())
    return wrong(fact, "fact.future", {{"value", text}, {"today", context.at.date().iso()}});
  return {};
}

Status check_code(const FactDecl& fact, const Value& value, const Context& context) {
  if (!value.text()) return wrong(fact, "fact.code", {{"value", value.show()}});
  if (fact.code_list.empty() || !context.law) return {};
  const auto it = context.law->code_lists.find(fact.code_list);
  if (it == context.law->code_lists.end() || it->second.find(*value.text())) return {};
  std::string known;
  for (std::size_t i = 0; i < it->second.entries.size() && i < 12; ++i)
    known += fmt::format("{}{} {}", i ? "，" : "", it->second.entries[i].code,
                         it->second.entries[i].label.zh);
  return wrong(fact, "fact.unknown_code", {{"value", *value.text()}, {"known", known}});
}

Status check_text(const FactDecl& fact, const Value& value) {
  if (!value.text()) return wrong(fact, "fact.text", {{"value", value.show()}});
  // No text has more characters than bytes: most are let through uncounted.
  if (!fact.max_characters || value.text()->size() <= *fact.max_characters) return {};
  if (const std::size_t n = characters(*value.text()); n > *fact.max_characters)
    return wrong(fact, "fact.too_long",
                 {{"count", std::to_string(n)}, {"limit", std::to_string(*fact.max_characters)}});
  return {};
}

bool has_ending(std::string_view name, std::string_view ending) {
  return name.size() > ending.size() && name.ends_with(ending) &&
         name[name.size() - ending.size() - 1] == '.';
}

Status check_file(const FactDecl& fact, const Value& value) {
  const Value* name = value.member("name");
  if (!name || !name->text() || !value.member("digest"))
    return wrong(fact, "fact.file", {{"value", value.show()}});
  if (fact.accepts.empty()) return {};
  std::string endings;
  for (const std::string& ending : fact.accepts) {
    if (has_ending(*name->text(), ending)) return {};
    endings += (endings.empty() ? "." : " .") + ending;
  }
  return wrong(fact, "fact.ending", {{"value", *name->text()}, {"known", endings}});
}

Status check_members(const FactDecl& fact, const Value& record, const Context& context) {
  const Compound* c = record.compound();
  if (!c || !c->is_record) return wrong(fact, "fact.record", {{"value", record.show()}});
  for (const auto& [name, value] : c->members) {
    const auto it = std::find_if(fact.members.begin(), fact.members.end(),
                                 [&](const FactDecl& m) { return m.name.text() == name; });
    if (it == fact.members.end()) {
      if (fact.members.empty()) continue;
      return wrong(fact, "fact.unknown_member", {{"member", name}});
    }
    if (!value.none()) CHECK(check_fact(*it, value, context));
  }
  return {};
}

}  // namespace

Status check_fact(const FactDecl& fact, const Value& value, const Context& context) {
  if (value.none()) return {};
  switch (fact.type) {
    case FactType::Integer:
      if (!value.integer()) return wrong(fact, "fact.integer", {{"value", value.show()}});
      if ((fact.at_least && *value.integer() < *fact.at_least) ||
          (fact.at_most && *value.integer() > *fact.at_most))
        return wrong(fact, "fact.range",
                     {{"value", value.show()},
                      {"low", fact.at_least ? std::to_string(*fact.at_least) : "-∞"},
                      {"high", fact.at_most ? std::to_string(*fact.at_most) : "∞"}});
      return {};
    case FactType::YesNo:
      if (!value.boolean()) return wrong(fact, "fact.yes_no", {{"value", value.show()}});
      return {};
    case FactType::Date:
      if (!value.text()) return wrong(fact, "fact.date", {{"value", value.show()}});
      return check_date(fact, *value.text(), context);
    case FactType::Instant: {
      const auto instant = value.text() ? Instant::parse(*value.text())
                                        : Result<Instant>(wrong(fact, "fact.instant"));
      if (!instant) return wrong(fact, "fact.instant", {{"value", value.show()}});
      if (!fact.future_allowed && *instant > context.at)
        return wrong(fact, "fact.future", {{"value", *value.text()}, {"today", context.at.iso()}});
      return {};
    }
    case FactType::Code:
      return check_code(fact, value, context);
    case FactType::File:
      return check_file(fact, value);
    case FactType::Interval:
    case FactType::Record:
      return check_members(fact, value, context);
    case FactType::Roster:
    case FactType::List: {
      const Compound* c = value.compound();
      if (!c || c->is_record) return wrong(fact, "fact.list", {{"value", value.show()}});
      for (const Value& item : c->items)
        if (!fact.members.empty()) CHECK(check_members(fact, item, context));
      return {};
    }
    default:
      return check_text(fact, value);
  }
}

Result<Value> fact_from_text(const FactDecl& fact, std::string_view text) {
  if (text == "none" || text.empty()) return Value();
  switch (fact.type) {
    case FactType::Integer: {
      std::int64_t n = 0;
      const char* end = text.data() + text.size();
      if (std::from_chars(text.data(), end, n).ptr != end)
        return wrong(fact, "fact.integer", {{"value", std::string(text)}});
      return Value(n);
    }
    case FactType::YesNo:
      if (text == "yes" || text == "true" || text == "是") return Value(true);
      if (text == "no" || text == "false" || text == "否") return Value(false);
      return wrong(fact, "fact.yes_no", {{"value", std::string(text)}});
    case FactType::Interval:
    case FactType::Roster:
    case FactType::Record:
    case FactType::List:
    case FactType::File: {
      if (text.front() == '[' || text.front() == '{')
        return from_json(TRY(parse_json(text, fact.name.text())));
      if (fact.type != FactType::List)
        return wrong(fact, "fact.record", {{"value", std::string(text)}});
      std::vector<Value> items;
      for (const std::string& item : split(text, ';')) {
        if (fact.members.empty())
          items.emplace_back(item);
        else  // a list of records given as plain texts: the last member is the text
          items.push_back(Value::record({{fact.members.back().name.text(), Value(item)}}));
      }
      return Value::list(std::move(items));
    }
    default:
      return Value(text);
  }
}

}  // namespace dengbao
