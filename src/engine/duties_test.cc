// Every kind of duty as one row: what was done when, and who owes what by when.

#include "engine/duties.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/world.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

using test::day;
using test::noon;

// `duty` is one entry of `duties`, written in one line.
std::string pack_with(const std::string& duty) {
  return R"(procedure: p
about: object
roles:
  owner: {find: owner_of_subject}
  office: {find: given}
  all: {find: given, many: true}
facts:
  form: {type: file}
  data: {type: file}
  due_on: {type: date, future: true}
  span: {type: text}
  level: {type: integer, start: 3}
  round: {type: integer, start: 1}
  happened: {type: instant}
states: {open: {}, done: {final: true}}
moves:
  give: {from: open, by: owner, asks: {any_of: [form, data, due_on, span, happened, level]}}
  stop: {from: open, by: office}
  go: {from: open, by: [owner, office]}
  report: {from: open, by: owner}
  served: {from: open, by: office, addressed_to: all}
  again: {from: open, by: office, sets: {round: +1, form: none}}
  drop: {from: open, by: office}
  end: {from: open, by: office, to: done}
duties:
  )" + duty +
         "\n";
}

struct Act {
  const char *on, *move, *by;
  std::vector<FactChange> sets = {};
  const char* to = "";
};

FactChange fact(const char* name, Value v) {
  return {Symbol(name), std::move(v), false};
}
Value file() {
  return Value::record({{"name", "a.pdf"}, {"digest", "0"}});
}

class Stage {
 public:
  explicit Stage(const std::string& duty, const char* opened = "2026-02-10")
      : world(test::real_calendar(), {}) {
    law = test::law_of(test::one_pack(
        pack_with(duty), {{"parameters/d.yaml",
                           "parameter: days\nvalues:\n  - {since: 2020-01-01, until: 2026-02-11, "
                           "value: P10WD}\n  - {since: 2026-02-11, value: P5WD}\n"},
                          {"parameters/l.yaml",
                           "parameter: by_level\nvalues:\n  - {since: 2020-01-01, value: {\"2\": "
                           "null, \"3\": P1Y}}\n"}}));
    world.add_law(law);
    for (const char* party : {"owner", "office", "x", "y", "top"}) world.add_party(party, {});
    world.add_superior("office", "", "top");
    world.add_object("o", "owner", {});
    EXPECT_TRUE(world.advance(noon(opened)));
    OpenCommand open;
    open.subject = "object/o";
    open.roles = {{Symbol("office"), {"office"}}, {Symbol("all"), {"x", "y"}}};
    const auto opened_id = world.open("t", "p", open, "owner", day(opened));
    EXPECT_TRUE(opened_id) << opened_id.error().code;
    id = opened_id.value_or("");
  }
  void act(const Act& a) {
    if (const Instant at = noon(a.on); at > world.now())
      EXPECT_TRUE(world.advance(at));
    else
      EXPECT_TRUE(world.advance(world.now().plus_millis(1)));
    const auto done = world.act(id, {Symbol(a.move), a.sets, a.to}, a.by, day(a.on));
    EXPECT_TRUE(done) << a.move << " " << done.error().code;
  }
  // "instance status due", sorted, as one text.
  std::string all() {
    std::string out;
    for (const Duty& d : world.duties_of(id))
      out += (out.empty() ? "" : "; ") + d.instance + " " +
             std::string(duty_status_name(d.status)) + " " + (d.due ? d.due_date()->iso() : "-");
    return out;
  }
  const World::Entry& entry() { return *world.find(id); }

  std::shared_ptr<const Law> law;
  World world;
  std::string id;
};

struct Row {
  const char* what;
  const char* duty;
  std::vector<Act> acts;
  const char* is;
};

