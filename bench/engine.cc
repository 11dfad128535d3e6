// decide + settle + apply through the tables of cn-bj-egov-2007, and the duties of a million cases
// for a new calendar. One core; nothing is written anywhere.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

#include "engine/decide.h"
#include "engine/duties.h"
#include "engine/world.h"

using namespace dengbao;

namespace {

double cpu() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::string load() {
  std::ifstream in("/proc/loadavg");
  std::string one;
  in >> one;
  return one;
}

template <class T>
T must(Result<T> r) {
  if (r) return std::move(*r);
  std::fprintf(stderr, "%s %s\n", r.error().code.c_str(), r.error().where.c_str());
  for (const auto& [k, v] : r.error().args)
    std::fprintf(stderr, "  %s: %s\n", k.c_str(), v.c_str());
  std::exit(1);
}

struct Clock {  // adds up what several stretches take
  double wall = 0;
  template <class Work>
  void run(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
};

Value file(const char* name) {
  return Value::record({{"name", Value(name)}, {"digest", Value(std::string(64, '0'))}});
}

FactChange fact(const char* name, Value v) {
  return {Symbol(name), std::move(v), false};
}

struct Stage {
  std::shared_ptr<const Law> law;
  std::unique_ptr<World> world;
  const Procedure* filing = nullptr;
  Calendar calendar;
  Functions functions;
  Context by(const std::string& party, Instant at) const {
    Context c;
    c.party = party;
    c.on = at.date();
    c.at = at;
    c.law = law.get();
    c.calendar = &calendar;
    c.view = world.get();
    c.functions = &functions;
    return c;
  }
};

Stage stage() {
  Stage s;
  const LawFiles files = must(files_from_folder(DENGBAO_SOURCE_DIR "/law"));
  s.law = std::make_shared<Law>(must(load_law(files, "cn-bj-egov-2007")));
  s.calendar = must(read_calendar(files));
  s.world = std::make_unique<World>(s.calendar, s.functions);
  s.world->add_law(s.law);
  s.filing = s.law->procedure("filing");
  s.world->add_party("city", {{"place", Value("990000")}, {"letter_prefix", Value("云信安备")}});
  s.world->grant({"city", "informatization_office", "990000", "city", {}, {}});
  s.world->add_party("health", {});
  s.world->add_party(
      "hospital",
      {{"name", Value("市第一人民医院")}, {"place", Value("990102")}, {"code_valid", Value(true)}});
  s.world->add_superior("hospital", "department", "health");
  s.world->grant({"hospital", "operator", "990000", "", {}, {}});
  s.world->add_object("registration", "hospital",
                      {{"name", Value("挂号系统")},
                       {"place", Value("990102")},
                       {"level", Value(3)},
                       {"s", Value(3)},
                       {"a", Value(2)},
                       {"graded_on", Value("2026-01-12")},
                       {"go_live", Value("2015-03-01")}});
  return s;
}

// Opened, with everything of the filing but its two parts.
Case opened(const Stage& s, Date on) {
  const Instant at = Instant::start_of(on).plus_millis(9 * 3'600'000);
  OpenCommand open;
  open.case_id = "01HZZZZZZZZZZZZZZZZZZZZZZZ";
  open.subject = "object/registration";
  open.sets = {
      fact("unit_address", Value("白杉区一号")),
      fact("contact_name", Value("联系人")),
      fact("contact_phone", Value("0900-5550104")),
      fact("affiliation", Value("3")),
      fact("unit_type", Value("3")),
      fact("systems_total", Value(3)),
      fact("systems_by_level",
           Value::list({Value::record({{"level", Value(3)}, {"count", Value(3)}})})),
      fact("business", Value("门诊挂号和预约")),
      fact("service_scope", Value("30")),
      fact("service_object", Value("2")),
      fact("network_nature", Value("2")),
      fact("grading_report", file("定级报告.pdf")),
      fact("expert_opinion", file("专家意见.pdf")),
      fact("owner_approval", file("主管部门意见.pdf")),
      fact("topology", file("拓扑.pdf")),
      fact("organisation_rules", file("制度.pdf")),
      fact("design_plan", file("方案.pdf")),
      fact("product_list", file("产品.pdf")),
      fact("data_contact_name", Value("联系人")),
      fact("data_contact_phone", Value("0900-5550105")),
      fact("unit_addresses", Value("无")),
      fact("object_type", Value("system")),
      fact("source_addresses", Value("203.0.113.8/29")),
      fact("service_list", file("清单.pdf")),
      fact("data_sheets",
           Value::list({Value::record(
               {{"name", Value("挂号记录")}, {"level", Value(1)}, {"category", Value("就诊")}})}))};
  Case c;
  apply(c, must(open_case(*s.filing, open, s.by("hospital", at))).event);
  return c;
}

void moves(const Stage& s) {
  const Case start = opened(s, must(Date::of(2026, 1, 14)));
  const std::vector<FactChange> parts = {fact("form", file("备案表.pdf")),
                                         fact("edata", file("备案.rar"))};
  const std::vector<FactChange> defects = {
      fact("defects",
           Value::list({Value::record({{"item", Value("拓扑")}, {"text", Value("图不清楚")}})}))};
  struct Step {
    Command command;
    Context context;
  };
  const Instant noon = Instant::start_of(must(Date::of(2026, 1, 15))).plus_millis(12 * 3'600'000);
  const Context hospital = s.by("hospital", noon), city = s.by("city", noon);
  const Step cycle[] = {{{Symbol("deliver"), parts, ""}, hospital},
                        {{Symbol("return"), defects, ""}, city},
                        {{Symbol("deliver"), parts, ""}, hospital},
                        {{Symbol("accept"), {}, ""}, city}};
  constexpr int kBatches = 4000, kCases = 64;
  std::vector<Case> cases;
  std::vector<Result<Decision>> decided;
  decided.reserve(kCases);
  Clock rules, numbers;
  std::int64_t done = 0, allotted = 0;
  for (int b = 0; b < kBatches; ++b) {
    cases.assign(kCases, start);
    for (const Step& step : cycle) {
      decided.clear();
      rules.run([&] {
        for (Case& c : cases) decided.push_back(decide(*s.filing, c, step.command, step.context));
      });
      for (Result<Decision>& d : decided)
        if (!d) must(std::move(d));
      numbers.run([&] {  // what the store's transaction gives
        for (Result<Decision>& d : decided)
          for (const Allotment& a : d->allotments) settle(*s.filing, *d, a, ++allotted);
      });
      rules.run([&] {
        for (std::size_t i = 0; i < cases.size(); ++i)
          apply(cases[i], std::move(decided[i]->event));
      });
      done += kCases;
    }
  }
  if (cases.back().state.text() != "filed") std::exit(1);
  const auto n = static_cast<double>(done);
  std::printf("decide+apply: %.0f moves/s, %lld moves, load %s\n", n / rules.wall,
              static_cast<long long>(done), load().c_str());
  std::printf("with settling of numbers: %.0f moves/s (%lld numbers)\n",
              n / (rules.wall + numbers.wall), static_cast<long long>(allotted));
}

// A million open filings, each with its running review, under a calendar with one more holiday.
void recompute(const Stage& s, int count) {
  std::vector<Case> cases;
  cases.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const Date on = must(Date::of(2026, 1, 2)).plus_days(i % 300);
    Case c;
    c.id = "C" + std::to_string(i);
    CaseEvent e;
    e.case_id = c.id;
    e.version = 1;
    e.move = Symbol("open");
    e.procedure = s.filing->qualified;
    e.on = on;
    e.at = Instant::start_of(on);
    e.round = 1;
    e.to = Symbol("under_review");
    e.bound = {{Symbol("applicant"), {"hospital"}}, {Symbol("reviewer"), {"city"}}};
    for (const char* name : {"form", "edata", "city_received", "round"})
      e.sets.push_back(fact(name, std::string_view(name) == "round" ? Value(1) : Value("x")));
    apply(c, e);
    cases.push_back(std::move(c));
  }
  Calendar newer = s.calendar;
  Calendar::Year year = newer.years().at(2026);
  year.rest[must(Date::of(2026, 6, 1))] = "one more";
  newer.publish(std::move(year));
  const Instant now = Instant::start_of(must(Date::of(2026, 1, 3)));
  std::int64_t open = 0, moved = 0;
  std::vector<Instant> before;
  before.reserve(cases.size());
  for (const Case& c : cases)
    for (const Duty& d : duties(*s.filing, c, *s.law, s.calendar, now))
      if (d.due && d.status == DutyStatus::Running) before.push_back(*d.due);
  const double from = cpu();
  const auto begin = std::chrono::steady_clock::now();
  for (const Case& c : cases)
    for (const Duty& d : duties(*s.filing, c, *s.law, newer, now))
      if (d.due && d.status == DutyStatus::Running)
        moved += *d.due != before[static_cast<std::size_t>(open++)];
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf(
      "duties for a new calendar: %lld open, %lld moved, %.2f s (%.2f s of processor), load %s\n",
      static_cast<long long>(open), static_cast<long long>(moved), wall, cpu() - from,
      load().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const Stage s = stage();
  const std::string_view only = argc > 1 ? argv[1] : "";
  if (only != "duties") moves(s);
  if (only != "moves") recompute(s, 1'000'000);
  return 0;
}
