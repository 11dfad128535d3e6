#include "law/reading.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace dengbao::law_reading {

void File::fault(const Yaml& y, std::string code, Args args) {
  faults_.push_back({ErrorKind::BadInput, std::move(code), std::move(args), at(y), {}, {}, {}});
}

void File::only(const Yaml& map, std::initializer_list<std::string_view> words) {
  if (!map.is_map()) {
    fault(map, "law.map_expected");
    return;
  }
  for (const auto& [key, value] : map.members) {
    if (std::find(words.begin(), words.end(), key) != words.end()) continue;
    std::string known;
    for (std::string_view w : words) known += (known.empty() ? "" : " ") + std::string(w);
    fault(value, "law.unknown_word", {{"word", key}, {"known", known}});
  }
}

std::string File::scalar(const Yaml& y, std::string_view what) {
  if (y.is_scalar()) return y.text;
  if (!y.is_null()) fault(y, "law.text_expected", {{"word", std::string(what)}});
  return {};
}

std::string File::text(const Yaml& map, std::string_view key, bool required) {
  const Yaml* y = map.find(key);
  if (!y || y->is_null()) {
    if (required) fault(map, "law.missing", {{"word", std::string(key)}});
    return {};
  }
  return scalar(*y, key);
}

bool File::truth(const Yaml& map, std::string_view key, bool otherwise) {
  const Yaml* y = map.find(key);
  if (!y) return otherwise;
  if (y->text == "true" || y->text == "yes") return true;
  if (y->text == "false" || y->text == "no") return false;
  fault(*y, "law.truth_expected", {{"word", std::string(key)}, {"value", y->text}});
  return otherwise;
}

std::optional<std::int64_t> File::integer(const Yaml& map, std::string_view key) {
  const Yaml* y = map.find(key);
  if (!y || y->is_null()) return std::nullopt;
  std::int64_t n = 0;
  const char* end = y->text.data() + y->text.size();
  if (y->is_scalar() && std::from_chars(y->text.data(), end, n).ptr == end) return n;
  fault(*y, "law.integer_expected", {{"word", std::string(key)}, {"value", y->text}});
  return std::nullopt;
}

std::optional<Date> File::date(const Yaml& map, std::string_view key) {
  const Yaml* y = map.find(key);
  if (!y || y->is_null()) return std::nullopt;
  const auto d = Date::parse(y->text);
  if (d) return *d;
  fault(*y, "law.date_expected", {{"word", std::string(key)}, {"value", y->text}});
  return std::nullopt;
}

std::optional<Span> File::span(const Yaml& map, std::string_view key) {
  const Yaml* y = map.find(key);
  if (!y || y->is_null()) return std::nullopt;
  const auto s = Span::parse(y->text);
  if (s) return *s;
  fault(*y, "law.span_expected", {{"word", std::string(key)}, {"value", y->text}});
  return std::nullopt;
}

std::vector<std::string> File::texts(const Yaml* y) {
  std::vector<std::string> out;
  if (!y || y->is_null()) return out;
  if (y->is_list()) {
    for (const Yaml& item : y->items) out.push_back(scalar(item, "list"));
  } else {
    out.push_back(scalar(*y, "list"));
  }
  return out;
}

std::vector<Symbol> File::symbols(const Yaml* y) {
  std::vector<Symbol> out;
  for (const std::string& s : texts(y)) out.emplace_back(s);
  return out;
}

Label File::label(const Yaml* y) {
  if (!y || y->is_null()) return {};
  if (y->is_scalar()) return {y->text, y->text};
  only(*y, {"zh", "en"});
  Label out{text(*y, "zh", true), text(*y, "en", true)};
  return out;
}

Value File::literal(const Yaml& y) {
  switch (y.kind) {
    case Yaml::Kind::Null:
      return {};
    case Yaml::Kind::List: {
      std::vector<Value> items;
      for (const Yaml& item : y.items) items.push_back(literal(item));
      return Value::list(std::move(items));
    }
    case Yaml::Kind::Map: {
      std::vector<std::pair<std::string, Value>> members;
      for (const auto& [key, value] : y.members) members.emplace_back(key, literal(value));
      return Value::record(std::move(members));
    }
    case Yaml::Kind::Scalar:
      break;
  }
  if (y.quoted) return Value(y.text);
  if (y.text == "true" || y.text == "yes") return Value(true);
  if (y.text == "false" || y.text == "no") return Value(false);
  std::int64_t n = 0;
  const char* end = y.text.data() + y.text.size();
  const bool leading_zero = y.text.size() > 1 && y.text[0] == '0';  // a code, not a number
  if (!leading_zero && std::from_chars(y.text.data(), end, n).ptr == end) return Value(n);
  return Value(y.text);
}

}  // namespace dengbao::law_reading
