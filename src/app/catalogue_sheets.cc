#include "app/catalogue_sheets.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/catalogue_view.h"
#include "base/spreadsheet.h"
#include "base/text.h"

namespace dengbao {

using namespace requirements;

namespace {

std::string joined(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += (out.empty() ? "" : " ") + one;
  return out;
}

std::string sharpened(const Row& row) {
  std::string out;
  if (row.tailoring)
    for (const auto& one : row.tailoring->sharpened)
      out += (out.empty() ? "" : "；") + one.demand.zh;
  return out;
}

std::string kinds_text(const Session& session, const Standard& c,
                       const std::vector<std::string>& kinds, std::string_view between) {
  std::string out;
  for (const std::string& kind : kinds)
    out += std::string(out.empty() ? "" : between) + session.pick(c.kind_title(kind));
  return out;
}

std::string demand_text(const Session& session, const Standard& c, const Row& row) {
  std::string out = session.pick(row.at->summary);
  if (const std::string tailoring = tailoring_text(session, row); !tailoring.empty())
    out += "\n〔" + tailoring + "〕";
  for (const std::string& id : row.item->high_risk)
    if (const HighRiskCase* h = c.high_risk_case(id); h && h->applies(row.at->level))
      out += "\n" + session.pick({"高风险 ", "high risk "}) + id + " " + session.pick(h->topic);
  for (const std::string& id : row.item->hazards)
    if (const Hazard* h = c.hazard(id))
      out +=
          "\n" + session.pick({"重大隐患 ", "major hazard "}) + id + " " + session.pick(h->topic);
  return out;
}

std::string verdict_text(const Session& session, const Guide& g, const Row& row) {
  std::string out;
  const auto add = [&](const Label& heading, const std::string& text) {
    if (!text.empty()) out += (out.empty() ? "" : "\n") + session.pick(heading) + text;
  };
  add({"符合：", "Conforming: "}, g.conforming);
  add({"部分符合：", "Partly: "}, g.partly);
  add({"不符合：", "Not conforming: "}, g.not_conforming);
  add({"常见：", "Usual gap: "}, g.gap);
  add({"建议：", "Advice: "}, g.advice);
  add({"判断：", "Judgement: "}, g.judgement);
  for (const auto& [level, text] : g.differs)
    if (level == row.at->level) add({"本级不同：", "At this level: "}, text);
  return out;
}

std::string steps_text(const Session& session, const Standard& c, const GuideObject& o) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "\n") + text; };
  for (const std::string& text : o.ask) add(session.pick({"问：", "Ask: "}) + text);
  for (const GuideLook& l : o.look) {
    add(session.pick({"看：", "Look: "}) + l.what +
        (l.kinds.empty() ? "" : "〔" + kinds_text(session, c, l.kinds, "；") + "〕"));
    add("　→ " + l.conforming);
  }
  for (const std::string& text : o.test) add(session.pick({"测：", "Test: "}) + text);
  return out;
}

using Cells = std::vector<XlsxCell>;

void add_row(const Session& session, const Standard& c, const Row& row, std::vector<Cells>& to) {
  const auto cell = [](std::string text) { return XlsxCell::of(std::move(text)); };
  const std::string unit = row.at->unit.empty() ? row.item->id : row.at->unit;
  const Guide* g = c.guide(row.item->id);
  to.push_back({cell(unit + "\n" + row.at->clause),
                cell(session.pick(row.point->title_of(row.at->level))),
                cell(demand_text(session, c, row)), cell(session.pick({"判定", "Verdict"})),
                cell(g && row.applicable() ? verdict_text(session, *g, row) : ""), cell(""),
                cell(row.applicable() ? session.pick({"□ 符合\n□ 部分符合\n□ 不符合\n□ 不适用",
                                                      "□ conforming\n□ partly\n□ not\n□ n/a"})
                                      : session.pick({"不适用", "n/a"}))});
  if (!g || !row.applicable()) return;
  for (const GuideObject& o : g->objects)
    to.push_back({cell(unit), cell(""), cell(""), cell(kinds_text(session, c, o.kinds, "\n")),
                  cell(steps_text(session, c, o)), cell(""), cell("")});
}

}  // namespace

