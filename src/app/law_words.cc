// law list, show and check; the lines of the whole family.
#include "app/law_words.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>

#include "engine/check/check.h"

namespace dengbao {
namespace {

std::string period(const PackHead& head) {
  return (head.since ? head.since->iso() : "…") + " – " + (head.until ? head.until->iso() : "…");
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string out;
  for (const std::string& t : texts) out += (out.empty() ? "" : std::string(between)) + t;
  return out;
}

json::object duty_json(const DutyDecl& d) {
  return {{"duty", d.name.text()},
          {"label", to_json(d.label)},
          {"owner", d.owner.text()},
          {"cites", to_json(d.cites)}};
}

json::object procedure_json(const Procedure& p) {
  json::array states, moves, duties;
  for (const StateDecl& s : p.states) states.emplace_back(s.name.text());
  for (const MoveDecl& m : p.moves)
    moves.push_back(json::object{
        {"move", m.name.text()}, {"label", to_json(m.label)}, {"cites", to_json(m.cites)}});
  for (const DutyDecl& d : p.duties) duties.push_back(duty_json(d));
  return {{"procedure", p.name.text()}, {"pack", p.pack},           {"title", to_json(p.title)},
          {"register", p.is_register},  {"states", states},         {"moves", moves},
          {"duties", duties},           {"cites", to_json(p.cites)}};
}

std::string shown(const Session& session, const Label& label, Symbol name) {
  return label.empty() ? name.text() : session.pick(label);
}

std::string outline(const Session& session, const Law& law) {
  std::string out =
      fmt::format("{}  {}\n{}  {}\nSM3 {}\n", law.head.id, session.pick(law.head.title),
                  law.head.edition, period(law.head), law.digest);
  for (const auto& [name, p] : law.procedures) {
    out += fmt::format("\n{}  {}\n", p.qualified, session.pick(p.title));
    for (const MoveDecl& m : p.moves)
      out += fmt::format("  · {} ({})  {}\n", shown(session, m.label, m.name), m.name.text(),
                         joined(m.cites, "；"));
    for (const DutyDecl& d : p.duties)
      out += fmt::format("  ! {} ({})  {}\n", shown(session, d.label, d.name), d.name.text(),
                         joined(d.cites, "；"));
  }
  out += "\n";
  for (const auto& [name, p] : law.parameters)
    if (!p.values.empty())
      out += fmt::format("{} = {}  〔{}〕\n", name, p.values.back().value.show(),
                         p.values.back().source);
  return out;
}

json::value law_json(const Law& law) {
  json::array procedures, campaigns, parameters, instruments;
  for (const auto& [name, p] : law.procedures) procedures.push_back(procedure_json(p));
  for (const auto& [name, c] : law.campaigns) campaigns.emplace_back(name);
  for (const auto& [name, p] : law.parameters) parameters.emplace_back(name);
  for (const auto& [name, i] : law.instruments)
    instruments.push_back(json::object{{"id", i.id},
                                       {"title", to_json(i.title)},
                                       {"force", i.force},
                                       {"clauses", i.clauses.size()}});
  return json::object{{"id", law.head.id},           {"title", to_json(law.head.title)},
                      {"edition", law.head.edition}, {"digest", law.digest},
                      {"procedures", procedures},    {"campaigns", campaigns},
                      {"parameters", parameters},    {"instruments", instruments}};
}

Result<Answer> clause_answer(Session& session, const Law& law, const std::string& citation) {
  const Clause* clause = law.cited(citation);
  if (!clause)
    return fail(ErrorKind::NotFound, "law.no_clause",
                {{"citation", citation}, {"pack", law.head.id}});
  Answer answer;
  answer.value = json::object{{"citation", citation},
                              {"title", to_json(clause->title)},
                              {"summary", to_json(clause->summary)},
                              {"row", clause->row},
                              {"confirmed", clause->confirmed}};
  answer.text = fmt::format("{}  {}\n{}\n", citation, session.pick(clause->title),
                            session.pick(clause->summary));
  return answer;
}

Result<Answer> graph_answer(const Law& law, const std::string& wanted) {
  Answer answer;
  json::object graphs;
  for (const auto& [name, p] : law.procedures) {
    if (!wanted.empty() && name != wanted && p.qualified != wanted) continue;
    const std::string graph = graph_of(p);
    graphs[p.qualified] = graph;
    answer.text += graph;
  }
  if (graphs.empty()) {
    std::vector<std::string> names;
    for (const auto& [name, p] : law.procedures) names.push_back(name);
    return fail(ErrorKind::NotFound, "law.no_procedure",
                {{"procedure", wanted}, {"nearest", nearest_word(wanted, names)}});
  }
  answer.value = json::object{{"graphs", graphs}};
  return answer;
}

// One finding once, however many packs inherit the part it stands in.
using Told = std::set<std::string>;

bool first_time(Told& told, const Explanation& e) {
  std::string key = e.code + "\n" + e.where;
  for (const auto& [name, value] : e.args) key += "\n" + value;
  return told.insert(std::move(key)).second;
}

struct CheckReport {
  json::array packs, findings, not_run;
  std::string text;
};

void check_pack(const ChosenPacks& chosen, const std::string& id, const Messages& messages,
                const Session& session, Told& told, CheckReport& report) {
  Loaded loaded = read_law(chosen.files, id);
  std::vector<Explanation> findings = std::move(loaded.faults);
  if (findings.empty()) findings = check_law(loaded.law, named_functions());
  std::size_t count = 0;
  for (Explanation& e : findings) {
    e.where = chosen.place(e.where);
    if (!first_time(told, e)) continue;
    ++count;
    json::object line = finding_json(e, messages);
    line["pack"] = id;
    report.text += e.where + "  " + std::string(line["message"].as_string()) + "\n";
    report.findings.push_back(std::move(line));
  }
  std::set<std::string> words;
  for (const NotYetRun& w : loaded.law.not_run) {
    const std::string where = chosen.place(w.place);
    if (!words.insert(w.word + where).second) continue;
    report.not_run.push_back(json::object{{"pack", id}, {"word", w.word}, {"where", where}});
    report.text += fmt::format("{}  {}\n", where,
                               session.pick({fmt::format("“{}”：已知，尚不运行", w.word),
                                             fmt::format("“{}”: known, not yet run", w.word)}));
  }
  report.packs.push_back(json::object{{"pack", id},
                                      {"edition", loaded.law.head.edition},
                                      {"digest", loaded.law.digest},
                                      {"runs", !loaded.law.head.not_yet_run && words.empty()},
                                      {"findings", count}});
}

}  // namespace

Result<Answer> law_list(Session& session, const Arguments&) {
  const LawLibrary* library = TRY(session.law());
  Answer answer;
  json::array rows;
  for (const PackHead& head : pack_heads(library->files()))
    rows.push_back(json::object{{"id", head.id},
                                {"title", to_json(head.title)},
                                {"edition", head.edition},
                                {"force", head.force},
                                {"period", period(head)},
                                {"uses", to_json(head.uses)},
                                {"runs", !head.not_yet_run}});
  answer.value = std::move(rows);
  answer.columns = {{"id", {"法规包", "pack"}},       {"title", {"名称", "title"}},
                    {"edition", {"版本", "edition"}}, {"force", {"效力", "force"}},
                    {"period", {"施行", "in force"}}, {"runs", {"可运行", "runs"}}};
  return answer;
}

Result<Answer> law_show(Session& session, const Arguments& arguments) {
  const ChosenPacks chosen = TRY(choose_packs(session, {arguments.text("PACK")}));
  Loaded loaded = read_law(chosen.files, chosen.ids.front());
  if (!loaded.faults.empty()) return std::unexpected(loaded.faults.front());
  if (arguments.has("clause")) return clause_answer(session, loaded.law, arguments.text("clause"));
  if (arguments.has("graph")) return graph_answer(loaded.law, arguments.text("PROCEDURE"));
  Answer answer;
  answer.value = law_json(loaded.law);
  answer.text = outline(session, loaded.law);
  return answer;
}

Result<Answer> law_check(Session& session, const Arguments& arguments) {
  const ChosenPacks chosen = TRY(choose_packs(session, arguments.all("PACK")));
  const Messages messages = messages_of(session, chosen.files);
  Told told;
  CheckReport report;
  std::int64_t done = 0;
  for (const std::string& id : chosen.ids) {
    session.progress()(id, done++, static_cast<std::int64_t>(chosen.ids.size()));
    check_pack(chosen, id, messages, session, told, report);
  }
  Answer answer;
  answer.negative = !report.findings.empty();
  const auto packs = report.packs.size(), found = report.findings.size(),
             words = report.not_run.size();
  answer.text =
      report.text +
      session.pick({fmt::format("已检查 {} 个法规包：{} 处问题，{} 处写法已知、尚不运行。\n", packs,
                                found, words),
                    fmt::format("packs checked: {}; findings: {}; words known, not yet run: {}.\n",
                                packs, found, words)});
  answer.rows = "findings";
  answer.value = json::object{{"packs", std::move(report.packs)},
                              {"findings", std::move(report.findings)},
                              {"not_yet_run", std::move(report.not_run)}};
  return answer;
}

namespace {

Option packs_option() {
  return {.name = "PACK",
          .value = "PACK|FOLDER",
          .help = {"法规包或文件夹；不写则为全部", "packs or folders; all where none is given"},
          .positional = true,
          .many = true};
}

// Words that read packs as they stand.
void add_reading_words(Catalogue& all) {
  all.push_back({"law list",
                 Needs::Nothing,
                 "",
                 {"列出随程序提供的法规包", "List the packs that come with the program"},
                 {"dengbao law list", "dengbao law list --json"},
                 {},
                 law_list,
                 {.to_all = true}});
  all.push_back({"law show",
                 Needs::Nothing,
                 "",
                 {"查看一个法规包：程序、办理动作、待办、参数；或画出流程图",
                  "Show a pack: procedures, moves, duties, parameters; or draw a procedure"},
                 {"dengbao law show cn-mlps",
                  "dengbao law show cn-bj-egov-2007 --graph filing | dot -Tsvg > filing.svg"},
                 {{.name = "PACK",
                   .value = "PACK",
                   .help = {"法规包", "the pack"},
                   .positional = true,
                   .required = true},
                  {.name = "PROCEDURE",
                   .value = "PROCEDURE",
                   .help = {"只画这一个程序", "draw this procedure only"},
                   .positional = true},
                  {.name = "graph",
                   .value = "",
                   .help = {"以 DOT 画出状态与办理动作", "states and moves as DOT"}},
                  {.name = "clause",
                   .value = "CLAUSE",
                   .help = {"查看一个条款，如 \"source-001 S1-07\"",
                            "one clause, such as \"source-001 S1-07\""}}},
                 law_show,
                 {.to_all = true}});
  all.push_back({"law check",
                 Needs::Nothing,
                 "",
                 {"检查法规包：写法、引用、可达状态、待办的归属与升级",
                  "Check packs: form, citations, states, duties"},
                 {"dengbao law check", "dengbao law check cn-mlps my-city/"},
                 {packs_option()},
                 law_check});
}

// Words that prove, explain and compare.
void add_proving_words(Catalogue& all) {
  all.push_back(
      {"law test",
       Needs::Nothing,
       "",
       {"运行法规包的办理案例；--mutate 逐条去掉规则，看案例是否察觉",
        "Run the worked cases; --mutate takes each rule away in turn"},
       {"dengbao law test cn-bj-egov-2007", "dengbao law test --mutate"},
       {packs_option(),
        {.name = "mutate", .value = "", .help = {"逐条去掉规则", "take each rule away in turn"}},
        {.name = "case", .value = "ID", .help = {"只运行这一个案例", "this case only"}}},
       law_test,
       {.takes_long = true}});
  all.push_back(
      {"law coverage",
       Needs::Nothing,
       "",
       {"各义务由哪条规则和哪个案例证明",
        "Which rule and which case proves each row of the sources"},
       {"dengbao law coverage", "dengbao law coverage --pack cn-bj-egov-2007 --csv > coverage.csv"},
       {{.name = "pack", .value = "PACK", .help = {"只看这一个法规包", "this pack only"}},
        {.name = "check",
         .value = "",
         .help = {"有未证明又未说明理由的，退出码为 2", "exit 2 where an open row has no reason"}}},
       law_coverage});
  all.push_back({"law explain",
                 Needs::Nothing,
                 "",
                 {"解释一个条款、来源行或矛盾：原意、规则、参数、并列的数值",
                  "Explain a clause, a source row or a contradiction"},
                 {"dengbao law explain S1-07", "dengbao law explain gbt-22240-2020 §6.4"},
                 {{.name = "WHAT",
                   .value = "CLAUSE|ROW|X-n",
                   .help = {"条款、来源行或矛盾编号", "a clause, a row or a contradiction"},
                   .positional = true,
                   .required = true,
                   .many = true}},
                 law_explain});
  all.push_back({"law diff",
                 Needs::Nothing,
                 "",
                 {"比较两个法规包或文件夹的条目", "Compare two packs or folders entry by entry"},
                 {"dengbao law diff cn-bj-egov-2007 my-city/", "dengbao law diff old/ new/ --csv"},
                 {{.name = "A",
                   .value = "PACK|FOLDER",
                   .help = {"前者", "the one"},
                   .positional = true,
                   .required = true},
                  {.name = "B",
                   .value = "PACK|FOLDER",
                   .help = {"后者", "the other"},
                   .positional = true,
                   .required = true}},
                 law_diff,
                 {.here = true}});
}

}  // namespace

void add_law_words(Catalogue& all) {
  add_reading_words(all);
  add_proving_words(all);
}

}  // namespace dengbao
