// catalogue list, show and check; the lines of the whole family.
#include "app/catalogue_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "app/law_words.h"
#include "base/text.h"
#include "catalogue/check.h"

namespace dengbao {

using namespace requirements;

namespace {

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// What is meant by a name: an id of an item, a unit, or a clause.
struct Meant {
  const Item* item = nullptr;
  int level = 0;  // 0: not said by the name
};

Meant meant_by(const Standard& c, const Tailored& tailored, const std::string& name) {
  if (const Item* item = c.item(name)) return {item, 0};
  if (const Item* item = tailored.item(name)) return {item, 0};
  const std::string unit = upper(name);
  for (const Item& item : c.items)
    for (const AtLevel& l : item.levels)
      if (l.unit == unit || l.clause == name) return {&item, l.level};
  return {};
}

// The level asked for, else the one of the name, else 3, else the highest.
Result<int> level_of(const Arguments& arguments, const Meant& meant) {
  const Item& item = *meant.item;
  if (!arguments.has("level")) {
    if (meant.level != 0) return meant.level;
    return item.at(3) ? 3 : item.levels.back().level;
  }
  const int level = arguments.text("level")[0] - '0';
  if (item.at(level)) return level;
  std::string has;
  for (const AtLevel& l : item.levels) has += (has.empty() ? "" : " ") + std::to_string(l.level);
  return fail(ErrorKind::NotFound, "catalogue.not_at_level",
              {{"item", item.id}, {"level", std::to_string(level)}, {"levels", has}});
}

// "8.1.4.1 a" may be typed as one word or as two.
std::string name_of(const Arguments& arguments) {
  std::string out;
  for (const std::string& part : arguments.all("ID")) out += (out.empty() ? "" : " ") + part;
  return out;
}

Result<Answer> point_answer(const Session& session, const Arguments& arguments, const Standard& c,
                            const Tailored& tailored, const ControlPoint& point) {
  Selection selection;
  selection.points.insert(point.id);
  if (arguments.has("level")) selection.levels.insert(arguments.text("level")[0] - '0');
  Answer answer;
  json::array items;
  const auto rows = select(c, selection, arguments.has("overlay") ? &tailored : nullptr);
  answer.text = fmt::format("{}  {}\n", point.id, session.pick(point.title));
  for (const Row& row : rows) {
    items.push_back(item_json(c, row));
    answer.text += fmt::format("\n{}  {}\n    {}\n", row.at->unit, row.item->id,
                               session.pick(row.at->summary));
  }
  answer.value = json::object{{"control_point", point.id},    {"title", to_json(point.title)},
                              {"domain", point.domain},       {"class", point.class_code},
                              {"attribute", point.attribute}, {"basis", point.basis},
                              {"items", std::move(items)}};
  return answer;
}

// A high-risk case or a hazard: what it is, and the items that lead to it.
std::optional<Answer> trigger_answer(const Session& session, const Standard& c,
                                     const std::string& name) {
  const HighRiskCase* risk = c.high_risk_case(name);
  const Hazard* hazard = c.hazard(upper(name));
  if (!risk && !hazard) return std::nullopt;
  const Label& topic = risk ? risk->topic : hazard->topic;
  const std::string& id = risk ? risk->id : hazard->id;
  json::object o{{"id", id}, {"topic", to_json(topic)}};
  Answer answer;
  answer.text = id + "  " + session.pick(topic) + "\n";
  if (risk) {
    o["domain"] = risk->domain;
    o["from_level"] = risk->from;
    o["to_level"] = risk->to;
    if (!risk->condition.empty()) o["condition"] = to_json(risk->condition);
    answer.text +=
        session.pick({fmt::format("高风险判例，第 {}–{} 级", risk->from, risk->to),
                      fmt::format("high-risk case, levels {}–{}", risk->from, risk->to)});
    if (!risk->condition.empty()) answer.text += "；" + session.pick(risk->condition);
    answer.text += "\n";
  } else {
    o["signs"] = hazard->signs;
    answer.text += session.pick({"重大风险隐患触发项：", "major hazard: "}) + hazard->signs + "\n";
  }
  const std::string& other = risk ? risk->hazard : hazard->high_risk;
  o[risk ? "hazard" : "high_risk"] = other;
  if (!other.empty()) answer.text += session.pick({"另见 ", "see also "}) + other + "\n";
  o["items"] = to_json(risk ? risk->items : hazard->items);
  for (const std::string& item : risk ? risk->items : hazard->items)
    if (const Item* found = c.item(item))
      answer.text += "  " + item + "  " + session.pick(found->levels.back().summary) + "\n";
  answer.value = std::move(o);
  return answer;
}

std::unexpected<Explanation> no_item(const Standard& c, const std::string& name) {
  std::vector<std::string> known;
  for (const Item& item : c.items) known.push_back(item.id);
  for (const ControlPoint& p : c.points) known.push_back(p.id);
  return fail(ErrorKind::NotFound, "catalogue.no_item",
              {{"item", name}, {"nearest", nearest_word(name, known)}});
}

json::array by_level(const ByLevel& n) {
  json::array out;
  for (const int i : n) out.emplace_back(i);
  return out;
}

std::string totals_text(const Session& session, const Standard& c, const Checked& checked) {
  std::string out;
  for (const Count& d : checked.domains) {
    const Domain* domain = c.domain(d.what);
    out += fmt::format("{}  {:>3} / {:>3} / {:>3} / {:>3}   {} {} / {} / {} / {}\n",
                       pad(session.pick(domain ? domain->title : Label{d.what, d.what}), 30),
                       d.items[0], d.items[1], d.items[2], d.items[3],
                       session.pick({"控制点", "control points"}), d.points[0], d.points[1],
                       d.points[2], d.points[3]);
  }
  return out;
}

json::object checked_json(const Standard& c, const Checked& checked) {
  json::object domains;
  for (const Count& d : checked.domains)
    domains[d.what] =
        json::object{{"items", by_level(d.items)}, {"control_points", by_level(d.points)}};
  return {{"edition", c.head.edition},
          {"digest", c.digest},
          {"rows", checked.rows},
          {"items", checked.items},
          {"control_points", checked.points},
          {"guides", checked.guides},
          {"high_risk", checked.high_risk},
          {"hazards", checked.hazards},
          {"mapped", checked.relations},
          {"domains", std::move(domains)}};
}

}  // namespace

Result<Answer> catalogue_list(Session& session, const Arguments& arguments) {
  const auto chosen = TRY(choose_rows(session, arguments));
  Answer answer;
  json::array rows;
  for (const Row& row : chosen->rows) {
    json::object o = row_json(chosen->catalogue, row);
    if (chosen->tailors) o["tailoring"] = tailoring_text(session, row);
    rows.push_back(std::move(o));
  }
  answer.value = std::move(rows);
  answer.columns = {{"unit", {"测评单元", "unit"}},
                    {"clause", {"条款", "clause"}},
                    {"control_point_title", {"控制点", "control point"}},
                    {"attribute", {"属性", "SAG"}},
                    {"summary", {"要求", "demand"}},
                    {"id", {"编号", "id"}}};
  if (chosen->tailors) answer.columns.push_back({"tailoring", {"裁剪", "tailoring"}});
  const bool extended = std::any_of(chosen->rows.begin(), chosen->rows.end(),
                                    [](const Row& row) { return row.point->domain != "general"; });
  if (chosen->selection.grade && extended && chosen->selection.domains.empty() &&
      !arguments.has("extensions"))
    answer.notes.push_back({ErrorKind::Usage, "catalogue.all_extensions", {}, {}, {}, {}, {}});
  return answer;
}

Result<Answer> catalogue_show(Session& session, const Arguments& arguments) {
  const Standard c = TRY(load_requirements(session));
  const Tailored tailored = TRY(load_overlays(c, arguments.all("overlay")));
  const std::string name = name_of(arguments);
  if (arguments.has("case")) {
    if (auto trigger = trigger_answer(session, c, name)) return std::move(*trigger);
    return fail(ErrorKind::NotFound, "catalogue.no_case", {{"case", name}});
  }
  if (const ControlPoint* point = c.point(name); point && !c.item(name))
    return point_answer(session, arguments, c, tailored, *point);
  const Meant meant = meant_by(c, tailored, name);
  if (!meant.item) {
    if (auto trigger = trigger_answer(session, c, name)) return std::move(*trigger);
    return no_item(c, name);
  }
  const int level = TRY(level_of(arguments, meant));
  const Row row{meant.item, meant.item->at(level), c.point(meant.item->point),
                tailored.of(meant.item->id, level)};
  Answer answer;
  answer.value = item_json(c, row);
  answer.text = item_text(session, c, row);
  // Clauses of levels 1 to 4 and numbers of cases look alike.
  if (const HighRiskCase* risk = c.high_risk_case(name))
    answer.notes.push_back({ErrorKind::Usage,
                            "catalogue.also_a_case",
                            {{"case", name}, {"topic", session.pick(risk->topic)}},
                            {},
                            {},
                            {},
                            {}});
  return answer;
}

Result<Answer> catalogue_check(Session& session, const Arguments& arguments) {
  Read read = TRY(read_requirements(session, arguments.text("FOLDER")));
  std::vector<Explanation> findings = std::move(read.faults);
  if (arguments.has("overlay") && findings.empty())
    findings = TRY(overlay_faults(read.catalogue, arguments.all("overlay")));
  Checked checked;
  if (!read.catalogue.items.empty()) checked = check_catalogue(read.catalogue);
  findings.insert(findings.end(), checked.findings.begin(), checked.findings.end());
  const LawLibrary* law = TRY(session.law());
  const Messages messages = messages_of(session, law->files());
  Answer answer;
  json::array lines;
  for (const Explanation& e : findings) {
    json::object line = finding_json(e, messages);
    answer.text += e.where + "  " + std::string(line["message"].as_string()) + "\n";
    lines.push_back(std::move(line));
  }
  answer.negative = !findings.empty();
  answer.text += totals_text(session, read.catalogue, checked);
  answer.text += session.pick(
      {fmt::format("{} 项、{} 条、{} 个控制点、{} 份指引、{} 例高风险、{} 条重大隐患、{} 条对照："
                   "{} 处问题。\n",
                   checked.items, checked.rows, checked.points, checked.guides, checked.high_risk,
                   checked.hazards, checked.relations, findings.size()),
       fmt::format("{} items, {} rows, {} control points, {} guides, {} high-risk cases, {} "
                   "hazards, {} mappings: {} findings.\n",
                   checked.items, checked.rows, checked.points, checked.guides, checked.high_risk,
                   checked.hazards, checked.relations, findings.size())});
  json::object value = checked_json(read.catalogue, checked);
  value["findings"] = std::move(lines);
  answer.value = std::move(value);
  answer.rows = "findings";
  return answer;
}

namespace {

Option overlay_option() {
  const std::vector<Option> all = choosing_options();
  return *std::find_if(all.begin(), all.end(), [](const Option& o) { return o.name == "overlay"; });
}

void add_reading_words(Catalogue& all) {
  std::vector<Option> choosing = choosing_options();
  all.push_back({"catalogue list",
                 Needs::Nothing,
                 "",
                 {"列出 GB/T 22239 的要求：按定级结果、等级、范围、类选取",
                  "List the requirements of GB/T 22239: by grade, level, domain, class"},
                 {"dengbao catalogue list --profile S3A2G3 --extensions cloud",
                  "dengbao catalogue list --level 3 --class CES --json"},
                 std::move(choosing),
                 catalogue_list});
  all.push_back(
      {"catalogue show",
       Needs::Nothing,
       "",
       {"查看一项要求：各级、高风险判例、对照、测评指引",
        "Show one item: levels, high-risk cases, mappings, guide"},
       {"dengbao catalogue show L3-CES1-04",
        "dengbao catalogue show ces.identity.two-factor --level 4"},
       {{.name = "ID",
         .value = "ID|UNIT|CLAUSE|POINT",
         .help = {"编号、测评单元、条款、控制点，或高风险判例、重大隐患的编号",
                  "an id, a unit, a clause, a control point, a high-risk case or a hazard"},
         .positional = true,
         .required = true,
         .many = true},
        {.name = "case",
         .help = {"按高风险判例或重大隐患的编号查", "ID is a high-risk case or a hazard"}},
        {.name = "level",
         .value = "N",
         .help = {"哪一级（默认第三级）", "which level (default 3)"},
         .choices = {"1", "2", "3", "4"}},
        overlay_option()},
       catalogue_show});
  all.push_back({"catalogue check",
                 Needs::Nothing,
                 "",
                 {"核对目录：总数、唯一性、链接、指引、写法",
                  "Check the catalogue: totals, uniqueness, links, guides, form"},
                 {"dengbao catalogue check", "dengbao catalogue check law/catalogue --json"},
                 {{.name = "FOLDER",
                   .value = "FOLDER",
                   .help = {"目录文件夹；不写则核对随程序的目录",
                            "a folder of the catalogue; the one of the program where not given"},
                   .positional = true},
                  overlay_option()},
                 catalogue_check});
}

void add_finding_words(Catalogue& all) {
  std::vector<Option> searching{
      {.name = "WORD",
       .value = "WORD",
       .help = {"要找的词，两个汉字即可；几个词须都有",
                "words that must all occur; two Chinese characters do"},
       .positional = true,
       .required = true,
       .many = true},
      {.name = "limit",
       .value = "N",
       .help = {"最多列几项（默认 20，0 为全部）", "how many to show (default 20, 0 for all)"}}};
  std::vector<Option> exporting{
      {.name = "TO",
       .value = "DIR|FILE",
       .help = {"写到哪里：--oscal 为文件夹，其余为文件；不写则输出到屏幕（--xlsx 除外）",
                "where to: a folder for --oscal, else a file; to stdout where not given"},
       .positional = true},
      {.name = "oscal",
       .help = {"OSCAL 1.2.1：目录、各级与各定级结果的 profile、对照",
                "OSCAL 1.2.1: catalog, profiles by level and grade, mappings"}},
      {.name = "csv", .help = {"一行一条的表", "a table, one line a row"}},
      {.name = "xlsx",
       .help = {"可打印的测评指引，每个范围一张表", "the guide to be printed, a sheet a domain"}}};
  for (const Option& o : choosing_options()) {
    searching.push_back(o);
    exporting.push_back(o);
  }
  all.push_back(
      {"catalogue search",
       Needs::Nothing,
       "",
       {"按词查找要求和测评指引", "Find items and guides by words"},
       {"dengbao catalogue search 堡垒机", "dengbao catalogue search 口令 复杂 --level 3"},
       std::move(searching),
       catalogue_search});
  all.push_back({"catalogue export",
                 Needs::Nothing,
                 "",
                 {"导出为 OSCAL、CSV 或可打印的 Excel 指引",
                  "Write OSCAL, csv, or the guide as a workbook to be printed"},
                 {"dengbao catalogue export --oscal oscal/",
                  "dengbao catalogue export --xlsx guide.xlsx --profile S3A2G3 --extensions cloud"},
                 std::move(exporting),
                 catalogue_export});
}

}  // namespace

void add_catalogue_words(Catalogue& all) {
  add_reading_words(all);
  add_finding_words(all);
}

}  // namespace dengbao
