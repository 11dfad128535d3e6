// catalogue search.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/catalogue_words.h"
#include "catalogue/search.h"

namespace dengbao {

using namespace requirements;

namespace {

Label field_label(std::string_view field) {
  static const std::pair<std::string_view, Label> kFields[] = {
      {"id", {"编号", "id"}},
      {"unit", {"测评单元", "unit"}},
      {"clause", {"条款", "clause"}},
      {"control_point", {"控制点", "control point"}},
      {"summary", {"要求", "demand"}},
      {"adds", {"本级增加", "adds"}},
      {"high_risk", {"高风险判例", "high-risk case"}},
      {"hazard", {"重大隐患", "major hazard"}},
      {"guide.title", {"指引题目", "guide, title"}},
      {"guide.verdict", {"指引·判定", "guide, verdict"}},
      {"guide.gap", {"指引·常见问题", "guide, usual gap"}},
      {"guide.advice", {"指引·建议", "guide, advice"}},
      {"guide.judgement", {"指引·判断", "guide, judgement"}},
      {"guide.differs", {"指引·其他等级", "guide, other levels"}},
      {"guide.object", {"指引·对象", "guide, objects"}},
      {"guide.ask", {"指引·问", "guide, ask"}},
      {"guide.look", {"指引·看", "guide, look"}},
      {"guide.test", {"指引·测", "guide, test"}}};
  for (const auto& [name, label] : kFields)
    if (name == field) return label;
  return {std::string(field), std::string(field)};
}

std::string hit_text(const Session& session, const Standard& c, const Hit& hit) {
  const Guide* guide = c.guide(hit.row.item->id);
  std::string out =
      fmt::format("{}  {}  [{}]\n", hit.row.at->unit,
                  session.pick(guide ? guide->title : hit.row.at->summary), hit.row.item->id);
  return out + "    " + session.pick(field_label(hit.field)) + "：" + hit.excerpt + "\n";
}

}  // namespace

Result<Answer> catalogue_search(Session& session, const Arguments& arguments) {
  const auto chosen = TRY(choose_rows(session, arguments));
  const Standard& c = chosen->catalogue;
  const std::int64_t limit = TRY(arguments.integer("limit")).value_or(20);
  const std::vector<Hit> hits = search(c, chosen->rows, arguments.all("WORD"));
  Answer answer;
  json::array rows;
  for (const Hit& hit : hits) {
    if (limit > 0 && static_cast<std::int64_t>(rows.size()) == limit) break;
    json::object o = row_json(c, hit.row);
    o["score"] = hit.score;
    o["found_in"] = hit.field;
    o["excerpt"] = hit.excerpt;
    rows.push_back(std::move(o));
    answer.text += hit_text(session, c, hit);
  }
  answer.text += session.pick(
      {fmt::format("{}找到 {} 项，列出 {} 项。\n", rows.empty() ? "" : "\n", hits.size(),
                   rows.size()),
       fmt::format("{}{} found, {} shown.\n", rows.empty() ? "" : "\n", hits.size(), rows.size())});
  answer.rows = "hits";
  answer.columns = {{"unit", {"测评单元", "unit"}},
                    {"id", {"编号", "id"}},
                    {"summary", {"要求", "demand"}},
                    {"found_in", {"所在", "found in"}},
                    {"excerpt", {"摘录", "excerpt"}}};
  answer.value = json::object{{"found", hits.size()}, {"hits", std::move(rows)}};
  return answer;
}

}  // namespace dengbao