std::vector<CatalogueColumns> catalogue_table(const Standard& c, const std::vector<Row>& rows) {
  std::vector<CatalogueColumns> out;
  for (const Row& row : rows) {
    std::vector<std::string> high_risk;
    for (const std::string& id : row.item->high_risk)
      if (const HighRiskCase* h = c.high_risk_case(id); h && h->applies(row.at->level))
        high_risk.push_back(id);
    const Guide* g = c.guide(row.item->id);
    const Label title = g ? g->title : Label{};
    const Label& point = row.point->title_of(row.at->level);
    out.push_back({{"id", row.item->id},
                   {"unit", row.at->unit},
                   {"printed_unit", row.at->printed_unit},
                   {"level", std::to_string(row.at->level)},
                   {"domain", row.point->domain},
                   {"class", row.point->class_code},
                   {"control_point", row.point->id},
                   {"control_point_zh", point.zh},
                   {"control_point_en", point.en},
                   {"clause", row.at->clause},
                   {"attribute", row.point->attribute},
                   {"title_zh", title.zh},
                   {"title_en", title.en},
                   {"summary_zh", row.at->summary.zh},
                   {"summary_en", row.at->summary.en},
                   {"adds_zh", row.at->adds.zh},
                   {"adds_en", row.at->adds.en},
                   {"same_as", row.at->same_as == 0 ? "" : std::to_string(row.at->same_as)},
                   {"methods", joined(row.at->methods)},
                   {"objects", joined(row.item->objects)},
                   {"high_risk", joined(high_risk)},
                   {"hazards", joined(row.item->hazards)},
                   {"applicable", row.applicable() ? "yes" : "no"},
                   {"reason_zh", row.applicable() ? "" : row.tailoring->reason.zh},
                   {"sharpened_zh", sharpened(row)}});
  }
  return out;
}

std::string catalogue_csv(const Standard& c, const std::vector<Row>& rows) {
  std::string out = "\xEF\xBB\xBF";
  bool headed = false;
  for (const CatalogueColumns& cells : catalogue_table(c, rows)) {
    std::string head, line;
    for (const auto& [name, text] : cells) {
      head += (head.empty() ? "" : ",") + std::string(name);
      line += "," + csv_cell(text);
    }
    if (!headed) out += head + "\r\n";
    headed = true;
    out += line.substr(1) + "\r\n";
  }
  return out;
}

XlsxWorkbook guide_workbook(const Session& session, const Standard& c, const std::vector<Row>& rows,
                            const std::string& name) {
  XlsxWorkbook out;
  out.title = session.pick({"等级测评指引 ", "Assessment guide "}) + name;
  if (const auto day = Date::parse(c.head.updated)) out.created = Instant::start_of(*day);
  for (const Domain& domain : c.domains) {
    XlsxSheet sheet;
    sheet.name = session.pick(domain.title);
    sheet.header = {session.pick({"测评单元\n条款", "Unit\nclause"}),
                    session.pick({"控制点", "Control point"}),
                    session.pick({"要求", "Demand"}),
                    session.pick({"对象", "Object"}),
                    session.pick({"怎样查、怎样判", "What to do, how to judge"}),
                    session.pick({"记录", "Record"}),
                    session.pick({"结果", "Result"})};
    for (const Row& row : rows)
      if (row.point->domain == domain.id) add_row(session, c, row, sheet.rows);
    if (sheet.rows.empty()) continue;
    sheet.print = XlsxPrint{
        session.pick(domain.title) + session.pick({"测评指引", ": guide"}) +
            (name.empty() ? "" : session.pick({"（", " ("}) + name + session.pick({"）", ")"})),
        {12, 11, 26, 15, 56, 24, 11},
        fmt::format("{} {}  {}", c.head.id, c.head.edition,
                    session.pick({"文字是自己的话，不是标准原文",
                                  "own words, not the text of the standard"}))};
    out.sheets.push_back(std::move(sheet));
  }
  return out;
}

}  // namespace dengbao
