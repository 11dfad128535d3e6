// simulate: a city under a simulated clock, on the engine alone.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/catalogue.h"
#include "app/session.h"
#include "app/simulate.h"

namespace dengbao {
namespace {

// More would not fit into the memory of a common machine.
constexpr std::int64_t kMostSystems = 1'000'000, kMostYears = 30;

Result<std::int64_t> number(const Arguments& given, const std::string& name, std::int64_t otherwise,
                            std::int64_t most) {
  const std::int64_t n = TRY(given.integer(name)).value_or(otherwise);
  if (n < 1 || n > most)
    return fail(ErrorKind::Usage, "simulate.range",
                {{"option", name}, {"value", std::to_string(n)}, {"most", std::to_string(most)}});
  return n;
}

json::object counts(const std::map<std::string, std::int64_t>& all) {
  json::object out;
  for (const auto& [name, n] : all) out[name] = n;
  return out;
}

json::object report_json(const SimulationOptions& options, const SimulationReport& r) {
  json::array violations;
  for (const Violation& v : r.violations)
    violations.push_back(json::object{{"what", v.what}, {"case", v.case_id}, {"detail", v.detail}});
  const auto rate = [&](double seconds) {
    return seconds > 0 ? static_cast<std::int64_t>(static_cast<double>(r.events) / seconds) : 0;
  };
  return {{"systems", options.systems},
          {"years", options.years},
          {"seed", options.seed},
          {"from", options.start.iso()},
          {"events", r.events},
          {"events_per_second", rate(r.seconds)},
          {"events_per_processor_second", rate(r.processor_seconds)},
          {"cases", r.cases},
          {"refused", r.refused},
          {"states", counts(r.states)},
          {"duties", counts(r.duties)},
          {"documents", counts(r.documents)},
          {"numbers", counts(r.numbers)},
          {"refusals", counts(r.refusals)},
          {"violated", r.violated},
          {"violations", violations}};
}

// "done_in_time" and its kin, for people.
Label duty_label(const std::string& how) {
  static const std::map<std::string, Label> labels = {
      {"done_in_time", {"按时完成", "done in time"}},
      {"done_late", {"逾期完成", "done late"}},
      {"void", {"不再需要", "void"}},
      {"open_paused", {"暂停计时", "paused"}},
      {"open_without_date", {"原文未定期限", "no date in the text"}},
      {"open_not_yet_due", {"未到期", "not yet due"}},
      {"overdue_escalated", {"逾期已上报", "overdue and escalated"}},
      {"overdue_not_yet_escalated", {"逾期待上报", "overdue, to be escalated"}}};
  const auto it = labels.find(how);
  return it == labels.end() ? Label{how, how} : it->second;
}

std::string report_text(const Session& session, const SimulationOptions& options,
                        const SimulationReport& r) {
  const auto say = [&](std::string_view zh, std::string_view en) {
    return std::string(session.chinese() ? zh : en);
  };
  std::string out = fmt::format(
      fmt::runtime(say(
          "{} 个系统，{} 年，种子 {}\n事件 {}（每秒 {:.0f}），事项 {}，被拒 {}\n",
          "{} systems, {} years, seed {}\n{} events ({:.0f} a second), {} cases, {} refusals\n")),
      options.systems, options.years, options.seed, r.events,
      r.seconds > 0 ? static_cast<double>(r.events) / r.seconds : 0.0, r.cases, r.refused);
  const auto block = [&](const std::string& title, const std::map<std::string, std::int64_t>& all,
                         bool duties) {
    out += "\n" + title + "\n";
    for (const auto& [name, n] : all)
      out += fmt::format("  {:>9}  {}\n", n, duties ? session.pick(duty_label(name)) : name);
  };
  block(say("待办", "Duties"), r.duties, true);
  block(say("文书", "Documents"), r.documents, false);
  block(say("编号（无跳号、无重号）", "Numbers (no gap, no double)"), r.numbers, false);
  block(say("事项状态", "Cases by state"), r.states, false);
  out += "\n";
  out += r.violated
             ? fmt::format(
                   fmt::runtime(say("不应有的情形 {} 处：\n", "{} things that must never be:\n")),
                   r.violated)
             : say("未定义状态 0；每件待办都已完成、作废、逾期已上报或有理由未完\n",
                   "No undefined state; every duty is done, void, overdue with its escalation, or "
                   "open for a reason\n");
  for (const Violation& v : r.violations)
    out += fmt::format("  {} {} {}\n", v.what, v.case_id, v.detail);
  return out;
}

Result<Answer> run(Session& session, const Arguments& given) {
  SimulationOptions options;
  options.systems = TRY(number(given, "systems", options.systems, kMostSystems));
  options.years = TRY(number(given, "years", options.years, kMostYears));
  options.seed = static_cast<std::uint64_t>(
      TRY(number(given, "seed", 1, std::numeric_limits<std::int64_t>::max())));
  LawLibrary* law = TRY(session.law());
  const Calendar* calendar = TRY(session.calendar());
  const SimulationReport report =
      TRY(simulate(law->files(), *calendar, named_functions(), options));
  Answer answer;
  answer.value = report_json(options, report);
  answer.text = report_text(session, options, report);
  answer.negative = report.violated > 0;
  return answer;
}

}  // namespace

void add_simulate_words(Catalogue& all) {
  all.push_back(
      {.word = "simulate",
       .needs = Needs::Nothing,
       .help = {"在模拟时钟下运行一座虚构的城市", "Run an invented city under a simulated clock"},
       .examples = {"dengbao simulate --systems 200 --years 3 --seed 1",
                    "dengbao simulate --systems 20000 --years 5 --seed 7 --json"},
       .options = {{.name = "systems",
                    .value = "N",
                    .help = {"系统数，默认 200", "systems, 200 by default"}},
                   {.name = "years", .value = "Y", .help = {"年数，默认 3", "years, 3 by default"}},
                   {.name = "seed",
                    .value = "S",
                    .help = {"种子，同一种子同一结果", "seed: the same seed gives the same city"}}},
       .run = run,
       .exposure = {.here = true}});
}

}  // namespace dengbao
