// One item for a terminal: what is demanded, its other levels and links, and the guide.
#include <fmt/format.h>

#include <algorithm>

#include "app/catalogue_view.h"
#include "base/text.h"

namespace dengbao {

using namespace requirements;

namespace {

// Lines "heading  text", the headings one below the other.
class Sheet {
 public:
  explicit Sheet(const Session& session) : session_(session) {}

  void line(const Label& heading, const std::string& text) {
    if (text.empty()) return;
    const std::string head = session_.pick(heading);
    out_ += pad(head == last_ ? "" : head, columns()) + "  " + text + "\n";
    last_ = head;
  }
  void title(const std::string& text) {
    out_ += (out_.empty() ? "" : "\n") + text + "\n";
    last_.clear();
  }
  std::string take() { return std::move(out_); }
  const Session& session() const { return session_; }

 private:
  std::size_t columns() const { return session_.chinese() ? 8 : 14; }
  const Session& session_;
  std::string out_, last_;
};

template <class List, class Title>
std::string titles(const Session& session, const List& ids, const Title& title_of) {
  std::string out;
  for (const std::string& id : ids)
    out += (out.empty() ? "" : session.chinese() ? "；" : "; ") + session.pick(title_of(id));
  return out;
}

void add_levels(Sheet& sheet, const Item& item, const AtLevel& shown) {
  const Session& s = sheet.session();
  for (const AtLevel& l : item.levels) {
    std::string text = s.pick(level_label(l.level)) + "  " + l.unit;
    if (!l.printed_unit.empty())
      text += s.pick({"（28448 印作 ", " (printed as "}) + l.printed_unit + s.pick({"）", ")"});
    text += "  " + l.clause + "  ";
    if (l.level == shown.level) {
      text += s.pick({"本级", "this level"});
    } else if (l.summary.zh == shown.summary.zh) {
      text += s.pick({"要求相同", "the same"});
    } else {
      text += s.pick(l.summary);
    }
    if (!l.adds.empty())
      text += s.pick({"（增加：", " (adds: "}) + s.pick(l.adds) + s.pick({"）", ")"});
    sheet.line({"各级", "levels"}, text);
  }
  const int lowest = item.levels.front().level, highest = item.levels.back().level;
  const auto span = [](int from, int to) {
    return from == to ? fmt::format("{}", from) : fmt::format("{}–{}", from, to);
  };
  if (lowest > 1)
    sheet.line({"各级", "levels"}, s.pick({"第 " + span(1, lowest - 1) + " 级没有这一项",
                                           "not at level " + span(1, lowest - 1)}));
  if (highest < kLevels)
    sheet.line({"各级", "levels"}, s.pick({"第 " + span(highest + 1, kLevels) + " 级没有这一项",
                                           "not at level " + span(highest + 1, kLevels)}));
}

void add_links(Sheet& sheet, const Standard& c, const Row& row) {
  const Session& s = sheet.session();
  for (const Related& r : row.item->related)
    sheet.line({"相关", "related"}, r.item + "  " + s.pick(r.note));
  for (const std::string& id : row.item->high_risk)
    if (const HighRiskCase* h = c.high_risk_case(id)) {
      std::string text = id + "  " + s.pick(h->topic);
      if (!h->condition.empty()) text += s.pick({"；条件：", "; where "}) + s.pick(h->condition);
      if (!h->applies(row.at->level))
        text += s.pick({fmt::format("（{}–{} 级适用，本级不适用）", h->from, h->to),
                        fmt::format(" (levels {}–{}, not here)", h->from, h->to)});
      sheet.line({"高风险", "high risk"}, text);
    }
  for (const std::string& id : row.item->hazards)
    if (const Hazard* h = c.hazard(id))
      sheet.line({"重大隐患", "major hazard"},
                 id + "  " + s.pick({h->topic.zh + "：" + h->signs, h->topic.en}));
}

// From this control point to the other side.
Label relation_label(std::string_view relation) {
  if (relation == "equivalent-to") return {"相当", "equivalent"};
  if (relation == "subset-of") return {"包含于", "subset"};
  if (relation == "superset-of") return {"包含", "superset"};
  return {"相交", "intersects"};
}

Label strength_label(std::string_view strength) {
  if (strength == "strong") return {"强", "strong"};
  return strength == "partial" ? Label{"部分", "partial"} : Label{"弱", "weak"};
}

void add_mappings(Sheet& sheet, const Standard& c, const std::string& point) {
  const Session& s = sheet.session();
  for (const Mapping& m : c.mappings)
    for (const Mapping::Relation& r : m.relations) {
      if (r.point != point) continue;
      std::string text;
      for (const Mapping::Target& t : r.targets)
        text += (text.empty() ? "" : s.pick({"；", "; "})) + t.target + s.pick({"（", " ("}) +
                s.pick(relation_label(t.relation)) + s.pick({"，", ", "}) +
                s.pick(strength_label(t.strength)) + s.pick({"）", ")"});
      sheet.line({"对照", "mapped to"}, s.pick(m.title) + "  " + text);
    }
}

void add_object(Sheet& sheet, const Standard& c, const GuideObject& o) {
  const Session& s = sheet.session();
  const auto kind = [&c](const std::string& id) { return c.kind_title(id); };
  sheet.title("── " + titles(s, o.kinds, kind));
  for (const std::string& text : o.ask) sheet.line({"问", "ask"}, text);
  for (const GuideLook& l : o.look) {
    std::string what = (l.command ? "$ " : "") + l.what;
    if (!l.kinds.empty()) what += "  〔" + titles(s, l.kinds, kind) + "〕";
    sheet.line({"看", "look"}, what);
    sheet.line({"看", "look"}, "→ " + l.conforming);
  }
  for (const std::string& text : o.test) sheet.line({"测", "test"}, text);
}

void add_guide(Sheet& sheet, const Standard& c, const Guide& g, const Row& row) {
  const Session& s = sheet.session();
  sheet.title(s.pick({"测评指引（以", "Guide (for "}) + s.pick(level_label(g.level)) +
              s.pick({"为准）  ", ")  "}) + s.pick(g.title));
  sheet.line({"注意", "caution"}, g.caution);
  for (const GuideObject& o : g.objects) add_object(sheet, c, o);
  sheet.title(s.pick({"── 判定", "── Verdict"}));
  sheet.line({"符合", "conforming"}, g.conforming);
  sheet.line({"部分符合", "partly"}, g.partly);
  const auto& single = row.item->single_check;
  if (std::find(single.begin(), single.end(), row.at->level) != single.end())
    sheet.line(
        {"部分符合", "partly"},
        s.pick({"（本单元只有一个核查点，单个对象只判符合或不符合；部分是几个对象汇总的结果）",
                "(one check in this unit: partly only over several objects)"}));
  sheet.line({"不符合", "not conforming"}, g.not_conforming);
  sheet.line({"常见问题", "usual gap"}, g.gap);
  sheet.line({"建议", "advice"}, g.advice);
  sheet.line({"判断", "judgement"}, g.judgement);
  for (const auto& [level, text] : g.differs)
    sheet.line({"其他等级", "other levels"}, s.pick(level_label(level)) + "：" + text);
}

}  // namespace

std::string item_text(const Session& session, const Standard& c, const Row& row) {
  Sheet sheet(session);
  const Guide* guide = c.guide(row.item->id);
  sheet.title((row.at->unit.empty() ? "" : row.at->unit + "  ") +
              (guide ? session.pick(guide->title) : session.pick(row.at->summary)) + "  [" +
              row.item->id + "]");
  const Domain* domain = c.domain(row.point->domain);
  const SafetyClass* safety_class = c.safety_class(row.point->class_code);
  std::string place = session.pick(domain ? domain->title : Label{});
  // The measures of Annex H stand below the classes themselves.
  const std::string class_title = session.pick(safety_class ? safety_class->title : Label{});
  const std::string point_title = session.pick(row.point->title_of(row.at->level));
  for (const std::string& part : {class_title, class_title == point_title ? "" : point_title})
    if (!part.empty()) place += " · " + part;
  place += " · " +
           session.pick({row.point->attribute + " 类", "attribute " + row.point->attribute}) +
           " · " + session.pick(level_label(row.at->level));
  sheet.line({"位置", "place"}, place);
  sheet.line({"要求", "demand"}, session.pick(row.at->summary));
  sheet.line({"裁剪", "tailoring"}, tailoring_text(session, row));
  sheet.line({"方法", "methods"}, titles(session, row.at->methods, [&](const std::string& id) {
               return c.method_title(id);
             }));
  sheet.line({"对象", "objects"}, titles(session, row.item->objects,
                                         [&](const std::string& id) { return c.kind_title(id); }));
  add_levels(sheet, *row.item, *row.at);
  add_links(sheet, c, row);
  add_mappings(sheet, c, row.item->point);
  std::string cites;
  for (const std::string& one : citations_of(row)) cites += (cites.empty() ? "" : "；") + one;
  sheet.line({"依据", "cites"}, cites);
  if (guide) add_guide(sheet, c, *guide, row);
  return sheet.take();
}

}  // namespace dengbao
