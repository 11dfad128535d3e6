#include "app/form_telling.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>

#include "app/telling.h"

namespace dengbao {
namespace {

using Row = std::vector<std::string>;

std::string type_words(const Telling& t, const std::string& type) {
  static const std::map<std::string, std::pair<const char*, const char*>> kWords = {
      {"text", {"文字", "text"}},          {"integer", {"整数", "whole number"}},
      {"decimal", {"数", "number"}},       {"date", {"日期", "date, 2026-02-10"}},
      {"instant", {"时刻", "instant"}},    {"interval", {"起止", "from, to"}},
      {"yes_no", {"是或否", "yes or no"}}, {"code", {"选一项", "one of"}},
      {"file", {"文件", "file"}},          {"list", {"若干项", "list"}},
      {"record", {"一组", "group"}}};
  const auto it = kWords.find(type);
  return it == kWords.end() ? type : std::string(t.pick(it->second.first, it->second.second));
}

// What may stand in the field, as a person reads it.
std::string limits(const Telling& t, const json::object& field) {
  Row parts;
  const auto number = [&](const char* key, const char* zh, const char* en) {
    if (const json::value* v = field.if_contains(key))
      parts.push_back(fmt::format(fmt::runtime(t.pick(zh, en)), json::serialize(*v)));
  };
  number("max_characters", "至多 {} 字", "at most {} characters");
  number("at_least", "不小于 {}", "at least {}");
  number("at_most", "不大于 {}", "at most {}");
  std::string accepts, choices;
  for (const json::value& ending : Telling::list(field, "accepts"))
    accepts += (accepts.empty() ? "" : " ") + std::string(ending.as_string());
  if (!accepts.empty()) parts.push_back(std::move(accepts));
  for (const json::value& one : Telling::list(field, "choices")) {
    const json::object& choice = one.as_object();
    choices += (choices.empty() ? "" : std::string(t.pick("、", ", "))) +
               Telling::text(choice, "value") + " " + t.label(choice);
  }
  if (!choices.empty()) parts.push_back(std::move(choices));
  if (const std::string help = t.label(field, "help"); !help.empty()) parts.push_back(help);
  std::string out;
  for (const std::string& part : parts)
    out += (out.empty() ? "" : std::string(t.pick("；", "; "))) + part;
  return out;
}

void tell_fields(Telling& t, const json::object& form) {
  std::vector<Row> rows = {
      {std::string(t.pick("要素", "Field")), std::string(t.pick("名称", "Meaning")),
       std::string(t.pick("须填", "Needed")), std::string(t.pick("内容", "Kind")),
       std::string(t.pick("限制", "Limits"))}};
  for (const json::value& one : Telling::list(form, "fields")) {
    const json::object& field = one.as_object();
    rows.push_back({Telling::text(field, "fact"), t.label(field),
                    field.at("required").as_bool() ? std::string(t.pick("是", "yes")) : "",
                    type_words(t, Telling::text(field, "type")), limits(t, field)});
  }
  t.line("");
  t.rows(rows);
}

void tell_places(Telling& t, const json::object& form) {
  constexpr std::size_t kShown = 20;
  const json::array& places = Telling::list(form, "places");
  t.heading("受理地区（--place）", "Places (--place)");
  std::vector<Row> rows;
  for (const json::value& one : places) {
    if (rows.size() == kShown) break;
    const json::object& place = one.as_object();
    rows.push_back({Telling::text(place, "code"), t.label(place, "name")});
  }
  t.rows(rows);
  if (places.empty()) t.line(std::string(t.pick("  目前没有受理机关", "  no authority so far")));
  if (places.size() > kShown)
    t.line(fmt::format(fmt::runtime(t.pick("  另有 {} 个（--json 列出全部）",
                                           "  and {} more (all of them with --json)")),
                       places.size() - kShown));
}

}  // namespace

std::string form_told(const json::object& form, bool chinese) {
  Telling t(chinese);
  const std::string cites = t.cites(form);
  t.line(fmt::format("{}  {}{}", t.label(form, "title"), Telling::text(form, "procedure"),
                     cites.empty() ? "" : "  [" + cites + "]"));
  if (const std::string intro = t.label(form, "intro"); !intro.empty()) t.line(intro);
  tell_fields(t, form);
  tell_places(t, form);
  return t.take();
}

}  // namespace dengbao
