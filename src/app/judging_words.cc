// Words that judge something and need no data directory: grade check, calendar due, org check-code.
// verify stands in judging_words_verify.cc.
#include "app/judging_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/law_words.h"
#include "base/credit_code.h"
#include "base/text.h"
#include "domain/grading/grading.h"
#include "law/read_data.h"

namespace dengbao {
namespace {

// More days than any text counts; beyond it the calendar ends.
constexpr std::int64_t kMostDays = 10'000;
constexpr std::string_view kFirstDay = "1990-01-01", kLastDay = "2099-12-31";

// A parameter by its name, from whichever pack holds it: reading one file is quicker than a pack.
Result<Parameter> parameter_file(const LawFiles& files, const std::string& name) {
  const std::string ending = "/parameters/" + name + ".yaml";
  for (const auto& [path, text] : files) {
    if (!path.starts_with("packs/") || !path.ends_with(ending)) continue;
    const Yaml root = TRY(parse_yaml(text, path));
    std::vector<Explanation> faults;
    std::vector<NotYetRun> not_run;
    law_reading::File file(path, faults, not_run);
    Parameter out = law_reading::read_parameter(file, root, "");
    if (!faults.empty()) return std::unexpected(faults.front());
    return out;
  }
  return fail(ErrorKind::NotFound, "law.no_parameter", {{"parameter", name}});
}

Result<std::vector<grading::Tick>> ticks(const std::vector<std::string>& given) {
  std::vector<grading::Tick> out;
  for (const std::string& words : given)
    for (const std::string& word : split(words, ',')) out.push_back(TRY(grading::tick_from(word)));
  return out;
}

struct Graded {
  int s = 0, a = 0;
  std::string matrix;
  std::vector<std::string> citations;
};

void cite(Graded& g, const std::string& citation) {
  if (std::find(g.citations.begin(), g.citations.end(), citation) == g.citations.end())
    g.citations.push_back(citation);
}

json::object graded_json(const Graded& g) {
  return {{"s", g.s},
          {"a", g.a},
          {"level", std::max(g.s, g.a)},
          {"code", grading::grade_code(g.s, g.a)},
          {"matrix", g.matrix},
          {"citations", to_json(g.citations)}};
}

Result<Graded> grade(const DatedValue& matrix, const std::string& edition,
                     const std::vector<grading::Tick>& information,
                     const std::vector<grading::Tick>& service) {
  Graded out;
  out.matrix = edition;
  auto level = grading::level_of(matrix.value, edition, information);
  if (!level) {
    std::string known;
    if (const Compound* all = matrix.value.compound())
      for (const auto& [name, table] : all->members) known += (known.empty() ? "" : " ") + name;
    level.error().args.emplace_back("known", known);
    return std::unexpected(level.error());
  }
  out.s = *level;
  out.a = TRY(grading::level_of(matrix.value, edition, service));
  cite(out, matrix.source);
  if (const Value* table = matrix.value.member(edition))
    if (const Value* source = table->member("source")) cite(out, source->show());
  return out;
}

std::string graded_text(const Session& session, const Graded& g) {
  std::string cited;
  for (const std::string& c : g.citations) cited += (cited.empty() ? "" : "；") + c;
  return session.pick(
      {fmt::format("{}：第{}级（业务信息 S{}，系统服务 A{}），{} 版矩阵〔{}〕\n",
                   grading::grade_code(g.s, g.a), std::max(g.s, g.a), g.s, g.a, g.matrix, cited),
       fmt::format("{}: level {} (information S{}, service A{}), matrix of {} 〔{}〕\n",
                   grading::grade_code(g.s, g.a), std::max(g.s, g.a), g.s, g.a, g.matrix, cited)});
}

Result<Answer> grade_check(Session& session, const Arguments& arguments) {
  const LawFiles& files = TRY(session.law())->files();
  const auto information = TRY(ticks(arguments.all("info")));
  const auto service = TRY(ticks(arguments.all("service")));
  const Date day = session.now().date();
  const Parameter matrices = TRY(parameter_file(files, "grading_matrix"));
  const DatedValue* matrix = matrices.at(day);
  std::string edition = arguments.text("matrix");
  const bool asked = !edition.empty();
  std::string edition_source;
  if (!asked) {
    const Parameter editions = TRY(parameter_file(files, "matrix_edition"));
    const DatedValue* current = editions.at(day);
    if (!matrix || !current)
      return fail(ErrorKind::BadInput, "grading.no_edition", {{"date", day.iso()}});
    edition = current->value.show();
    edition_source = current->source;
  } else if (!matrix) {
    matrix = &matrices.values.back();
  }
  Graded own = TRY(grade(*matrix, edition, information, service));
  if (!edition_source.empty()) cite(own, edition_source);
  Answer answer;
  json::object value = graded_json(own);
  answer.text = graded_text(session, own);
  json::array alternatives;
  if (const Compound* all = matrix->value.compound(); all && !asked)
    for (const auto& [name, table] : all->members) {
      if (name == edition) continue;
      const Graded other = TRY(grade(*matrix, name, information, service));
      if (other.s == own.s && other.a == own.a) continue;
      alternatives.push_back(graded_json(other));
      answer.text +=
          session.pick({"另一版不同：", "another edition differs: "}) + graded_text(session, other);
    }
  if (!alternatives.empty()) value["alternatives"] = std::move(alternatives);
  answer.value = std::move(value);
  return answer;
}

Result<int> count_of(std::int64_t n, const std::string& option) {
  if (n < 0 || n > kMostDays)
    return fail(
        ErrorKind::BadInput, "calendar.count",
        {{"option", option}, {"value", std::to_string(n)}, {"limit", std::to_string(kMostDays)}});
  return static_cast<int>(n);
}

Result<Answer> calendar_due(Session& session, const Arguments& arguments) {
  const bool working = arguments.has("working-days");
  if (working == arguments.has("days")) return fail(ErrorKind::Usage, "calendar.one_count");
  const auto from = TRY(arguments.date("from"));
  const std::string option = working ? "working-days" : "days";
  const auto given = TRY(arguments.integer(option));
  const int n = TRY(count_of(given.value_or(0), option));
  const auto first = TRY(Date::parse(kFirstDay)), last = TRY(Date::parse(kLastDay));
  // Rest days may carry a due date some days on; the calendar itself goes further than `last`.
  if (*from < first || *from > last || from->plus_days(n) > last)
    return fail(ErrorKind::BadInput, "calendar.range",
                {{"date", from->iso()}, {"first", first.iso()}, {"last", last.iso()}}, "--from");
  const Calendar* calendar = TRY(session.calendar());
  const Counted counted = working ? calendar->add_working_days(*from, n)
                                  : calendar->add_days(*from, n, !arguments.has("no-roll"));
  Answer answer;
  answer.value = json::object{{"due", counted.due.iso()}, {"provisional", counted.provisional}};
  answer.text = counted.due.iso();
  if (counted.provisional)
    answer.text += session.pick({"（暂定：涉及放假安排尚未公布的年份）",
                                 " (provisional: touches a year without a published calendar)"});
  return answer;
}

Result<Answer> check_code(Session& session, const Arguments& arguments) {
  const CreditCodeCheck check = check_credit_code(arguments.text("CODE"));
  Answer answer;
  answer.negative = !check.valid();
  const Messages messages = messages_of(session, TRY(session.law())->files());
  json::array reasons;
  const Explanation reason = explain(check);
  answer.text = messages.text(reason) + "\n";
  if (!check.valid())
    reasons.push_back(json::object{{"code", reason.code},
                                   {"message", messages.message(reason)},
                                   {"citations", to_json(reason.citations)}});
  answer.value = json::object{{"code", check.code},
                              {"valid", check.valid()},
                              {"reasons", std::move(reasons)},
                              {"position", check.position},
                              {"inner_digit_fits", check.inner_digit_fits},
                              {"suggestions", to_json(check.suggestions)}};
  return answer;
}

void add_grade_check(Catalogue& all) {
  const Label side = {
      "受侵害的客体:程度，可多次；客体 rights public national，程度 general serious "
      "especially-serious",
      "interest:harm, several allowed; rights public national, general serious especially-serious"};
  all.push_back(
      {"grade check",
       Needs::Nothing,
       "",
       {"按勾选的客体和侵害程度定级，附条款", "Grade by ticked interests and harms, with clauses"},
       {"dengbao grade check --info public:serious --service rights:general",
        "dengbao grade check --info national:general --service public:serious --matrix 2020 "
        "--json"},
       {{.name = "info",
         .value = "I:H",
         .help = {"业务信息：" + side.zh, "information: " + side.en},
         .required = true,
         .many = true},
        {.name = "service",
         .value = "I:H",
         .help = {"系统服务：同上", "service: the same"},
         .required = true,
         .many = true},
        {.name = "matrix",
         .value = "EDITION",
         .help = {"矩阵版本，如 2020、2025；不写则取当日适用的",
                  "edition of the matrix, such as 2020 or 2025; else the one in force"}}},
       grade_check,
       {.to_all = true}});
}

}  // namespace

void add_judging_words(Catalogue& all) {
  add_grade_check(all);
  all.push_back(
      {"calendar due",
       Needs::Nothing,
       "",
       {"从某日起算的到期日（当日不计）", "The due date counted from a day (which is not counted)"},
       {"dengbao calendar due --from 2026-02-10 --working-days 10",
        "dengbao calendar due --from 2026-01-31 --days 30 --json"},
       {{.name = "from",
         .value = "DATE",
         .help = {"起算日", "the day of the trigger"},
         .required = true},
        {.name = "working-days", .value = "N", .help = {"工作日数", "working days"}},
        {.name = "days",
         .value = "N",
         .help = {"自然日数；末日为休息日的顺延", "calendar days; a last day of rest rolls on"}},
        {.name = "no-roll", .help = {"不顺延", "do not roll on"}}},
       calendar_due,
       {.to_all = true}});
  all.push_back({"org check-code",
                 Needs::Nothing,
                 "",
                 {"核对统一社会信用代码", "Check a unified social credit code"},
                 {"dengbao org check-code -- 91110000100000000X",
                  "dengbao org check-code --json -- 91110000100000000x"},
                 {{.name = "CODE",
                   .value = "CODE",
                   .help = {"18 位代码", "18 symbols"},
                   .positional = true,
                   .required = true}},
                 check_code,
                 {.to_all = true}});
  add_verify_word(all);
}

}  // namespace dengbao