TEST(Duties, EveryKind) {
  const Act form{"2026-02-10", "give", "owner", {fact("form", file())}};
  const Row rows[] = {
      {"working days over Spring Festival",
       "d: {owner: office, starts: opened, within: P10WD, done_by: [go]}",
       {},
       "1 running 2026-03-02"},
      {"calendar days roll off a rest day",
       "d: {owner: office, starts: opened, within: P5D, done_by: [go]}",
       {},
       "1 running 2026-02-24"},
      {"calendar days that do not roll",
       "d: {owner: office, starts: opened, within: P5D, roll: false, done_by: [go]}",
       {},
       "1 running 2026-02-15"},
      {"months",
       "d: {owner: office, starts: opened, within: P1M, roll: false, done_by: [go]}",
       {},
       "1 running 2026-03-10"},
      {"the next 30 April",
       "d: {owner: office, starts: opened, within: 04-30, done_by: [go]}",
       {},
       "1 running 2026-04-30"},
      {"a fixed date",
       "d: {owner: office, starts: opened, within: 2026-08-31, done_by: [go]}",
       {},
       "1 running 2026-08-31"},
      {"the month's end stays on a rest day",
       "d: {owner: office, starts: opened, within: month_end, done_by: [go]}",
       {},
       "1 running 2026-02-28"},
      {"the month's end of a date",
       "d: {owner: office, starts: opened, within: {month_end: {fact: due_on}}, done_by: [go]}",
       {{"2026-02-10", "give", "owner", {fact("due_on", "2026-01-05")}}},
       "1 running 2026-01-31"},
      {"a clock of two hours",
       "d: {owner: office, starts: {move: go}, within: PT2H, done_by: [stop]}",
       {{"2026-02-15", "go", "owner"}},
       "1 running 2026-02-15"},
      {"at once",
       "d: {owner: office, starts: opened, within: at_once, done_by: [go]}",
       {},
       "1 running 2026-02-10"},
      {"a parameter at the day of the start",
       "d: {owner: office, starts: opened, within: {parameter: days}, done_by: [go]}",
       {},
       "1 running 2026-03-02"},
      {"a parameter by another entry",
       "d: {owner: office, starts: opened, within: {parameter: by_level, by: level}, done_by: "
       "[go]}",
       {},
       "1 running 2027-02-10"},
      {"a parameter that is silent",
       "d: {owner: office, starts: opened, within: {parameter: by_level, by: level}, done_by: "
       "[go]}",
       {{"2026-02-10", "give", "owner", {fact("level", 2)}}},
       "1 running -"},
      {"a budget from the party's own document",
       "d: {owner: office, starts: opened, within: {budget: span}, done_by: [go]}",
       {{"2026-02-10", "give", "owner", {fact("span", "P3WD")}}},
       "1 running 2026-02-13"},
      {"the first choice that holds",
       "d: {owner: office, starts: opened, within: {choose: [{when: {level: 2}, is: P1WD}, {is: "
       "P2WD}]}, done_by: [go]}",
       {},
       "1 running 2026-02-12"},
      {"nothing before its start",
       "d: {owner: office, starts: {latest: [{fact: form}, {fact: data}]}, within: P10WD, done_by: "
       "[go]}",
       {form},
       ""},
      {"the later of two parts",
       "d: {owner: office, starts: {latest: [{fact: form}, {fact: data}]}, within: P10WD, done_by: "
       "[go]}",
       {form, {"2026-02-13", "give", "owner", {fact("data", file())}}},
       "1 running 2026-03-05"},
      {"the earlier of two parts",
       "d: {owner: office, starts: {earliest: [{fact: form}, {fact: data}]}, within: P10WD, "
       "done_by: [go]}",
       {form, {"2026-02-13", "give", "owner", {fact("data", file())}}},
       "1 running 2026-03-02"},
      {"from a date in a fact",
       "d: {owner: office, starts: {date_in: due_on}, within: P1D, roll: false, done_by: [go]}",
       {{"2026-02-10", "give", "owner", {fact("due_on", "2026-05-01")}}},
       "1 running 2026-05-02"},
      {"not where its condition fails",
       "d: {owner: office, when: {level: {at_least: 4}}, starts: opened, within: P1D, done_by: "
       "[go]}",
       {},
       ""},
      {"done",
       "d: {owner: office, starts: opened, within: P10WD, done_by: [go]}",
       {{"2026-02-12", "go", "owner"}},
       "1 done 2026-03-02"},
      {"void",
       "d: {owner: office, starts: opened, within: P10WD, done_by: [go], void_by: [drop]}",
       {{"2026-02-12", "drop", "office"}},
       "1 void 2026-03-02"},
      {"done stays done after what would void it",
       "d: {owner: office, starts: opened, within: P10WD, done_by: [go], void_by: [drop]}",
       {{"2026-02-12", "go", "owner"}, {"2026-02-13", "drop", "office"}},
       "1 done 2026-03-02"},
      {"void with the end of the case",
       "d: {owner: office, starts: opened, within: P10WD, done_by: [go]}",
       {{"2026-02-12", "end", "office"}},
       "1 void 2026-03-02"},
      {"paused: no date",
       "d: {owner: office, starts: opened, within: P10WD, pauses: [{from: stop, to: go}], done_by: "
       "[report]}",
       {{"2026-02-11", "stop", "office"}},
       "1 paused -"},
      {"resumed: later by the working days that stood still",
       "d: {owner: office, starts: opened, within: P10WD, pauses: [{from: stop, to: go}], done_by: "
       "[report]}",
       {{"2026-02-11", "stop", "office"}, {"2026-02-13", "go", "owner"}},
       "1 running 2026-03-04"},
      {"a new clock each round",
       "d: {owner: office, starts: {fact: form}, per: round, within: P10WD, done_by: [again, go]}",
       {form,
        {"2026-02-12", "again", "office"},
        {"2026-03-02", "give", "owner", {fact("form", file())}}},
       "1 done 2026-03-02; 2 running 2026-03-16"},
      {"one for each recipient",
       "d: {owner: office, to: {each: all}, starts: opened, within: P10WD, done_by: [served]}",
       {{"2026-02-11", "served", "office", {}, "y"}},
       "x running 2026-03-02; y done 2026-03-02"},
      {"one for each owner",
       "d: {owner: {each: all}, starts: opened, within: P1WD, done_by: [served]}",
       {{"2026-02-11", "served", "office", {}, "x"}},
       "x done 2026-02-11; y running 2026-02-11"},
      {"every year by a day of the year",
       "d: {owner: owner, starts: opened, within: 04-30, repeat: yearly, done_by: [report]}",
       {{"2027-04-01", "report", "owner"}, {"2028-05-02", "go", "owner"}},
       "2027 done 2027-04-30; 2028 running 2028-04-30"},
      {"each counted from the last",
       "d: {owner: owner, starts: opened, within: P1Y, roll: false, repeat: cycle, done_by: "
       "[report]}",
       {{"2026-12-01", "report", "owner"}},
       "1 done 2027-02-10; 2 running 2027-12-01"},
      {"ended by its time",
       "d: {owner: owner, starts: opened, within: P2D, roll: false, done_by: {elapsed: true}}",
       {{"2026-02-14", "go", "owner"}},
       "1 done 2026-02-12"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    std::string duty = row.duty;
    if (const auto at = duty.find("pauses: [{"); at != std::string::npos) {  // one pause: a map
      duty.replace(at, 10, "pauses: {");
      duty.replace(duty.find("}]", at), 2, "}");
    }
    Stage s(duty);
    for (const Act& a : row.acts) s.act(a);
    EXPECT_EQ(s.all(), row.is);
  }
}

TEST(Duties, WhatWasToldIsNeverShortened) {
  Stage s("d: {owner: office, starts: opened, within: P10WD, done_by: [go]}");
  CaseEvent e;
  e.case_id = s.id;
  e.version = 2;
  e.at = s.world.now();
  e.on = day("2026-02-10");
  e.step = DutyStep{Symbol("d"), "1", Symbol("keep_due"), day("2026-03-05"), {}};
  Case c = s.entry().c;
  apply(c, e);
  const auto later = duties(*s.entry().procedure, c, *s.law, s.world.calendar(), s.world.now());
  EXPECT_EQ(later.at(0).due_date()->iso(), "2026-03-05");
  // A date that is later anyway stays.
  e.step->due = day("2026-02-20");
  Case d = s.entry().c;
  apply(d, e);
  EXPECT_EQ(duties(*s.entry().procedure, d, *s.law, s.world.calendar(), s.world.now())
                .at(0)
                .due_date()
                ->iso(),
            "2026-03-02");
}

TEST(Duties, TheClockRemindsThenEscalatesToTheSuperiorEachOnce) {
  Stage s(
      "d: {owner: office, starts: opened, within: P10WD, done_by: [go], remind: {before: P2WD}, "
      "escalate: {after: P0WD, to: {superior_of: office}}}");
  EXPECT_EQ(s.entry().wake, Instant::start_of(day("2026-02-27")));
  ASSERT_TRUE(s.world.advance(noon("2026-02-27")));
  ASSERT_EQ(s.world.sent().size(), 1u);
  EXPECT_EQ(s.world.sent()[0].message, "remind d");
  EXPECT_EQ(s.world.sent()[0].to, std::vector<std::string>{"office"});
  EXPECT_EQ(s.entry().wake, Instant::end_of(day("2026-03-02")));
  ASSERT_TRUE(s.world.advance(noon("2026-03-02")));
  EXPECT_EQ(s.world.sent().size(), 1u);  // the last day is still in time
  ASSERT_TRUE(s.world.advance(noon("2026-06-01")));
  ASSERT_EQ(s.world.sent().size(), 2u);
  EXPECT_EQ(s.world.sent()[1].message, "escalate d");
  EXPECT_EQ(s.world.sent()[1].to, std::vector<std::string>{"top"});
  EXPECT_EQ(s.world.sent()[1].on, day("2026-03-03"));
  EXPECT_FALSE(s.entry().wake);
}

TEST(Duties, ANewCalendarMovesWhatIsOpenAndNothingThatIsDone) {
  Stage s("d: {owner: office, starts: opened, within: P10WD, done_by: [go]}");
  Calendar::Year year = s.world.calendar().years().at(2026);
  year.rest[day("2026-02-27")] = "one more";
  s.world.publish(year);
  EXPECT_EQ(s.all(), "1 running 2026-03-03");
  s.act({"2026-02-12", "go", "owner"});
  EXPECT_TRUE(s.all().starts_with("1 done"));
}

// The same pack, opened a day later, is never due earlier.
TEST(Duties, DueDatesAreMonotoneInTheirStart) {
  for (const char* within :
       {"P10WD", "P30D", "P1M", "04-30", "month_end", "PT72H", "{parameter: days}"}) {
    const bool dated =
        std::string_view(within) == "{parameter: days}";  // a shorter span came into force
    Stage s(std::string("d: {owner: office, starts: opened, within: ") + within +
            ", done_by: [go]}");
    std::optional<Instant> before;
    for (Date on = day("2026-01-01"); on < day("2026-12-31"); on = on.plus_days(1)) {
      Case c = s.entry().c;
      c.opened_on = on;
      c.opened_at = Instant::start_of(on).plus_millis(1);
      const auto all = duties(*s.entry().procedure, c, *s.law, s.world.calendar(), c.opened_at);
      ASSERT_EQ(all.size(), 1u);
      const bool may_fall = dated && on == day("2026-02-11");
      ASSERT_TRUE(!before || may_fall || *before <= *all[0].due) << within << " " << on.iso();
      before = all[0].due;
    }
  }
}

}  // namespace
}  // namespace dengbao
