// law test and law coverage: what the worked cases prove.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "app/coverage.h"
#include "app/interrupt.h"
#include "app/law_words.h"
#include "engine/check/check.h"

namespace dengbao {
namespace {

struct TestRun {
  Session& session;
  const ChosenPacks& chosen;
  const Messages& messages;
  const Calendar& calendar;
  const Functions& functions;
  std::string only_case;
  json::array cases, survivors, not_run;
  std::string text;
  std::size_t passed = 0, mutations = 0;
};

void add_case(TestRun& run, const std::string& pack, const WorkedCase& worked,
              std::vector<Explanation> misses) {
  json::array failures;
  for (Explanation& e : misses) {
    e.where = run.chosen.place(e.where);
    failures.push_back(finding_json(e, run.messages));
    Explanation bare = std::move(e);
    run.text += std::exchange(bare.where, {}) + "  " + run.messages.text(bare) + "\n";
  }
  run.passed += misses.empty() ? 1 : 0;
  run.cases.push_back(json::object{{"pack", pack},
                                   {"id", worked.id},
                                   {"title", worked.title},
                                   {"rows", to_json(worked.rows)},
                                   {"passed", misses.empty()},
                                   {"failures", std::move(failures)}});
}

void mutate(TestRun& run, const std::string& pack, const std::shared_ptr<const Law>& law,
            const std::vector<WorkedCase>& cases) {
  std::int64_t total = 0, done = 0;
  each_mutation(*law, [&](const Mutation&) { ++total; });
  each_mutation(*law, [&](Mutation m) {
    if (interrupted()) return;
    run.session.progress()(pack + " " + m.what, done++, total);
    ++run.mutations;
    const auto changed = std::make_shared<const Law>(std::move(m.law));
    const bool noticed = std::any_of(cases.begin(), cases.end(), [&](const WorkedCase& w) {
      return !run_worked_case(w, changed, run.calendar, run.functions).empty();
    });
    if (noticed) return;
    const std::string where = run.chosen.place(m.place);
    run.survivors.push_back(json::object{
        {"pack", pack}, {"rule", m.what}, {"where", where}, {"citations", to_json(m.cites)}});
    const Explanation e{
        ErrorKind::Negative, "law.mutation_survives", {{"rule", m.what}}, {}, m.cites, {}, {}};
    run.text += where + "  " + run.messages.text(e) + "\n";
  });
}

Status test_pack(TestRun& run, const std::string& pack, bool with_mutations) {
  Result<Law> loaded = load_law(run.chosen.files, pack);
  if (!loaded && loaded.error().kind == ErrorKind::Refused) {
    run.not_run.emplace_back(pack);  // known, not yet run: never silently passed over
    run.text += pack + "  " + run.messages.text(loaded.error()) + "\n";
    return {};
  }
  const auto law = std::make_shared<const Law>(TRY(std::move(loaded)));
  const std::vector<WorkedCase> cases = TRY(read_worked_cases(*law));
  std::int64_t done = 0;
  for (const WorkedCase& w : cases) {
    if (interrupted()) return {};
    if (!run.only_case.empty() && w.id != run.only_case) continue;
    run.session.progress()(pack + " " + w.id, done++, static_cast<std::int64_t>(cases.size()));
    add_case(run, pack, w, run_worked_case(w, law, run.calendar, run.functions));
  }
  if (with_mutations) mutate(run, pack, law, cases);
  return {};
}

json::object row_json(const CoverageRow& row) {
  json::array cases;
  for (const auto& c : row.cases)
    cases.push_back(json::object{{"id", c.id}, {"passed", c.passed}, {"proves", c.proves}});
  json::object out{{"row", row.row},
                   {"kind", row.kind},
                   {"state", row.covered ? "covered" : "open"},
                   {"pack", row.pack},
                   {"clause", row.clause},
                   {"cases", std::move(cases)},
                   {"rules", to_json(row.rules)},
                   {"text", to_json(row.text)}};
  out["reason"] =
      row.covered || row.reason.empty() ? json::value(nullptr) : json::value(to_json(row.reason));
  return out;
}

}  // namespace

Result<Answer> law_test(Session& session, const Arguments& arguments) {
  const ChosenPacks chosen = TRY(choose_packs(session, arguments.all("PACK")));
  const Messages messages = messages_of(session, chosen.files);
  const Functions functions = named_functions();
  const Calendar* calendar = TRY(session.calendar());
  TestRun run{session, chosen, messages, *calendar, functions, arguments.text("case"),
              {},      {},     {},       {},        0,         0};
  const bool with_mutations = arguments.has("mutate");
  for (const std::string& pack : chosen.ids) CHECK(test_pack(run, pack, with_mutations));
  if (!run.only_case.empty() && run.cases.empty())
    return fail(ErrorKind::NotFound, "law.no_case", {{"case", run.only_case}});
  const std::size_t total = run.cases.size(), alive = run.survivors.size();
  run.text += session.pick({fmt::format("办理案例 {} 个，通过 {} 个。\n", total, run.passed),
                            fmt::format("worked cases: {}, passed: {}.\n", total, run.passed)});
  if (with_mutations)
    run.text +=
        session.pick({fmt::format("去掉规则 {} 次，{} 次无人察觉。\n", run.mutations, alive),
                      fmt::format("rules taken away: {}, unnoticed: {}.\n", run.mutations, alive)});
  Answer answer;
  answer.negative = run.passed != total || alive > 0;
  json::object value{{"cases", std::move(run.cases)},
                     {"passed", run.passed},
                     {"total", total},
                     {"not_yet_run", std::move(run.not_run)}};
  if (with_mutations) {
    value["mutations"] = run.mutations;
    value["survivors"] = std::move(run.survivors);
  }
  answer.value = std::move(value);
  answer.rows = "cases";
  answer.text = std::move(run.text);
  return answer;
}

Result<Answer> law_coverage(Session& session, const Arguments& arguments) {
  const LawFiles& files = TRY(session.law())->files();
  const std::string pack = arguments.text("pack");
  if (!pack.empty()) CHECK(choose_packs(session, {pack}));
  const Calendar* calendar = TRY(session.calendar());
  const std::shared_ptr<const Coverage> kept =
      TRY(kept_coverage_of(files, pack, *calendar, named_functions(),
                           [&](std::string_view what, std::int64_t done, std::int64_t total) {
                             session.progress()(what, done, total);
                             return !interrupted();
                           }));
  const Coverage& found = *kept;
  Answer answer;
  json::array rows;
  for (const CoverageRow& row : found.rows) {
    if (!row.covered && row.reason.empty()) {
      answer.negative = answer.negative || arguments.has("check");
      answer.notes.push_back(
          {ErrorKind::Negative, "law.row_without_reason", {{"row", row.row}}, {}, {}, {}, {}});
    }
    rows.push_back(row_json(row));
  }
  for (const std::string& id : found.not_yet_run)
    answer.notes.push_back(
        {ErrorKind::Refused, "law.pack_not_yet_run", {{"pack", id}}, {}, {}, {}, {}});
  answer.value = json::object{{"rows", std::move(rows)},
                              {"covered", found.covered()},
                              {"total", found.rows.size()},
                              {"not_yet_run", to_json(found.not_yet_run)}};
  answer.rows = "rows";
  answer.columns = {{"row", {"来源行", "row"}},   {"kind", {"类别", "kind"}},
                    {"state", {"状态", "state"}}, {"pack", {"法规包", "pack"}},
                    {"text", {"内容", "text"}},   {"reason", {"未覆盖的理由", "reason"}}};
  answer.notes.push_back(
      {ErrorKind::Negative,
       "law.coverage",
       {{"covered", std::to_string(found.covered())}, {"total", std::to_string(found.rows.size())}},
       {},
       {},
       {},
       {}});
  return answer;
}

}  // namespace dengbao
