#include "server/envelope.h"

#include <boost/json.hpp>

#include "base/text.h"

namespace dengbao::server {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// DATA/uploads/ID/NAME → NAME; DATA/NAME → NAME.
std::string without(std::string value, std::string_view hidden) {
  if (hidden.empty()) return value;
  const std::string uploads = std::string(hidden) + "/uploads/";
  for (auto at = value.find(uploads); at != std::string::npos; at = value.find(uploads)) {
    const auto name = value.find('/', at + uploads.size());
    value.erase(at, (name == std::string::npos ? value.size() : name + 1) - at);
  }
  return replace_all(std::move(value), std::string(hidden) + "/", "");
}

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

const json::array& list(const json::object& o, std::string_view key) {
  static const json::array kNone;
  const json::value* v = o.if_contains(key);
  return v && v->is_array() ? v->get_array() : kNone;
}

}  // namespace

json::object envelope(Answer a) {
  json::array columns, notes;
  for (const Answer::Column& c : a.columns)
    columns.push_back(json::object{{"member", c.member}, {"zh", c.title.zh}, {"en", c.title.en}});
  for (const Explanation& e : a.notes) notes.push_back(explanation_json(e, {}));
  return {{"value", std::move(a.value)},
          {"negative", a.negative},
          {"columns", std::move(columns)},
          {"rows", a.rows},
          {"text", a.text},
          {"notes", std::move(notes)},
          {"next", a.next},
          {"total", a.total}};
}

Result<Answer> answer_from(json::value v) {
  json::value* value = v.is_object() ? v.get_object().if_contains("value") : nullptr;
  if (!value) return fail(ErrorKind::External, "client.no_answer");
  const json::object& o = v.get_object();
  Answer out;
  const json::value* negative = o.if_contains("negative");
  out.negative = negative && negative->is_bool() && negative->get_bool();
  for (const json::value& c : list(o, "columns"))
    if (c.is_object())
      out.columns.push_back({text(c.get_object(), "member"),
                             {text(c.get_object(), "zh"), text(c.get_object(), "en")}});
  out.rows = text(o, "rows");
  out.text = text(o, "text");
  out.next = text(o, "next");
  out.total = text(o, "total");
  for (const json::value& n : list(o, "notes"))
    if (n.is_object()) out.notes.push_back(explanation_from(n.get_object()));
  out.value = std::move(*value);
  return out;
}

json::object explanation_json(const Explanation& e, std::string_view hidden) {
  json::array args;
  for (const auto& [name, value] : e.args)
    args.push_back(json::array{json::string(name), json::string(without(value, hidden))});
  return {{"exit", static_cast<int>(e.kind)},
          {"code", e.code},
          {"args", std::move(args)},
          {"where", without(e.where, hidden)},
          {"citations", strings(e.citations)}};
}

Explanation explanation_from(const json::object& o) {
  Explanation out;
  const json::value* exit = o.if_contains("exit");
  const std::int64_t kind = exit && exit->is_int64() ? exit->get_int64() : 1;
  constexpr std::int64_t kLast = static_cast<std::int64_t>(ErrorKind::Interrupted);
  out.kind = kind >= 1 && kind <= kLast ? static_cast<ErrorKind>(kind) : ErrorKind::Internal;
  out.code = text(o, "code");
  for (const json::value& pair : list(o, "args"))
    if (pair.is_array() && pair.get_array().size() == 2 && pair.get_array()[0].is_string() &&
        pair.get_array()[1].is_string())
      out.args.emplace_back(pair.get_array()[0].get_string(), pair.get_array()[1].get_string());
  out.where = text(o, "where");
  for (const json::value& c : list(o, "citations"))
    if (c.is_string()) out.citations.emplace_back(c.get_string());
  return out;
}

}  // namespace dengbao::server
