#include "engine/check/worked_values.h"

#include <algorithm>
#include <charconv>

namespace dengbao {

std::string text_of(const Yaml& y, std::string_view key) {
  const Yaml* v = y.find(key);
  return v && v->is_scalar() ? v->text : "";
}

int number_of(std::string_view text) {
  int n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

std::vector<std::string> texts_of(const Yaml* y) {
  std::vector<std::string> out;
  if (!y) return out;
  if (y->is_scalar()) out.push_back(y->text);
  for (const Yaml& item : y->items) out.push_back(item.text);
  return out;
}

Value value_of(const Yaml& y) {
  switch (y.kind) {
    case Yaml::Kind::Null:
      return {};
    case Yaml::Kind::List: {
      std::vector<Value> items;
      for (const Yaml& item : y.items) items.push_back(value_of(item));
      return Value::list(std::move(items));
    }
    case Yaml::Kind::Map: {
      std::vector<std::pair<std::string, Value>> members;
      for (const auto& [k, v] : y.members) members.emplace_back(k, value_of(v));
      return Value::record(std::move(members));
    }
    case Yaml::Kind::Scalar:
      break;
  }
  if (!y.quoted && (y.text == "true" || y.text == "yes")) return Value(true);
  if (!y.quoted && (y.text == "false" || y.text == "no")) return Value(false);
  const bool number =
      !y.quoted && !y.text.empty() && y.text.size() < 10 &&
      std::all_of(y.text.begin(), y.text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (number && (y.text.size() == 1 || y.text[0] != '0'))
    return Value(std::int64_t{number_of(y.text)});
  return Value(y.text);
}

Calendar::Year year_of(const Yaml& y) {
  Calendar::Year year;
  year.year = number_of(text_of(y, "year"));
  for (const auto& [word, days] : {std::pair{"rest", &year.rest}, {"work", &year.work}})
    for (const std::string& d : texts_of(y.find(word)))
      if (const auto day = Date::parse(d)) (*days)[*day] = "";
  return year;
}

Yaml as_list(const Yaml& y) {
  if (y.is_list()) return y;
  Yaml list;
  list.kind = Yaml::Kind::List;
  list.line = y.line;
  list.items = {y};
  return list;
}

Value typed(const FactDecl* fact, Value v) {
  if (!fact) return v;
  if (fact->type == FactType::File && v.text())
    return Value::record({{"name", v}, {"digest", Value(std::string(64, '0'))}});
  const bool textual = fact->type == FactType::Text || fact->type == FactType::Code ||
                       fact->type == FactType::Decimal;
  if (textual && v.integer()) return Value(std::to_string(*v.integer()));
  if (fact->type == FactType::List && v.compound()) {
    std::vector<Value> items;
    for (const Value& item : v.compound()->items)
      items.push_back(item.text() && !fact->members.empty()
                          ? Value::record({{fact->members.back().name.text(), item}})
                          : item);
    return Value::list(std::move(items));
  }
  return v;
}

}  // namespace dengbao
