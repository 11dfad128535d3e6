#include "app/catalogue_view.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/law_words.h"

namespace dengbao {

using namespace requirements;

namespace {

json::object levels_json(const Item& item, int shown) {
  json::object out;
  for (const AtLevel& l : item.levels) {
    json::object o{{"unit", l.unit}, {"clause", l.clause}};
    if (!l.printed_unit.empty()) o["printed_unit"] = l.printed_unit;
    if (l.same_as != 0) o["same_as"] = l.same_as;
    if (l.level != shown) o["summary"] = to_json(l.summary);
    if (!l.adds.empty()) o["adds"] = to_json(l.adds);
    out[std::to_string(l.level)] = std::move(o);
  }
  return out;
}

json::array high_risk_json(const Standard& c, const Row& row) {
  json::array out;
  for (const std::string& id : row.item->high_risk) {
    const HighRiskCase* h = c.high_risk_case(id);
    if (!h) continue;
    json::object o{{"id", id},
                   {"topic", to_json(h->topic)},
                   {"from_level", h->from},
                   {"to_level", h->to},
                   {"applies", h->applies(row.at->level)}};
    if (!h->condition.empty()) o["condition"] = to_json(h->condition);
    out.push_back(std::move(o));
  }
  return out;
}

json::array hazards_json(const Standard& c, const Item& item) {
  json::array out;
  for (const std::string& id : item.hazards)
    if (const Hazard* h = c.hazard(id))
      out.push_back(json::object{{"id", id}, {"topic", to_json(h->topic)}, {"signs", h->signs}});
  return out;
}

json::array mappings_json(const Standard& c, const std::string& point) {
  json::array out;
  for (const Mapping& m : c.mappings)
    for (const Mapping::Relation& r : m.relations) {
      if (r.point != point) continue;
      for (const Mapping::Target& t : r.targets) {
        json::object o{{"mapping", m.id},
                       {"standard", m.target},
                       {"target", t.target},
                       {"relation", t.relation},
                       {"strength", t.strength}};
        for (const auto& [target, title] : m.target_titles)
          if (target == t.target) o["title"] = title;
        if (!r.note.empty()) o["note"] = r.note;
        out.push_back(std::move(o));
      }
    }
  return out;
}

json::array objects_json(const Guide& g) {
  json::array out;
  for (const GuideObject& o : g.objects) {
    json::array look;
    for (const GuideLook& l : o.look) {
      json::object one{{l.command ? "run" : "at", l.what}, {"conforming", l.conforming}};
      if (!l.kinds.empty()) one["kinds"] = to_json(l.kinds);
      look.push_back(std::move(one));
    }
    out.push_back(json::object{{"kinds", to_json(o.kinds)},
                               {"ask", to_json(o.ask)},
                               {"look", std::move(look)},
                               {"test", to_json(o.test)}});
  }
  return out;
}

void add_tailoring(json::object& out, const Row& row) {
  const Tailoring* t = row.tailoring;
  if (!t) return;
  out["applicable"] = row.applicable();
  if (!t->added_by.empty()) out["added_by"] = t->added_by;
  if (!t->sharpened.empty()) {
    json::array all;
    for (const auto& s : t->sharpened)
      all.push_back(
          json::object{{"overlay", s.overlay}, {"basis", s.basis}, {"demand", to_json(s.demand)}});
    out["sharpened"] = std::move(all);
  }
  if (!t->dropped_by.empty()) {
    out["dropped_by"] = t->dropped_by;
    out["reason"] = to_json(t->reason);
  }
}

}  // namespace

Label level_label(int level) {
  static constexpr std::string_view kChinese[] = {"一", "二", "三", "四", "五"};
  return {fmt::format("第{}级", kChinese[static_cast<std::size_t>(level - 1)]),
          fmt::format("level {}", level)};
}

std::vector<std::string> citations_of(const Row& row) {
  if (row.tailoring && !row.tailoring->added_by.empty())
    return row.at->clause.empty() ? std::vector<std::string>{} : std::vector{row.at->clause};
  return {
      "GB/T 22239-2019 " + row.at->clause,
      "GB/T 28448-2019 " + (row.at->printed_unit.empty() ? row.at->unit : row.at->printed_unit)};
}

json::object row_json(const Standard& c, const Row& row) {
  const SafetyClass* safety_class = c.safety_class(row.point->class_code);
  json::object out{{"id", row.item->id},
                   {"unit", row.at->unit},
                   {"level", row.at->level},
                   {"domain", row.point->domain},
                   {"class", row.point->class_code},
                   {"class_title", to_json(safety_class ? safety_class->title : Label{})},
                   {"control_point", row.point->id},
                   {"control_point_title", to_json(row.point->title_of(row.at->level))},
                   {"clause", row.at->clause},
                   {"attribute", row.point->attribute},
                   {"summary", to_json(row.at->summary)}};
  add_tailoring(out, row);
  return out;
}

json::object guide_json(const Guide& g) {
  json::object differs;
  for (const auto& [level, text] : g.differs) differs[std::to_string(level)] = text;
  json::object out{{"level", g.level},
                   {"title", to_json(g.title)},
                   {"objects", objects_json(g)},
                   {"conforming", g.conforming},
                   {"partly", g.partly},
                   {"not_conforming", g.not_conforming},
                   {"gap", g.gap},
                   {"advice", g.advice}};
  if (!g.caution.empty()) out["caution"] = g.caution;
  if (!g.judgement.empty()) out["judgement"] = g.judgement;
  if (!differs.empty()) out["differs"] = std::move(differs);
  return out;
}

json::object item_json(const Standard& c, const Row& row) {
  json::object out = row_json(c, row);
  if (!row.at->adds.empty()) out["adds"] = to_json(row.at->adds);
  out["methods"] = to_json(row.at->methods);
  out["objects"] = to_json(row.item->objects);
  out["levels"] = levels_json(*row.item, row.at->level);
  json::array related;
  for (const Related& r : row.item->related)
    related.push_back(json::object{{"id", r.item}, {"note", to_json(r.note)}});
  out["related"] = std::move(related);
  out["high_risk"] = high_risk_json(c, row);
  out["hazards"] = hazards_json(c, *row.item);
  out["mappings"] = mappings_json(c, row.item->point);
  const auto& single = row.item->single_check;
  out["single_check"] = std::find(single.begin(), single.end(), row.at->level) != single.end();
  if (const Guide* g = c.guide(row.item->id)) out["guide"] = guide_json(*g);
  out["citations"] = to_json(citations_of(row));
  return out;
}

std::string tailoring_text(const Session& session, const Row& row) {
  const Tailoring* t = row.tailoring;
  if (!t) return {};
  std::string out;
  const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : "；") + text; };
  if (!t->added_by.empty())
    add(session.pick({"新增（", "added ("}) + t->added_by + session.pick({"）", ")"}));
  for (const auto& s : t->sharpened)
    add(session.pick({"加严：", "sharpened: "}) + session.pick(s.demand) +
        (s.basis.empty() ? "" : "〔" + s.basis + "〕"));
  if (!t->dropped_by.empty())
    add(session.pick({"不适用：", "not applicable: "}) + session.pick(t->reason));
  return out;
}

}  // namespace dengbao
